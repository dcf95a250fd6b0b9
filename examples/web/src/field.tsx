import type { InvalidInput } from '@flowlang/client';
import { type ReactNode, useId } from 'react';

interface ControlProps {
  readonly id: string;
  readonly 'aria-invalid': boolean;
  readonly 'aria-describedby': string | undefined;
}

interface FieldProps {
  readonly label: string;
  /** Of the input, as the server names it: a JSON Pointer. */
  readonly path: string;
  readonly errors: readonly InvalidInput[];
  readonly children: (props: ControlProps) => ReactNode;
}

/** A control with its name, and with what the server has found wrong with it. */
export function Field({ label, path, errors, children }: FieldProps) {
  const id = useId();
  const error = errors.find((one) => one.path === path);
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      {children({ id, 'aria-invalid': error !== undefined, 'aria-describedby': error && `${id}-error` })}
      {error && (
        <p id={`${id}-error`} className="wrong" role="alert">
          {error.message}
        </p>
      )}
    </div>
  );
}

/** A task that the flow names and the tasks file does not have, and the code that stands for it. */
import type { ValueType } from '@flowlang/openapi';
import { quoted } from './code.ts';
import { propertyName, type Zod, zodCode } from './zod-code.ts';

export interface TaskStub {
  readonly name: string;
  readonly description: string;
  readonly input: ValueType;
  /** Absent where the flow reads nothing of the result. */
  readonly output?: ValueType;
}

/** What the file calls what stubs are written with. */
export interface StubNames extends Zod {
  readonly defineTask: string;
  readonly notImplemented: string;
}

export const PLAIN_NAMES: StubNames = {
  z: 'z',
  unit: '  ',
  defineTask: 'defineTask',
  notImplemented: 'notImplemented',
};

/** A property of the map of tasks, with a comma; its first line has no indentation, the others that of `indent`. */
export function stubCode({ name, description, input, output }: TaskStub, names: StubNames, indent: string): string {
  const lines = [
    `description: ${quoted(description)},`,
    `input: ${zodCode(input, names, 1)},`,
    ...(output === undefined ? [] : [`output: ${zodCode(output, names, 1)},`]),
    `run: ${names.notImplemented}(${quoted(name)}),`,
  ];
  const body = lines.map((line) => `${names.unit}${line}\n`).join('');
  const code = `${propertyName(name)}: ${names.defineTask}({\n${body}}),`;
  return code.replaceAll('\n', `\n${indent}`);
}

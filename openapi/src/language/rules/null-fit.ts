/** FL1503: null, where a value of a task, of a subflow or of the flow's caller must not be null. */
import { pathOf } from '../expression/narrowing.ts';
import { nullReason } from '../expression/null-reason.ts';
import type { Value, ValueType } from '../model.ts';
import { describeType, isKnownToBeNullable, mayBeNull } from '../value-type.ts';
import type { Fitting } from './fitting.ts';

/** Warns of a value that may be null where the schema refuses null for certain. */
export function checkNull(value: Value, type: ValueType, schema: ValueType, subject: string, fitting: Fitting): void {
  if (!isKnownToBeNullable(type) || mayBeNull(schema) || value.kind !== 'expression') return;
  // A step that may not have run is one warning, not a second one for the null that it leaves.
  if (fitting.isUncertain(value)) return;
  const { expression } = value;
  const reason = nullReason(expression, (one) =>
    fitting.typeOf({ kind: 'expression', expression: one, range: one.range }),
  );
  const path = pathOf(expression);
  const because = reason === undefined ? '' : ` (${reason.because})`;
  const message = `${path === undefined ? 'This value' : `\`${path}\``} may be null${because}, but ${subject} must be ${describeType(schema)}`;
  const ways = ['Give it a value with `??`', reason?.remedy, `or ${fitting.takesNull}`].filter(
    (way) => way !== undefined,
  );
  fitting.report('FL1503', value.range, message, ways.join(', '));
}

/** The shapes are texts, which the compiler cannot read as types by itself: here it does. */
import { expect, expectTypeOf, test } from 'vitest';
import type * as events from '../src/events.ts';
import { SHAPES } from '../src/shapes.ts';
import type * as wire from '../src/wire.ts';

/** The fields that a shape names, each with whether it may be missing. */
type Fields<Shape extends string> = Shape extends `${infer First} ${infer Rest}`
  ? Field<First> | Fields<Rest>
  : Field<Shape>;
type Field<Text extends string> = Text extends `${infer Name}:${string}` ? Name : Text;

/** The same of a type. What is never there (`error?: undefined` of a success) is not asked for. */
type Named<T> = {
  [Key in keyof T & string]-?: Exclude<T[Key], undefined> extends never
    ? never
    : undefined extends T[Key]
      ? `${Key}?`
      : Record<never, never> extends Pick<T, Key>
        ? `${Key}?`
        : Key;
}[keyof T & string];

type Of<Name extends keyof typeof SHAPES> = Fields<(typeof SHAPES)[Name]>;

test('every field of a type is checked, and may be missing only where the type says so', () => {
  expectTypeOf<Of<'Problem'>>().toEqualTypeOf<Named<wire.Problem>>();
  expectTypeOf<Of<'InvalidInput'>>().toEqualTypeOf<Named<wire.InvalidInput>>();
  expectTypeOf<Of<'Error'>>().toEqualTypeOf<Named<wire.ExecutionError>>();
  expectTypeOf<Of<'Parameter'>>().toEqualTypeOf<Named<wire.Parameter>>();
  expectTypeOf<Of<'Diagnostic'>>().toEqualTypeOf<Named<wire.Diagnostic>>();
  expectTypeOf<Of<'FlowSummary'>>().toEqualTypeOf<Named<wire.FlowSummary>>();
  expectTypeOf<Of<'FlowDetail'>>().toEqualTypeOf<Named<wire.FlowDetail>>();
  expectTypeOf<Of<'Task'>>().toEqualTypeOf<Named<wire.Task>>();
  expectTypeOf<Of<'TaskList'>>().toEqualTypeOf<Named<wire.TaskList>>();
  expectTypeOf<Of<'TaskSummary'>>().toEqualTypeOf<Named<wire.TaskSummary>>();
  expectTypeOf<Of<'FlowHealth'>>().toEqualTypeOf<Named<wire.FlowHealth>>();
  expectTypeOf<Of<'Health'>>().toEqualTypeOf<Named<wire.Health>>();
  expectTypeOf<Of<'Cancellation'>>().toEqualTypeOf<Named<wire.Cancellation>>();
  expectTypeOf<Of<'Delivery'>>().toEqualTypeOf<Named<wire.Delivery>>();
  expectTypeOf<Of<'ExecutionSummary'>>().toEqualTypeOf<Named<wire.ExecutionSummary>>();
  expectTypeOf<Of<'ExecutionList'>>().toEqualTypeOf<Named<wire.ExecutionList>>();
  expectTypeOf<Of<'@success'>>().toEqualTypeOf<Named<wire.FlowSuccess>>();
  expectTypeOf<Of<'@success=false'>>().toEqualTypeOf<Named<wire.FlowFailure>>();
  expectTypeOf<Of<'@status'>>().toEqualTypeOf<Named<wire.UnfinishedExecution>>();
  expectTypeOf<Of<'@status=completed'>>().toEqualTypeOf<Named<wire.CompletedExecution>>();
  expectTypeOf<Of<'@status=failed'>>().toEqualTypeOf<Named<wire.FailedExecution>>();
  expectTypeOf<Of<'@status=cancelled'>>().toEqualTypeOf<Named<wire.FailedExecution>>();
  expectTypeOf<Of<'@type=flow_started'>>().toEqualTypeOf<Named<events.FlowStarted>>();
  expectTypeOf<Of<'@type=flow_completed'>>().toEqualTypeOf<Named<events.FlowCompleted>>();
  expectTypeOf<Of<'@type=flow_failed'>>().toEqualTypeOf<Named<events.FlowFailed>>();
  expectTypeOf<Of<'@type=flow_cancelled'>>().toEqualTypeOf<Named<events.FlowCancelled>>();
  expectTypeOf<Of<'@type=step_started'>>().toEqualTypeOf<Named<events.StepStarted>>();
  expectTypeOf<Of<'@type=step_progress'>>().toEqualTypeOf<Named<events.StepProgress>>();
  expectTypeOf<Of<'@type=step_retrying'>>().toEqualTypeOf<Named<events.StepRetrying>>();
  expectTypeOf<Of<'@type=step_completed'>>().toEqualTypeOf<Named<events.StepCompleted>>();
  expectTypeOf<Of<'@type=step_skipped'>>().toEqualTypeOf<Named<events.StepSkipped>>();
  expectTypeOf<Of<'@type=step_failed'>>().toEqualTypeOf<Named<events.StepFailed>>();
  expectTypeOf<Of<'@type=step_cancelled'>>().toEqualTypeOf<Named<events.StepCancelled>>();
  expectTypeOf<Of<'@type=step_waiting'>>().toEqualTypeOf<Named<events.StepWaiting>>();
});

test('every type of event has its shape', () => {
  type Typed = Extract<keyof typeof SHAPES, `@type=${string}`>;
  expectTypeOf<Typed>().toEqualTypeOf<`@type=${events.FlowEvent['type']}`>();
});

test('every kind is a word of the checks, or another shape', () => {
  const words = /^(string|number|boolean|object|any|null|true|false|ordinal|string\|null)$/;
  const kinds = Object.values(SHAPES).flatMap((shape) =>
    shape.split(' ').flatMap((field) => field.split(':')[1] ?? []),
  );
  expect(
    kinds.map((kind) => kind.replace(/(\[]|{})$/, '')).filter((kind) => !words.test(kind) && !(kind in SHAPES)),
  ).toEqual([]);
});

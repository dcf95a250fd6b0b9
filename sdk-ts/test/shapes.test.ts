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

/** The fields of a shape, and of its variant where a field says something. */
type Variant<
  Name extends 'success' | 'status' | 'type',
  Value extends string,
> = `${Name}=${Value}` extends infer Key extends keyof typeof SHAPES ? Of<Name> | Of<Key> : never;

test('every field of a type is checked, and may be missing only where the type says so', () => {
  expectTypeOf<Of<'problem'>>().toEqualTypeOf<Named<wire.Problem>>();
  expectTypeOf<Of<'invalid'>>().toEqualTypeOf<Named<wire.InvalidInput>>();
  expectTypeOf<Of<'error'>>().toEqualTypeOf<Named<wire.ExecutionError>>();
  expectTypeOf<Of<'parameter'>>().toEqualTypeOf<Named<wire.Parameter>>();
  expectTypeOf<Of<'diagnostic'>>().toEqualTypeOf<Named<wire.Diagnostic>>();
  expectTypeOf<Of<'flow'>>().toEqualTypeOf<Named<wire.FlowSummary>>();
  expectTypeOf<Of<'detail'>>().toEqualTypeOf<Named<wire.FlowDetail>>();
  expectTypeOf<Of<'task'>>().toEqualTypeOf<Named<wire.Task>>();
  expectTypeOf<Of<'tasks'>>().toEqualTypeOf<Named<wire.TaskList>>();
  expectTypeOf<Of<'summary'>>().toEqualTypeOf<Named<wire.TaskSummary>>();
  expectTypeOf<Of<'ready'>>().toEqualTypeOf<Named<wire.FlowHealth>>();
  expectTypeOf<Of<'health'>>().toEqualTypeOf<Named<wire.Health>>();
  expectTypeOf<Of<'cancel'>>().toEqualTypeOf<Named<wire.Cancellation>>();
  expectTypeOf<Of<'event'>>().toEqualTypeOf<Named<wire.Delivery>>();
  expectTypeOf<Of<'execution'>>().toEqualTypeOf<Named<wire.ExecutionSummary>>();
  expectTypeOf<Of<'items'>>().toEqualTypeOf<Named<wire.ExecutionList>>();
  expectTypeOf<Variant<'success', 'true'>>().toEqualTypeOf<Named<wire.FlowSuccess>>();
  expectTypeOf<Variant<'success', 'false'>>().toEqualTypeOf<Named<wire.FlowFailure>>();
  expectTypeOf<Variant<'status', ''>>().toEqualTypeOf<Named<wire.UnfinishedExecution>>();
  expectTypeOf<Variant<'status', 'completed'>>().toEqualTypeOf<Named<wire.CompletedExecution>>();
  expectTypeOf<Variant<'status', 'failed'>>().toEqualTypeOf<Named<wire.FailedExecution>>();
  expectTypeOf<Variant<'status', 'cancelled'>>().toEqualTypeOf<Named<wire.FailedExecution>>();
  expectTypeOf<Variant<'type', 'flow_started'>>().toEqualTypeOf<Named<events.FlowStarted>>();
  expectTypeOf<Variant<'type', 'flow_completed'>>().toEqualTypeOf<Named<events.FlowCompleted>>();
  expectTypeOf<Variant<'type', 'flow_failed'>>().toEqualTypeOf<Named<events.FlowFailed>>();
  expectTypeOf<Variant<'type', 'flow_cancelled'>>().toEqualTypeOf<Named<events.FlowCancelled>>();
  expectTypeOf<Variant<'type', 'step_started'>>().toEqualTypeOf<Named<events.StepStarted>>();
  expectTypeOf<Variant<'type', 'step_progress'>>().toEqualTypeOf<Named<events.StepProgress>>();
  expectTypeOf<Variant<'type', 'step_retrying'>>().toEqualTypeOf<Named<events.StepRetrying>>();
  expectTypeOf<Variant<'type', 'step_completed'>>().toEqualTypeOf<Named<events.StepCompleted>>();
  expectTypeOf<Variant<'type', 'step_skipped'>>().toEqualTypeOf<Named<events.StepSkipped>>();
  expectTypeOf<Variant<'type', 'step_failed'>>().toEqualTypeOf<Named<events.StepFailed>>();
  expectTypeOf<Variant<'type', 'step_cancelled'>>().toEqualTypeOf<Named<events.StepCancelled>>();
  expectTypeOf<Variant<'type', 'step_waiting'>>().toEqualTypeOf<Named<events.StepWaiting>>();
});

test('every type of event has its shape', () => {
  type Typed = Extract<keyof typeof SHAPES, `type=${string}`>;
  expectTypeOf<Typed>().toEqualTypeOf<`type=${events.FlowEvent['type']}`>();
});

test('every kind is a pattern of types, or another shape', () => {
  const types = /^(string|number|object|list|null|true|false|\.)$/;
  const kinds = Object.values(SHAPES).flatMap((shape) =>
    shape.split(' ').flatMap((field) => field.split(':').slice(1)),
  );
  const words = kinds.flatMap((kind) => kind.split('|'));
  expect(words.filter((word) => !types.test(word) && !(word in SHAPES))).toEqual([]);
});

/** Checked by tsc alone: what must compile is here as it stands, what must not is marked. Nothing of it runs. */
import { expectTypeOf, test } from 'vitest';
import { useFlow as useAnyFlow } from '../../src/react/index.ts';
import { useFlow, useFlowLangClient, useFlowStream } from './rig.ts';

test('the name of a flow gives its inputs and outputs', () => {
  () => {
    const walk = useFlow('Walk');
    walk.execute({ to: 'rome', by: 'bus' });
    if (walk.status === 'success') expectTypeOf(walk.data).toEqualTypeOf<{ place: string }>();
    if (walk.status === 'error') expectTypeOf(walk.error).toEqualTypeOf<Error>();
    if (walk.status === 'pending') expectTypeOf(walk.data).toEqualTypeOf<undefined>();
    expectTypeOf(walk.executeAsync).returns.toEqualTypeOf<Promise<{ place: string }>>();
    useFlow('Endless').execute();
  };
});

test('an unknown flow, and inputs that do not fit, do not compile', () => {
  () => {
    // @ts-expect-error there is no such flow
    useFlow('Wlak');
    // @ts-expect-error nor for a stream
    useFlowStream('Wlak');
    const walk = useFlow('Walk');
    // @ts-expect-error an input is missing
    walk.execute({});
    // @ts-expect-error the inputs are missing
    walk.execute();
    // @ts-expect-error an input is misspelt
    walk.execute({ to: 'rome', bye: 'bus' });
    // @ts-expect-error not one of the enum
    walk.execute({ to: 'rome', by: 'plane' });
    const stream = useFlowStream('Walk');
    // @ts-expect-error of another type
    stream.start({ to: 1 });
    // @ts-expect-error a misspelt output
    if (walk.status === 'success') walk.data.palce;
  };
});

test('a stream knows the steps of its flow, and narrows on its status', () => {
  () => {
    const walk = useFlowStream('Walk');
    for (const step of walk.steps) expectTypeOf(step.id).toEqualTypeOf<'pack' | 'go'>();
    if (walk.status === 'completed') expectTypeOf(walk.result.outputs).toEqualTypeOf<{ place: string }>();
    if (walk.status === 'failed') expectTypeOf(walk.result.error.message).toEqualTypeOf<string>();
    if (walk.status === 'running') expectTypeOf(walk.result).toEqualTypeOf<undefined>();
    for (const event of walk.events) if (event.step_id === 'go') expectTypeOf(event.seq).toEqualTypeOf<number>();
    expectTypeOf(useFlowLangClient().executeFlow).toBeCallableWith('Walk', { to: 'rome' });
  };
});

test('without a map any flow is taken', () => {
  () => {
    const any = useAnyFlow('Whatever');
    any.execute({ some: 'thing' });
    if (any.status === 'success') expectTypeOf(any.data).toEqualTypeOf<Record<string, unknown>>();
  };
});

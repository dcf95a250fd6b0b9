import { act, waitFor } from '@testing-library/react';
import { useEffect } from 'react';
import { expect, test, vi } from 'vitest';
import { FlowExecutionError, FlowLangClient, InvalidInputsError } from '../../src/index.ts';
import { rigForAll, type Shown, useFlowStream } from './rig.ts';

const { show, showHidable, client, executions } = rigForAll();

async function until(shown: Shown<{ readonly status: string }>, status: string): Promise<void> {
  await waitFor(() => expect(shown.result.current.status).toBe(status), { timeout: 5_000 });
}

test('shows each step with its tries, its progress, its time and what it answered', async () => {
  const shown = show(() => useFlowStream('Walk'));
  expect(shown.result.current).toMatchObject({ status: 'idle', steps: [], events: [] });
  act(() => shown.result.current.start({ to: 'rome' }));
  expect(shown.result.current.status).toBe('starting');
  await until(shown, 'completed');
  const { steps, result, events, message, executionId } = shown.result.current;
  expect(result).toMatchObject({ success: true, outputs: { place: 'ROME' }, execution_id: executionId });
  expect(steps).toMatchObject([
    { id: 'pack', status: 'completed', attempts: 1, duration: expect.any(Number), startedAt: expect.any(Number) },
    {
      id: 'go',
      path: 'steps[1]',
      kind: 'task',
      task: 'Go',
      status: 'completed',
      attempts: 2,
      progress: 0.5,
      message: 'half way',
      outputs: { place: 'ROME' },
      error: undefined,
    },
  ]);
  expect(message).toBe('half way');
  expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1));
});

test('a flow that fails is `failed`, with the error, and its step too', async () => {
  const shown = show(() => useFlowStream('Broken'));
  act(() => shown.result.current.start({ why: 'slippery' }));
  await until(shown, 'failed');
  expect(shown.result.current.error).toBeInstanceOf(FlowExecutionError);
  expect(shown.result.current.result?.error).toMatchObject({ type: 'RangeError', message: 'slippery' });
  expect(shown.result.current.steps).toMatchObject([{ id: 'fall', status: 'failed', error: { message: 'slippery' } }]);
});

test('what cannot be started is `error`, with what the client throws', async () => {
  const shown = show(() => useFlowStream('Walk'));
  act(() => shown.result.current.start({ to: '' }));
  await until(shown, 'error');
  expect(shown.result.current.error).toBeInstanceOf(InvalidInputsError);
});

test('cancel ends the execution at the server, also where it comes before the first event', async () => {
  const shown = show(() => useFlowStream('Endless'));
  act(() => shown.result.current.start());
  await act(() => shown.result.current.cancel('changed my mind'));
  await until(shown, 'cancelled');
  const { result, steps, isCancelling } = shown.result.current;
  expect(result?.error).toEqual({ type: 'Cancelled', message: 'changed my mind' });
  expect(steps).toMatchObject([{ id: 'stay', status: 'cancelled' }]);
  expect(isCancelling).toBe(false);
});

test('when the component leaves the page it detaches, and the execution goes on', async () => {
  const shown = show(() => useFlowStream('Endless'));
  act(() => shown.result.current.start());
  await until(shown, 'running');
  const id = shown.result.current.executionId ?? '';
  shown.unmount();
  expect(await client().getExecution('Endless', id)).toMatchObject({ status: 'running' });
  await client().cancelExecution('Endless', id);
});

test('a component that comes back with its state goes on after the event that it has', async () => {
  const { current, turn } = showHidable(() => useFlowStream('Endless'));
  act(() => current().start());
  await waitFor(() => expect(current().status).toBe('running'));
  turn('hidden');
  await client().cancelExecution('Endless', current().executionId ?? '');
  expect(current().status).toBe('running');
  turn('visible');
  await waitFor(() => expect(current().status).toBe('cancelled'));
  expect(current().events.map(({ seq }) => seq)).toEqual([1, 2, 3, 4]);
});

test('an effect that starts a flow runs it once in StrictMode, which mounts twice', async () => {
  const before = await executions('Walk');
  const begun = vi.spyOn(FlowLangClient.prototype, 'executeFlowStream');
  let effects = 0;
  const hook = () => {
    const stream = useFlowStream('Walk');
    const { start } = stream;
    useEffect(() => {
      effects += 1;
      start({ to: 'paris' });
    }, [start]);
    return stream;
  };
  const shown = show(hook, { strict: true });
  await until(shown, 'completed');
  expect(effects).toBe(2);
  expect(begun).toHaveBeenCalledOnce();
  begun.mockRestore();
  expect(await executions('Walk')).toHaveLength(before.length + 1);
});

test('a new start takes the place of what was followed', async () => {
  const shown = show(() => useFlowStream('Endless'));
  act(() => shown.result.current.start());
  await until(shown, 'running');
  const first = shown.result.current.executionId ?? '';
  act(() => shown.result.current.start());
  expect(shown.result.current).toMatchObject({ status: 'starting', steps: [], executionId: undefined });
  await until(shown, 'running');
  const second = shown.result.current.executionId ?? '';
  expect(second).not.toBe(first);
  for (const id of [first, second]) await client().cancelExecution('Endless', id);
  await until(shown, 'cancelled');
});

test('an execution that somebody else began can be followed from its first event', async () => {
  const { id } = await client().startFlow('Walk', { to: 'kyiv' });
  const shown = show(() => useFlowStream('Walk'));
  act(() => shown.result.current.follow(id));
  await until(shown, 'completed');
  expect(shown.result.current.events[0]).toMatchObject({ seq: 1, type: 'flow_started', execution_id: id });
});

test('hundreds of events cost a rendering each frame, and not one each', async () => {
  let renderings = 0;
  const shown = show(() => {
    renderings += 1;
    return useFlowStream('Busy');
  });
  const began = performance.now();
  act(() => shown.result.current.start({ times: [...Array(300).keys()] }));
  await until(shown, 'completed');
  const frames = (performance.now() - began) / 16;
  expect(shown.result.current.events.length).toBeGreaterThan(600);
  expect(renderings).toBeLessThan(frames + 5);
});

test('reset forgets it', async () => {
  const shown = show(() => useFlowStream('Walk'));
  act(() => shown.result.current.start({ to: 'rome' }));
  await until(shown, 'completed');
  act(() => shown.result.current.reset());
  expect(shown.result.current).toMatchObject({ status: 'idle', steps: [], events: [], result: undefined });
});

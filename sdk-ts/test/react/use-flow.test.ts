import { act, renderHook, waitFor } from '@testing-library/react';
import { expect, test, vi } from 'vitest';
import { FlowExecutionError, FlowLangError, InvalidInputsError } from '../../src/index.ts';
import { rigForAll, useFlow, type Way } from './rig.ts';

const { show, asked, executions } = rigForAll();

test('runs a flow, and shows its outputs', async () => {
  const seen = new Set<string>();
  const { result } = show(() => {
    const walk = useFlow('Walk');
    seen.add(walk.status);
    return walk;
  });
  expect(result.current).toMatchObject({ status: 'idle', data: undefined, error: null });
  act(() => result.current.execute({ to: 'rome' }));
  await waitFor(() => expect(result.current).toMatchObject({ status: 'success', data: { place: 'ROME' } }));
  expect([...seen]).toEqual(['idle', 'pending', 'success']);
});

test('a flow that ran and failed is an error that says where', async () => {
  const { result } = show(() => useFlow('Broken'));
  act(() => result.current.execute());
  await waitFor(() => expect(result.current.status).toBe('error'));
  expect(result.current.error).toBeInstanceOf(FlowExecutionError);
  expect(result.current.error).toMatchObject({ error: { type: 'RangeError', message: 'tired', step_id: 'fall' } });
});

test('inputs that do not fit are an error that lists what is wrong', async () => {
  const { result } = show(() => useFlow('Walk'));
  act(() => result.current.execute({ to: '' }));
  await waitFor(() => expect(result.current.error).toBeInstanceOf(InvalidInputsError));
  expect(result.current.error).toMatchObject({ errors: [{ path: '/to' }] });
});

test('executeAsync resolves with the outputs, and callbacks are told of the inputs', async () => {
  const onSuccess = vi.fn();
  const { result } = show(() => useFlow('Walk', { onSuccess: (outputs, { inputs }) => onSuccess(outputs, inputs) }));
  await act(async () => expect(await result.current.executeAsync({ to: 'oslo' })).toEqual({ place: 'OSLO' }));
  expect(onSuccess).toHaveBeenCalledExactlyOnceWith({ place: 'OSLO' }, { to: 'oslo' });
});

test('cancel ends the call with the reason, and the state is idle', async () => {
  const { result } = show(() => useFlow('Endless'));
  let ended: Promise<unknown> = Promise.resolve();
  act(() => {
    ended = result.current.executeAsync().catch((error: unknown) => error);
  });
  await waitFor(() => expect(asked).toHaveLength(1));
  act(() => result.current.cancel('enough'));
  expect(await ended).toBe('enough');
  await waitFor(() => expect(result.current.status).toBe('idle'));
});

test('cancel in the same breath asks the server for nothing', async () => {
  const { result } = show(() => useFlow('Endless'));
  act(() => {
    result.current.execute();
    result.current.cancel();
  });
  await waitFor(() => expect(result.current.status).toBe('idle'));
  await expect(act(() => result.current.executeAsync({}, { signal: AbortSignal.abort('no') }))).rejects.toBe('no');
  expect(asked).toEqual([]);
});

test('a retry of TanStack Query, too, joins the execution that runs, and runs the flow no second time', async () => {
  const before = await executions('Walk');
  let asks = 0;
  const way: Way = async (ask) => {
    const answer = await ask();
    asks += 1;
    if (asks > 3) return answer;
    throw new TypeError('the connection was lost after the answer');
  };
  const { result } = show(() => useFlow('Walk', { retry: 1, retryDelay: 0 }), { way });
  await act(() => result.current.executeAsync({ to: 'riga' }));
  expect(asks).toBe(4); // three tries of the client's, and one of TanStack's
  expect(await executions('Walk')).toHaveLength(before.length + 1);
});

test('reset forgets what came of the last run', async () => {
  const { result } = show(() => useFlow('Walk'));
  await act(() => result.current.executeAsync({ to: 'bern' }));
  await waitFor(() => expect(result.current.status).toBe('success'));
  act(() => result.current.reset());
  await waitFor(() => expect(result.current).toMatchObject({ status: 'idle', data: undefined }));
});

test('the functions stay the same from one rendering to the next', async () => {
  const { result, rerender } = show(() => useFlow('Walk'));
  const { execute, executeAsync, cancel, reset } = result.current;
  rerender();
  expect(result.current).toMatchObject({ execute, executeAsync, cancel, reset });
});

test('a hook without a provider says what is missing', () => {
  vi.spyOn(console, 'error').mockImplementation(() => {});
  expect(() => renderHook(() => useFlow('Walk'))).toThrow(FlowLangError);
  expect(() => renderHook(() => useFlow('Walk'))).toThrow(/FlowLangProvider/);
  vi.restoreAllMocks();
});

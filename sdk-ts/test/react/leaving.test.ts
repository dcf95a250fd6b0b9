/** What becomes of an execution whose component leaves the page: before the server has answered, to cancel it, to come back. */
import { act, waitFor } from '@testing-library/react';
import { useEffect, useRef } from 'react';
import { expect, test, vi } from 'vitest';
import { rigForAll, useFlowStream, type Way } from './rig.ts';

const { show, showHidable, client, executions, asked } = rigForAll();

const BEGIN = '/flows/Endless/execute/stream';

/** Keeps the first answer back for ever; the server has begun the flow by then. */
function keepFirst(): { way: Way; kept: Promise<void> } {
  const { promise: kept, resolve } = Promise.withResolvers<void>();
  let answers = 0;
  const way: Way = async (ask) => {
    const answer = await ask();
    answers += 1;
    if (answers > 1) return answer;
    resolve();
    return new Promise(() => {});
  };
  return { way, kept };
}

async function newOf(flow: 'Endless' | 'Walk', before: readonly string[]): Promise<string[]> {
  return (await executions(flow)).filter((id) => !before.includes(id));
}

async function ended(id: string): Promise<void> {
  await waitFor(async () =>
    expect(await client().getExecution('Endless', id)).toMatchObject({
      status: 'cancelled',
      error: { message: 'left the page' },
    }),
  );
}

test('an execution can be cancelled by an effect as the component leaves the page', async () => {
  const shown = show(() => {
    const stream = useFlowStream('Endless');
    const { cancel } = stream;
    useEffect(() => () => void cancel('left the page'), [cancel]);
    return stream;
  });
  act(() => shown.result.current.start());
  await waitFor(() => expect(shown.result.current.status).toBe('running'));
  const id = shown.result.current.executionId ?? '';
  shown.unmount();
  await ended(id);
});

test('it is cancelled also where the component leaves before the server has said which execution it is', async () => {
  const before = await executions('Endless');
  const { way, kept } = keepFirst();
  const shown = show(() => useFlowStream('Endless'), { way });
  act(() => shown.result.current.start());
  await kept;
  const { cancel } = shown.result.current;
  shown.unmount();
  await cancel('left the page');
  const [id = '', ...more] = await newOf('Endless', before);
  expect(more).toEqual([]);
  await ended(id);
});

test('a cancel that waits for the answer reaches the server, too, when the component leaves meanwhile', async () => {
  const before = await executions('Endless');
  const { way, kept } = keepFirst();
  const shown = show(() => useFlowStream('Endless'), { way });
  act(() => shown.result.current.start());
  await kept;
  let cancelled: Promise<void> | undefined;
  act(() => {
    cancelled = shown.result.current.cancel('left the page');
  });
  shown.unmount();
  await cancelled;
  const [id = ''] = await newOf('Endless', before);
  await ended(id);
});

test('cancel rejects where the server cannot be asked, and the execution is not being cancelled', async () => {
  const way: Way = async (ask, { path }) => {
    if (path.endsWith('/cancel')) throw new TypeError('no network');
    return ask();
  };
  const { current, turn } = showHidable(() => useFlowStream('Endless'), way);
  act(() => current().start());
  await waitFor(() => expect(current().status).toBe('running'));
  turn('hidden');
  await act(() => expect(current().cancel()).rejects.toThrow('no network'));
  turn('visible');
  expect(current()).toMatchObject({ status: 'running', isCancelling: false });
  await client().cancelExecution('Endless', current().executionId ?? '');
});

test('what is left before it was begun is not begun, once it was cancelled', async () => {
  const shown = show(
    () => {
      const stream = useFlowStream('Endless');
      const { start, cancel } = stream;
      const began = useRef(false);
      useEffect(() => {
        if (!began.current) start();
        began.current = true;
        return () => void cancel();
      }, [start, cancel]);
      return stream;
    },
    { strict: true },
  );
  await act(async () => {});
  expect(shown.result.current).toMatchObject({ status: 'idle', isCancelling: false });
  expect(asked).toEqual([]);
});

test('a component that comes back before it knew its execution goes on with that one', async () => {
  const before = await executions('Endless');
  const { way, kept } = keepFirst();
  const { current, turn } = showHidable(() => useFlowStream('Endless'), way);
  act(() => current().start());
  await kept;
  turn('hidden');
  turn('visible');
  await waitFor(() => expect(current().status).toBe('running'));
  expect(await newOf('Endless', before)).toEqual([current().executionId]);
  expect(asked.filter(({ path }) => path === BEGIN)).toHaveLength(2);
  await act(() => current().cancel());
  await waitFor(() => expect(current().status).toBe('cancelled'));
});

test('a component that comes back shows at once what it has heard of before it left, and can cancel it', async () => {
  // After that no event comes; and no frame is drawn.
  const way: Way = (ask, { path }) => (path.endsWith('/events') ? new Promise(() => {}) : ask());
  const heard = Promise.withResolvers<void>();
  const frames = vi.spyOn(globalThis, 'requestAnimationFrame').mockImplementation(() => {
    heard.resolve();
    return 0;
  });
  const { current, turn } = showHidable(() => useFlowStream('Endless'), way);
  act(() => current().start());
  await heard.promise;
  turn('hidden');
  frames.mockRestore();
  turn('visible');
  await waitFor(() => expect(current().status).toBe('running'));
  await act(() => current().cancel('left the page'));
  await ended(current().executionId ?? '');
});

test('an effect that starts a flow but once runs it in StrictMode, which mounts twice', async () => {
  const before = await executions('Walk');
  const shown = show(
    () => {
      const stream = useFlowStream('Walk');
      const { start } = stream;
      const began = useRef(false);
      useEffect(() => {
        if (began.current) return;
        began.current = true;
        start({ to: 'lima' });
      }, [start]);
      return stream;
    },
    { strict: true },
  );
  await waitFor(() => expect(shown.result.current.status).toBe('completed'));
  expect(await newOf('Walk', before)).toHaveLength(1);
});

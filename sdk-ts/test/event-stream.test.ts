import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { ConnectionError, FlowLangError, ServerError, TimeoutError, UnexpectedResponseError } from '../src/index.ts';
import { clientOf, errorOf, hang, networkError, problem } from './helpers.ts';
import { collect, frame, openStream, run, streamOf, type Wire } from './stream-helpers.ts';

beforeEach(() => vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance', 'Date'] }));
afterEach(() => {
  expect(vi.getTimerCount()).toBe(0); // whatever the test did, no timer is left behind
  vi.useRealTimers();
});

const [started, stepStarted, stepCompleted, completed] = run() as [Wire, Wire, Wire, Wire]; // run() has four

describe('reading', () => {
  test('yields every event, in order, as it came', async () => {
    const { client, asked } = clientOf([streamOf([': hi\n\n', ...run()])]);
    expect(await collect(client.executeFlowStream('Order', { a: 1 }))).toEqual(run());
    expect(asked[0]).toMatchObject({ method: 'POST', url: 'http://flows.test/flows/Order/execute/stream' });
    expect(asked[0]?.body).toBe('{"inputs":{"a":1}}');
    expect(asked[0]?.headers.get('Accept')).toBe('text/event-stream');
    expect(asked[0]?.headers.get('Idempotency-Key')).toMatch(/^[\w-]{20,}$/);
    expect(asked[0]?.headers.has('Last-Event-ID')).toBe(false);
    expect(asked[0]?.headers.has('X-Cancel-On-Disconnect')).toBe(false);
  });

  test('starts the flow when it begins, and not before', async () => {
    const { client, asked } = clientOf([streamOf(run())]);
    const stream = client.executeFlowStream('Order');
    await Promise.resolve();
    expect(asked).toHaveLength(0);
    await collect(stream);
    expect(asked).toHaveLength(1);
  });

  test('gives each event as soon as it is there', async () => {
    const { response, write } = openStream();
    const events = clientOf([response]).client.executeFlowStream('Order')[Symbol.asyncIterator]();
    write(started);
    expect((await events.next()).value).toEqual(started);
    const next = events.next();
    write(frame(stepStarted).slice(0, 20));
    write(frame(stepStarted).slice(20));
    expect((await next).value).toEqual(stepStarted);
    await events.return();
  });

  test('ends with the last event of the flow, though the server holds the connection', async () => {
    const { response, write, state } = openStream();
    const { client, asked } = clientOf([response]);
    for (const event of run()) write(event);
    expect(await collect(client.executeFlowStream('Order'))).toHaveLength(4);
    expect(state.cancelled).toBe(true);
    expect(asked[0]?.signal.aborted).toBe(true);
  });

  test('knows the execution from the header, before the first event', async () => {
    const { response, write } = openStream();
    const stream = clientOf([response]).client.executeFlowStream('Order');
    expect(stream.executionId).toBeUndefined();
    const next = stream[Symbol.asyncIterator]().next();
    await vi.waitFor(() => expect(stream.executionId).toBe('x1'));
    write(started);
    await next;
    await stream[Symbol.asyncDispose]();
  });

  test('knows the execution from an event where the header is hidden', async () => {
    const plain = new Response(run().map(frame).join(''), { headers: { 'Content-Type': 'text/event-stream' } });
    const stream = clientOf([plain]).client.executeFlowStream('Order');
    await collect(stream);
    expect(stream.executionId).toBe('x1');
  });

  test('can be done once', async () => {
    const stream = clientOf([streamOf(run())]).client.executeFlowStream('Order');
    await collect(stream);
    expect(String(await errorOf(collect(stream)))).toContain('can be read once');
  });

  test('an event of a type that this client does not know passes', async () => {
    const odd = { ...stepStarted, type: 'step_dreaming', kind: undefined };
    const events = await collect(
      clientOf([streamOf([started, odd, stepCompleted, completed])]).client.executeFlowStream('O'),
    );
    expect(events.map(({ type }) => type)).toContain('step_dreaming');
  });
});

describe('the result', () => {
  test('of a flow that succeeded', async () => {
    const stream = clientOf([streamOf(run())]).client.executeFlowStream('Order');
    expect(await stream.result()).toEqual({
      success: true,
      execution_id: 'x1',
      flow: 'Order',
      outputs: { total: 3 },
      execution_time_ms: 9,
    });
  });

  test('of one that an exit ended', async () => {
    const exit = { ...completed, terminated: true, termination_reason: 'enough' };
    const stream = clientOf([streamOf([...run().slice(0, 3), exit])]).client.executeFlowStream('Order');
    expect(await stream.result()).toMatchObject({ success: true, terminated: true, termination_reason: 'enough' });
  });

  test('of one that failed: no error', async () => {
    const error = { type: 'CardError', message: 'declined' };
    const failed = { ...completed, type: 'flow_failed', status: 'failed', success: false, error };
    const stream = clientOf([streamOf([...run().slice(0, 3), failed])]).client.executeFlowStream('Order');
    expect(await stream.result()).toEqual({
      success: false,
      execution_id: 'x1',
      flow: 'Order',
      error,
      execution_time_ms: 9,
    });
  });

  test('of one that was cancelled', async () => {
    const cancelled = {
      ...completed,
      type: 'flow_cancelled',
      status: 'cancelled',
      reason: 'by hand',
      cleanup_errors: [],
    };
    const stream = clientOf([streamOf([...run().slice(0, 3), cancelled])]).client.executeFlowStream('Order');
    expect(await stream.result()).toMatchObject({ success: false, error: { type: 'Cancelled', message: 'by hand' } });
  });

  test('after a loop', async () => {
    const { client, asked } = clientOf([streamOf(run())]);
    const stream = client.executeFlowStream('Order');
    await collect(stream);
    expect(await stream.result()).toMatchObject({ success: true });
    expect(await stream.result()).toMatchObject({ success: true });
    expect(asked).toHaveLength(1);
  });

  test('asked for before a loop: the loop has the events', async () => {
    const stream = clientOf([streamOf(run())]).client.executeFlowStream('Order');
    const result = stream.result();
    expect(await collect(stream)).toHaveLength(4);
    expect(await result).toMatchObject({ success: true });
  });

  test('rejects with what ended the stream, as the loop does', async () => {
    const stream = clientOf([problem(500, 'internal_error')]).client.executeFlowStream('Order');
    const error = await errorOf(collect(stream));
    expect(error).toBeInstanceOf(ServerError);
    expect(await errorOf(stream.result())).toBe(error);
  });

  test('rejects where it reads the stream itself, and says so once', async () => {
    const unhandled = vi.fn();
    process.on('unhandledRejection', unhandled);
    const stream = clientOf([problem(500, 'internal_error')]).client.executeFlowStream('Order');
    expect(await errorOf(stream.result())).toBeInstanceOf(ServerError);
    const unasked = clientOf([problem(500, 'internal_error')]).client.executeFlowStream('Order');
    await errorOf(collect(unasked));
    await new Promise((resolve) => setImmediate(resolve));
    process.off('unhandledRejection', unhandled);
    expect(unhandled).not.toHaveBeenCalled();
  });
});

describe('detaching', () => {
  test('leaving the loop ends the request, and the result says so', async () => {
    const { response, write, state } = openStream();
    const { client, asked } = clientOf([response]);
    const stream = client.executeFlowStream('Order');
    write(started);
    for await (const _ of stream) break;
    expect(asked[0]?.signal.aborted).toBe(true);
    expect(state.cancelled).toBe(true);
    expect(String(await errorOf(stream.result()))).toContain('left before its result');
    expect(asked).toHaveLength(1);
  });

  test('an error in the loop ends the request too', async () => {
    const { response, write, state } = openStream();
    const stream = clientOf([response]).client.executeFlowStream('Order');
    write(started);
    const reason = new Error('mine');
    const read = async () => {
      for await (const _ of stream) throw reason;
    };
    expect(await errorOf(read())).toBe(reason);
    expect(state.cancelled).toBe(true);
  });

  test('leaving at the last event keeps the result', async () => {
    const stream = clientOf([streamOf(run())]).client.executeFlowStream('Order');
    for await (const event of stream) if (event.type === 'flow_completed') break;
    expect(await stream.result()).toMatchObject({ success: true });
  });

  test('disposing ends a read that waits, quietly', async () => {
    const { response, state } = openStream();
    const stream = clientOf([response]).client.executeFlowStream('Order');
    const reading = collect(stream);
    await vi.waitFor(() => expect(stream.executionId).toBe('x1'));
    await stream[Symbol.asyncDispose]();
    expect(await reading).toEqual([]);
    expect(state.cancelled).toBe(true);
    expect(await errorOf(stream.result())).toBeInstanceOf(FlowLangError);
  });

  test('disposing before reading: nothing is ever sent', async () => {
    const { client, asked } = clientOf([]);
    const stream = client.executeFlowStream('Order');
    await stream[Symbol.asyncDispose]();
    expect(await errorOf(stream.result())).toBeInstanceOf(FlowLangError);
    expect(await errorOf(collect(stream))).toBeInstanceOf(FlowLangError);
    expect(asked).toHaveLength(0);
  });

  test('await using disposes', async () => {
    const { response, write, state } = openStream();
    {
      await using stream = clientOf([response]).client.executeFlowStream('Order');
      write(started);
      await stream[Symbol.asyncIterator]().next();
      expect(state.cancelled).toBe(false);
    }
    expect(state.cancelled).toBe(true);
  });
});

describe('coming back', () => {
  test.each<[string, (stream: ReturnType<typeof openStream>) => void]>([
    ['a stream that the server closes', ({ end }) => end()],
    ['a connection that breaks', ({ fail }) => fail(networkError('ECONNRESET'))],
    [
      'a stream that ends within an event',
      ({ write, end }) => {
        write(frame(stepCompleted).slice(0, -1));
        end();
      },
    ],
  ])('%s is gone on with after the last event, by the id of the execution', async (_, cut) => {
    const first = openStream();
    const { client, asked } = clientOf([first.response, streamOf([stepCompleted, completed])]);
    const events = client.executeFlowStream('Order', { a: 1 })[Symbol.asyncIterator]();
    first.write(started);
    first.write(stepStarted);
    expect([(await events.next()).value, (await events.next()).value]).toEqual([started, stepStarted]);
    cut(first);
    expect(await collect(events)).toEqual([stepCompleted, completed]);
    expect(asked.map(({ headers }) => headers.get('Last-Event-ID'))).toEqual([null, '2']);
    expect(asked[1]).toMatchObject({ method: 'GET', url: 'http://flows.test/flows/Order/executions/x1/events' });
    expect(asked[1]?.body).toBeUndefined();
  });

  test('a try of which nothing arrived is repeated, with the same key', async () => {
    const { client, asked } = clientOf([networkError(), streamOf(run())]);
    expect(await collect(client.executeFlowStream('Order', { a: 1 }))).toEqual(run());
    expect(asked[1]).toMatchObject({ method: 'POST', body: '{"inputs":{"a":1}}' });
    expect(asked[1]?.headers.get('Idempotency-Key')).toBe(asked[0]?.headers.get('Idempotency-Key'));
  });

  test('a stream that broke before its first event begins anew, by the id', async () => {
    const { client, asked } = clientOf([streamOf([]), streamOf(run())]);
    expect(await collect(client.executeFlowStream('Order'))).toEqual(run());
    expect(asked[1]?.method).toBe('GET');
    expect(asked[1]?.headers.has('Last-Event-ID')).toBe(false);
  });

  test('an execution that the server has lost is an error', async () => {
    const { client } = clientOf([streamOf([started]), problem(404, 'execution_not_found')]);
    expect(await errorOf(collect(client.executeFlowStream('Order')))).toMatchObject({ name: 'ExecutionNotFoundError' });
  });

  test('what comes twice is yielded once', async () => {
    const { client } = clientOf([streamOf([started, stepStarted]), streamOf(run()), streamOf([])]);
    expect(await collect(client.executeFlowStream('Order'))).toEqual(run());
  });

  test('a stream cut after each event still yields all of them: progress counts', async () => {
    const { client, asked } = clientOf(
      run().map((event) => streamOf([event])),
      { retry: { attempts: 2, baseDelay: 0 } },
    );
    expect(await collect(client.executeFlowStream('Order'))).toEqual(run());
    expect(asked).toHaveLength(4);
  });

  test('what has begun is given time to restart: ten tries without progress', async () => {
    const { client, asked } = clientOf([streamOf([started]), () => streamOf([started])]);
    const stream = client.executeFlowStream('Order');
    const error = await errorOf(collect(stream));
    expect(error).toBeInstanceOf(ConnectionError);
    expect(String(error)).toContain('the stream ended before the flow');
    expect(asked).toHaveLength(10);
  });

  test('what may not have begun is tried three times', async () => {
    const { client, asked } = clientOf([() => Promise.reject(new TypeError('fetch failed'))]);
    expect(await errorOf(collect(client.executeFlowStream('Order')))).toBeInstanceOf(ConnectionError);
    expect(asked).toHaveLength(3);
  });

  test('attempts that are given hold for what has begun, too', async () => {
    const { client, asked } = clientOf([streamOf([started]), () => streamOf([started])]);
    expect(await errorOf(collect(client.executeFlowStream('Order', {}, { retry: { attempts: 4 } })))).toBeInstanceOf(
      ConnectionError,
    );
    expect(asked).toHaveLength(4);
  });

  test('what the loop throws is no second failure of the result that stands beside it', async () => {
    const unhandled: unknown[] = [];
    const note = (reason: unknown): number => unhandled.push(reason);
    process.on('unhandledRejection', note);
    const { client } = clientOf([problem(422, 'invalid_inputs')]);
    const stream = client.executeFlowStream('Order');
    const final = stream.result();
    const thrown = await errorOf(collect(stream));
    await new Promise(setImmediate);
    process.off('unhandledRejection', note);
    expect(unhandled).toEqual([]);
    expect(await errorOf(final)).toBe(thrown);
  });

  test('retry: false does not come back', async () => {
    const { client, asked } = clientOf([streamOf([started])]);
    expect(await errorOf(collect(client.executeFlowStream('Order', {}, { retry: false })))).toBeInstanceOf(
      ConnectionError,
    );
    expect(asked).toHaveLength(1);
  });

  test('a server that refuses connections, or drains, is tried again', async () => {
    const draining = problem(503, 'server_draining', {}, { 'Retry-After': '0' });
    const { client } = clientOf([networkError(), streamOf([started]), draining, streamOf(run().slice(1))]);
    expect(await collect(client.executeFlowStream('Order'))).toEqual(run());
  });

  test('an error that will not pass ends it, also midway', async () => {
    const { client, asked } = clientOf([streamOf([started]), problem(404, 'flow_not_found')]);
    expect(await errorOf(collect(client.executeFlowStream('Order')))).toMatchObject({ name: 'FlowNotFoundError' });
    expect(asked).toHaveLength(2);
  });

  test('the server can ask for a longer wait', async () => {
    const { client, asked } = clientOf([streamOf(['retry: 5000\n', started]), streamOf(run().slice(1))]);
    const reading = collect(client.executeFlowStream('Order'));
    await vi.advanceTimersByTimeAsync(4_999);
    expect(asked).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(await reading).toEqual(run());
  });

  test('a minute is the longest wait that it can ask for, and what it asks holds until it asks anew', async () => {
    const asking = streamOf(['retry: 99999999\n', started]);
    const { client, asked } = clientOf([asking, networkError(), streamOf(run().slice(1))]);
    const reading = collect(client.executeFlowStream('Order'));
    await vi.advanceTimersByTimeAsync(60_000);
    expect(asked).toHaveLength(2);
    await vi.advanceTimersByTimeAsync(59_999);
    expect(asked).toHaveLength(2);
    await vi.advanceTimersByTimeAsync(1);
    expect(await reading).toEqual(run());
  });

  test('another execution under the same key is an error, and not mixed in', async () => {
    const { client } = clientOf([streamOf([started, stepStarted]), streamOf(run('x2'), { 'X-Execution-Id': 'x2' })]);
    const error = await errorOf(collect(client.executeFlowStream('Order')));
    expect(error).toBeInstanceOf(UnexpectedResponseError);
    expect(String(error)).toContain('/execution_id is x2: the server has lost execution x1');
  });

  test('also where only the header tells, and nothing comes', async () => {
    const { client } = clientOf([streamOf([started]), streamOf([], { 'X-Execution-Id': 'x2' })]);
    expect(await errorOf(collect(client.executeFlowStream('Order')))).toMatchObject({ place: '/execution_id' });
  });

  test('also where only the events tell, from the first one on', async () => {
    const { client } = clientOf([streamOf([started, stepStarted]), streamOf(run('x2'))]);
    expect(await errorOf(collect(client.executeFlowStream('Order')))).toMatchObject({ place: '/execution_id' });
  });
});

describe('silence', () => {
  test('for the idle limit makes it come back', async () => {
    const silent = openStream();
    const { client, asked } = clientOf([silent.response, streamOf(run().slice(1))]);
    silent.write(started);
    const reading = collect(client.executeFlowStream('Order'));
    await vi.advanceTimersByTimeAsync(44_999);
    expect(asked).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(await reading).toEqual(run());
    expect(silent.state.cancelled).toBe(true);
    expect(asked[0]?.signal.aborted).toBe(true);
  });

  test('is broken by a comment', async () => {
    const { response, write } = openStream();
    const { client, asked } = clientOf([response]);
    const reading = collect(client.executeFlowStream('Order'));
    for (let beat = 0; beat < 10; beat++) {
      await vi.advanceTimersByTimeAsync(15_000);
      write(': heartbeat\n\n');
    }
    for (const event of run()) write(event);
    expect(await reading).toEqual(run());
    expect(asked).toHaveLength(1);
  });

  test('in the end is a TimeoutError', async () => {
    const { client, asked } = clientOf([() => openStream().response], { timeout: { idle: 100 } });
    const reading = errorOf(collect(client.executeFlowStream('Order')));
    await vi.advanceTimersByTimeAsync(400);
    const error = await reading;
    expect(error).toBeInstanceOf(TimeoutError);
    expect(error).toMatchObject({ phase: 'idle' });
    expect(asked).toHaveLength(3);
  });

  test('of the consumer is not silence of the server', async () => {
    const { response, write, end } = openStream();
    const { client, asked } = clientOf([response]);
    const events = client.executeFlowStream('Order')[Symbol.asyncIterator]();
    write(started);
    await events.next();
    await vi.advanceTimersByTimeAsync(1_000_000);
    for (const event of run().slice(1)) write(event);
    end();
    expect(await collect(events)).toEqual(run().slice(1));
    expect(asked).toHaveLength(1);
  });

  test('a long step behind a proxy that cuts every minute goes on, as long as heartbeats come', async () => {
    const beating = () => {
      const { response, write, end } = openStream();
      for (const at of [15, 30, 45]) setTimeout(() => write(': heartbeat\n\n'), at * 1000);
      setTimeout(end, 60_000);
      return response;
    };
    const cuts = Array.from({ length: 20 }, () => beating);
    const { client, asked } = clientOf([streamOf([started]), ...cuts, streamOf(run().slice(1))]);
    const reading = collect(client.executeFlowStream('Order'));
    await vi.advanceTimersByTimeAsync(20 * 60_000);
    expect(await reading).toEqual(run());
    expect(asked).toHaveLength(22);
  });

  test('before the stream begins is a try that takes too long', async () => {
    const { client } = clientOf([hang, streamOf(run())]);
    const reading = collect(client.executeFlowStream('Order'));
    await vi.advanceTimersByTimeAsync(60_000);
    expect(await reading).toEqual(run());
  });

  test('the total limit spans the whole stream', async () => {
    const { response, write } = openStream();
    const reading = errorOf(
      collect(clientOf([response], { timeout: { total: 50_000 } }).client.executeFlowStream('O')),
    );
    write(started);
    await vi.advanceTimersByTimeAsync(30_000);
    write(': heartbeat\n\n');
    await vi.advanceTimersByTimeAsync(20_000);
    expect(await reading).toMatchObject({ name: 'TimeoutError', phase: 'total' });
  });
});

describe('a signal', () => {
  test('ends the stream with its own reason, and the request with it', async () => {
    const abort = new AbortController();
    const { response, write, state } = openStream();
    const { client, asked } = clientOf([response]);
    const stream = client.executeFlowStream('Order', {}, { signal: abort.signal });
    const reading = errorOf(collect(stream));
    write(started);
    await vi.waitFor(() => expect(stream.executionId).toBe('x1'));
    const reason = new Error('mine');
    abort.abort(reason);
    expect(await reading).toBe(reason);
    expect(await errorOf(stream.result())).toBe(reason);
    expect(asked[0]?.signal.aborted).toBe(true);
    expect(state.cancelled).toBe(true);
    expect(asked).toHaveLength(1);
  });

  test('stops also between two events of one chunk', async () => {
    const abort = new AbortController();
    const stream = clientOf([streamOf(run())]).client.executeFlowStream('Order', {}, { signal: abort.signal });
    const seen: number[] = [];
    const read = async () => {
      for await (const event of stream) {
        seen.push(event.seq);
        abort.abort('stop');
      }
    };
    expect(await errorOf(read())).toBe('stop');
    expect(seen).toEqual([1]);
  });

  test('that is aborted before: nothing is sent', async () => {
    const { client, asked } = clientOf([]);
    const stream = client.executeFlowStream('Order', {}, { signal: AbortSignal.abort('no') });
    expect(await errorOf(collect(stream))).toBe('no');
    expect(asked).toHaveLength(0);
  });

  test.each([
    [undefined, 'true'],
    ['cancel', 'true'],
    ['detach', null],
  ] as const)('has the server cancel what nobody reads any more, unless onAbort says %s', async (onAbort, header) => {
    const { client, asked } = clientOf([streamOf([started]), streamOf(run().slice(1))]);
    const { signal } = new AbortController();
    await collect(client.executeFlowStream('Order', {}, { signal, onAbort }));
    expect(asked.map(({ headers }) => headers.get('X-Cancel-On-Disconnect'))).toEqual([header, header]);
  });

  test('has no listener left, however the stream ends', async () => {
    const { signal } = new AbortController();
    const added = vi.spyOn(signal, 'addEventListener');
    const removed = vi.spyOn(signal, 'removeEventListener');
    await collect(clientOf([networkError(), streamOf(run())]).client.executeFlowStream('O', {}, { signal }));
    for await (const _ of clientOf([streamOf(run())]).client.executeFlowStream('O', {}, { signal })) break;
    await errorOf(collect(clientOf([problem(500, 'internal_error')]).client.executeFlowStream('O', {}, { signal })));
    expect(added).toHaveBeenCalledTimes(3);
    expect(removed.mock.calls.map((call) => call[1])).toEqual(added.mock.calls.map((call) => call[1]));
  });
});

test('over many reads and connections, listeners do not pile up', async () => {
  let listeners = 0;
  let most = 0;
  const { addEventListener, removeEventListener } = AbortSignal.prototype;
  const add = vi.spyOn(AbortSignal.prototype, 'addEventListener').mockImplementation(function (
    this: AbortSignal,
    ...args: Parameters<typeof addEventListener>
  ) {
    most = Math.max(most, ++listeners);
    addEventListener.apply(this, args);
  });
  const remove = vi.spyOn(AbortSignal.prototype, 'removeEventListener').mockImplementation(function (
    this: AbortSignal,
    ...args: Parameters<typeof removeEventListener>
  ) {
    listeners--;
    removeEventListener.apply(this, args);
  });
  const replies = run().map((event) => () => {
    const { response, write, end } = openStream();
    const chatter = async () => {
      for (let count = 0; count < 20; count++) await Promise.resolve(write(': heartbeat\n\n'));
      write(event);
      end();
    };
    chatter();
    return response;
  });
  await collect(clientOf(replies).client.executeFlowStream('Order'));
  add.mockRestore();
  remove.mockRestore();
  expect(most).toBeLessThanOrEqual(4);
  expect(listeners).toBeLessThanOrEqual(1); // the one of the stream to itself, gone with it
});

describe('a stream that is not what the document says', () => {
  const at = (event: Wire) => streamOf([started, event]);
  test.each<[string, Response, string, string]>([
    ['a gap', at(stepCompleted), '/seq', '/seq is 3, and 2 is missing'],
    ['a gap at the beginning', streamOf([stepStarted]), '/seq', '/seq is 2, and 1 is missing'],
    [
      'data that is not JSON',
      streamOf(['id: 1\nevent: x\ndata: {oops\n\n']),
      '',
      'event "1": the answer\'s body must be JSON, and is text/event-stream',
    ],
    ['data that is no object', streamOf(['data: 1\n\n']), '', 'body must be object, and is number'],
    ['no seq', at({ ...stepStarted, seq: undefined } as never), '/seq', 'must be number, and is undefined'],
    ['seq 0', at({ ...stepStarted, seq: 0 }), '/seq', '/seq is 0, and 2 is missing'],
    ['a part of a seq', at({ ...stepStarted, seq: 0.5 }), '/seq', '/seq is 0.5, and 2 is missing'],
    ['a step without its id', at({ ...stepStarted, step_id: null }), '/step_id', 'must be string, and is null'],
    ['a flow event without the field', streamOf([{ ...started, step_id: undefined }]), '/step_id', 'must be null'],
    ['a flow event with one', streamOf([{ ...started, step_id: 'a' }]), '/step_id', 'must be null'],
    ['an event without status', at({ ...stepStarted, status: undefined }), '/status', 'is undefined'],
    ['inputs that are no map', at({ ...stepStarted, inputs: 5 }), '/inputs', 'must be object, and is number'],
    ['a type like a method of objects', at({ ...stepStarted, type: 'toString', status: 1 }), '/status', 'is number'],
    ['JSON in place of a stream', Response.json({ success: true }), '', 'must be a stream of events'],
    ['a page', new Response('<title>Hi</title>', { headers: { 'Content-Type': 'text/html' } }), '', 'text/html: "Hi"'],
    [
      'a stream without a body',
      new Response(null, { headers: { 'Content-Type': 'text/event-stream' } }),
      '',
      'empty body',
    ],
    ['nothing', new Response(null, { status: 204 }), '', 'an empty body'],
  ])('%s', async (_, response, place, message) => {
    const { client, asked } = clientOf([response]);
    const error = await errorOf(collect(client.executeFlowStream('Order')));
    expect(error).toBeInstanceOf(UnexpectedResponseError);
    expect(error).toMatchObject({ place });
    expect(String(error)).toContain(message);
    expect(asked).toHaveLength(1);
  });

  test('what came before it is yielded', async () => {
    const seen: unknown[] = [];
    const read = async () => {
      for await (const event of clientOf([streamOf([started, stepCompleted])]).client.executeFlowStream('O'))
        seen.push(event);
    };
    await errorOf(read());
    expect(seen).toEqual([started]);
  });
});

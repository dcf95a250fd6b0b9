/** Checked by tsc alone: what must compile is here as it stands, what must not is marked. Nothing of it runs. */
import { expectTypeOf, test } from 'vitest';
import type {
  ExecuteOptions,
  ExecutionError,
  FlowArguments,
  FlowEvent,
  FlowLangClient,
  FlowName,
  FlowResult,
  FlowTypes,
} from '../src/index.ts';

interface OrderProcessorInputs {
  order_id: string;
  customer_id: string;
  note?: string;
}
interface OrderProcessorOutputs {
  total: number;
}
interface Base {
  seq: number;
  execution_id: string;
  flow: 'OrderProcessor';
  timestamp: string;
}
type OrderProcessorEvent =
  | (Base & { type: 'flow_started'; status: 'running'; step_id: null; inputs: OrderProcessorInputs })
  | (Base & { type: 'flow_completed'; status: 'completed'; step_id: null; outputs: OrderProcessorOutputs })
  | (Base & { type: 'step_completed'; status: 'completed'; step_id: 'charge'; outputs: { receipt: string } })
  | (Base & { type: 'step_failed'; status: 'failed'; step_id: 'charge'; error: { type: string; message: string } });

/** As the generator writes it: interfaces, without an index signature. */
interface Flows {
  OrderProcessor: { inputs: OrderProcessorInputs; outputs: OrderProcessorOutputs; events: OrderProcessorEvent };
  Nightly: { inputs: Record<string, never>; outputs: Record<string, never>; events: FlowEvent };
  Report: { inputs: { day?: string }; outputs: { url: string }; events: FlowEvent };
}

declare const typed: FlowLangClient<Flows>;
declare const untyped: FlowLangClient;

test('the snippet of the requirements compiles without a map', () => {
  async (client: FlowLangClient, inputs: { order_id: string }) => {
    const result = await client.executeFlow('OrderProcessor', {
      order_id: 'ord_123',
      customer_id: 'cust_456',
    });

    console.log(result.success);
    console.log(result.outputs);

    const stream = client.executeFlowStream('OrderProcessor', inputs);
    for await (const event of stream) {
      console.log(`${event.step_id}: ${event.status}`);
    }
  };
});

test('the snippet of the requirements compiles with a map', () => {
  async (client: FlowLangClient<Flows>, inputs: OrderProcessorInputs) => {
    const result = await client.executeFlow('OrderProcessor', {
      order_id: 'ord_123',
      customer_id: 'cust_456',
    });

    console.log(result.success);
    console.log(result.outputs);

    const stream = client.executeFlowStream('OrderProcessor', inputs);
    for await (const event of stream) {
      console.log(`${event.step_id}: ${event.status}`);
    }
  };
});

test('a result narrows on success', () => {
  async () => {
    const result = await typed.executeFlow('OrderProcessor', { order_id: 'o', customer_id: 'c' });
    expectTypeOf(result).toEqualTypeOf<FlowResult<OrderProcessorOutputs>>();
    expectTypeOf(result.outputs).toEqualTypeOf<OrderProcessorOutputs | undefined>();
    if (result.success) {
      expectTypeOf(result.outputs.total).toEqualTypeOf<number>();
      expectTypeOf(result.error).toEqualTypeOf<undefined>();
    } else {
      expectTypeOf(result.error).toEqualTypeOf<ExecutionError>();
      expectTypeOf(result.outputs).toEqualTypeOf<undefined>();
    }
    // @ts-expect-error outputs may be undefined before success is known
    result.outputs.total;
  };
});

test('orThrow and withResponse are typed by the flow', () => {
  async () => {
    const call = typed.executeFlow('OrderProcessor', { order_id: 'o', customer_id: 'c' });
    expectTypeOf(await call.orThrow()).toEqualTypeOf<OrderProcessorOutputs>();
    const { data, response, requestId } = await call.withResponse();
    expectTypeOf(data).toEqualTypeOf<FlowResult<OrderProcessorOutputs>>();
    expectTypeOf(response).toEqualTypeOf<Response>();
    expectTypeOf(requestId).toEqualTypeOf<string | undefined>();
  };
});

test('an event narrows on type, and has step_id and status before', () => {
  async () => {
    for await (const event of typed.executeFlowStream('OrderProcessor', { order_id: 'o', customer_id: 'c' })) {
      expectTypeOf(event.step_id).toEqualTypeOf<'charge' | null>();
      expectTypeOf(event.status).toEqualTypeOf<'running' | 'completed' | 'failed'>();
      if (event.type === 'step_completed') expectTypeOf(event.outputs.receipt).toEqualTypeOf<string>();
      if (event.type === 'flow_completed') expectTypeOf(event.outputs.total).toEqualTypeOf<number>();
      // @ts-expect-error not all events have outputs
      event.outputs;
    }
    const stream = typed.executeFlowStream('Report');
    expectTypeOf(stream.executionId).toEqualTypeOf<string | undefined>();
    expectTypeOf(await stream.result()).toEqualTypeOf<FlowResult<{ url: string }>>();
  };
});

test('the default events narrow on type too', () => {
  async () => {
    for await (const event of untyped.executeFlowStream('Any')) {
      expectTypeOf(event).toEqualTypeOf<FlowEvent>();
      if (event.type === 'step_progress') expectTypeOf(event.progress).toEqualTypeOf<number>();
      if (event.type === 'flow_failed') expectTypeOf(event.step_id).toEqualTypeOf<null>();
    }
  };
});

test('without a map every name compiles, and values are not known', () => {
  async () => {
    const result = await untyped.executeFlow('Whatever', { anything: [1] }, { idempotencyKey: 'k' });
    if (result.success) expectTypeOf(result.outputs).toEqualTypeOf<Record<string, unknown>>();
    untyped.executeFlow('Whatever');
    // @ts-expect-error inputs are an object
    untyped.executeFlow('Whatever', 'text');
  };
});

test('an unknown name is an error at the name', () => {
  () => {
    typed.executeFlow(
      // @ts-expect-error no such flow
      'OrderProcesor',
      { order_id: 'o', customer_id: 'c' },
    );
    typed.executeFlowStream(
      // @ts-expect-error no such flow
      'OrderProcesor',
      { order_id: 'o', customer_id: 'c' },
    );
    // @ts-expect-error no such flow
    typed.getFlow('Nope');
    // @ts-expect-error no such flow
    typed.listTasks('Nope');
    // @ts-expect-error no such flow
    typed.visualize('Nope');
  };
});

test('inputs that do not fit are an error at the inputs', () => {
  () => {
    typed.executeFlow(
      'OrderProcessor',
      // @ts-expect-error customer_id is missing
      { order_id: 'o' },
    );
    typed.executeFlow('OrderProcessor', {
      order_id: 'o',
      customer_id: 'c',
      // @ts-expect-error misspelt
      notes: 'n',
    });
    typed.executeFlowStream('OrderProcessor', {
      // @ts-expect-error a number is no string
      order_id: 1,
      customer_id: 'c',
    });
    typed.executeFlow('Report', {
      // @ts-expect-error misspelt
      date: 'today',
    });
    typed.executeFlow('Nightly', {
      // @ts-expect-error takes no inputs
      day: 'today',
    });
  };
});

test('inputs may be left out only where none is required', () => {
  () => {
    typed.executeFlow('Nightly');
    typed.executeFlow('Nightly', {});
    typed.executeFlow('Report');
    typed.executeFlow('Report', undefined, { timeout: 1000 });
    typed.executeFlowStream('Report');
    // @ts-expect-error inputs are required
    typed.executeFlow('OrderProcessor');
    // @ts-expect-error inputs are required
    typed.executeFlowStream('OrderProcessor');
    // @ts-expect-error inputs are required
    typed.executeFlow('OrderProcessor', undefined, { timeout: 1000 });
  };
});

test('options are checked', () => {
  () => {
    typed.executeFlow('Report', {}, { signal: AbortSignal.timeout(1), timeout: { total: 1, idle: 2 }, retry: false });
    // @ts-expect-error no such option
    typed.executeFlow('Report', {}, { timeOut: 1 });
    // @ts-expect-error reading twice does no harm: there is no key
    typed.getFlow('Report', { idempotencyKey: 'k' });
  };
});

test('the names that listFlows answers fit the other methods', () => {
  async () => {
    for (const flow of await typed.listFlows()) {
      expectTypeOf(flow.name).toEqualTypeOf<FlowName<Flows>>();
      await typed.getFlow(flow.name);
    }
    for (const flow of await untyped.listFlows()) await untyped.visualize(flow.name);
  };
});

test('a map whose entry is no flow is refused', () => {
  // @ts-expect-error outputs and events are missing
  type Refused = FlowLangClient<{ Broken: { inputs: { a: string } } }>;
  expectTypeOf<Refused>().not.toBeAny();
  expectTypeOf<Flows['Report']>().toExtend<FlowTypes>();
});

test('a function can pass calls on', () => {
  async function run<Name extends FlowName<Flows>>(
    name: Name,
    ...args: FlowArguments<Flows[Name]['inputs'], ExecuteOptions>
  ): Promise<Flows[Name]['outputs']> {
    return typed.executeFlow(name, ...args).orThrow();
  }
  async () => {
    expectTypeOf(await run('Report')).toEqualTypeOf<{ url: string }>();
    // @ts-expect-error inputs are required
    run('OrderProcessor');
  };
});

test('a record narrows on its status, and has the types of its flow', () => {
  async (id: string) => {
    const record = await typed.getExecution('OrderProcessor', id);
    expectTypeOf(record.inputs).toEqualTypeOf<OrderProcessorInputs>();
    if (record.status === 'completed') expectTypeOf(record.outputs).toEqualTypeOf<OrderProcessorOutputs>();
    else if (record.status === 'failed') expectTypeOf(record.error).toEqualTypeOf<ExecutionError>();
    else expectTypeOf(record.outputs).toEqualTypeOf<undefined>();
    const handle = await typed.startFlow('OrderProcessor', { order_id: 'o', customer_id: 'c' });
    expectTypeOf(await handle.result()).toEqualTypeOf<FlowResult<OrderProcessorOutputs>>();
    for await (const event of handle.events()) expectTypeOf(event).toEqualTypeOf<OrderProcessorEvent>();
    for await (const one of typed.listExecutions('Report')) expectTypeOf(one.flow).toEqualTypeOf<'Report'>();
    // @ts-expect-error an input is missing
    await typed.startFlow('OrderProcessor', { order_id: 'o' });
    // @ts-expect-error no such flow
    await typed.getExecution('Nope', id);
    expectTypeOf((await untyped.getExecution('Any', id)).inputs).toExtend<object>();
  };
});

interface Awaiting {
  Approval: {
    inputs: { amount: number };
    outputs: { granted: boolean };
    events: FlowEvent;
    awaits: { approved: { by: string }; withdrawn: null };
  };
  Quick: { inputs: object; outputs: object; events: FlowEvent; awaits: Record<never, never> };
  Older: { inputs: object; outputs: object; events: FlowEvent };
}

test('what is sent is typed by the event that the flow waits for', async () => {
  const sending = async (client: FlowLangClient<Awaiting>) => {
    const handle = await client.startFlow('Approval', { amount: 1 });
    await handle.send('approved', { by: 'Ada' });
    await handle.send('withdrawn');
    await client.sendEvent('Approval', handle.id, 'approved', { by: 'Ada' }, { retry: {} });
    // @ts-expect-error: the payload is missing
    await handle.send('approved');
    // @ts-expect-error: the payload does not fit
    await client.sendEvent('Approval', handle.id, 'approved', { by: 1 });
    // @ts-expect-error: it waits for no such event
    await handle.send('aproved', { by: 'Ada' });
    // @ts-expect-error: it waits for nothing
    await (await client.startFlow('Quick')).send('approved');
    // A map of an older generator does not tell.
    await (await client.startFlow('Older')).send('anything', { at: 'all' });
  };
  expectTypeOf(sending).toBeFunction();
});

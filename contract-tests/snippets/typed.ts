// The snippet of docs/clients.md, as it stands, but for the place of the generated file; and the `inputs` that it takes for granted.
import { FlowLangClient } from '@flowlang/client';
import type { Flows } from '../generated/flowlang.gen.ts';

const client = new FlowLangClient<Flows>({ baseUrl: 'http://localhost:8000' });
const inputs = { order_id: 'ord_123', customer_id: 'cust_456' };

const result = await client.executeFlow('OrderProcessor', { order_id: 'ord_123', customer_id: 'cust_456' });
if (result.success) console.log(result.outputs.total);
else console.error(result.error.message);

for await (const event of client.executeFlowStream('OrderProcessor', inputs))
  console.log(`${event.step_id}: ${event.status}`);

// The snippet of the requirements, as it stands, and the `inputs` that it takes for granted.
import { FlowLangClient } from '@flowlang/client';

const inputs = { order_id: 'ord_123', customer_id: 'cust_456' };

// Create client
const client = new FlowLangClient({
  baseUrl: 'http://localhost:8000',
});

// Execute flow
const result = await client.executeFlow('OrderProcessor', {
  order_id: 'ord_123',
  customer_id: 'cust_456',
});

console.log(result.success);
console.log(result.outputs);

// Stream execution
const stream = client.executeFlowStream('OrderProcessor', inputs);
for await (const event of stream) {
  console.log(`${event.step_id}: ${event.status}`);
}

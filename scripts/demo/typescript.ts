/** What a front-end developer writes: every name and type below is checked against the flow. */
import { FlowLangClient } from '@flowlang/client';
import type { Flows } from '../../contract-tests/generated/flowlang.gen.ts';

export async function runThroughTypeScript(baseUrl: string, inputs: Flows['OrderProcessor']['inputs']): Promise<void> {
  const client = new FlowLangClient<Flows>({ baseUrl });

  for await (const event of client.executeFlowStream('OrderProcessor', inputs)) {
    console.log(`  ${String(event.seq).padStart(2)}  ${event.type.padEnd(16)} ${event.step_id ?? ''}`);
  }

  const result = await client.executeFlow('OrderProcessor', inputs);
  console.log(result.success ? result.outputs : result.error);
}

/**
 * The client writes the fixed shapes of the wire down for itself, since it depends on nothing. `tsc` holds them to the
 * contract's: what a server answers is what the client says it gives.
 */
import type * as Client from '@flowlang/client';
import type * as Contract from '@flowlang/openapi';
import { describe, expectTypeOf, it } from 'vitest';

describe('the types of the client', () => {
  it('know the events that the contract has, and no others', () => {
    expectTypeOf<Contract.FlowEvent>().toExtend<Client.FlowEvent>();
    expectTypeOf<Client.FlowEvent>().toExtend<Contract.FlowEvent>();
    expectTypeOf<Client.FlowEvent['type']>().toEqualTypeOf<Contract.FlowEventType>();
  });

  it('take every fixed resource that the contract has', () => {
    expectTypeOf<Contract.FlowSummary>().toExtend<Client.FlowSummary>();
    expectTypeOf<Contract.FlowDetail>().toExtend<Client.FlowDetail>();
    expectTypeOf<Contract.TaskList>().toExtend<Client.TaskList>();
    expectTypeOf<Contract.Health>().toExtend<Client.Health>();
    expectTypeOf<Contract.Problem>().toExtend<Client.Problem>();
    expectTypeOf<Contract.ExecutionError>().toExtend<Client.ExecutionError>();
  });
});

/** What is sent to a flow, where its schemas alone do not tell. */
import { describe, expect, it } from 'vitest';
import { told } from './told.ts';

describe('payloads', () => {
  const BY = '{ type: object, properties: { by: { type: string } }, required: [by], additionalProperties: false }';
  const STARS = BY.replaceAll('by', 'stars').replace('string', 'integer');
  const waiting = (approval: string, rating: string) => `flow: Order
events: status
steps:
  - { wait_for: approval, id: a, schema: ${approval} }
  - { wait_for: rating, id: b, schema: ${rating} }
`;

  it('are told when two events have exchanged them', () => {
    const lines = told([waiting(BY, STARS)], [waiting(STARS, BY)]);
    const path = 'POST /flows/Order/executions/{execution_id}/events';
    expect(lines.filter((line) => line.startsWith('✘'))).toEqual([
      `✘ ${path}/approval body.by: is not taken any more`,
      `✘ ${path}/approval body.stars: must be sent now`,
      `✘ ${path}/rating body.stars: is not taken any more`,
      `✘ ${path}/rating body.by: must be sent now`,
    ]);
  });

  it('are told of the event whose payload is narrower, though another one takes anything', () => {
    const lines = told([waiting('{}', '{ type: string }')], [waiting('{}', '{ type: string, minLength: 1 }')]);
    expect(lines).toEqual([
      '✘ POST /flows/Order/executions/{execution_id}/events/rating body: no minLength, now minLength 1',
    ]);
  });

  it('of a name that is computed now are held to what may be computed', () => {
    const named = `flow: Order
events: status
inputs: [{ name: event, type: string, default: approval }]
steps: [{ wait_for: approval, id: a, schema: { type: boolean } }]
`;
    const computed = named.replace('wait_for: approval', 'wait_for: "${inputs.event}"').replace('boolean', 'integer');
    expect(told([named], [computed])).toContain(
      '✘ POST /flows/Order/executions/{execution_id}/events/approval body: boolean, now integer',
    );
  });
});

describe('null', () => {
  const limit = (more: string) => `flow: Order
inputs: [{ name: limit, type: integer, ${more} }]
steps: []
`;
  const IS_ABSENCE = '✘ inputs.limit: null leaves it out now, and is no value';
  const IS_VALUE = '✘ inputs.limit: null is a value now, and leaves it out no more';

  it('is told when it stands for absence now', () => {
    expect(told([limit('default: 10, nullable: true')], [limit('default: 10')])).toContain(IS_ABSENCE);
    expect(told([limit('nullable: true, required: false')], [limit('required: false')])).toContain(IS_ABSENCE);
  });

  it('is told when it is a value now', () => {
    expect(told([limit('default: 10')], [limit('default: 10, nullable: true')])).toContain(IS_VALUE);
  });

  it('means what it meant where an input need not be sent any more', () => {
    expect(told([limit('required: true')], [limit('required: false')])).toEqual([
      '• inputs.limit: may be null now',
      '• inputs.limit: may be missing now',
    ]);
  });
});

describe('what is shown of inputs', () => {
  const order = (more: string, subflow = '') => `flow: Order
inputs:
  - { name: amount, type: number${more} }
  - { name: name, type: string, enum: [ada, bob], default: ada }
steps: [${subflow}]
`;

  it('is told when an input is sensitive now, and when it is not any more', () => {
    const [open, hidden] = [order(''), order(', sensitive: true')];
    expect(told([open], [hidden])).toContain('✘ inputs.amount: is sensitive now');
    expect(told([hidden], [open])).toContain('✘ inputs.amount: is not sensitive any more');
  });

  it('is told when something sensitive of a subflow may turn up in it', () => {
    const bill = 'flow: Bill\ninputs: [{ name: card, type: string, sensitive: true, required: false }]\nsteps: []\n';
    const lines = told([order(''), bill], [order('', '{ subflow: Bill, id: bill }'), bill]);
    expect(lines).toContain('✘ events.flow_started.inputs.name: "***" is new');
  });

  it('is told once, though a record shows it, too', () => {
    expect(told([order('')], [order(', sensitive: true')]).filter((line) => line.startsWith('✘'))).toEqual([
      '✘ inputs.amount: is sensitive now',
      '✘ events.flow_started.inputs.amount: number, now string',
    ]);
  });
});

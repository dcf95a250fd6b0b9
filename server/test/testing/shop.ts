/** The flow that the tests of the kit test. */

import { z } from 'zod';
import { defineTask, defineTasks, notImplemented } from '../../src/tasks/define-task.ts';

export const SHOP = `flow: Shop
inputs:
  - { name: amount, type: number }
  - { name: card, type: string, sensitive: true, default: "4111-1111" }
outputs:
  - { name: total, value: "\${charge.total}" }
  - { name: by, value: "\${approval.by}" }
steps:
  - if: inputs.amount > 100
    then:
      - wait_for: approved
        id: approval
        timeout: 3600
        schema: { type: object, required: [by], properties: { by: { type: string } } }
    else:
      - wait: 600
  - task: ChargeCard
    id: charge
    timeout: 30
    retry: { max_attempts: 3, delay: 60, backoff: fixed, jitter: 0.5, do_not_retry_on: [CardRefused] }
    inputs: { amount: "\${inputs.amount}", card: "\${inputs.card}" }
  - task: SendMail
    inputs: { total: "\${charge.total}" }
    on_error:
      - task: NoteFailure
on_cancel:
  - task: Refund
`;

export const shopTasks = defineTasks({
  ChargeCard: defineTask({
    input: z.object({ amount: z.number(), card: z.string() }),
    output: z.object({ total: z.number() }),
    run: ({ amount }, { logger }) => {
      logger.info({ amount }, 'charging');
      return { total: amount };
    },
  }),
  SendMail: async ({ total }: { total: number }) => ({ sent: total > 0 }),
  NoteFailure: () => ({}),
  Refund: notImplemented('Refund'),
});

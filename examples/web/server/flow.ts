/** The tasks of examples/order_processing at a pace that people can watch. */
import { setTimeout as sleep } from 'node:timers/promises';
import { defineTasks, type Task } from 'flowlang';
import tasks from '../../order_processing/flow.ts';

const PACE = 600;

/** The same task, a while later; the signal ends the wait where the order is cancelled. */
function slow<Input, Output>(task: Task<Input, Output>): Task<Input, Output> {
  return {
    ...task,
    run: async (input, context) => {
      await sleep(PACE, undefined, { signal: context.signal });
      return task.run(input, context);
    },
  };
}

export default defineTasks({
  ValidateOrder: slow(tasks.ValidateOrder),
  PriceOrder: slow(tasks.PriceOrder),
  ReserveStock: slow(tasks.ReserveStock),
  TakePayment: slow(tasks.TakePayment),
  ConfirmOrder: slow(tasks.ConfirmOrder),
  AwardPoints: slow(tasks.AwardPoints),
});

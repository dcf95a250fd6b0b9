/** Outside of loops an id holds no `${…}`. This follows the steps from the root to the loops, and looks at nothing else. */
import { CONNECTION_KINDS } from '../connection-kinds.ts';
import { has, like, ref, rules, type Schema, when } from './schema.ts';

const STEPS = like('fixed_steps');

const LIST_OR_STEP: Schema = when({ type: 'array' }, STEPS, ref('fixed_step'));

export const FIXED_ID_DEFINITIONS: Readonly<Record<string, Schema>> = {
  fixed_steps: when({ type: 'array' }, { type: 'array', items: ref('fixed_step') }),
  fixed_handler: when(has('steps'), rules({ steps: STEPS }), LIST_OR_STEP),
  fixed_step: when(
    { type: 'object' },
    {
      ...rules({
        id: when({ type: 'string' }, ref('text')),
        on_error: like('fixed_handler'),
        parallel: when({ type: 'array' }, { type: 'array', items: LIST_OR_STEP }),
        // biome-ignore lint/suspicious/noThenProperty: it is an author's word
        then: STEPS,
        else: STEPS,
        default: STEPS,
        cases: when(
          { type: 'array' },
          { type: 'array', items: when({ type: 'object' }, rules({ do: STEPS, default: STEPS })) },
        ),
      }),
      patternProperties: { [`^(?:${CONNECTION_KINDS.join('|')})$`]: ref('fixed_step') },
    },
  ),
};

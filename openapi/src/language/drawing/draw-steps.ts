/** Every kind of step as a block. `path` is that of the step in events, without the indices of loops. */
import { conditionText, limitsText, valueText, waitText } from '../diagram-text.ts';
import type { Step } from '../model.ts';
import { type Block, sequence } from './block.ts';
import { type Branch, fork, frame, withHandler } from './frames.ts';
import { type Place, shape, type Words } from './shapes.ts';

export function drawSteps(steps: readonly Step[], path: string): Block {
  return sequence(steps.map((step, index) => drawStep(step, `${path}[${index}]`)));
}

function drawStep(step: Step, path: string): Block {
  const drawn = drawKind(step, path);
  const handled = step.onError === undefined ? drawn : withHandler(drawn, drawSteps(step.onError, `${path}.on_error`));
  if (step.guard === undefined) return handled;
  const question = shape('question', { caption: 'only if', title: conditionText(step.guard) }, 'question');
  return fork(question, [
    { says: 'yes', block: handled },
    { says: 'no', block: sequence([]) },
  ]);
}

function drawKind(step: Step, path: string): Block {
  const place: Place = { path, kind: step.kind };
  const inside = (steps: readonly Step[], where: string) => drawSteps(steps, `${path}.${where}`);
  switch (step.kind) {
    case 'task':
      return shape('box', named(step, undefined, step.task), 'task', place);
    case 'connection':
      return shape('box', named(step, 'connection', step.builtin), 'connection', place);
    case 'subflow':
      return shape('double', named(step, 'subflow', step.subflow), 'subflow', place);
    case 'wait':
      return shape('pill', named(step, 'wait', waitText(step).replace(/^wait /, '')), 'wait', place);
    case 'wait_for':
      return shape('pill', named(step, 'wait for', valueText(step.event)), 'wait', place);
    case 'fail':
      return { ...shape('pill', { caption: 'fail', title: valueText(step.message) }, 'fail'), goesOn: false };
    case 'exit': {
      const words = step.reason === undefined ? { title: 'exit' } : { caption: 'exit', title: valueText(step.reason) };
      return { ...shape('pill', words, 'exit'), goesOn: false };
    }
    case 'if':
      return fork(shape('question', { caption: 'if', title: conditionText(step.condition) }, 'question'), [
        { says: 'yes', block: inside(step.then, 'then') },
        { says: 'no', block: inside(step.else, 'else') },
      ]);
    case 'switch': {
      const cases = step.cases.map((one, index): Branch => {
        return { says: one.when.map(valueText).join(' or '), block: inside(one.do, `cases[${index}].do`) };
      });
      const head = shape('question', { caption: 'switch', title: valueText(step.value) }, 'question');
      return fork(head, [...cases, { says: 'otherwise', block: inside(step.default ?? [], 'default') }]);
    }
    case 'parallel': {
      const branches = step.branches.map((branch, index): Branch => ({ block: inside(branch, `parallel[${index}]`) }));
      const head = shape('pill', named(step, 'in parallel', atOnce(step.maxConcurrency)), 'parallel', place);
      return branches.length === 0 ? head : fork(head, branches);
    }
    case 'for_each': {
      const heading = `for each ${step.as} in ${valueText(step.list)}`;
      const limit = step.maxConcurrency === 1 ? undefined : atOnce(step.maxConcurrency);
      return loop(step, heading, limit, inside(step.do, 'do'), place);
    }
    case 'while':
      return loop(step, `while ${conditionText(step.condition)}`, undefined, inside(step.do, 'do'), place);
  }
}

function loop(step: Step, heading: string, limit: string | undefined, body: Block, place: Place): Block {
  const lines = [
    step.id === undefined ? `↻ ${heading}` : `↻ ${step.id}`,
    step.id && heading,
    limit,
    ...limitsText(step),
  ];
  return frame(
    lines.filter((text) => text !== undefined),
    body,
    'loop',
    place,
  );
}

function atOnce(most: number | undefined): string {
  return most === undefined ? 'all of them' : `${most} at a time`;
}

/** Its id where it has one, and what it does. */
function named(step: Step, caption: string | undefined, does: string): Words {
  const title = step.id ?? does;
  const more = [...(title === does ? [] : [does]), ...limitsText(step)];
  return { ...(caption !== undefined && { caption }), title, more };
}

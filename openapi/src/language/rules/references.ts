/** FL13xx: does a name stand for something, and has it run when it is read. */
import type { Expression, Reference } from '../expression/ast.ts';
import { knownWhen, pathOf } from '../expression/narrowing.ts';
import { references, walkExpression } from '../expression/references.ts';
import type { Range } from '../model.ts';
import { BROKEN_NAME } from '../parse-value.ts';
import { didYouMean } from '../suggest.ts';
import type { Analysis } from './analysis.ts';
import type { Scope } from './scope.ts';

/** Roots that exist in some places only. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  loop: '`loop` exists in the body of a `for_each`',
  error: '`error` exists in `on_error`',
  context: '`context.last_error` exists in `on_error`',
  env: '`env` exists in `connections` and `triggers`',
};

/** Reports the references that cannot be read; gives the ranges of those that may be null, which were reported too. */
export function checkReferences(expression: Expression, scope: Scope, analysis: Analysis): readonly Range[] {
  const guarded = nullTolerant(expression);
  return references(expression)
    .filter((reference) => checkReference(reference, guarded, scope, analysis))
    .map(({ range }) => range);
}

/** True where the step may not have run. */
function checkReference(
  reference: Reference,
  guarded: ReadonlySet<Expression>,
  scope: Scope,
  analysis: Analysis,
): boolean {
  const { name, range } = reference;
  if (name === BROKEN_NAME || scope.local(name) !== undefined || analysis.unreadable.has(name)) return false;
  const binding = scope.get(name);
  if (binding === undefined) {
    reportAbsent(reference, scope, analysis);
    return false;
  }
  if (!binding.hasResult) {
    reportNoResult(reference, analysis);
    return false;
  }
  if (binding.isCertain || binding.isFailed || guarded.has(reference) || scope.known.has(name)) return false;
  analysis.report(
    'FL1304',
    range,
    `The step \`${name}\` may not have run, and is null then`,
    'Give it a value with `??`, or test it with `!= null` before',
  );
  return true;
}

function reportAbsent(reference: Reference, scope: Scope, analysis: Analysis): void {
  const { name, range } = reference;
  const steps = analysis.ids.get(name);
  if (scope.isSibling(name)) {
    analysis.report(
      'FL1303',
      range,
      `The step \`${name}\` runs in another branch of this \`parallel\``,
      'Read it after the `parallel`, or put both steps in one branch',
    );
  } else if (steps === undefined) {
    reportUnknown(reference, scope, analysis);
  } else if (steps.every((step) => ['if', 'switch', 'exit'].includes(step.kind))) {
    reportNoResult(reference, analysis);
  } else {
    const isEarlier = steps.some((step) => step.range.end <= range.start);
    const isInside = steps.some((step) => step.range.start <= range.start && range.end <= step.range.end);
    const when = isInside
      ? 'has not ended when this is read: it is the step around'
      : isEarlier
        ? 'has never run when this is read: it stands on another way through the flow'
        : 'runs later';
    analysis.report('FL1302', range, `The step \`${name}\` ${when}`);
  }
}

function reportUnknown({ name, range }: Reference, scope: Scope, analysis: Analysis): void {
  const { flow, report } = analysis;
  const tasks = new Set<string>();
  for (const step of analysis.stepTypes.keys()) if (step.kind === 'task' && step.id === undefined) tasks.add(step.task);
  const elsewhere = Object.hasOwn(ELSEWHERE, name) ? ELSEWHERE[name] : undefined;
  if (elsewhere !== undefined) report('FL1301', range, `There is no \`${name}\` here`, elsewhere);
  else if (tasks.has(name))
    report('FL1301', range, `\`${name}\` is a task, and its step has no id`, 'Give the step an `id`, and read that');
  else if (flow.inputs.some((input) => input.name === name))
    report('FL1301', range, `There is no step \`${name}\``, `Write \`inputs.${name}\` for the input`);
  else {
    const candidates = [...scope.names(), ...analysis.ids.keys()];
    report('FL1301', range, `There is no step or variable \`${name}\``, didYouMean(name, candidates, otherwise(name)));
  }
}

function otherwise(name: string): string | undefined {
  return ['none', 'TRUE', 'FALSE', 'NULL', 'undefined', 'nil'].includes(name)
    ? 'The literals are `true`, `false` and `null`'
    : undefined;
}

function reportNoResult({ name, range }: Reference, analysis: Analysis): void {
  const kind = analysis.ids.get(name)?.[0]?.kind ?? 'if';
  analysis.report(
    'FL1301',
    range,
    `\`${name}\` is the id of ${kind === 'if' ? 'an' : 'a'} \`${kind}\`, which has no result`,
    'Read the steps inside of it',
  );
}

/** The references that stand where null does no harm, or after a test for it in the same expression. */
function nullTolerant(root: Expression): ReadonlySet<Expression> {
  const tolerant = new Set<Expression>();
  const add = (expression: Expression | undefined) => {
    let inner = expression;
    while (inner?.kind === 'property' || inner?.kind === 'index') inner = inner.object;
    if (inner?.kind === 'reference') tolerant.add(inner);
  };
  walkExpression(root, (one) => {
    if (one.kind === 'logical') {
      add(one.left);
      if (one.operator !== '??') addKnown(one.right, knownWhen(one.operator === 'and', one.left), tolerant);
    }
    if (one.kind === 'logical' && one.operator !== '??') add(one.right);
    if (one.kind === 'unary' && one.operator === 'not') add(one.operand);
    if (one.kind === 'call' && (one.function === 'default' || one.function === 'bool')) add(one.arguments[0]);
    if (one.kind === 'binary' && (one.operator === '==' || one.operator === '!='))
      for (const side of [one.left, one.right]) add(side);
    if (one.kind !== 'choice') return;
    add(one.condition);
    addKnown(one.then, knownWhen(true, one.condition), tolerant);
    addKnown(one.else, knownWhen(false, one.condition), tolerant);
  });
  return tolerant;
}

function addKnown(expression: Expression, known: ReadonlySet<string>, tolerant: Set<Expression>): void {
  for (const reference of references(expression)) if (known.has(pathOf(reference) ?? '')) tolerant.add(reference);
}

/** FL13xx: does a name stand for something, and has it run when it is read. */
import { type Fix, replaceText, respellAt } from '../edits.ts';
import type { Expression, Reference } from '../expression/ast.ts';
import { type KnownPaths, knownGiven, pathOf } from '../expression/narrowing.ts';
import { references, walkExpression } from '../expression/references.ts';
import type { Range } from '../model.ts';
import { BROKEN_NAME } from '../parse-value.ts';
import { hasResult } from '../steps.ts';
import { didYouMean, respell } from '../suggest.ts';
import type { Analysis } from './analysis.ts';
import type { Scope } from './scope.ts';

const MOST_NAMES = 12;

/** Roots that exist in some places only. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  loop: '`loop` exists in the body of a `for_each` or a `while`',
  error: '`error` exists in `on_error`',
  context: '`context.last_error` exists in `on_error`',
  env: '`env` exists in `connections` and `triggers`',
  inputs: 'In `connections` and `triggers` only `env` can be read',
  execution: 'In `connections` and `triggers` only `env` can be read',
};

/**
 * Reports the references that cannot be read; gives the ranges of those that may be null, which were reported too.
 *
 * @param isTest null is as good as false
 */
export function checkReferences(
  expression: Expression,
  scope: Scope,
  analysis: Analysis,
  isTest: boolean,
): readonly Range[] {
  const guarded = nullTolerant(expression, isTest, scope.known);
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
  const binding = scope.read(name);
  if (binding === undefined) {
    reportAbsent(reference, scope, analysis);
    return false;
  }
  if (!binding.hasResult) {
    reportNoResult(reference, analysis);
    return false;
  }
  if (binding.isCertain || guarded.has(reference) || scope.known.has(name)) return false;
  const when = binding.isOfIteration
    ? 'has not run in the first iteration, and is null then'
    : 'may not have run, and is null then';
  const hint = 'Give it a value with `??`, or test it with `!= null` before';
  analysis.report('FL1304', range, `The step \`${name}\` ${when}`, hint);
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
      `Read it after the \`parallel\`, or write \`depends_on: ${name}\` on the first step of this branch`,
    );
  } else if (steps === undefined) {
    reportUnknown(reference, scope, analysis);
  } else if (!steps.some((step) => hasResult(step.kind))) {
    reportNoResult(reference, analysis);
  } else {
    const isEarlier = steps.some((step) => step.range.end <= range.start);
    const isInside = steps.some((step) => step.range.start <= range.start && range.end <= step.range.end);
    const when = isInside
      ? 'has not ended when this is read: it is the step around'
      : isEarlier
        ? 'has never run when this is read: it stands on another way through the flow'
        : 'runs later';
    const hint = isInside
      ? 'Read it behind that step'
      : isEarlier
        ? 'Read it on the way on which it runs'
        : 'Move the step up, or read it further down';
    analysis.report('FL1302', range, `The step \`${name}\` ${when}`, hint);
  }
}

function reportUnknown({ name, range }: Reference, scope: Scope, analysis: Analysis): void {
  const { flow, report } = analysis;
  const elsewhere = Object.hasOwn(ELSEWHERE, name) ? ELSEWHERE[name] : undefined;
  if (elsewhere !== undefined) report('FL1301', range, `There is no \`${name}\` here`, elsewhere);
  else if (analysis.anonymous.has(name))
    report('FL1301', range, `\`${name}\` is a task, and its step has no id`, 'Give the step an `id`, and read that');
  else if (flow.inputs.some((input) => input.name === name))
    report(
      'FL1301',
      range,
      `There is no step \`${name}\``,
      `Write \`inputs.${name}\` for the input`,
      respellAt(range, name, `inputs.${name}`),
    );
  else if (isDynamic(name, analysis))
    report(
      'FL1301',
      range,
      `There is no step or variable \`${name}\``,
      'Ids with `${…}` are readable in the `results` of their loop only',
    );
  else {
    const candidates = new Set([...scope.names(), ...analysis.ids.keys()]);
    const hint = didYouMean(name, candidates, otherwise(name, scope));
    report('FL1301', range, `There is no step or variable \`${name}\``, hint, fixOf(name, range, candidates, scope));
  }
}

function isDynamic(name: string, { dynamic }: Analysis): boolean {
  return dynamic.some(({ dynamicId }) => {
    const [first] = dynamicId?.kind === 'text' ? dynamicId.parts : [];
    return typeof first === 'string' && name.startsWith(first);
  });
}

/** Literals as other languages write them. */
const LITERALS = new Map([
  ...['none', 'NONE', 'NULL', 'Null', 'nil', 'undefined'].map((word) => [word, 'null'] as const),
  ...['TRUE', 'FALSE'].map((word) => [word, word.toLowerCase()] as const),
]);

function otherwise(name: string, scope: Scope): string {
  if (LITERALS.has(name)) return 'The literals are `true`, `false` and `null`';
  const names = [...new Set(scope.names())].slice(0, MOST_NAMES).map((each) => `\`${each}\``);
  return `Here are ${names.join(', ')}; a text stands in quotes`;
}

/** Of a name that can be read here and is sure to have a value: the fix of one mistake is not to be the next. */
function fixOf(name: string, range: Range, candidates: Iterable<string>, scope: Scope): Fix | undefined {
  const literal = LITERALS.get(name);
  if (literal !== undefined) return replaceText(range, name, literal);
  const isReadable = (meant: string) => scope.local(meant) !== undefined || scope.get(meant)?.isCertain === true;
  const fix = respell(name, range, candidates);
  return fix?.every(({ text }) => isReadable(text)) ? fix : undefined;
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
function nullTolerant(root: Expression, isTest: boolean, known: KnownPaths): ReadonlySet<Expression> {
  const tolerant = new Set<Expression>();
  const add = (expression: Expression | undefined): void => {
    if (expression?.kind === 'reference') tolerant.add(expression);
    else if (expression?.kind === 'property' || expression?.kind === 'index') add(expression.object);
    else if (expression?.kind === 'logical' && expression.operator === '??') add(expression.right);
    else if (expression?.kind === 'call' && expression.function === 'default') add(expression.arguments[1]);
    else if (expression?.kind === 'choice') for (const one of [expression.then, expression.else]) add(one);
  };
  if (isTest) add(root);
  walkExpression(root, (one) => {
    if (one.kind === 'logical') {
      add(one.left);
      if (one.operator !== '??') addKnown(one.right, knownGiven(known, one.operator === 'and', one.left), tolerant);
    }
    if (one.kind === 'logical' && one.operator !== '??') add(one.right);
    if (one.kind === 'unary' && one.operator === 'not') add(one.operand);
    if (one.kind === 'call' && (one.function === 'default' || one.function === 'bool')) add(one.arguments[0]);
    if (one.kind === 'binary' && (one.operator === '==' || one.operator === '!='))
      for (const side of [one.left, one.right]) add(side);
    if (one.kind !== 'choice') return;
    add(one.condition);
    addKnown(one.then, knownGiven(known, true, one.condition), tolerant);
    addKnown(one.else, knownGiven(known, false, one.condition), tolerant);
  });
  return tolerant;
}

function addKnown(expression: Expression, known: KnownPaths, tolerant: Set<Expression>): void {
  for (const reference of references(expression)) if (known.has(pathOf(reference) ?? '')) tolerant.add(reference);
}

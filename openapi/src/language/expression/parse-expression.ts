import type { DiagnosticCode, Report } from '../diagnostics.ts';
import type { Range } from '../model.ts';
import type { Expression } from './ast.ts';
import { tokenize } from './lexer.ts';
import { Parser } from './parser.ts';
import { SyntaxMistake } from './syntax-mistake.ts';

const LONGEST = 10_000;

/**
 * Parses what stands inside `${…}`, or a whole condition. Reports what is wrong and then gives undefined; never throws.
 *
 * In mode `condition` a text that contains a `${` is read the old way: each `${e}` stands for `(e)`, and a name outside
 * of them is never a reference.
 *
 * @param at offset in the file of an index of `text`, asked from 0 to `text.length` inclusive
 */
export function parseExpression(
  text: string,
  at: (index: number) => number,
  report: Report,
  mode: 'expression' | 'condition' = 'expression',
): Expression | undefined {
  const rangeOf = (span: Range): Range => ({ start: at(span.start), end: at(span.end) });
  if (text.length > LONGEST) {
    const hint = 'Compute it in a task, or in several steps';
    report(
      'FL1206',
      rangeOf({ start: 0, end: text.length }),
      `The expression is longer than ${LONGEST} characters`,
      hint,
    );
    return undefined;
  }
  const problems: Problem[] = [];
  const oldWay = mode === 'condition' && text.includes('${');
  const parser = new Parser(tokenize(text), rangeOf, (...problem) => problems.push(problem), oldWay);
  const expression = run(parser, rangeOf, problems);
  for (const problem of problems) report(...problem);
  return expression;
}

type Problem = Parameters<Report>;

const WARNING: DiagnosticCode = 'FL1205';

/** The tree, unless there was an error; warnings about a text that does not parse are dropped. */
function run(parser: Parser, rangeOf: (span: Range) => Range, problems: Problem[]): Expression | undefined {
  try {
    const expression = parser.parse();
    return problems.every(([code]) => code === WARNING) ? expression : undefined;
  } catch (mistake) {
    if (!(mistake instanceof SyntaxMistake)) throw mistake;
    const errors = problems.filter(([code]) => code !== WARNING);
    problems.splice(0, problems.length, ...errors, [
      mistake.code,
      rangeOf(mistake.span),
      mistake.message,
      mistake.hint,
      mistake.fix?.map(({ range, text }) => ({ range: rangeOf(range), text })),
    ]);
    return undefined;
  }
}

/** The report: which scenario is played in which language. Each driver holds what it has played to what stands there. */
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { type FaultScenario, loadFaultScenarios } from '../typescript/fault-scenario.ts';
import { loadScenarios, ROOT } from '../typescript/scenario.ts';

export const REPORT: string = path.join(ROOT, 'report', 'README.md');

const LANGUAGES = ['typescript', 'python sync', 'python async'] as const;
export type Language = (typeof LANGUAGES)[number];

type Listed = Pick<FaultScenario, 'name' | 'except'>;

const INTRODUCTION = `# The clients are equal: scenario by scenario

Written by \`npm run generate\` from [the scenarios](../README.md); to change by hand is of no use. Each driver fails where what it
has played, and found good, is not just what is ticked in its column: nothing is listed that is not run, and nothing is run that
is not listed. The clients are \`@flowlang/client\`, and \`FlowLangClient\` and \`AsyncFlowLangClient\` of \`flowlang\`.
`;

export function renderReport(): string {
  const sections = [
    ...filesOf('scenarios').map((file) => render(file, loadScenarios(file))),
    ...filesOf('scenarios/faults').map((file) => render(file, loadFaultScenarios(file))),
  ];
  const all = [...loadScenarios(), ...loadFaultScenarios()];
  const counts = LANGUAGES.map((language) => `${all.filter((one) => isPlayed(one, language)).length} in ${language}`);
  return [INTRODUCTION, `${all.length} scenarios: ${counts.join(', ')}.\n`, ...sections].join('\n');
}

/** The names that are ticked in the column of a language, of all scenarios or of those with faults. */
export function listed(language: Language, { faults }: { readonly faults: boolean }): string[] {
  const [plain = '', ...rest] = readFileSync(REPORT, 'utf8').split(/^(?=## faults\/)/m);
  return [...(faults ? rest.join('') : plain).matchAll(/^\| (.*) \| (.*) \| (.*) \| (.*) \|$/gm)].flatMap(
    ([, name = '', ...marks]) => (marks[LANGUAGES.indexOf(language)] === '✔' ? [unescaped(name)] : []),
  );
}

export function isPlayed({ except }: Listed, language: Language): boolean {
  return except?.[language] === undefined;
}

function filesOf(folder: string): string[] {
  return globSync(`${folder}/*.json`, { cwd: ROOT }).sort();
}

function render(file: string, scenarios: readonly Listed[]): string {
  const title = file.replace(/^scenarios\//, '').replace(/\.json$/, '');
  const rows = scenarios.map((one) => {
    const marks = LANGUAGES.map((language) => (isPlayed(one, language) ? '✔' : `no: ${one.except?.[language]}`));
    return `| ${[escaped(one.name), ...marks].join(' | ')} |`;
  });
  return [`## ${title}\n`, '| | TypeScript | Python, sync | Python, async |', '|---|---|---|---|', ...rows, ''].join(
    '\n',
  );
}

/** What Markdown would take for more than text, or for the end of a cell. */
function escaped(text: string): string {
  return text.replaceAll(/[\\|*<>`~#]/g, '\\$&');
}

function unescaped(text: string): string {
  return text.replaceAll(/\\(.)/g, '$1');
}

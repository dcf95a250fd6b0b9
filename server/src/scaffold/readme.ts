/** The README: one section is ours, between two marks, and only as long as nobody else writes in it. */
import { describeType, type Flow, renderMermaid } from '@flowlang/openapi';
import { fingerprint, lineEndOf, withLineEnd } from './code.ts';

const BEGIN = /<!-- flowlang:begin ([0-9a-f]{12})[^>]*-->\r?\n/g;
const END = /<!-- flowlang:end -->/g;

/** What the README says of a flow by itself. */
export interface FlowSummary {
  readonly flow: Flow;
  readonly tasks: readonly { readonly name: string; readonly description?: string | undefined }[];
}

export function newReadme(summary: FlowSummary): string {
  const { name, description } = summary.flow;
  return `# ${name}
${description === undefined ? '' : `\n${description.trim()}\n`}
${readmeSection(summary)}
## Work on it

    node flow.ts                  # which tasks are done
    npx flowlang validate flow.yaml --tasks-file flow.ts
    npx vitest run tests/
    ./tools/start_server.sh --reload
    ./tools/generate.sh           # after a change of flow.yaml: adds what is new, and touches nothing else
`;
}

/** The section with its marks, and a line end behind them. */
function readmeSection(summary: FlowSummary): string {
  const body = sectionBody(summary);
  const note = 'written by `flowlang scaffolder`; a section that was edited is kept';
  return `<!-- flowlang:begin ${fingerprint(body)} ${note} -->\n${body}<!-- flowlang:end -->\n`;
}

export interface MergedReadme {
  readonly text: string;
  /** The section was empty, as `init` leaves it: what tasks say of themselves is known once their packages are there. */
  readonly isFirst?: true;
}

/** The section may not be ours to write: there is none, or it was edited. */
export function mergeReadme(text: string, summary: FlowSummary): MergedReadme | 'edited' | 'none' {
  const [begin, ...others] = [...text.matchAll(BEGIN)];
  const ends = [...text.matchAll(END)];
  const [end] = ends;
  if (begin === undefined && end === undefined) return 'none';
  if (begin === undefined || end === undefined || others.length > 0 || ends.length > 1) return 'edited';
  const start = begin.index + begin[0].length;
  if (end.index < start || fingerprint(text.slice(start, end.index)) !== begin[1]) return 'edited';
  const section = withLineEnd(readmeSection(summary), lineEndOf(text)).trimEnd();
  const present = text.slice(begin.index, end.index + end[0].length);
  // Line ends that git or an editor has changed are no reason to write.
  if (present.replaceAll('\r\n', '\n') === section.replaceAll('\r\n', '\n')) return { text };
  const merged = text.slice(0, begin.index) + section + text.slice(begin.index + present.length);
  return { text: merged, ...(end.index === start && { isFirst: true }) };
}

function sectionBody({ flow, tasks }: FlowSummary): string {
  const inputs = flow.inputs.map(({ name, required, schema }) => [
    `\`${name}\``,
    describeType(schema),
    required ? 'yes' : 'no',
    textOf(schema['description']),
  ]);
  const outputs = flow.outputs.map(({ name, description }) => [`\`${name}\``, textOf(description)]);
  const named = tasks.map(({ name, description }) => [`\`${name}\``, textOf(description)]);
  return [
    '## The flow\n',
    `\`\`\`mermaid\n${renderMermaid(flow).trimEnd()}\n\`\`\`\n`,
    table('Inputs', ['name', 'type', 'required', 'description'], inputs),
    table('Outputs', ['name', 'description'], outputs),
    table('Tasks', ['name', 'description'], named),
  ]
    .filter((part) => part !== '')
    .join('\n');
}

function table(title: string, head: readonly string[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return '';
  const lines = [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`);
  return `### ${title}\n\n${lines.join('\n')}\n`;
}

/** In a cell of a table, and without a word that would end the section. */
function textOf(text: unknown): string {
  if (typeof text !== 'string') return '';
  return text.replaceAll(/\s+/g, ' ').replaceAll('|', '\\|').replaceAll('<!--', '&lt;!--').trim();
}

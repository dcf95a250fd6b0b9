/** `flowlang visualize`: a flow as a picture. Its tasks need not be there. */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { DIAGNOSTICS, type Flow, formatDiagnostic, renderMermaid } from '@flowlang/openapi/language';
import { drawPage, drawSvg } from '../../diagram/diagram-page.ts';
import { ProjectError } from '../../errors.ts';
import { readFlows } from '../../project/read-flows.ts';
import type { ExitCode } from '../exit-code.ts';
import { flowFiles } from '../flow-files.ts';
import { terminal } from '../terminal.ts';

const DRAW = { mermaid: renderMermaid, html: (flow: Flow) => drawPage(flow), svg: drawSvg } as const;

/** What the name of a file says of what is in it. */
const ENDINGS: Readonly<Record<string, keyof typeof DRAW>> = {
  '.html': 'html',
  '.svg': 'svg',
  '.mmd': 'mermaid',
  '.mermaid': 'mermaid',
  '.txt': 'mermaid',
  '': 'mermaid',
};

export interface VisualizeOptions {
  readonly format?: keyof typeof DRAW;
  readonly output?: string;
}

export async function visualize(file: string, { format, output }: VisualizeOptions): Promise<ExitCode> {
  const draw = DRAW[format ?? formatOf(output)];
  const flow = await flowIn(file);
  if (flow === undefined) return 1;
  const drawn = draw(flow);
  if (output === undefined) terminal.print(drawn.trimEnd());
  else write(output, drawn);
  return 0;
}

/** Undefined where it has errors, which are shown. */
async function flowIn(file: string): Promise<Flow | undefined> {
  const { dir, flowFile } = flowFiles(file);
  const [reading] = await readFlows([{ dir, flowFile }], { base: process.cwd(), folder: dir });
  if (reading === undefined) return undefined;
  const { checked, source } = reading;
  if (checked.ok) return checked.flow;
  const errors = checked.diagnostics.filter(({ code }) => DIAGNOSTICS[code].severity === 'error');
  for (const error of errors) terminal.note(`${formatDiagnostic(error, source)}\n`);
  terminal.note(`${source.file} cannot be drawn until that is mended.`);
  return undefined;
}

function formatOf(output = ''): keyof typeof DRAW {
  const format = ENDINGS[path.extname(output).toLowerCase()];
  if (format !== undefined) return format;
  const known = Object.keys(ENDINGS).filter((ending) => ending !== '');
  throw new ProjectError(`${output} cannot be drawn: its name may end in ${known.join(', ')}. Or say --format.`);
}

function write(file: string, text: string): void {
  try {
    writeFileSync(file, text);
  } catch (error) {
    throw new ProjectError(`${file} cannot be written: ${error instanceof Error ? error.message : error}`);
  }
  terminal.note(`${file} is written.`);
}

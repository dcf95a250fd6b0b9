/** What is different between two results, line by line. */
import { terminal } from '../terminal.ts';

/** Unchanged lines around what has changed. */
const CONTEXT = 1;

export async function showDifference(before: object, after: object): Promise<void> {
  const { structuredPatch } = await import('diff');
  const [a, b] = [before, after].map((one) => `${JSON.stringify(one, null, 2)}\n`);
  const { hunks } = structuredPatch('', '', a ?? '', b ?? '', '', '', { context: CONTEXT });
  if (hunks.length === 0) return terminal.print(terminal.style('dim', 'As in the last run.'));
  terminal.print('Changed since the last run:');
  for (const text of hunks.flatMap(({ lines }) => lines)) {
    const color = text.startsWith('+') ? 'green' : text.startsWith('-') ? 'red' : 'dim';
    terminal.print(terminal.style(color, `  ${text}`));
  }
}

/** Reads the guide: its examples, and the rows of its tables. */

/** What stands between two rows of backticks. */
export interface Fence {
  readonly line: number;
  readonly language: string;
  /** What follows the language: `case=retry`. */
  readonly settings: Readonly<Record<string, string>>;
  readonly text: string;
}

export function fencesIn(markdown: string): readonly Fence[] {
  return [...markdown.matchAll(/^```(\w+)(.*)\n([\s\S]*?)\n```$/gm)].map(
    ([, language = '', settings = '', text = ''], i, all) => ({
      line: lineOf(markdown, all[i]?.index ?? 0),
      language,
      settings: Object.fromEntries(
        [...settings.matchAll(/(\w+)=(\S+)/g)].map(([, name = '', value = '']) => [name, value]),
      ),
      text,
    }),
  );
}

export interface Example {
  readonly line: number;
  readonly example: string;
  readonly gives: string;
}

/** The rows of all tables whose last columns are `example` and `gives`. */
export function examplesIn(markdown: string): readonly Example[] {
  let isTable = false;
  return markdown.split('\n').flatMap((text, index) => {
    const cells = cellsOf(text);
    const [example = '', gives = ''] = cells.slice(-2);
    if (example === 'example' && gives === 'gives') isTable = true;
    else if (cells.length === 0) isTable = false;
    else if (isTable && !example.startsWith('---'))
      return [{ line: index + 1, example: code(example), gives: code(gives) }];
    return [];
  });
}

/** None of a line that is no row. A `|` in a cell is written `\|`. */
function cellsOf(line: string): readonly string[] {
  if (!line.startsWith('|')) return [];
  return line
    .slice(1, line.lastIndexOf('|'))
    .split(/(?<!\\)\|/)
    .map((cell) => cell.trim().replaceAll('\\|', '|'));
}

function code(cell: string): string {
  return cell.replace(/^`(.*)`$/, '$1');
}

function lineOf(text: string, at: number): number {
  return text.slice(0, at).split('\n').length;
}

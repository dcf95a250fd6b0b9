/** The code blocks of a document, in their order. */
export interface CodeBlock {
  readonly language: string;
  /** What follows the language: for a file its name. */
  readonly file: string | undefined;
  readonly text: string;
}

export function codeBlocks(markdown: string): CodeBlock[] {
  return [...markdown.matchAll(/^```(\w+)(?: (\S+))?\n([\s\S]*?)^```$/gm)].map(
    ([, language = '', file, text = '']) => ({
      language,
      file,
      text,
    }),
  );
}

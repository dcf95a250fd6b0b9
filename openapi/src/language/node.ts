/** What every node of a flow rests on. It stands apart from the model, so that the syntax tree can share it. */

/** Half-open range of UTF-16 offsets into the text of one flow file. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

export interface Node {
  readonly range: Range;
}

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

import { breaks, type ContractRule, type Direction } from './rules.ts';

/** One way in which two schemas differ. */
export interface Difference {
  readonly rule: ContractRule;
  /** Where in the value: `items[].price`; empty for the value itself. */
  readonly path: string;
  /** What was, and what is: `minimum 1, now 5`. */
  readonly message: string;
}

export function differ(rule: ContractRule, path: string, message: string): Difference {
  return { rule, path, message };
}

export function countBreaking(differences: readonly Difference[], direction: Direction): number {
  return differences.filter(({ rule }) => breaks(rule, direction)).length;
}

/** `inputs` and `price` are `inputs.price`. */
export function inside(path: string, name: string): string {
  return path === '' || name.startsWith('[') ? `${path}${name}` : `${path}.${name}`;
}

/** A value as a message shows it. */
export function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}

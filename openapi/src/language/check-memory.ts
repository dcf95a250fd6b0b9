/** What checks found out, for the next check of a project in which little has changed. */
import type { CheckResult } from './check-flow.ts';
import type { TaskSignature } from './flow-types.ts';
import type { ParsedSource } from './parse-source.ts';
import type { Callee } from './rules/analysis.ts';

/** All that the result of one check follows from. */
export interface Checked {
  readonly parsed: ParsedSource;
  readonly tasks: ReadonlyMap<string, TaskSignature> | undefined;
  readonly requireTasks: boolean;
  /** What the names of subflows stand for, in the order in which the text has them. */
  readonly callees: readonly Callee[];
}

interface Remembered extends Checked {
  readonly result: CheckResult;
}

/** Files and tasks are known by identity: whoever reads one anew has another. It remembers what the last check needed. */
export class CheckMemory {
  #last = new Map<ParsedSource, readonly Remembered[]>();
  #next = new Map<ParsedSource, readonly Remembered[]>();

  /** The result of the last time, or that of `check`. */
  result(checked: Checked, check: () => CheckResult): CheckResult {
    const known = this.#last.get(checked.parsed)?.find((each) => isSame(each, checked));
    const result = known?.result ?? check();
    // A file that others run may be checked several times: each time with the tasks of another one.
    const others = this.#next.get(checked.parsed) ?? [];
    this.#next.set(checked.parsed, [...others, { ...checked, result }]);
    return result;
  }

  /** One check of a project is over. */
  turn(): void {
    this.#last = this.#next;
    this.#next = new Map();
  }
}

function isSame(a: Checked, b: Checked): boolean {
  return (
    a.tasks === b.tasks &&
    a.requireTasks === b.requireTasks &&
    a.callees.length === b.callees.length &&
    a.callees.every((callee, index) => isSameCallee(callee, b.callees[index]))
  );
}

function isSameCallee({ subflow, ...problem }: Callee, other: Callee | undefined): boolean {
  if (other === undefined || subflow === undefined || other.subflow === undefined)
    return subflow === other?.subflow && JSON.stringify(problem) === JSON.stringify(other);
  const { types, file, hasOwnTasks } = subflow;
  return types === other.subflow.types && file === other.subflow.file && hasOwnTasks === other.subflow.hasOwnTasks;
}

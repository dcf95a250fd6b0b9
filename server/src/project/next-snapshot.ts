/** What is served after an edit: what was read, and where that is worse than what is in force, the version before it. */
import type { BrokenEdit, InvalidFlow, LoadedFlow, Snapshot } from './catalog.ts';
import { snapshotOf } from './load-flows.ts';

export interface Next {
  readonly snapshot: Snapshot;
  /** Something became worse, and is not in force yet: the file may be half written. */
  readonly isUnsettled: boolean;
}

/** @param isFinal what became worse is so for good, and said to be */
export function nextSnapshot(current: Snapshot, loaded: Snapshot, isFinal: boolean): Next {
  const before = byFile(current);
  const after = byFile(loaded);
  const owners = new Map([...after].flatMap(([file, flow]) => (flow.state === 'invalid' ? [] : [[flow.name, file]])));
  // Another flow may have taken its name.
  const isReplaced = ({ name, file }: LoadedFlow): boolean => owners.has(name) && owners.get(name) !== file;
  const broken = new Map<string, BrokenEdit>();
  let isUnsettled = false;
  const chosen = [...new Set([...before.keys(), ...after.keys()])].flatMap((file): LoadedFlow[] => {
    const old = before.get(file);
    const read = after.get(file);
    if (!isFinal && isWorse(old, read)) {
      isUnsettled = true;
      return old === undefined || (old.state !== 'invalid' && isReplaced(old)) ? [] : [old];
    }
    if (read === undefined) return [];
    if (read.state !== 'invalid' || old === undefined || old.state === 'invalid' || isReplaced(old)) return [read];
    broken.set(old.name, brokenEdit(read));
    return [old];
  });
  if (!isFinal) for (const [name, edit] of current.broken) if (!owners.has(name)) broken.set(name, edit);
  return { snapshot: snapshotOf(chosen, loaded.tasksOfFile, broken), isUnsettled };
}

/** The project is in a state in which there is nothing to serve: all goes on as it was. */
export function brokenProject(current: Snapshot, problem: string): Snapshot {
  const edit = { place: 'project', problem, diagnostics: [], frames: problem };
  const served = [...current.flows.values()];
  const broken = new Map(served.flatMap((flow) => (flow.state === 'invalid' ? [] : [[flow.name, edit]])));
  return snapshotOf(served, current.tasksOfFile, broken);
}

function byFile({ flows }: Snapshot): ReadonlyMap<string, LoadedFlow> {
  return new Map([...flows.values()].map((flow) => [flow.file, flow]));
}

const STATES = ['invalid', 'incomplete', 'ready'];

function isWorse(old: LoadedFlow | undefined, read: LoadedFlow | undefined): boolean {
  const state = (flow: LoadedFlow | undefined): number => (flow === undefined ? -1 : STATES.indexOf(flow.state));
  return state(read) < state(old) || (old === undefined && read?.state === 'invalid');
}

function brokenEdit({ diagnostics, frames, file }: InvalidFlow): BrokenEdit {
  const first = diagnostics.find((one) => one.severity === 'error');
  const place = first === undefined ? file : `${first.file}:${first.line}:${first.column} ${first.code}`;
  return { place, problem: first?.message ?? 'it is invalid', diagnostics, frames };
}

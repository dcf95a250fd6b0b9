/** FL1106 across files: two flows that are served under one name. */
import type { CheckResult } from './check-flow.ts';
import type { Diagnostic } from './diagnostics.ts';
import type { ProjectSource } from './project-source.ts';

export type Checked = readonly [source: ProjectSource, result: CheckResult];

/** The first flow of a name keeps it; each later one is told which file has it. */
export function refuseClashes(checked: readonly Checked[]): readonly Checked[] {
  const owners = new Map<string, ProjectSource>();
  // Those that can be served come first: what cannot takes no name from them.
  for (const isBroken of [false, true]) {
    for (const [source, result] of checked) {
      if (!result.ok || (source.brokenBy !== undefined) !== isBroken) continue;
      if (!owners.has(result.flow.name)) owners.set(result.flow.name, source);
    }
  }
  return checked.map(([source, result]): Checked => {
    const owner = result.ok ? owners.get(result.flow.name) : undefined;
    if (!result.ok || owner === undefined || owner === source) return [source, result];
    const { name, nameRange } = result.flow;
    const diagnostic: Diagnostic = {
      code: 'FL1106',
      range: nameRange,
      message: `The flow name \`${name}\` is taken by ${owner.parsed.source.file}`,
      hint: 'Rename one of the two flows',
    };
    const diagnostics = [...result.diagnostics, diagnostic].sort((a, b) => a.range.start - b.range.start);
    return [source, { ok: false, name, diagnostics }];
  });
}

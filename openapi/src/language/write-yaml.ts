import { stringify } from 'yaml';

/**
 * YAML 1.2 that a reader of YAML 1.1 takes for the same: `on`, `yes` and `012` are quoted. No anchors, no folded lines,
 * so that a change of one value is a change of one line.
 */
export function writeYaml(value: unknown): string {
  return stringify(value, { aliasDuplicateObjects: false, compat: 'yaml-1.1', lineWidth: 0 });
}

import { parse } from 'yaml';

/** A file that is no flow: what it holds, or an error that says where it is no YAML. JSON is YAML, too. */
export function readYamlData(text: string): unknown {
  return parse(text, { schema: 'core', logLevel: 'silent' });
}

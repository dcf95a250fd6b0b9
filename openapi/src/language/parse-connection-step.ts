/** Steps that run a built-in of a connection's plugin, in both spellings. */
import { checkKeys, readMap } from './fields.ts';
import type { ConnectionStep, MapValue, Name, StepBase } from './model.ts';
import { parseOutputNames, readConnection } from './parse-call.ts';
import { parseRetry } from './parse-retry.ts';
import { parseMapValue } from './parse-value.ts';
import type { Reading } from './reading.ts';
import { child, type YamlMap } from './yaml-node.ts';

export const OWN_KEYS = ['connection', 'outputs', 'retry'];

/** `- pg_query: {…}`: the map below the built-in's name holds the keys of the step too. */
export function connectionBody(map: YamlMap, builtin: string, { report }: Reading): YamlMap | undefined {
  checkKeys(map, { of: `a \`${builtin}\` step`, keys: [builtin], insideOf: builtin }, report);
  const body = child(map, builtin);
  return body && readMap(body, `\`${builtin}\``, report, 'Write its parameters as a map below it');
}

/** What is no key of a step is a parameter of the built-in. */
export function parseParameters(body: YamlMap, stepKeys: readonly string[], reading: Reading): MapValue {
  const isOwn = (key: string) => stepKeys.includes(key) || OWN_KEYS.includes(key) || key.startsWith('x-');
  return parseMapValue({ ...body, entries: body.entries.filter(({ key }) => !isOwn(key)) }, reading.report);
}

/** `map` holds the keys that both spellings have. */
export function connectionStep(
  map: YamlMap,
  builtin: Name,
  parameters: MapValue,
  base: StepBase,
  reading: Reading,
): ConnectionStep {
  const connection = readConnection(map, reading);
  const retryNode = child(map, 'retry');
  const retry = retryNode && parseRetry(retryNode, reading.report);
  return {
    ...base,
    kind: 'connection',
    builtin: builtin.name,
    builtinRange: builtin.range,
    parameters,
    outputs: parseOutputNames(map, reading),
    ...(connection && { connection }),
    ...(retry && { retry }),
  };
}

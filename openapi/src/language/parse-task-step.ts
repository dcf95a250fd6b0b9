import { isConnectionKind } from './connection-kinds.ts';
import { readTaskName } from './names.ts';
import { CALL_SYNONYMS, parseOutputNames, parseStepInputs, readConnection } from './parse-call.ts';
import { connectionStep } from './parse-connection-step.ts';
import { parseRetry } from './parse-retry.ts';
import type { StepParser } from './reading.ts';
import { child } from './yaml-node.ts';

/** The task of a step whose problem was reported: nothing is known of it, and nothing more is said of it. */
export const BROKEN_TASK = '';

/** `task: Name`. A built-in of a connection's plugin may be called like a task. */
export const TASK_STEP: StepParser = {
  keys: ['task', 'inputs', 'outputs', 'connection', 'retry'],
  synonyms: CALL_SYNONYMS,
  parse(map, base, reading) {
    const { report } = reading;
    const nameNode = child(map, 'task') ?? map;
    const named = readTaskName(nameNode, report);
    const inputs = parseStepInputs(map, reading);
    if (named !== undefined && isConnectionKind(named.name)) return connectionStep(map, named, inputs, base, reading);
    const connection = readConnection(map, reading);
    const retryNode = child(map, 'retry');
    const retry = retryNode && parseRetry(retryNode, report);
    return {
      ...base,
      kind: 'task',
      task: named?.name ?? BROKEN_TASK,
      taskRange: nameNode.range,
      inputs,
      outputs: parseOutputNames(map, reading),
      ...(connection && { connection }),
      ...(retry && { retry }),
    };
  },
};

/** Tells the log what an edit has changed. */
import type { Logger } from '../engine/ports.ts';
import { pendingText, type Snapshot } from './catalog.ts';

export function tellChanges(before: Snapshot, after: Snapshot, logger: Logger, fields: object): void {
  const reloaded: string[] = [];
  for (const [name, flow] of after.flows) {
    const old = before.flows.get(name);
    if (flow.state !== 'invalid') {
      if (old !== flow) reloaded.push(flow.state === 'ready' ? name : `${name} (to do: ${pendingText(flow.tasks)})`);
    } else if (old?.state !== 'invalid' || old.frames !== flow.frames) {
      logger.error({}, `${name} is invalid, and answers 503 until it is mended:\n\n${flow.frames}\n`);
    }
  }
  if (reloaded.length > 0) logger.info(fields, `reloaded ${listed(reloaded)}`);
  const gone = [...before.flows.keys()].filter((name) => !after.flows.has(name));
  if (gone.length > 0) logger.info(fields, `no longer served: ${listed(gone)}`);
  tellBroken(before, after, logger);
}

function tellBroken(before: Snapshot, after: Snapshot, logger: Logger): void {
  // An edit that breaks a flow may break all that run it.
  const news = [...after.broken].filter(([name, { frames }]) => before.broken.get(name)?.frames !== frames);
  for (const [frames, group] of Map.groupBy(news, ([, edit]) => edit.frames)) {
    const names = listed(group.map(([name]) => name));
    logger.error({}, `an edit is not in force: ${names} would break, and goes on as before:\n\n${frames}\n`);
  }
}

const MOST = 10;

function listed(names: readonly string[]): string {
  return names.length <= MOST ? names.join(', ') : `${names.slice(0, MOST).join(', ')} and ${names.length - MOST} more`;
}

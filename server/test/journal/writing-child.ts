/** A process that writes executions until it is killed, and says which it knows to be kept. */
import { setImmediate as turn } from 'node:timers/promises';
import { openSqliteJournal } from '../../src/journal/sqlite/open.ts';
import { silentLogger } from '../../src/world.ts';
import { Story } from './executions.ts';

const [, , file = '', durability] = process.argv;
const journal = await openSqliteJournal({
  path: file,
  now: Date.now,
  durability: durability === 'normal' ? 'normal' : 'full',
  keepMilliseconds: Number.MAX_SAFE_INTEGER,
  keepCount: 100_000,
  logger: silentLogger,
  engineVersion: '0.0.0',
});

let count = 0;

async function write(): Promise<void> {
  for (;;) {
    count += 1;
    const mine = count;
    const story = new Story(journal, {}, { secretInputs: { pin: '1234' } });
    await journal.create(story.execution, { key: `key ${mine}`, fingerprint: 'f' });
    story.start();
    for (let piece = 0; piece < mine % 4; piece += 1) {
      journal.note(story.id, { kind: 'waiting', path: 'steps[0]', until: piece });
      story.steps(mine % 7);
      await turn();
    }
    if (mine % 10 === 0) await story.flush();
    else await story.complete().flush();
    process.stdout.write(`${JSON.stringify({ id: story.id, key: `key ${mine}`, events: story.events.length })}\n`);
  }
}

await Promise.all(Array.from({ length: 16 }, write));

import { rmSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { expect, it, vi } from 'vitest';
import { silentLogger } from '../../src/world.ts';
import { journalFile } from '../journal/sqlite-rig.ts';
import { call, post, serve } from './harness.ts';

it.each([
  ['deleted', (file: string) => rmSync(file.replace(/kept.*$/, 'kept'), { recursive: true }), /deleted or moved/],
  ['taken over by another process', takeOver, /taken over by another process/],
])(
  'a server whose journal was %s takes no work, says why in its log, and is not ready any more',
  async (_how, lose, why) => {
    const file = journalFile();
    const error = vi.fn();
    const server = await serve({ journal: `sqlite:${file}`, logger: { ...silentLogger, error } });
    expect(await post(server, '/flows/Greet/execute', { name: 'Ada' })).toMatchObject({ status: 200 });
    expect(await call(server, '/readyz')).toMatchObject({ status: 200 });
    lose(file);
    // The one that comes upon it, and those after it.
    for (let count = 0; count < 2; count += 1) {
      const { status, json } = await post(server, '/flows/Greet/execute', { name: 'Ada' });
      expect([status, json.code]).toEqual([503, 'journal_unavailable']);
    }
    expect(await call(server, '/readyz')).toMatchObject({ status: 503, json: { status: 'journal_lost' } });
    expect(error).toHaveBeenCalledWith({}, expect.stringMatching(why));
  },
);

/** As one does that begins on the same file without its lock. */
function takeOver(file: string): void {
  const db = new DatabaseSync(file);
  db.exec('UPDATE journal SET fence = fence + 1');
  db.close();
}

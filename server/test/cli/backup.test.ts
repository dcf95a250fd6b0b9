import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { Story, tell } from '../journal/executions.ts';
import { openJournal, temporary } from '../journal/sqlite-rig.ts';
import { BIN, flowlang } from './command.ts';

const ALL = Number.MAX_SAFE_INTEGER;

describe('flowlang backup', () => {
  it('copies a journal while it is written: all that was kept before, and nothing in part', async () => {
    const project = temporary();
    const journal = await openJournal(path.join(project, '.flowlang', 'executions.db'));
    const before = await tell(journal);
    const waiting = (await Story.begin(journal)).start();
    await waiting.flush();
    let stop = false;
    const during: Story[] = [];
    const write = async (): Promise<void> => {
      while (!stop) {
        const story = await Story.begin(journal);
        await story.start().steps(1, 'text'.repeat(1000)).flush();
        await story.complete().flush();
        during.push(story);
      }
    };
    const writing = Promise.all([write(), write()]);
    const { code, stdout, stderr } = await flowlang(['backup', 'copy.db', '--project', project], { cwd: project });
    stop = true;
    await writing;
    expect(stderr).toBe('');
    expect(stdout).toMatch(/^Copied .*executions\.db to copy\.db: \d+ executions, [\d.]+ (kB|MB)\.\n$/);
    expect(code).toBe(0);
    const copy = await openJournal(path.join(project, 'copy.db'));
    expect(await copy.read(before.id, 0, ALL)).toEqual(before.events);
    expect((await copy.unfinished(undefined, 1))[0]?.events).toEqual(waiting.events);
    for (const { id, events } of during) {
      const found = await copy.read(id, 0, ALL);
      expect([[], events.slice(0, 2), events]).toContainEqual(found);
    }
    expect(existsSync(path.join(project, 'copy.db.new'))).toBe(false);
  });

  it('says that the key of what is sensitive is not in it', async () => {
    const project = temporary();
    const file = path.join(project, 'journal.db');
    const journal = await openJournal(file);
    const story = await Story.begin(journal, { inputs: { pin: '***' } }, { secretInputs: { pin: 'hunter2' } });
    await story.start().flush();
    await journal.close();
    const { code, stderr } = await flowlang(['backup', '--journal', `sqlite:${file}`, 'copy.db'], { cwd: project });
    expect(stderr).toContain(`Not in it: ${file}.key, the key of what is sensitive.`);
    expect(code).toBe(0);
    expect(readFileSync(path.join(project, 'copy.db')).includes('hunter2')).toBe(false);
  });

  it('overwrites nothing', async () => {
    const project = temporary();
    await (await openJournal(path.join(project, '.flowlang', 'executions.db'))).close();
    writeFileSync(path.join(project, 'copy.db'), 'mine');
    const { code, stderr } = await flowlang(['backup', 'copy.db'], { cwd: project });
    expect(stderr).toBe('flowlang: copy.db is there already, and a backup overwrites nothing.\n');
    expect(code).toBe(2);
    expect(statSync(path.join(project, 'copy.db')).size).toBe(4);
  });

  it('says that the copy cannot be written, and leaves nothing of it', async () => {
    const project = temporary();
    const journal = await openJournal(path.join(project, '.flowlang', 'executions.db'));
    for (let count = 0; count < 100; count += 1) {
      const story = await Story.begin(journal);
      await story.start().steps(1, randomBytes(5000).toString('hex')).complete().flush();
    }
    await journal.close();
    // Files of 200 kB at most: what a small disk would do.
    const command = `ulimit -f 200; exec '${process.execPath}' '${BIN}' backup copy.db`;
    const { status, stderr } = spawnSync('bash', ['-c', command], { cwd: project, encoding: 'utf8' });
    expect(stderr).toMatch(/^flowlang: There is no backup copy\.db: it cannot be written \(.*\)\.\n$/);
    expect(status).toBe(2);
    expect(readdirSync(project)).toEqual(['.flowlang']);
  });

  it.each([
    [['copy.db'], 'There is no journal'],
    [['none/copy.db', '--journal', 'sqlite:notes.txt'], 'there is no such folder'],
    [['copy.db', '--journal', 'sqlite:notes.txt'], 'notes.txt is not a journal'],
    [['copy.db', '--journal', 'memory'], 'nothing of it is in a file'],
  ])('%j cannot be done, and it says why', async (args, reason) => {
    const cwd = temporary();
    writeFileSync(path.join(cwd, 'notes.txt'), 'My notes. '.repeat(100));
    const { code, stdout, stderr } = await flowlang(['backup', ...args], { cwd });
    expect(stderr).toContain(reason);
    expect(stdout).toBe('');
    expect(code).toBe(2);
    expect(existsSync(path.join(cwd, 'copy.db'))).toBe(false);
  });
});

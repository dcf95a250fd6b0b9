import { once } from 'node:events';
import { describe, expect, it, vi } from 'vitest';
import { tasksFile } from '../http/flows.ts';
import { tempProject, writeFiles } from '../project/temp-project.ts';
import { begin } from './command.ts';
import { GOOD } from './projects.ts';

const SOON = { timeout: 20_000, interval: 20 };

/** `flowlang watch` in a project, and what it has shown since the last save. */
function watching(files: Readonly<Record<string, string>>, args: readonly string[] = []) {
  const cwd = tempProject(files);
  const child = begin(['watch', ...args], { cwd });
  let output = '';
  child.stdout.on('data', (text) => {
    output += text;
  });
  const save = (changed: Readonly<Record<string, string>>): void => {
    output = '';
    writeFiles(cwd, changed);
  };
  const shows = (pattern: RegExp) => vi.waitFor(() => expect(output).toMatch(pattern), SOON);
  return { child, save, shows, output: () => output };
}

const DONE = /Waiting for a save/;

describe('watch', () => {
  it('runs the flow with every save, and shows results, times, what changed, and what is wrong', async () => {
    const { child, save, shows, output } = watching({ ...GOOD, 'test_inputs.json': '{"number": 4}' });
    await shows(DONE);
    expect(output()).toMatch(/✔ twice \(Twice\) +\d+\.\d ms\n✔ Double completed in .*\n\{\n {2}"doubled": 8\n\}/);
    expect(output()).not.toContain('\u001b');
    save({ 'test_inputs.json': '{"number": 5}' });
    await shows(DONE);
    expect(output()).toMatch(/Changed since the last run:.*- +"doubled": 8.*\+ +"doubled": 10/s);
    save({ 'flow.yaml': GOOD['flow.yaml'].replace('twice.value', 'thrice.value') });
    await shows(DONE);
    expect(output()).toMatch(/flow\.yaml:3:\d+ error FL1301.*\n.*\n +\| +\^+/);
    save({ 'flow.yaml': GOOD['flow.yaml'], 'test_inputs.json': '{"number": 13}' });
    await shows(/✘ twice \(Twice\) +RangeError: an unlucky number\n✘ Double failed after .* at twice/);
    child.kill('SIGINT');
    expect(await once(child, 'exit')).toEqual([0, null]);
  });

  it('cancels a run that is overtaken by a save, and says no more of it', async () => {
    const tasks = (text: string) => tasksFile(`Wait: (_, { signal }) => ${text},`);
    const endless = tasks(
      "new Promise((_, no) => signal.addEventListener('abort', () => { console.log('let go'); no(signal.reason); }))",
    );
    const yaml = 'flow: Long\nsteps: [{ wait: 0.01, id: pause }, { task: Wait, id: long }]';
    const { save, shows, output } = watching({ 'flow.yaml': yaml, 'flow.ts': endless });
    await shows(/✔ pause/);
    await new Promise((done) => setTimeout(done, 100));
    save({ 'flow.ts': tasks('1') });
    await shows(DONE);
    expect(output()).toMatch(/let go.*✔ long/s);
    expect(output()).not.toMatch(/✘|cancelled/);
  });
});

import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ProjectError } from '../../src/errors.ts';
import { discover } from '../../src/project/discover.ts';
import { tempProject } from './temp-project.ts';

const FLOW = 'flow: F\nsteps: []\n';

describe('discovering one flow', () => {
  it('finds it with its tasks', async () => {
    const root = tempProject({ 'flow.yaml': FLOW, 'flow.ts': '' });
    const expected = [{ dir: root, flowFile: join(root, 'flow.yaml'), tasksFile: join(root, 'flow.ts') }];
    expect(await discover({ projectDir: root })).toEqual(expected);
  });

  it('finds it without tasks', async () => {
    const root = tempProject({ 'flow.yaml': FLOW });
    expect(await discover({ projectDir: root })).toEqual([{ dir: root, flowFile: join(root, 'flow.yaml') }]);
  });

  it('takes flow.js, but rather flow.ts', async () => {
    const js = tempProject({ 'flow.yaml': FLOW, 'flow.js': '' });
    expect((await discover({ projectDir: js }))[0]?.tasksFile).toBe(join(js, 'flow.js'));
    const both = tempProject({ 'flow.yaml': FLOW, 'flow.js': '', 'flow.ts': '' });
    expect((await discover({ projectDir: both }))[0]?.tasksFile).toBe(join(both, 'flow.ts'));
  });

  it.each<[string, Record<string, string>, string]>([
    ['says what is missing', {}, 'There is no flow.yaml in ROOT.'],
    [
      'names the other spelling',
      { 'flow.yml': FLOW },
      'There is no flow.yaml in ROOT, but a flow.yml: rename it to flow.yaml.',
    ],
    [
      'names the way to serve several flows',
      { 'a/flow.yaml': FLOW, 'b/flow.yaml': FLOW },
      'There is no flow.yaml in ROOT, but there are flows in folders below it (2): serve them with --multi.',
    ],
  ])('%s', async (_, files, message) => {
    const root = tempProject(files);
    const act = discover({ projectDir: root });
    await expect(act).rejects.toThrow(ProjectError);
    await expect(act).rejects.toThrow(message.replace('ROOT', root));
  });

  it('says that a folder is not there, or is none', async () => {
    const root = tempProject({ 'flow.yaml': FLOW });
    await expect(discover({ projectDir: join(root, 'no') })).rejects.toThrow(`There is no folder ${join(root, 'no')}.`);
    const file = join(root, 'flow.yaml');
    await expect(discover({ projectDir: file })).rejects.toThrow(`${file} is a file: give the folder that holds`);
  });
});

describe('discovering several flows', () => {
  it('finds those in the folders of DIR and of DIR/flows, in the order of their paths', async () => {
    const root = tempProject({
      'zebra/flow.yaml': FLOW,
      'ant/flow.yaml': FLOW,
      'flows/bee/flow.yaml': FLOW,
      'shared/tasks.ts': '',
      'ant/deeper/flow.yaml': FLOW,
    });
    const found = await discover({ multiDir: root });
    expect(found.map(({ dir }) => dir)).toEqual(['ant', 'flows/bee', 'zebra'].map((name) => join(root, name)));
  });

  it('passes over hidden folders and installed packages', async () => {
    const root = tempProject({ 'a/flow.yaml': FLOW, '.git/flow.yaml': FLOW, 'node_modules/flow.yaml': FLOW });
    expect(await discover({ multiDir: root })).toHaveLength(1);
  });

  it('says where it looked, and names the way to serve one flow', async () => {
    const empty = tempProject({});
    await expect(discover({ multiDir: empty })).rejects.toThrow(
      `There is no flow.yaml in the folders of ${empty}, nor in those of ${join(empty, 'flows')}.`,
    );
    const single = tempProject({ 'flow.yaml': FLOW });
    await expect(discover({ multiDir: single })).rejects.toThrow('It holds a flow itself: serve it with --project.');
  });

  it('says that a folder cannot be read, and not that it is empty', async () => {
    const root = tempProject({ 'a/flow.yaml': FLOW });
    // A link that leads to itself cannot be read by anyone, not even by root.
    symlinkSync('flows', join(root, 'flows'));
    await expect(discover({ multiDir: root })).rejects.toThrow(
      `The folder ${join(root, 'flows')} cannot be read (ELOOP).`,
    );
  });
});

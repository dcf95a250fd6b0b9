import {
  chmodSync,
  lstatSync,
  readdirSync,
  readFileSync,
  realpathSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { tempProject } from '../project/temp-project.ts';
import { flowlang } from './command.ts';
import { BAD_YAML, GOOD, GOOD_TASKS, GOOD_YAML } from './projects.ts';

function read(cwd: string, file = 'flow.yaml'): string {
  return readFileSync(path.join(cwd, file), 'utf8');
}

describe('validate --fix', () => {
  it('mends the file, says what and where, and is 0 when nothing is left', async () => {
    const cwd = tempProject({ 'flow.yaml': BAD_YAML });
    const { code, stdout, stderr } = await flowlang(['validate', '--fix'], { cwd });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^flow\.yaml:4:5 fixed FL1101: .*`inptus` \(inptus → inputs\)\n/);
    expect(stdout).toMatch(/✔ flow\.yaml: 1 fixed; 0 errors, 0 warnings\n$/);
    expect(read(cwd)).toBe(BAD_YAML.replace('inptus', 'inputs'));
  });

  it('touches nothing else: not the line ends, not the byte order mark, not a comment', async () => {
    const text =
      '\ufeff# a comment\r\nflow:   F\r\nsteps:\r\n  - tsak: A  # another\r\n    inputs: {v: ${execution.id}}\r\n';
    const cwd = tempProject({ 'flow.yaml': text });
    await flowlang(['validate', '--fix'], { cwd });
    expect(read(cwd)).toBe(text.replace('tsak', 'task').replace('${execution.id}', '"${execution.id}"'));
  });

  it('mends what the first fix brings to light', async () => {
    const cwd = tempProject({ 'flow.yaml': 'flow: F\nsteps:\n  - tsak: A\n    tmeout: "5"\n' });
    const { code, stdout } = await flowlang(['validate', '--fix'], { cwd });
    expect(code).toBe(0);
    expect(stdout).toContain('3 fixed');
    expect(read(cwd)).toBe('flow: F\nsteps:\n  - task: A\n    timeout: 5\n');
  });

  it('shows what it cannot mend, as it stands afterwards, and is 1', async () => {
    const cwd = tempProject({ 'flow.yaml': 'flow: F\nsteps:\n  - task: A\n    inptus: {v: "${nothing}"}\n' });
    const { code, stdout } = await flowlang(['validate', '--fix'], { cwd });
    expect(code).toBe(1);
    expect(stdout).toMatch(/4 \| +inputs: \{v: "\$\{nothing\}"\}\n.*\^{7}\n/);
    expect(stdout).toMatch(/✘ flow\.yaml: 1 fixed; 1 error, 0 warnings\n$/);
  });

  it('without the option writes nothing', async () => {
    const cwd = tempProject({ 'flow.yaml': BAD_YAML });
    await flowlang(['validate'], { cwd });
    expect(read(cwd)).toBe(BAD_YAML);
  });

  it('never writes a file in which nothing is mended', async () => {
    const cwd = tempProject(GOOD);
    const before = statSync(path.join(cwd, 'flow.yaml'), { bigint: true });
    expect((await flowlang(['validate', '--fix'], { cwd })).stdout).toBe('✔ flow.yaml: 0 errors, 0 warnings\n');
    const after = statSync(path.join(cwd, 'flow.yaml'), { bigint: true });
    expect([after.ino, after.mtimeNs]).toEqual([before.ino, before.mtimeNs]);
  });

  it('mends the flows of a folder, each with its own tasks', async () => {
    const cwd = tempProject({
      'a/flow.yaml': BAD_YAML,
      'b/flow.yaml': GOOD_YAML.replace('twice.value', 'twice.vlaue'),
      'b/flow.ts': GOOD_TASKS,
    });
    const { code, stdout } = await flowlang(['validate', '.', '--fix'], { cwd });
    expect(code).toBe(0);
    expect(stdout).toContain('a/flow.yaml:4:5 fixed FL1101');
    expect(stdout).toContain('b/flow.yaml:3:44 fixed FL1305');
    expect(read(cwd, 'b/flow.yaml')).toBe(GOOD_YAML);
  });

  it('keeps the permissions and leaves no other file behind', async () => {
    const cwd = tempProject({ 'flow.yaml': BAD_YAML });
    chmodSync(path.join(cwd, 'flow.yaml'), 0o640);
    const files = readdirSync(cwd);
    await flowlang(['validate', '--fix'], { cwd });
    expect(statSync(path.join(cwd, 'flow.yaml')).mode & 0o777).toBe(0o640);
    expect(readdirSync(cwd)).toEqual(files);
  });

  it('writes through a link, which stays one', async () => {
    const cwd = tempProject({ 'real/flow.yaml': BAD_YAML });
    symlinkSync('real/flow.yaml', path.join(cwd, 'flow.yaml'));
    expect((await flowlang(['validate', '--fix'], { cwd })).code).toBe(0);
    expect(lstatSync(path.join(cwd, 'flow.yaml')).isSymbolicLink()).toBe(true);
    expect(realpathSync(path.join(cwd, 'flow.yaml'))).toBe(path.join(cwd, 'real/flow.yaml'));
    expect(read(cwd, 'real/flow.yaml')).toContain('inputs');
  });

  it('says that a file is read-only, and mends no other', async () => {
    const cwd = tempProject({ 'a/flow.yaml': BAD_YAML, 'b/flow.yaml': BAD_YAML });
    chmodSync(path.join(cwd, 'b/flow.yaml'), 0o444);
    const { code, stderr } = await flowlang(['validate', '.', '--fix'], { cwd });
    expect(code).toBe(2);
    expect(stderr).toBe('flowlang: b/flow.yaml is read-only: allow writing to it first.\n');
    expect([read(cwd, 'a/flow.yaml'), read(cwd, 'b/flow.yaml')]).toEqual([BAD_YAML, BAD_YAML]);
  });

  it('does not write a file that is not UTF-8: more than the fix would change', async () => {
    const cwd = tempProject({ 'flow.yaml': '' });
    const bytes = Buffer.concat([Buffer.from('# caf'), Buffer.from([0xe9]), Buffer.from(`\n${BAD_YAML}`)]);
    writeFileSync(path.join(cwd, 'flow.yaml'), bytes);
    const { code, stderr } = await flowlang(['validate', '--fix'], { cwd });
    expect(code).toBe(2);
    expect(stderr).toContain('flow.yaml is not UTF-8');
    expect(readFileSync(path.join(cwd, 'flow.yaml'))).toEqual(bytes);
  });

  it('with a format for programs prints that alone, and what was fixed beside it', async () => {
    const cwd = tempProject({ 'flow.yaml': BAD_YAML });
    const { stdout, stderr } = await flowlang(['validate', '--fix', '--format', 'json'], { cwd });
    expect(JSON.parse(stdout)).toEqual([]);
    expect(stderr).toMatch(/^flow\.yaml:4:5 fixed FL1101/);
  });
});

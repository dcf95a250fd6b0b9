import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createProject, type ProjectFolder } from '../project-folder.ts';
import { flowlang } from './command.ts';
import { BAD_YAML, GOOD, GOOD_YAML } from './projects.ts';

const NARROWER = GOOD_YAML.replace('type: integer', 'type: integer, minimum: 1');
let project: ProjectFolder;

beforeAll(() => {
  project = createProject({
    ...GOOD,
    'old.yaml': GOOD_YAML,
    'narrower.yaml': NARROWER,
    'bad.yaml': BAD_YAML,
    'foreign.yaml': 'openapi: 3.1.0\npaths: {}\n',
    '.gitignore': 'node_modules\n',
  });
  git('init', '--quiet');
  git('add', '.');
  git('-c', 'user.name=t', '-c', 'user.email=t@example.org', 'commit', '--quiet', '-m', 'first');
});
afterAll(() => project.remove());

describe('flowlang diff', () => {
  it('says what breaks callers, why, and ends with 1', async () => {
    const { code, stdout } = await diff('old.yaml', 'narrower.yaml');
    expect(code).toBe(1);
    expect(stdout).toContain(
      'Double\n  ✘ inputs.number: no minimum, now minimum 1. Who sends what lies outside is refused.',
    );
    expect(stdout).toContain('✘ The only change breaks callers.');
  });

  it('ends with 0 where nobody is broken, also between a document and the flow that it was made of', async () => {
    const wider = await diff('narrower.yaml', 'old.yaml', '--json');
    expect(wider.code).toBe(0);
    expect(JSON.parse(wider.stdout)).toMatchObject({
      breaking: 0,
      changes: [{ flow: 'Double', rule: 'limit-loosened', where: 'inputs.number', breaks: false }],
    });
    await flowlang(['generate', 'openapi', '.', '-o', 'openapi.yaml'], { cwd: project.dir });
    expect(await diff('openapi.yaml', '.')).toMatchObject({ code: 0, stdout: '✔ The contract is the same.\n' });
  });

  it('reads what was in a revision of git, and leaves the index as it is', async () => {
    writeFileSync(path.join(project.dir, 'flow.yaml'), NARROWER);
    const { code, stdout } = await diff('--base', 'HEAD', '.', '--format', 'github');
    expect(code).toBe(1);
    expect(stdout).toMatch(/^::error file=flow\.yaml,title=Contract%3A limit-tightened::Double: inputs\.number/);
    expect(git('diff', '--cached', '--name-only')).toBe('');
    writeFileSync(path.join(project.dir, 'flow.yaml'), GOOD_YAML);
  });

  it.each([
    [['nowhere.yaml', 'old.yaml'], 'There is no file or folder nowhere.yaml.'],
    [['old.yaml'], 'flowlang diff OLD NEW'],
    [['foreign.yaml', 'old.yaml'], 'an OpenAPI document of others'],
    [['package.json', 'old.yaml'], 'package.json is neither'],
    [['bad.yaml', 'old.yaml'], 'bad.yaml must be mended first'],
    [['--base', 'nowhere', '.'], 'git cannot show'],
  ])('%j cannot be compared, and it says why', async (args, reason) => {
    const { code, stdout, stderr } = await diff(...args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(reason);
  });
});

function diff(...args: readonly string[]) {
  return flowlang(['diff', ...args], { cwd: project.dir });
}

function git(...args: readonly string[]): string {
  return spawnSync('git', args, { cwd: project.dir, encoding: 'utf8' }).stdout;
}

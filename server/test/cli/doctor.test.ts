import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CHECKLISTS } from '../../src/cli/doctor/checklists.ts';
import type { Finding } from '../../src/cli/doctor/finding.ts';
import { tempProject } from '../project/temp-project.ts';
import { createProject, type ProjectFolder } from '../project-folder.ts';
import { flowlang } from './command.ts';
import { folderWithPackages } from './packages.ts';
import { GOOD } from './projects.ts';

const SECRET = 'hunter2-and-more';
let project: ProjectFolder;

beforeAll(() => {
  project = createProject({
    ...GOOD,
    'shared.ts': `export const key = '${SECRET}';\nexport const url = process.env['SHOP_URL'];\n`,
    '.env.example': 'API_KEY=yours\nSHOP_URL=http://localhost\n',
    '.env': `API_KEY=${SECRET}\n`,
    '.gitignore': 'coverage',
    'tests/flow.test.ts': 'FlowTest.load; Twice; expected_error',
  });
});
afterAll(() => project.remove());

describe('flowlang doctor', () => {
  it('finds what has to be mended, and ends with 1', async () => {
    const { code, checks } = await examined();
    expect(code).toBe(1);
    const wrong = checks.filter(({ state }) => state === 'wrong').map(({ id, detail }) => `${id}: ${detail}`);
    expect(wrong).toEqual([
      expect.stringMatching(/^packages: .*npm install/),
      'env: lacks SHOP_URL',
      'ignored: .gitignore lacks node_modules/, .env, .flowlang/',
      'secrets: shared.ts holds the value of API_KEY: move it to .env',
    ]);
    const good = checks.filter(({ state }) => state === 'good').map(({ id }) => id);
    expect(good).toEqual(
      expect.arrayContaining([
        'flows',
        'tasks',
        'env-documented',
        'task-tests',
        'flow-tests',
        'error-tests',
        'journal',
      ]),
    );
  });

  it('goes through both lists, and says what is for a person to judge', async () => {
    const { stdout } = await flowlang(['doctor'], { cwd: project.dir });
    for (const { title, sections } of CHECKLISTS) {
      expect(stdout).toContain(title);
      for (const { items } of sections)
        for (const { text } of items) expect(stdout).toMatch(new RegExp(`[✔!✘○] ${text}`));
    }
    expect(stdout).toContain('○ Backup strategy defined: flowlang backup');
    expect(stdout).toContain('✘ Secrets not in code');
  });

  it('mends what is mechanical, and changes nothing that is there', async () => {
    const { checks, mended } = await examined('--fix');
    expect(mended).toEqual(
      expect.arrayContaining([
        'wrote Dockerfile',
        'wrote README.md',
        'added node_modules/, .env, .flowlang/ to .gitignore',
        'added SHOP_URL to .env: put your own values there',
      ]),
    );
    expect(read('.gitignore')).toBe('coverage\nnode_modules/\n.env\n.flowlang/\n');
    expect(read('.env')).toBe(`API_KEY=${SECRET}\nSHOP_URL="http://localhost"\n`);
    expect(read('flow.ts')).toBe(GOOD['flow.ts']);
    const left = checks.filter(({ state }) => state === 'wrong').map(({ id }) => id);
    expect(left).toEqual(['packages', 'secrets']);
    expect((await examined('--fix')).mended).toEqual([]);
  });

  it('tells of a flow with errors, and of a folder without one', async () => {
    writeFileSync(path.join(project.dir, 'flow.yaml'), 'flow: Bad\nsteps: [{ tusk: A }]\n');
    const bad = await examined();
    expect(bad.checks.find(({ id }) => id === 'flows')?.detail).toMatch(/flow\.yaml: .*flowlang validate/);
    expect(bad.checks.find(({ id }) => id === 'tasks')?.state).toBe('open');
    const { code, stdout } = await flowlang(['doctor', 'tests', '--fix'], { cwd: project.dir });
    expect(code).toBe(1);
    expect(stdout).toContain('○ Unit tests for all tasks: there is no flow to look at');
    expect(stdout).not.toMatch(/✔ (Type|Files|Generated|Connection|Tests|Unit|Integration)/);
    expect(readdirSync(path.join(project.dir, 'tests'))).not.toContain('.gitignore');
    expect(stdout).toContain('flowlang init makes a project');
  });
});

describe('flowlang doctor in a project that is new', () => {
  it('looks at nothing above it, though its folder is called as one of flows is', async () => {
    const cwd = tempProject({ 'notes.txt': 'mine' });
    const { packages } = folderWithPackages();
    await flowlang(['init', 'flows', '--template', 'Basic', '--name', 'Hello', '--packages', packages], { cwd });
    const above = readdirSync(cwd);
    const { stdout } = await flowlang(['doctor', '--fix', '--json'], { cwd: path.join(cwd, 'flows') });
    expect(readdirSync(cwd)).toEqual(above);
    const { checks } = JSON.parse(stdout) as { readonly checks: readonly Finding[] }; // Ours.
    expect(checks.find(({ id }) => id === 'packages')?.detail).toContain('npm install');
    expect(checks.find(({ id }) => id === 'journal')?.detail).toBe('will be .flowlang/executions.db');
  });

  it('finds no generated part that is stale, until the flow is edited', async () => {
    const cwd = tempProject({});
    const { packages } = folderWithPackages();
    await flowlang(['init', 'fresh', '--packages', packages], { cwd });
    const project = path.join(cwd, 'fresh');
    const parts = async () => {
      const { stdout } = await flowlang(['doctor', '--json'], { cwd: project });
      const { checks } = JSON.parse(stdout) as Examined; // Our own command's.
      return checks.find(({ id }) => id === 'fresh')?.detail;
    };
    expect(await parts()).toBe('are as the flows have them');
    await flowlang(['scaffolder', 'update'], { cwd: project });
    expect(await parts()).toBe('are as the flows have them');
    const flow = path.join(project, 'flow.yaml');
    writeFileSync(
      flow,
      readFileSync(flow, 'utf8').replace(
        '  - { name: times',
        '  - { name: often, type: integer, default: 1 }\n  - { name: times',
      ),
    );
    expect(await parts()).toBe('README.md: flowlang scaffolder update');
  });
});

interface Examined {
  readonly code: number | null;
  readonly checks: readonly Finding[];
  readonly mended: readonly string[];
}

async function examined(...options: readonly string[]): Promise<Examined> {
  const { code, stdout } = await flowlang(['doctor', '--json', ...options], { cwd: project.dir });
  return { code, ...JSON.parse(stdout) };
}

function read(file: string): string {
  return readFileSync(path.join(project.dir, file), 'utf8');
}

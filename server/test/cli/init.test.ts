import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { addInit } from '../../src/cli/define/init.ts';
import { TEMPLATE_NAMES } from '../../src/templates/flow-template.ts';
import { flowlang } from './command.ts';
import { ARCHIVES, folderWithPackages } from './packages.ts';

/** `flowlang init` in an empty folder. */
async function init(...args: readonly string[]) {
  const { cwd, packages } = folderWithPackages();
  const ended = await flowlang(['init', ...args, '--packages', packages], { cwd });
  const read = (file: string) => readFileSync(path.join(cwd, file), 'utf8');
  return { ...ended, cwd, packages, read };
}

describe('flowlang init', () => {
  it('makes a project of one flow, and says what to do next', async () => {
    const { code, stdout, stderr, cwd, read } = await init(
      'my-project',
      '--template',
      'APIIntegration',
      '--name',
      'MyAPI',
    );
    expect(stderr).toBe('');
    expect(code).toBe(0);
    expect(stdout).toMatch(/MyAPI is in my-project.*APIIntegration[\s\S]*cd my-project\n {2}npm install\n {2}npm test/);
    expect(readdirSync(path.join(cwd, 'my-project'), { recursive: true })).toEqual(
      expect.arrayContaining([
        ...['flow.yaml', 'flow.ts', 'api.ts', 'package.json', 'tsconfig.json', 'README.md', 'test_inputs.json'],
        ...['.env.example', '.gitignore', 'Dockerfile', '.dockerignore', 'docker-compose.yml'],
        ...['tools/generate.sh', 'tools/start_server.sh'],
        ...['tests/tasks.test.ts', 'tests/flow.test.ts', 'tests/fixtures/cases.yaml'],
      ]),
    );
    expect(read('my-project/flow.yaml')).toMatch(/^flow: MyAPI$/m);
    expect(read('my-project/.env.example')).toMatch(/DATABASE_URL[\s\S]*API_KEY/);
    expect(statSync(path.join(cwd, 'my-project/tools/start_server.sh')).mode & 0o111).toBe(0o111);
  });

  it('elsewhere than on a terminal asks nothing: Basic, named after the folder', async () => {
    const { code, read } = await init('größe & co');
    expect(code).toBe(0);
    expect(read('größe & co/flow.yaml')).toMatch(/^flow: GrosseCo$/m);
    expect(JSON.parse(read('größe & co/package.json'))).toMatchObject({ name: 'grosse-co', type: 'module' });
    expect(read('größe & co/flow.ts')).toContain('Greet');
  });

  it('names the folder after the flow if there is none', async () => {
    const { stdout, read } = await init('--name', 'OrderProcessor', '--description', 'Costs ${x}: "a lot"', '--json');
    expect(JSON.parse(stdout)).toMatchObject({ flow: 'OrderProcessor', template: 'Basic', next: expect.any(Array) });
    expect(read('order-processor/flow.yaml')).toContain('description: "Costs $${x}: \\"a lot\\""\n');
    const check = await flowlang(['validate', 'order-processor/flow.yaml'], {
      cwd: path.dirname(JSON.parse(stdout).dir),
    });
    expect(check.stdout).not.toContain('description');
  });

  it('brings the packages that are not published, for the image, too', async () => {
    const { read, cwd } = await init('app');
    const { dependencies } = JSON.parse(read('app/package.json'));
    expect(dependencies.flowlang).toBe(`file:vendor/${ARCHIVES[0]}`);
    expect(readdirSync(path.join(cwd, 'app/vendor'))).toEqual(ARCHIVES);
    expect(read('app/Dockerfile')).toMatch(/COPY vendor .\/vendor\nRUN npm ci --omit=dev/);
    expect(read('app/Dockerfile')).not.toContain('{{');
  });

  it('makes a project of several flows, to which add flow adds', async () => {
    const { cwd, read } = await init('shop', '--multi', '--name', 'Greeter');
    const dir = path.join(cwd, 'shop/flows');
    const { code, stdout } = await flowlang(['add', 'flow', 'TicketDesk', '--template', 'APIIntegration'], {
      cwd: dir,
    });
    expect(code).toBe(0);
    expect(stdout).toContain('flows/ticket_desk');
    expect(readdirSync(dir)).toEqual(['greeter', 'ticket_desk']);
    expect(JSON.parse(read('shop/package.json')).imports).toEqual({ '#shared/*': './shared/*' });
    expect(read('shop/flows/greeter/flow.ts')).toContain("from '#shared/models.ts'");
    expect(read('shop/flows/ticket_desk/flow.ts')).toContain("from '#shared/http-client.ts'");
    expect(readdirSync(path.join(cwd, 'shop/shared'))).toEqual(['http-client.ts', 'models.ts']);
    expect(read('shop/.env.example')).toContain('node flows/ticket_desk/tests/fake-api.ts');
    expect(read('shop/project.yaml')).toContain('name: "shop"');
    expect(existsSync(path.join(cwd, 'shop/scripts/start_multi_server.sh'))).toBe(true);
    const again = await flowlang(['add', 'flow', 'TicketDesk'], { cwd: dir });
    expect(again).toMatchObject({ code: 2, stderr: expect.stringContaining('flows/ticket_desk is there already') });
  });
});

describe('flowlang init, where it cannot', () => {
  it('writes nothing into a folder that holds something, but for that of git', async () => {
    const { cwd, packages } = folderWithPackages();
    mkdirSync(path.join(cwd, 'there/.git'), { recursive: true });
    expect(await flowlang(['init', 'there', '--packages', packages], { cwd })).toMatchObject({ code: 0 });
    writeFileSync(path.join(cwd, 'there/flow.yaml'), 'mine');
    const again = await flowlang(['init', 'there', '--packages', packages], { cwd });
    expect(again).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/is not empty .*nothing was written.*Give another/),
    });
    expect(readFileSync(path.join(cwd, 'there/flow.yaml'), 'utf8')).toBe('mine');
  });

  it.each([
    [['x', '--name', 'order processor'], 'such as OrderProcessor'],
    [['日本'], 'give one with --name'],
    [[], 'flowlang init my-project'],
    [['x', '--template', 'Basix'], 'Basic, APIIntegration, OrderProcessing, DataPipeline'],
    [['/proc/here'], 'cannot be written to /proc/here'],
  ])('%j: says what to do, and leaves nothing', async (args, advice) => {
    const { code, stderr, cwd } = await init(...args);
    expect(code).toBe(2);
    expect(stderr).toContain(advice);
    expect(readdirSync(cwd)).toEqual([]);
  });

  it('adds a flow only to a project of several', async () => {
    const { cwd } = folderWithPackages();
    const { code, stderr } = await flowlang(['add', 'flow', 'Another'], { cwd });
    expect(code).toBe(2);
    expect(stderr).toMatch(/no project\.yaml .*flowlang init NAME --multi/);
  });
});

it('offers the templates that there are', () => {
  const program = new Command();
  addInit(program, () => {});
  const option = program.commands[0]?.options.find(({ long }) => long === '--template');
  expect(option?.argChoices).toEqual(TEMPLATE_NAMES);
});

import { DIAGNOSTICS } from '@flowlang/openapi';
import { describe, expect, it } from 'vitest';
import { tempProject } from '../project/temp-project.ts';
import { flowlang } from './command.ts';
import { BAD_YAML, GOOD } from './projects.ts';

describe('validate --format github', () => {
  it('prints a workflow command for each finding', async () => {
    const cwd = tempProject({ 'flow.yaml': BAD_YAML });
    const { code, stdout, stderr } = await flowlang(['validate', '--format', 'github'], { cwd });
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
    expect(stdout).toBe(
      '::error file=flow.yaml,line=4,col=5,endColumn=11,title=FL1101::A `task` step has no key `inptus`%0ADid you mean `inputs`?\n',
    );
  });

  it('calls a warning a warning, and is 0', async () => {
    const cwd = tempProject({ 'flow.yaml': 'flow: F\nsteps:\n  - task: A\n    if: true\n' });
    const { code, stdout } = await flowlang(['validate', '--format', 'github'], { cwd });
    expect(code).toBe(0);
    expect(stdout).toMatch(/^::warning file=flow\.yaml,line=4,col=9,endColumn=13,title=FL1402::/);
  });

  it('escapes what would end a property or a line', async () => {
    const cwd = tempProject({ 'a,b%c/flow.yaml': 'flow: F\nsteps: []\n"100%\\nx": 1\n' });
    const { stdout } = await flowlang(['validate', 'a,b%c/flow.yaml', '--format', 'github'], { cwd });
    expect(stdout).toMatch(/^::error file=a%2Cb%25c\/flow\.yaml,line=3,/);
    expect(stdout).toContain('`100%25%0Ax`');
    expect(stdout.trimEnd()).not.toContain('\n');
  });

  it('marks the first line alone of what spans lines', async () => {
    const cwd = tempProject({ 'flow.yaml': 'flow: F\nsteps:\n  - exit\n  - task: A\n    id: a\n' });
    const { stdout } = await flowlang(['validate', '--format', 'github'], { cwd });
    expect(stdout).toMatch(/line=4,col=5,title=FL1401::/);
  });

  it('of a good flow is silent', async () => {
    expect(await flowlang(['validate', '--format', 'github'], { cwd: tempProject(GOOD) })).toEqual({
      code: 0,
      stdout: '',
      stderr: '',
    });
  });
});

describe('validate --format sarif', () => {
  it('is a log of SARIF 2.1.0 with one run', async () => {
    const cwd = tempProject({ 'flow.yaml': BAD_YAML });
    const { code, stdout, stderr } = await flowlang(['validate', '--format', 'sarif'], { cwd });
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
    const physicalLocation = {
      artifactLocation: { uri: 'flow.yaml' },
      region: { startLine: 4, startColumn: 5, endLine: 4, endColumn: 11 },
    };
    expect(JSON.parse(stdout)).toEqual({
      $schema: expect.stringContaining('sarif-2.1.0'),
      version: '2.1.0',
      runs: [
        {
          tool: { driver: { name: 'flowlang', semanticVersion: expect.any(String), rules: expect.any(Array) } },
          columnKind: 'utf16CodeUnits',
          results: [
            {
              ruleId: 'FL1101',
              ruleIndex: Object.keys(DIAGNOSTICS).indexOf('FL1101'),
              level: 'error',
              message: { text: 'A `task` step has no key `inptus`. Did you mean `inputs`?' },
              locations: [{ physicalLocation }],
              fixes: [
                {
                  description: { text: 'Did you mean `inputs`?' },
                  artifactChanges: [
                    {
                      artifactLocation: physicalLocation.artifactLocation,
                      replacements: [{ deletedRegion: physicalLocation.region, insertedContent: { text: 'inputs' } }],
                    },
                  ],
                },
              ],
            },
          ],
        },
      ],
    });
  });

  it('has every diagnostic as a rule, with its level and a help text', async () => {
    const { stdout } = await flowlang(['validate', '--format', 'sarif'], { cwd: tempProject(GOOD) });
    const [run] = JSON.parse(stdout).runs;
    expect(run.results).toEqual([]);
    expect(run.tool.driver.rules).toEqual(
      Object.entries(DIAGNOSTICS).map(([id, { title, severity }]) => ({
        id,
        shortDescription: { text: title },
        help: { text: expect.stringContaining(id) },
        defaultConfiguration: { level: severity },
      })),
    );
  });

  it('names files by relative URIs', async () => {
    const cwd = tempProject({ 'flows/a b#ü:1/flow.yaml': BAD_YAML });
    const { stdout } = await flowlang(['validate', 'flows', '--format', 'sarif'], { cwd });
    const [result] = JSON.parse(stdout).runs[0].results;
    const { uri } = result.locations[0].physicalLocation.artifactLocation;
    expect(uri).toBe('flows/a%20b%23%C3%BC%3A1/flow.yaml');
  });
});

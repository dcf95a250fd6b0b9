/**
 * The door `flowlang/testing/coverage`: a reporter of vitest that tells which parts of the flows no test has reached, in the
 * terminal and as lcov. One line in vitest.config.ts: `reporters: ['default', 'flowlang/testing/coverage']`.
 */
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Reporter, Vitest } from 'vitest/node';
import { gatherCoverage } from '../../project/config.ts';
import { type FileCoverage, readCoverage, shareOf } from './coverage.ts';
import { renderLcov } from './lcov.ts';
import { renderTable } from './table.ts';

export interface CoverageOptions {
  /** Percent that tests must reach, of steps and branches each; below it the run fails. */
  readonly threshold?: number | { readonly steps?: number; readonly branches?: number };
  /** Folder of `flow.lcov`: `coverage` without it. */
  readonly dir?: string;
}

export default class FlowCoverage implements Reporter {
  private readonly options: CoverageOptions;
  private readonly folder: string = mkdtempSync(join(tmpdir(), 'flowlang-coverage-'));
  private vitest: Vitest | undefined;

  constructor(options: CoverageOptions = {}) {
    this.options = options;
  }

  onInit(vitest: Vitest): void {
    this.vitest = vitest;
    // Workers inherit it.
    gatherCoverage(this.folder);
    process.once('exit', () => rmSync(this.folder, { recursive: true, force: true }));
  }

  /** In watch mode: what an earlier run has reached is no news. */
  onTestRunStart(): void {
    for (const name of readdirSync(this.folder)) rmSync(join(this.folder, name));
  }

  async onTestRunEnd(): Promise<void> {
    const root = this.vitest?.config.root ?? process.cwd();
    const files = await readCoverage(this.folder, root);
    if (files.length === 0) return;
    const dir = resolve(root, this.options.dir ?? 'coverage');
    mkdirSync(dir, { recursive: true });
    writeFileSync(join(dir, 'flow.lcov'), renderLcov(files, root));
    this.vitest?.logger.log(`\n${renderTable(files, root)}`);
    const short = this.missedThresholds(files);
    for (const line of short) this.vitest?.logger.error(line);
    if (short.length > 0) process.exitCode = 1;
  }

  private missedThresholds(files: readonly FileCoverage[]): readonly string[] {
    const { threshold = {} } = this.options;
    const wanted = typeof threshold === 'number' ? { steps: threshold, branches: threshold } : threshold;
    return [['steps', 'step', wanted.steps] as const, ['branches', 'branch', wanted.branches] as const].flatMap(
      ([name, kind, least = 0]) => {
        const { percent } = shareOf(files, kind);
        return percent < least
          ? [`The tests reach ${percent.toFixed(1)} % of the ${name}: ${least} % are asked for.`]
          : [];
      },
    );
  }
}

/** The package.json of a project. */
import { readFileSync } from 'node:fs';
import type { Packages } from './packages.ts';

/** Our own: a project gets one copy of what we use, too. */
const OURS = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
  readonly dependencies: Readonly<Record<string, string>>;
  readonly peerDependencies: Readonly<Record<string, string>>;
}; // Our own file.

export interface PackageInfo {
  readonly kind: 'single' | 'multi';
  readonly packageName: string;
  readonly description: string;
  readonly packages: Packages;
  /** The Node on the path is too old: the project brings one. */
  readonly withNode: boolean;
}

const SCRIPTS = {
  single: {
    start: 'flowlang serve --project .',
    dev: 'flowlang serve --project . --reload',
    test: 'vitest run',
    types: 'tsc',
    validate: 'flowlang validate flow.yaml --tasks-file flow.ts',
    generate: 'flowlang scaffolder update flow.yaml -o .',
  },
  multi: {
    start: 'flowlang serve --multi ./flows',
    dev: 'flowlang serve --multi ./flows --reload',
    test: 'vitest run',
    types: 'tsc',
    validate: 'flowlang validate ./flows',
    generate: 'sh tools/generate.sh',
  },
} as const;

export function packageJson(info: PackageInfo): string {
  const { kind, packages, withNode } = info;
  const json = {
    name: info.packageName,
    version: '0.1.0',
    description: info.description,
    private: true,
    type: 'module',
    engines: { node: '>=22.18' },
    ...(kind === 'multi' && { imports: { '#shared/*': './shared/*' } }),
    scripts: SCRIPTS[kind],
    dependencies: { ...packages.dependencies, zod: OURS.peerDependencies['zod'] },
    devDependencies: {
      '@types/node': '^24.0.0',
      ...(withNode && { node: '^24.0.0' }),
      typescript: OURS.dependencies['typescript'],
      vitest: '^4.1.0',
    },
    // npm asks before it runs what a package does when it is installed; this one fetches the Node.
    ...(withNode && { allowScripts: { node: true } }),
  };
  return `${JSON.stringify(json, null, 2)}\n`;
}

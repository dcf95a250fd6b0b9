/** `npm run pack`: packs what users install into packages/, for projects outside of this repository. */
import { mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { ROOT, runs } from './workspace.ts';

const TARGET = path.join(ROOT, 'packages');

rmSync(TARGET, { recursive: true, force: true });
mkdirSync(TARGET);
const workspaces = ['openapi', 'server', 'sdk-ts'].flatMap((name) => ['--workspace', name]);
process.exitCode = runs('npm', ['pack', '--silent', ...workspaces, '--pack-destination', TARGET]) ? 0 : 1;

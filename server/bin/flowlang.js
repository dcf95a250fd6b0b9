#!/usr/bin/env node
// Plain JavaScript that an old Node can read, so that it can say what it needs instead of failing to parse.
import { existsSync } from 'node:fs';

const [major, minor] = process.versions.node.split('.').map(Number);
const main = new URL('../dist/cli/main.js', import.meta.url);

if (major < 22 || (major === 22 && minor < 18)) {
  console.error(`flowlang needs Node 22.18 or newer; this is ${process.versions.node}.`);
  console.error('In a project: npm install --save-dev node@24, then npx flowlang …');
  process.exitCode = 2;
} else if (!existsSync(main)) {
  console.error('flowlang is not built yet. In its repository: npm run build');
  process.exitCode = 2;
} else {
  const { runCli } = await import(main.href);
  process.exitCode = await runCli(process.argv.slice(2));
}

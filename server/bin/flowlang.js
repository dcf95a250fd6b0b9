#!/usr/bin/env node
// Plain JavaScript that an old Node can read, so that it can say what it needs instead of failing to parse.
import { existsSync, readFileSync } from 'node:fs';
import module from 'node:module';

const [major, minor] = process.versions.node.split('.').map(Number);
const args = process.argv.slice(2);
/**
 * On a large machine V8 gives what is new well over a hundred megabytes, which a server that mostly waits has no use for. And
 * it may learn from what comes first that what a request makes lasts, and from then on put it where it is cleaned up late: a
 * seventh of all that a short execution costs. Both are only taken at the beginning.
 */
const FLAGS = ['--max-semi-space-size=16', '--no-allocation-site-pretenuring'];
const main = new URL('../dist/cli/main.js', import.meta.url);

if (major < 22 || (major === 22 && minor < 18)) {
  console.error(`flowlang needs Node 22.18 or newer; this is ${process.versions.node}.`);
  console.error('In a project: npm install --save-dev node@24, then npx flowlang …');
  process.exitCode = 2;
} else if (args.length === 1 && args[0] === '--version') {
  // Scripts ask for it: it should cost no more than Node itself.
  console.log(JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')).version);
} else if (!existsSync(main)) {
  console.error('flowlang is not built yet. In its repository: npm run build');
  process.exitCode = 2;
} else if (args[0] === 'serve' && hasLooseMemory()) {
  // The same process, begun anew.
  const again = [process.execPath, ...FLAGS, ...process.execArgv, ...process.argv.slice(1)];
  // Left out, the environment would be empty.
  process.execve(process.execPath, again, process.env);
} else {
  module.enableCompileCache();
  const { runCli } = await import(main.href);
  // Ended here, and not by itself: a pool of connections in a tasks file would keep the process alive.
  process.exit(await runCli(args));
}

/** Nobody has set a bound, and the process can be begun anew. */
function hasLooseMemory() {
  const flags = [...process.execArgv, process.env.NODE_OPTIONS ?? ''].join(' ');
  return typeof process.execve === 'function' && process.platform !== 'win32' && !/max.semi.space.size/.test(flags);
}

/** Runs the stress checks that are asked for, and prints what they have found as a table. */
import { fullDisk } from './full-disk.ts';
import { million } from './million.ts';
import { oneKey } from './one-key.ts';
import { resume } from './resume.ts';
import type { Finding } from './rig.ts';
import { slowReader } from './slow-reader.ts';
import { streams } from './streams.ts';

const CHECKS: Readonly<Record<string, (count: number | undefined) => Promise<Finding[]>>> = {
  'one-key': oneKey,
  resume,
  streams,
  'slow-reader': slowReader,
  'full-disk': fullDisk,
  million,
};

/** @returns whether all bounds are met */
export async function stress(names: readonly string[], count: number | undefined): Promise<boolean> {
  const unknown = names.find((name) => !Object.hasOwn(CHECKS, name));
  if (unknown !== undefined)
    throw new Error(`There is no check ${unknown}: there are ${Object.keys(CHECKS).join(', ')}`);
  const findings: Finding[] = [];
  for (const name of names) {
    const found = (await CHECKS[name]?.(count)) ?? [];
    for (const { what, value, bound, met } of found) console.log(`${met ? '✔' : '✘'} ${what}: ${value} ${bound}`);
    findings.push(...found);
  }
  return findings.every(({ met }) => met);
}

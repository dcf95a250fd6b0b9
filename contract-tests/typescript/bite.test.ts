/** The contract tests are tested: a server that breaks the contract is caught, one that keeps it is not. */
import { expect, test } from 'vitest';
import { bite, biteClient } from '../bite/bite.ts';

test('Every breakage of the server is caught, and nothing else', { timeout: 30_000 }, async () => {
  const { falseAlarms, bites } = await bite();
  expect(falseAlarms).toEqual([]);
  expect(bites.filter(({ caughtBy }) => caughtBy === undefined)).toEqual([]);
  expect(bites.filter(({ broken }) => broken === 0)).toEqual([]);
});

test('Every rule that a client breaks is caught by a scenario with faults', { timeout: 60_000 }, async () => {
  const bites = await biteClient();
  expect(bites.filter(({ caughtBy }) => caughtBy === undefined)).toEqual([]);
});

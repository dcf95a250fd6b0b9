/** Mocks take the multiples that the server takes. */
import { expect, test } from 'vitest';
import { SchemaCheck } from '../src/msw/json-schema.ts';

const check = new SchemaCheck({ type: 'number', multipleOf: 0.01 });

test.each([19.99, 0.07, -4.35, 0, 7.4e29])('%s is a multiple of 0.01', (value) => {
  expect(check.faults(value)).toEqual([]);
});

test.each([19.995, 0.001, 123456789012.345])('%s is no multiple of 0.01', (value) => {
  expect(check.faults(value)).toMatchObject([{ keyword: 'multipleOf' }]);
});

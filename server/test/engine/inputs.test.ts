import { describe, expect, it } from 'vitest';
import { bench } from './harness.ts';

describe('the inputs of a flow', () => {
  const { plan } = bench('flow: F\ninputs: [{name: list, type: array, uniqueItems: true}]\nsteps: []');

  it('that must differ are compared in no more time than they take to read', () => {
    const list = Array.from({ length: 100_000 }, (_, index) => [index]);
    const began = performance.now();
    expect(plan.judgeInputs({ list })).toEqual({ list });
    // Each with each other one takes minutes.
    expect(performance.now() - began).toBeLessThan(10_000);
  });

  it('that are the same are refused, whatever the order of their keys', () => {
    const list = [{ a: 1, b: 2 }, 5, { b: 2, a: 1 }];
    expect(() => plan.judgeInputs({ list })).toThrow('/list must not have an item twice');
  });
});

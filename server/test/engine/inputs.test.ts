import { describe, expect, it } from 'vitest';
import { timesLonger } from '../../../openapi/test/times-longer.ts';
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

  it('that are to be URLs are judged in no more time than they take to read', () => {
    const { plan: linked } = bench('flow: F\ninputs: [{name: url, type: string, format: url}]\nsteps: []');
    const judge = (rest: string) => () =>
      void expect(() => linked.judgeInputs({ url: `http://a${rest}` })).toThrow('/url must match format');
    // To look for the end of a user's name at each colon takes minutes.
    expect(timesLonger(judge(':'.repeat(100_000)), judge(' '.repeat(100_000)))).toBeLessThan(200);
  });

  it.each([
    ['http://example.org', true],
    ['https://ada:pw@example.org:8080/a?b=@:#c', true],
    ['ftp://192.0.2.7/', true],
    ['http://ada@ada@example.org', true],
    ['http://example.org/ a', false],
    ['http://10.0.0.1/', false],
    ['http://localhost', false],
    ['//example.org', false],
  ])('take the URL %s: %s', (url, isTaken) => {
    const { plan: linked } = bench('flow: F\ninputs: [{name: url, type: string, format: url}]\nsteps: []');
    const judge = (): unknown => linked.judgeInputs({ url });
    if (isTaken) expect(judge()).toEqual({ url });
    else expect(judge).toThrow('/url must match format');
  });

  it('that are the same are refused, whatever the order of their keys', () => {
    const list = [{ a: 1, b: 2 }, 5, { b: 2, a: 1 }];
    expect(() => plan.judgeInputs({ list })).toThrow('/list must not have an item twice');
  });

  const priced = bench('flow: F\ninputs: [{name: price, type: number, multipleOf: 0.01}]\nsteps: []').plan;

  it.each([19.99, 0.07, -4.35, 0, 1e-2, 7.4e29, 1e308])('%s is a multiple of 0.01', (price) => {
    expect(priced.judgeInputs({ price })).toEqual({ price });
  });

  it.each([19.995, 0.001, 5e-324, 123456789012.345])('%s is none', (price) => {
    expect(() => priced.judgeInputs({ price })).toThrow('/price must be multiple of 0.01');
  });
});

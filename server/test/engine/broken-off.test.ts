import { describe, expect, it, vi } from 'vitest';
import type { Plan } from '../../src/engine/planned.ts';
import { bench, turn } from './harness.ts';

const FLOW = 'flow: F\ninputs: [{name: key, type: string, sensitive: true}]\nsteps: []';

/** An engine that cannot find out what is sensitive. */
function faulty() {
  const { engine, journal, plan } = bench(FLOW);
  const error = vi.fn();
  Object.assign(engine['world'].logger, { error });
  const secretsIn = ({ key }: object & { key?: unknown }): never => {
    throw new SyntaxError(`Invalid: ${key}`);
  };
  const broken: Plan = { ...plan, conceal: { show: () => ({ key: '***' }), secretsIn } };
  return { engine, journal, broken, error };
}

describe('an error of FlowLang before the first event of an execution', () => {
  it('ends it as failed', async () => {
    const { engine, journal, broken } = faulty();
    const key = { key: 'k', fingerprint: 'f' };
    const { executionId, finished } = await engine.start(broken, { key: 'hunter3' }, { key });
    expect(await finished).toMatchObject({ type: 'flow_failed', error: { type: 'InternalError' } });
    expect(await engine.find('F', executionId)).toMatchObject({ status: 'failed' });
    expect((await journal.read(executionId, 0, 9)).map(({ type }) => type)).toEqual(['flow_started', 'flow_failed']);
    expect(engine.load).toBe(0);
  });

  it('tells the log where, and neither the log nor the caller what was sensitive', async () => {
    const { engine, broken, error } = faulty();
    const { finished } = await engine.start(broken, { key: 'hunter3' });
    expect(JSON.stringify(await finished)).not.toContain('hunter3');
    expect(error).toHaveBeenCalledExactlyOnceWith(
      {
        execution_id: 'e1',
        flow: 'F',
        type: 'SyntaxError',
        at: expect.arrayContaining([expect.stringContaining('runFlow')]),
      },
      expect.stringContaining('broken off'),
    );
    expect(JSON.stringify(error.mock.calls)).not.toContain('hunter3');
  });
});

describe('an execution that is admitted', () => {
  it('runs also where whoever is told of that throws', async () => {
    const { engine, plan, journal } = bench(FLOW);
    const release = journal.watch('e1', () => {});
    const onAdmitted = (): never => {
      throw new Error('no');
    };
    await expect(engine.start(plan, { key: 'abcd' }, { onAdmitted })).rejects.toThrow('no');
    await turn();
    expect(await engine.find('F', 'e1')).toMatchObject({ status: 'completed' });
    release();
  });
});

import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { ById } from '../../src/engine/by-id.ts';

interface Thing {
  readonly name: string;
}

describe('What is kept by its id', () => {
  it('is found by it, replaced and deleted, whatever comes and goes beside it', () => {
    const [kept, model] = [new ById<Thing>(), new Map<string, Thing>()];
    const ids = Array.from({ length: 500 }, () => randomUUID());
    for (let step = 0; step < 20_000; step += 1) {
      const id = ids[(step * 7919) % ids.length] ?? '';
      if (step % 3 === 0) {
        kept.delete(id);
        model.delete(id);
      } else {
        const thing = { name: `${step}` };
        kept.set(id, thing);
        model.set(id, thing);
      }
    }
    expect(kept.size).toBe(model.size);
    for (const id of ids) expect(kept.get(id)).toBe(model.get(id));
    expect(new Set(kept.values())).toEqual(new Set(model.values()));
  });

  it('is not confused with others whose ids end alike', () => {
    const kept = new ById<Thing>();
    const ids = ['a', 'b', 'c'].map((first) => `${first}-000000`);
    for (const name of ids) kept.set(name, { name });
    kept.delete('b-000000');
    kept.delete('x-000000');
    expect(ids.map((id) => kept.get(id)?.name)).toEqual(['a-000000', undefined, 'c-000000']);
    expect([kept.size, kept.has('b-000000'), kept.has('')]).toEqual([2, false, false]);
  });

  it('may be deleted while somebody goes through all of them', () => {
    const kept = new ById<Thing>();
    for (let at = 0; at < 100; at += 1) kept.set(`${at % 10}-000000${at}`, { name: `${at % 10}-000000${at}` });
    for (const { name } of kept.values()) kept.delete(name);
    expect([kept.size, kept.values()]).toEqual([0, []]);
  });
});

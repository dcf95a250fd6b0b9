import { buildDocument } from '@flowlang/openapi';
import { describe, expect, it } from 'vitest';
import { Catalog, implementationProgress, type Snapshot } from '../../src/project/catalog.ts';

describe('a catalog', () => {
  it('has the Snapshot that was given last, whole', () => {
    const before: Snapshot = {
      flows: new Map(),
      document: buildDocument([]),
      tasksOfFile: async () => undefined,
      broken: new Map(),
    };
    const after: Snapshot = {
      flows: new Map(),
      document: buildDocument([]),
      tasksOfFile: async () => undefined,
      broken: new Map(),
    };
    const catalog = new Catalog(before);
    expect(catalog.snapshot).toBe(before);
    catalog.replace(after);
    expect(catalog.snapshot).toBe(after);
  });
});

describe('implementationProgress', () => {
  it.each([
    [10, 10, '10/10 (100.0%)'],
    [2, 1, '1/2 (50.0%)'],
    [3, 1, '1/3 (33.3%)'],
    [10, 0, '0/10 (0.0%)'],
    [0, 0, '0/0 (100.0%)'],
  ])('of %i tasks, %i implemented, is %i/…', (total, implemented, text) => {
    expect(implementationProgress(total, implemented)).toBe(text);
  });
});

/** The whole way from text to contract, on the flows that a newcomer runs first. */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createConfig, lintFromString } from '@redocly/openapi-core';
import { describe, expect, it } from 'vitest';
import { buildDocument } from '../../src/contract/document.ts';
import { renderYaml } from '../../src/contract/render.ts';
import { emitPython } from '../../src/emit/python.ts';
import { emitTypescript } from '../../src/emit/typescript.ts';
import { checkFlow } from '../../src/language/check-flow.ts';
import { compile } from '../emit/compile.ts';

const EXAMPLES = join(import.meta.dirname, '..', '..', '..', 'examples');

function examples() {
  return globSync('*/flow.yaml', { cwd: EXAMPLES }).map((file) => {
    const result = checkFlow({ file, text: readFileSync(join(EXAMPLES, file), 'utf8') });
    if (!result.ok) throw new Error(`${file} has errors`);
    return result;
  });
}

describe('the document of the examples', { timeout: 60_000 }, () => {
  it('passes the recommended rules of a linter without a warning', async () => {
    const config = await createConfig({ extends: ['recommended'] });
    expect(await lintFromString({ source: renderYaml(buildDocument(examples())), config })).toEqual([]);
  });

  it('gives types that narrow where steps share an id', async () => {
    const use = `
      import type { Flows } from './flowlang.gen.js';
      export function read(event: Flows['LoanApproval']['events']): 'OfferLoan' | 'ReferToPerson' | undefined {
        if (event.type === 'step_started' && event.step_id === 'offer') return event.task;
        return undefined;
      }
      export const inputs: Flows['OrderProcessor']['inputs'] = { order_id: 'o', customer_id: 'c' };
    `;
    const generated = await emitTypescript(buildDocument(examples()));
    expect(compile({ 'flowlang.gen.ts': generated, 'use.ts': use }, {})).toEqual([]);
  });

  it('gives a token for each flow', () => {
    const tokens = emitPython(buildDocument(examples())).match(/^\w+(?=: Flow(?:WithOptionalInputs)?\[)/gm);
    expect(tokens).toEqual(['InventorySync', 'LoanApproval', 'OrderProcessor']);
  });
});

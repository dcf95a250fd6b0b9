import { describe, expect } from 'vitest';
import { checkFlow } from '../../src/language/check-flow.ts';
import { DIAGNOSTICS } from '../../src/language/diagnostics.ts';
import { renderMermaid } from '../../src/language/diagram.ts';
import { renderSvg } from '../../src/language/drawing/draw-flow.ts';
import { formatDiagnostic } from '../../src/language/format-diagnostic.ts';
import { flowTexts } from './flows.ts';
import { fuzz } from './fuzz.ts';

describe('whatever stands in a flow file', () => {
  fuzz('gives a flow or diagnostics, each inside of the text, and never throws', flowTexts, 1_500, (text) => {
    const source = { file: 'flow.yaml', text };
    const result = checkFlow(source);
    for (const diagnostic of result.diagnostics) {
      const { start, end } = diagnostic.range;
      expect(start).toBeGreaterThanOrEqual(0);
      expect(end).toBeGreaterThanOrEqual(start);
      // An empty file has no inside.
      expect(end).toBeLessThanOrEqual(Math.max(text.length, 1));
      formatDiagnostic(diagnostic, source);
    }
    const errors = result.diagnostics.filter(({ code }) => DIAGNOSTICS[code].severity === 'error');
    expect(errors.length === 0).toBe(result.ok);
    if (!result.ok) return;
    renderMermaid(result.flow);
    expect(renderSvg(result.flow)).not.toContain('NaN');
  });
});

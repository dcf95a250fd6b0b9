/** A flow as a picture: plain SVG with classes, for a style sheet to colour. */
import { timeText } from '../diagram-text.ts';
import type { Flow } from '../model.ts';
import { type Block, beside, element, escapeXml, round, sequence } from './block.ts';
import { drawSteps } from './draw-steps.ts';
import { frame } from './frames.ts';
import { shape } from './shapes.ts';

const MARGIN = 24;

/** The tip of every arrow, which grows with nothing and takes the colour of its line. */
const TIP = `<defs><marker id="tip" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="7" markerHeight="7" orient="auto-start-reverse"><path class="tip" d="M0 1L9 5L0 9z"></path></marker></defs>`;

/**
 * Each step that has events is a group with their `path` (without the indices of loops) as its `data-path`. The same flow
 * gives the same text. `style` is CSS for a picture that stands alone.
 */
export function renderSvg(flow: Flow, style = ''): string {
  const all = beside([way(flow), ...handlers(flow)], 48);
  const [width, height] = [round(all.width + 2 * MARGIN), round(all.height + 2 * MARGIN)];
  const size = { width, height, viewBox: `0 0 ${width} ${height}` };
  const named = {
    xmlns: 'http://www.w3.org/2000/svg',
    class: 'flow',
    role: 'img',
    'aria-label': `The flow ${flow.name}`,
  };
  const styled = style === '' ? '' : element('style', {}, escapeXml(style));
  return `${element('svg', { ...named, ...size }, `${TIP}${styled}${all.draw(MARGIN, MARGIN)}`)}\n`;
}

function way(flow: Flow): Block {
  const steps = drawSteps(flow.steps, 'steps');
  const start = shape('pill', { title: flow.name, more: timeText(flow.timeout) }, 'start');
  return sequence([start, steps, ...(steps.goesOn ? [shape('pill', { title: 'end' }, 'end')] : [])]);
}

function handlers({ onError, onCancel }: Flow): readonly Block[] {
  return [
    ...(onError ? [frame(['when the flow fails'], drawSteps(onError, 'on_error'), 'handler')] : []),
    ...(onCancel ? [frame(['when the flow is cancelled'], drawSteps(onCancel, 'on_cancel'), 'handler')] : []),
  ];
}

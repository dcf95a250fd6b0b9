/** What a single step looks like: a shape with lines of text in it. */
import { type Block, element, escapeXml, round } from './block.ts';
import { FONT_SIZE, LINE_HEIGHT, widthOf, wrap } from './letters.ts';

export type Shape = 'box' | 'double' | 'pill' | 'question';

export interface Words {
  /** Small, above the others: what kind of step it is. */
  readonly caption?: string;
  readonly title: string;
  /** Below it, less strong. */
  readonly more?: readonly string[];
}

/** What the events of an execution tell about; without it a shape never gets a state. */
export interface Place {
  /** Of a step, as in its events, without the indices of loops. */
  readonly path: string;
  readonly kind: string;
}

const PADDING = { x: 16, y: 10 } as const;
const SMALL = 11;

interface TextLine {
  readonly text: string;
  readonly look: 'caption' | 'title' | 'more';
}

export function shape(form: Shape, words: Words, look: string, place?: Place): Block {
  const lines = linesOf(words);
  const text = Math.max(...lines.map(({ text, look }) => widthOf(text, look === 'title' ? FONT_SIZE : SMALL)));
  const extra = form === 'question' || form === 'pill' ? 12 : 0;
  const width = Math.max(72, Math.ceil(text) + 2 * (PADDING.x + extra));
  const height = lines.length * LINE_HEIGHT + 2 * PADDING.y;
  const all = [words.caption, words.title, ...(words.more ?? [])].filter((one) => one !== undefined).join('\n');
  return {
    width,
    height,
    axis: width / 2,
    goesOn: true,
    draw: (x, y) => {
      const drawn = `${outline(form, x, y, width, height)}${texts(lines, x + width / 2, y + PADDING.y)}`;
      return group(place, look, `${element('title', {}, escapeXml(all))}${drawn}`, x + width / 2, y);
    },
  };
}

/** A group that events can give a state, which is told in words on its upper edge, beside the way that enters at `axis`. */
export function group(place: Place | undefined, look: string, content: string, axis: number, top: number): string {
  if (place === undefined) return element('g', { class: look }, content);
  const told = element('text', { class: 'told', x: round(axis + 10), y: round(top + 4) });
  return element('g', { class: `step ${look}`, 'data-path': place.path, 'data-kind': place.kind }, content + told);
}

function linesOf({ caption, title, more = [] }: Words): readonly TextLine[] {
  const small = more.flatMap(wrap).map((text) => ({ text, look: 'more' }) as const);
  const head = caption === undefined ? [] : [{ text: caption, look: 'caption' } as const];
  return [...head, ...wrap(title).map((text) => ({ text, look: 'title' }) as const), ...small];
}

export function texts(lines: readonly TextLine[], x: number, top: number): string {
  return lines
    .map(({ text, look }, index) => {
      const y = top + index * LINE_HEIGHT + 13;
      return element('text', { class: look, x: round(x), y: round(y), 'text-anchor': 'middle' }, escapeXml(text));
    })
    .join('');
}

function outline(form: Shape, x: number, y: number, width: number, height: number): string {
  const box = { class: 'shape', x: round(x), y: round(y), width: round(width), height: round(height) };
  switch (form) {
    case 'box':
      return element('rect', { ...box, rx: 6 });
    case 'pill':
      return element('rect', { ...box, rx: Math.min(22, height / 2) });
    case 'double': {
      const sides = [x + 5, x + width - 5].map((at) => `M${round(at)} ${round(y)}v${round(height)}`).join('');
      return element('rect', { ...box, rx: 6 }) + element('path', { class: 'side', d: sides });
    }
    case 'question': {
      const [right, bottom, middle] = [x + width, y + height, y + height / 2];
      const corners = [
        [x, middle],
        [x + 14, y],
        [right - 14, y],
        [right, middle],
        [right - 14, bottom],
        [x + 14, bottom],
      ];
      const points = corners.map((point) => point.map(round).join(',')).join(' ');
      return element('polygon', { class: 'shape', points });
    }
  }
}

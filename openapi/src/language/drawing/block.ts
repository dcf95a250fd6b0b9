/**
 * Drawings are made of blocks: each knows its size, and where the way through it enters (above) and leaves (below). Flows
 * are structured, so blocks inside blocks are all the layout there is: no lines cross, and no two blocks overlap.
 */

/** Pieces of SVG, for a block whose upper left corner is at this place. */
export type Draw = (x: number, y: number) => string;

export interface Block {
  readonly width: number;
  readonly height: number;
  /** Where the way enters and leaves, from the left edge. */
  readonly axis: number;
  /** False: nothing goes on behind it. */
  readonly goesOn: boolean;
  readonly draw: Draw;
}

/** Between one block and the next. */
export const GAP = 26;

export function element(name: string, attributes: Readonly<Record<string, string | number>>, content = ''): string {
  const text = Object.entries(attributes).map(([key, value]) => ` ${key}="${escapeXml(String(value))}"`);
  return `<${name}${text.join('')}>${content}</${name}>`;
}

/** For the text of elements and attributes. Characters that XML does not know would spoil the whole picture. */
export function escapeXml(text: string): string {
  return text
    .replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '\uFFFD')
    .replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

type Point = readonly [x: number, y: number];

/** A way through these points; the last one gets a tip where it leads into a block. */
export function line(points: readonly Point[], kind: 'way' | 'way tip' | 'error' | 'error tip' = 'way'): string {
  const d = points.map(([x, y], index) => `${index === 0 ? 'M' : 'L'}${round(x)} ${round(y)}`).join('');
  const look = { class: kind.startsWith('error') ? 'way error' : 'way', d };
  return element('path', kind.endsWith('tip') ? { ...look, 'marker-end': 'url(#tip)' } : look);
}

export function round(value: number): number {
  return Math.round(value * 10) / 10;
}

/** A call with a hundred thousand arguments would not be made. */
export function most(numbers: readonly number[]): number {
  return numbers.reduce((a, b) => Math.max(a, b), 0);
}

/** Nothing but the way itself. */
export const EMPTY: Block = {
  width: 24,
  height: 16,
  axis: 12,
  goesOn: true,
  draw: (x, y) =>
    line([
      [x + 12, y],
      [x + 12, y + 16],
    ]),
};

/** One below the other, on one axis. */
export function sequence(blocks: readonly Block[]): Block {
  const [only] = blocks;
  if (only === undefined) return EMPTY;
  if (blocks.length === 1) return only;
  const axis = most(blocks.map((block) => block.axis));
  const right = most(blocks.map((block) => block.width - block.axis));
  return {
    width: axis + right,
    height: blocks.reduce((sum, { height }) => sum + height, GAP * (blocks.length - 1)),
    axis,
    goesOn: blocks.every(({ goesOn }) => goesOn),
    draw: (x, y) => {
      let top = y;
      let drawn = '';
      for (const [index, block] of blocks.entries()) {
        drawn += block.draw(x + axis - block.axis, top);
        top += block.height;
        const arrow: readonly Point[] = [
          [x + axis, top],
          [x + axis, top + GAP],
        ];
        if (block.goesOn && index < blocks.length - 1) drawn += line(arrow, 'way tip');
        top += GAP;
      }
      return drawn;
    },
  };
}

/** The same, with room on its left and right. */
export function wider(block: Block, left: number, right: number): Block {
  const { width, axis, draw } = block;
  return { ...block, width: width + left + right, axis: axis + left, draw: (x, y) => draw(x + left, y) };
}

/** One beside the other, tops aligned: only for what no way connects. */
export function beside(blocks: readonly Block[], gap: number): Block {
  const [first = EMPTY] = blocks;
  return {
    width: blocks.reduce((sum, { width }) => sum + width, gap * (blocks.length - 1)),
    height: most(blocks.map(({ height }) => height)),
    axis: first.axis,
    goesOn: first.goesOn,
    draw: (x, y) => {
      let left = x;
      return blocks
        .map((block) => {
          const drawn = block.draw(left, y);
          left += block.width + gap;
          return drawn;
        })
        .join('');
    },
  };
}

/** What holds other blocks: forks, loops, and what runs when something fails. */
import { type Block, EMPTY, element, escapeXml, GAP, line, most, round, wider } from './block.ts';
import { LINE_HEIGHT, widthOf, wrap } from './letters.ts';
import { group, type Place } from './shapes.ts';

export interface Branch {
  readonly says?: string;
  readonly block: Block;
}

/** From the head to the branches: room for what is said of them. */
const FAN = 40;

/** From the branches to where they meet. */
const MEET = 18;

const BETWEEN = 30;

/** A head from which several ways go, which meet again below it. */
export function fork(head: Block, given: readonly Branch[]): Block {
  const branches = given.map(({ says = '', block }) => {
    const lacking = Math.max(0, widthOf(says, 11) + 10 - (block.width - block.axis));
    return { says, block: wider(block, 0, lacking) };
  });
  const lefts: number[] = [];
  let width = -BETWEEN;
  for (const { block } of branches) {
    lefts.push(width + BETWEEN);
    width += BETWEEN + block.width;
  }
  const axes = branches.map(({ block }, index) => (lefts[index] ?? 0) + block.axis);
  const middle = ((axes[0] ?? 0) + (axes.at(-1) ?? 0)) / 2;
  // The head may be wider than all that is below it.
  const left = Math.max(0, head.axis - middle);
  const axis = middle + left;
  const full = Math.max(width + left, axis + head.width - head.axis);
  const tallest = most(branches.map(({ block }) => block.height));
  const height = head.height + FAN + tallest + MEET;
  const draw = (x: number, y: number): string => {
    const top = y + head.height;
    const [bus, below, bottom] = [top + 12, top + FAN, y + height];
    let drawn = head.draw(x + axis - head.axis, y);
    for (const [index, { says, block }] of branches.entries()) {
      const at = x + left + (axes[index] ?? 0);
      const kind = block.height > EMPTY.height ? 'way tip' : 'way';
      const from = x + axis;
      drawn += line(
        [
          [from, top],
          [from, bus],
          [at, bus],
          [at, below],
        ],
        kind,
      );
      drawn += element('text', { class: 'says', x: round(at + 6), y: round(below - 10) }, escapeXml(says));
      drawn += block.draw(at - block.axis, below);
      const end = bottom - 6;
      if (block.goesOn)
        drawn += line([
          [at, below + block.height],
          [at, end],
          [from, end],
          [from, bottom],
        ]);
    }
    return drawn;
  };
  return { width: full, height, axis, goesOn: branches.some(({ block }) => block.goesOn), draw };
}

const INSET = 18;

/** A box with a heading around what it holds. */
export function frame(heading: readonly string[], body: Block, look: string, place?: Place): Block {
  const lines = heading.flatMap(wrap);
  const [widest, head] = [Math.max(...lines.map((text) => widthOf(text, 13))), lines.length * LINE_HEIGHT + 14];
  const width = Math.max(body.width + 2 * INSET, widest + 2 * INSET);
  const left = (width - body.width) / 2;
  const height = head + body.height + GAP;
  const draw = (x: number, y: number): string => {
    const box = { class: 'shape', x: round(x), y: round(y), width: round(width), height: round(height), rx: 8 };
    const words = lines.map((text, index) => {
      const at = { class: 'heading', x: round(x + 12), y: round(y + 19 + index * LINE_HEIGHT) };
      return element('text', at, escapeXml(text));
    });
    const title = element('title', {}, escapeXml(heading.join('\n')));
    const around = group(place, look, `${title}${element('rect', box)}${words.join('')}`, x + left + body.axis, y);
    return around + body.draw(x + left, y + head);
  };
  return { width, height, axis: left + body.axis, goesOn: true, draw };
}

/** A step, and beside it what runs when it fails; the ways meet below both. */
export function withHandler(main: Block, handler: Block): Block {
  const left = main.width + BETWEEN;
  const down = 44;
  const height = Math.max(main.height, down + handler.height) + MEET;
  const draw = (x: number, y: number): string => {
    const [axis, at, end] = [x + main.axis, x + left + handler.axis, y + height - 6];
    const out = y + 16;
    const kind = handler.height > EMPTY.height ? 'error tip' : 'error';
    let drawn = line(
      [
        [x + main.width, out],
        [at, out],
        [at, y + down],
      ],
      kind,
    );
    drawn += element('text', { class: 'says', x: round(at + 6), y: round(y + down - 12) }, 'error');
    drawn += main.draw(x, y) + handler.draw(x + left, y + down);
    if (main.goesOn)
      drawn += line([
        [axis, y + main.height],
        [axis, y + height],
      ]);
    if (handler.goesOn)
      drawn += line(
        [
          [at, y + down + handler.height],
          [at, end],
          [axis, end],
          [axis, y + height],
        ],
        'error',
      );
    return drawn;
  };
  const right = Math.max(handler.width, handler.axis + 46);
  return { width: left + right, height, axis: main.axis, goesOn: main.goesOn || handler.goesOn, draw };
}

/** The colours of the pages of diagrams, as the Web Content Accessibility Guidelines count: 4.5 for texts, 3 for lines. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

type Colour = readonly number[];

const STYLE = readFileSync(new URL('../../diagram/style.css', import.meta.url), 'utf8');
const STATES = ['running', 'waiting', 'retrying', 'completed', 'skipped', 'failed', 'cancelled'];

/** The share of its state's colour in the shape of a step. */
const TINT = Number(/var\(--state\) (\d+)%, var\(--fill\)/.exec(STYLE)?.[1]) / 100;

function parse(hex: string): Colour {
  return [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16) / 255);
}

function luminance(colour: Colour): number {
  const [red = 0, green = 0, blue = 0] = colour.map((part) =>
    part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4,
  );
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: Colour, other: Colour): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

const pairs = (pattern: RegExp) => [...STYLE.matchAll(pattern)].map(([, name = '', ...both]) => ({ name, both }));

describe.each([
  ['light', 0],
  ['dark', 1],
])('in the %s scheme', (_, scheme) => {
  const named = pairs(/--(\w+): light-dark\((#\w{6}), (#\w{6})\)/g);
  const colours = new Map(named.map(({ name, both }) => [name, parse(both[scheme] ?? '')]));
  const colour = (name: string): Colour => colours.get(name) ?? expect.fail(`style.css has no --${name}`);
  /** What texts and lines stand on: the paper, shapes, and the frames of loops. */
  const shapes = pairs(/(fill): light-dark\((#\w{6}), (#\w{6})\)/g).map(({ both }) => parse(both[scheme] ?? ''));
  const plain = () => [colour('paper'), colour('fill'), colour('frame'), ...shapes];
  const tinted = (state: string): Colour =>
    colour(state).map((part, at) => part * TINT + (colour('fill')[at] ?? 0) * (1 - TINT));
  const least = (ink: Colour, grounds: readonly Colour[]) => Math.min(...grounds.map((one) => contrast(ink, one)));

  it.each(['ink', 'soft', 'accent'])('texts in --%s can be read wherever they stand', (ink) => {
    expect(shapes).toHaveLength(5);
    expect(least(colour(ink), [...plain(), ...STATES.map(tinted)])).toBeGreaterThanOrEqual(4.5);
  });

  it.each(STATES)(
    'what is told of a step that is %s can be read on the paper, in a frame and on its shape',
    (state) => {
      const grounds = [colour('paper'), colour('frame'), tinted(state)];
      expect(least(colour(state), grounds)).toBeGreaterThanOrEqual(4.5);
    },
  );

  it('lines can be seen', () => {
    expect(least(colour('line'), plain())).toBeGreaterThanOrEqual(3);
  });
});

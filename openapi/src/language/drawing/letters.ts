/** How wide a text will be. No font is at hand where drawings are made, so these are a little wider than most are. */

export const FONT_SIZE = 13;
export const LINE_HEIGHT = 17;

/** Characters in a line, and lines of one text. */
const LONGEST_LINE = 36;
const MOST_LINES = 3;

const NARROW = /[\sijlftrI.,:;'|!()[\]{}"`]/;
const WIDE = /[mwMW@%—…]/;
const BROAD = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Extended_Pictographic}]/u;

/** Before it no letter is broad: most need not be looked up. */
const LAST_PLAIN = '\u1FFF';

export function widthOf(text: string, size: number = FONT_SIZE): number {
  let sum = 0;
  for (const letter of text)
    sum +=
      letter > LAST_PLAIN && BROAD.test(letter) ? 1.1 : NARROW.test(letter) ? 0.36 : WIDE.test(letter) ? 0.95 : 0.62;
  return sum * size;
}

/** Broken at blanks, inside of words only where one is too long for a line. */
export function wrap(text: string): readonly string[] {
  const lines: string[] = [];
  let current = '';
  for (const word of text
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim()
    .split(' ')
    .flatMap(pieces)) {
    const longer = current === '' ? word : `${current} ${word}`;
    if ([...longer].length <= LONGEST_LINE) {
      current = longer;
      continue;
    }
    lines.push(current);
    current = word;
    if (lines.length > MOST_LINES) break;
  }
  lines.push(current);
  if (lines.length <= MOST_LINES) return lines;
  return [...lines.slice(0, MOST_LINES - 1), `${lines[MOST_LINES - 1]}…`];
}

function pieces(word: string): readonly string[] {
  const letters = [...word];
  const count = Math.max(1, Math.ceil(letters.length / LONGEST_LINE));
  return Array.from({ length: count }, (_, index) =>
    letters.slice(index * LONGEST_LINE, (index + 1) * LONGEST_LINE).join(''),
  );
}

/**
 * Text from a plan (names, messages) made safe to print on one line: no control characters, hence no terminal escape
 * codes and no line breaks; no marks that reorder what follows; no halves of a character.
 */
export function plainText(text: string): string {
  return text
    .toWellFormed()
    .replace(/\s+/gu, ' ')
    .replace(/[\p{Cc}\p{Cf}\p{Co}\p{Zl}\p{Zp}]/gu, '')
    .trim();
}

/** Columns that a text takes in a terminal: wide East Asian characters and pictures take two, combining marks none. */
export function columnsOf(text: string): number {
  let columns = 0;
  for (const character of text) columns += columnsOfCharacter(character);
  return columns;
}

/** The text, or its beginning and an ellipsis, in at most `columnsMax` columns. */
export function truncated(text: string, columnsMax: number): string {
  if (columnsOf(text) <= columnsMax) return text;
  let kept = '';
  let columns = 0;
  for (const character of text) {
    columns += columnsOfCharacter(character);
    if (columns > columnsMax - 1) break;
    kept += character;
  }
  return columnsMax < 1 ? '' : `${kept.trimEnd()}…`;
}

/** The text filled with spaces to `columns`; numbers stand right, words left. */
export function padded(text: string, columns: number, isRight: boolean): string {
  const spaces = ' '.repeat(Math.max(0, columns - columnsOf(text)));
  return isRight ? spaces + text : text + spaces;
}

/** First and last code points of the blocks that terminals draw two columns wide (Unicode 16, East Asian Width W, F). */
const WIDE = [
  [0x1100, 0x115f],
  [0x231a, 0x231b],
  [0x23e9, 0x23f3],
  [0x25fd, 0x25fe],
  [0x2614, 0x2615],
  [0x2630, 0x2637],
  [0x2648, 0x2653],
  [0x267f, 0x26ff],
  [0x2705, 0x2705],
  [0x270a, 0x270b],
  [0x2728, 0x2728],
  [0x274c, 0x2757],
  [0x2795, 0x27bf],
  [0x2b1b, 0x2b55],
  [0x2e80, 0x303e],
  [0x3041, 0xa4cf],
  [0xa960, 0xa97f],
  [0xac00, 0xd7a3],
  [0xf900, 0xfaff],
  [0xfe10, 0xfe6f],
  [0xff01, 0xff60],
  [0xffe0, 0xffe6],
  [0x16fe0, 0x1b2ff],
  [0x1f000, 0x1faff],
  [0x20000, 0x3fffd],
] as const;

function columnsOfCharacter(character: string): number {
  if (/\p{M}/u.test(character)) return 0;
  const point = character.codePointAt(0) ?? 0;
  return WIDE.some(([first, last]) => point >= first && point <= last) ? 2 : 1;
}

/** Words longer than this want a line of their own on a phone; figures longer than this are words. */
const LONG_CHARACTERS = { words: 40, figures: 26 } as const;

/** How a cell of a table is laid out, by what stands in it. */
export function cellClass(text: string, isNumber: boolean): string {
  const isLong = text.length > (isNumber ? LONG_CHARACTERS.figures : LONG_CHARACTERS.words);
  return [isNumber ? 'number' : '', isLong ? 'long' : ''].filter((name) => name !== '').join(' ');
}

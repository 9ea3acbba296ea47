/**
 * How a line is split: at blanks (`free`), or at the columns of a punched card (`fixed`: fields start at columns 2, 5,
 * 15, 25, 40 and 50, and names may hold blanks).
 */
export type CardLayout = 'free' | 'fixed';

/** One line that says something: a section's header, or data. */
export interface Card {
  /** 1-based */
  readonly line: number;
  readonly isHeader: boolean;
  /** header: the keyword in capitals, then the words after it. Data: the fields as written; fixed fields may be empty */
  readonly fields: readonly string[];
}

/** Headers that carry a title. */
const TITLES = new Set(['NAME', 'TIME', 'STOCH', 'STOCHASTIC']);
const KEYWORDS = new Set(
  (
    'NAME TIME STOCH STOCHASTIC ROWS COLUMNS RHS RANGES BOUNDS ENDATA OBJSENSE OBJECT OBJNAME PERIODS ' +
    'INDEP BLOCKS SCENARIOS NODES DISTRIB QSECTION QUADOBJ QMATRIX QCMATRIX CSECTION SOS SOS1 SOS2 SETS INDICATORS ' +
    'LAZYCONS USERCUTS GENCONS PWLOBJ SIMPLE ROBUST CHANCE ICC PLINQUAD'
  ).split(' '),
);
/** Words that may follow a keyword on its line. */
const WORDS = new Set(
  (
    'DISCRETE REPLACE ADD MULTIPLY NORMAL UNIFORM GAMMA BETA LOGNORM LOGNORMAL SUB MVNORMAL LINTR IMPLICIT EXPLICIT ' +
    'LP IP MIP MAX MIN MAXIMIZE MINIMIZE'
  ).split(' '),
);
const FIXED_FIELDS = [
  [1, 3],
  [4, 12],
  [14, 22],
  [24, 36],
  [39, 47],
  [49, 61],
] as const;
const FIXED_GAPS = [
  [0, 1],
  [3, 4],
  [12, 14],
  [22, 24],
  [36, 39],
  [47, 49],
  [61, Infinity],
] as const;

/** A star in the first place, an indented star on its own or before a blank, or nothing at all. */
const COMMENT_OR_BLANK = /^\*|^\s*(?:\*(?:\s|$)|$)/;

/** Section keywords, for hints. */
export const SECTION_KEYWORDS: ReadonlySet<string> = KEYWORDS;

/**
 * The lines of an MPS or SMPS text that say something, in order: comments (*) and blank lines are left out, a byte order
 * mark and any ends of lines are taken.
 *
 * A header starts at the margin, in any case; an indented keyword is a header when it stands alone or with words that
 * belong to it, so that a set called RHS is none.
 */
export function* readCards(text: string, layout: CardLayout): Generator<Card> {
  let line = 0;
  let isFirst = true;
  for (const content of linesOf(text)) {
    line++;
    if (COMMENT_OR_BLANK.test(content)) continue;
    const words = content.trim().split(/\s+/);
    const isIndented = /^\s/.test(content);
    if (isHeader(words, isIndented, isFirst)) {
      yield { line, isHeader: true, fields: [words[0]!.toUpperCase(), ...words.slice(1)] };
    } else {
      yield { line, isHeader: false, fields: layout === 'fixed' ? fixedFields(content, words) : words };
    }
    isFirst = false;
  }
}

/** The last line of a text that holds anything, 1-based: where a missing end is reported. */
export function lastLineOf(text: string): number {
  return Math.max(1, linesOf(text).findLastIndex((content) => content !== '') + 1);
}

function linesOf(text: string): readonly string[] {
  return (text.startsWith('\ufeff') ? text.slice(1) : text).split(/\r\n|\r|\n/);
}

function isHeader(words: readonly string[], isIndented: boolean, isFirst: boolean): boolean {
  const keyword = words[0]!.toUpperCase();
  if (!KEYWORDS.has(keyword)) return !isIndented && words.length === 1 && !WORDS.has(keyword);
  const areWords = words.slice(1).every((word) => WORDS.has(word.toUpperCase()));
  if (areWords) return true;
  if (isIndented) return isFirst && TITLES.has(keyword);
  return words.length <= 2 || TITLES.has(keyword);
}

/** A card's fields, the first and trailing ones left out when empty. Text between fields or in tabs means a free line. */
function fixedFields(content: string, words: readonly string[]): readonly string[] {
  const between = FIXED_GAPS.map(([start, end]) => content.slice(start, end)).join('');
  if (between.trim() !== '' || content.includes('\t')) return words;
  const fields = FIXED_FIELDS.map(([start, end]) => content.slice(start, end).trim());
  while (fields.at(-1) === '') fields.pop();
  return fields[0] === '' ? fields.slice(1) : fields;
}

/** `1.5`, `-.5`, `1e6`, and Fortran's `1d6`; the shape of the pattern keeps matching linear. */
const NUMBER = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eEdD][+-]?\d+)?$/;
const INFINITY = /^[+-]?inf(?:inity)?$/i;

/** The number a word means, infinite ones included; NaN when it is none. */
export function numberOf(word: string): number {
  if (NUMBER.test(word)) return Number(word.replace(/[dD]/, 'e'));
  if (INFINITY.test(word)) return word.startsWith('-') ? -Infinity : Infinity;
  return Number.NaN;
}

/** Bounds at or beyond this mean none: solvers read them so, and files write 1e20, 1e30 or 1e31. */
export const INFINITE_BOUND = 1e20;

/** Coefficients and costs from here on are refused by solvers. */
export const LARGE_COEFFICIENT = 1e15;
/** Coefficients of rows below this are dropped by solvers: they are read as 0. */
const SMALL_COEFFICIENT = 1e-10;

/** Whether a coefficient of a row is read as 0. */
export function isNegligible(coefficient: number): boolean {
  return coefficient !== 0 && Math.abs(coefficient) < SMALL_COEFFICIENT;
}

/** A bound as it is meant: infinite from `INFINITE_BOUND` on. */
export function boundOf(value: number): number {
  return Math.abs(value) >= INFINITE_BOUND ? Math.sign(value) * Infinity : value;
}

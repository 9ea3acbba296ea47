import type { AnsweredResult } from '../../answers/index.ts';
import type { Estimate } from '../../decide/index.ts';
import { Bug } from '../../units/index.ts';
import {
  formatCount,
  formatFraction,
  formatFractionEstimate,
  formatGpus,
  formatPrice,
  formatPriceEstimate,
  formatUsd,
  formatUsdEstimate,
} from '../words/format.ts';
import { plainText } from '../words/plain-text.ts';

/** Text of a memo that was read from a field of `result.json`, and which field. */
export interface Traced {
  readonly text: string;
  /** such as `offers[2].firmLiabilityUsd` */
  readonly path: string;
}

/** Prose between and around what was read; it holds no number. */
export type Piece = string | Traced;
export type Sentence = readonly Piece[];

export interface MemoTable {
  readonly columns: readonly { readonly label: string; readonly isNumber: boolean }[];
  readonly rows: readonly (readonly Sentence[])[];
}

export interface MemoSection {
  readonly title: string;
  readonly paragraphs: readonly Sentence[];
  readonly table: MemoTable | null;
}

export interface Memo {
  readonly title: Sentence;
  readonly lead: Sentence;
  readonly sections: readonly MemoSection[];
}

/** Prose with pieces in it, as a template: said`Worth ${usd('value.addedValueUsd')}.` */
export function said(prose: TemplateStringsArray, ...pieces: readonly (Piece | Sentence)[]): Sentence {
  return prose.flatMap((text, index) => {
    const piece = pieces[index];
    const next = piece === undefined ? [] : Array.isArray(piece) ? (piece as Sentence) : [piece as Piece];
    return text === '' ? next : [text, ...next];
  });
}

/** Sentences one after another, with what stands between them. */
export function joined(sentences: readonly Sentence[], between: string): Sentence {
  return sentences.flatMap((sentence, index) => (index === 0 ? sentence : [between, ...sentence]));
}

/** Readers of a result's fields: each formats one kind of number and remembers where it stood. */
export function readersOf(result: AnsweredResult) {
  const reader =
    <T>(format: (value: T) => string) =>
    (path: string): Traced => ({ text: format(fieldAt(result, path) as T), path });
  return {
    usd: reader<number | null>(formatUsd),
    usdRange: reader<Estimate>(formatUsdEstimate),
    price: reader<number | null>(formatPrice),
    priceRange: reader<Estimate>(formatPriceEstimate),
    share: reader<number | null>(formatFraction),
    shareRange: reader<Estimate>(formatFractionEstimate),
    gpus: reader<number | null>(formatGpus),
    count: reader<number | null>(formatCount),
    text: reader<string | number | null>((value) => plainText(String(value ?? 'not given'))),
  };
}

export type Readers = ReturnType<typeof readersOf>;

/** The field at a path such as `offers[2].askPriceUsdPerGpuHour`. @throws Bug when there is none */
export function fieldAt(value: unknown, path: string): unknown {
  let at: unknown = value;
  for (const key of path.replaceAll(/\[(\d+)\]/g, '.$1').split('.')) {
    if (typeof at !== 'object' || at === null || !(key in at)) throw new Bug(`a result has no field ${path}`);
    at = (at as Record<string, unknown>)[key];
  }
  return at;
}

/** Rows of each list: two pages hold no more. */
export const ROWS = { dates: 6, stages: 3, growth: 6, triggers: 4, bars: 5, offers: 8 } as const;

/** The head of a table: columns of words, then of numbers. */
export function columns(words: readonly string[], numbers: readonly string[]) {
  return [
    ...words.map((label) => ({ label, isNumber: false })),
    ...numbers.map((label) => ({ label, isNumber: true })),
  ];
}

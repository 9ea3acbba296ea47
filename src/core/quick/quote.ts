import { daysOfMonth } from '../demand/index.ts';
import type { Issue } from '../domain/index.ts';

/** A quote in one line: what is rented, for how long, at what price. */
export interface Quote {
  readonly id: string;
  readonly gpus: number;
  readonly accelerator: string;
  readonly termMonths: number;
  readonly usdPerGpuHour: number;
  readonly upfrontFraction: number;
  readonly leadTimeMonths: number;
  readonly host: string;
  /** parts it may be signed in: 1 is all or nothing */
  readonly blocks: number;
  readonly takeOrPayFraction: number;
  /** "YYYY-MM-DD", or null for the plan's default */
  readonly decideBy: string | null;
}

/** Parts that a quote is taken to come in when it does not say. */
const BLOCKS_ASSUMED = 8;
const EXAMPLE = '"512 h100 12 months 2.50 upfront 0.25"';

/** Fields that may follow the price, by their word. */
const EXTRAS = ['upfront', 'lead', 'host', 'blocks', 'take-or-pay', 'by'] as const;
type Extra = (typeof EXTRAS)[number];

interface Word {
  readonly text: string;
  readonly column: number;
}

/**
 * Reads a quote such as "512 h100 12 months 2.50 upfront 0.25 lead 2 host neocloud-one blocks 4 by 2026-09-30": GPUs,
 * accelerator, term, USD per GPU-hour, then named fields in any order.
 *
 * @param index of the quote on the command line; its id starts with `q` and index + 1
 */
export function parseQuote(text: string, index: number): { readonly quote: Quote | null; readonly issues: Issue[] } {
  const words = [...text.matchAll(/\S+/g)].map((match): Word => ({ text: match[0], column: match.index + 1 }));
  const [gpus, accelerator, term, months, price] = words;
  const faults = [
    numberFault(gpus, { what: 'the number of GPUs', min: 1, max: 1e9, isWhole: true }),
    wordFault(accelerator, /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, 'the accelerator is missing'),
    numberFault(term, { what: 'the term in months', min: 1, max: 600, isWhole: true }),
    wordFault(months, /^(months?|mo)$/i, 'the word months follows the term'),
    numberFault(priceWord(price), { what: 'the price in USD per GPU-hour', min: 0.001, max: 1000, isWhole: false }),
    ...extraFaults(words.slice(5)),
  ].filter((each) => each !== null);
  const issues = faults.map((each): Issue => ({ ...each, path: `quotes[${index}]`, line: 1 }));
  return issues.length > 0 ? { quote: null, issues } : { quote: quoteOf(words, index), issues };
}

function quoteOf(words: readonly Word[], index: number): Quote {
  const [gpus, accelerator, term, , price] = words;
  const { host, by, ...extras } = Object.fromEntries(extrasOf(words.slice(5)));
  const numbers = { upfront: 0, lead: 1, blocks: BLOCKS_ASSUMED, 'take-or-pay': 1, ...extras };
  const name = accelerator!.text.toLowerCase();
  return {
    id: `q${index + 1}-${name}-${term!.text}m`,
    gpus: Number(gpus!.text),
    accelerator: name,
    termMonths: Number(term!.text),
    usdPerGpuHour: Number(priceWord(price)!.text),
    upfrontFraction: Number(numbers.upfront),
    leadTimeMonths: Number(numbers.lead),
    host: host ?? `host-${index + 1}`,
    blocks: Number(numbers.blocks),
    takeOrPayFraction: Number(numbers['take-or-pay']),
    decideBy: by ?? null,
  };
}

type Fault = Omit<Issue, 'path' | 'line'>;

function fault(word: Word | undefined, what: string): Fault {
  const found = word === undefined ? {} : { found: word.text };
  return { code: 'quote', severity: 'error', what, fix: `write it as ${EXAMPLE}`, column: word?.column ?? 1, ...found };
}

function wordFault(word: Word | undefined, pattern: RegExp, what: string): Fault | null {
  return pattern.test(word?.text ?? '') ? null : fault(word, what);
}

function numberFault(
  word: Word | undefined,
  { what, min, max, isWhole }: { what: string; min: number; max: number; isWhole: boolean },
): Fault | null {
  const value = /^\d*\.?\d+(e\d+)?$/i.test(word?.text ?? '') ? Number(word?.text) : Number.NaN;
  if (value >= min && value <= max && (!isWhole || Number.isInteger(value))) return null;
  const kind = isWhole ? 'whole number' : 'number';
  return fault(word, `${what} is a ${kind} from ${min} to ${max}`);
}

function dateFault(word: Word): Fault | null {
  const [year = 0, month = 0, day = 0] = word.text.split('-').map(Number);
  const isDate = /^20\d\d-(0[1-9]|1[0-2])-\d\d$/.test(word.text) && day >= 1 && day <= daysOfMonth(year, month);
  return isDate ? null : fault(word, 'by is a date, YYYY-MM-DD');
}

function priceWord(word: Word | undefined): Word | undefined {
  return word === undefined ? undefined : { ...word, text: word.text.replace(/^\$/, '') };
}

const EXTRA_RANGES = {
  upfront: { what: 'upfront, a fraction of the term', min: 0, max: 0.999, isWhole: false },
  lead: { what: 'lead, in months', min: 0, max: 60, isWhole: true },
  blocks: { what: 'blocks', min: 1, max: 1000, isWhole: true },
  'take-or-pay': { what: 'take-or-pay, a fraction', min: 0, max: 1, isWhole: false },
} as const;

function extraFaults(words: readonly Word[]): (Fault | null)[] {
  const seen = new Set<string>();
  return pairs(words).map(([name, value]) => {
    const extra = EXTRAS.find((each) => each === name.text);
    if (extra === undefined) return fault(name, `not a field of a quote; known are ${EXTRAS.join(', ')}`);
    if (seen.has(extra)) return fault(name, `${extra} stands here twice`);
    seen.add(extra);
    if (value === undefined) return fault(name, `${extra} has no value`);
    if (extra === 'host') return wordFault(value, /^[A-Za-z0-9][A-Za-z0-9._-]*$/, 'not a host');
    if (extra === 'by') return dateFault(value);
    return numberFault(value, EXTRA_RANGES[extra]);
  });
}

function extrasOf(words: readonly Word[]): Map<Extra, string> {
  return new Map(
    pairs(words).flatMap(([name, value]) => {
      const extra = EXTRAS.find((each) => each === name.text);
      return extra === undefined || value === undefined ? [] : [[extra, value.text] as const];
    }),
  );
}

function pairs(words: readonly Word[]): (readonly [Word, Word | undefined])[] {
  return words.flatMap((word, index) => (index % 2 === 0 ? [[word, words[index + 1]] as const] : []));
}

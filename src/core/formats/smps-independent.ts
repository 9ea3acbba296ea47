import { type Card, numberOf } from './cards.ts';
import { quoted } from './file-fault.ts';
import type { Element } from './smps-element.ts';
import type { Law, LawKind } from './smps-source.ts';
import {
  type NamedLine,
  namesOf,
  periodNamed,
  probabilityOf,
  type StochasticDraft,
  valueOf,
} from './smps-stochastic-draft.ts';

const LAWS: ReadonlyMap<string, LawKind> = new Map<string, LawKind>([
  ['UNIFORM', 'UNIFORM'],
  ['NORMAL', 'NORMAL'],
  ['LOGNORM', 'LOGNORMAL'],
  ['LOGNORMAL', 'LOGNORMAL'],
  ['GAMMA', 'GAMMA'],
  ['BETA', 'BETA'],
]);

/** Words for continuous laws of single elements. */
export const LAW_WORDS: readonly string[] = [...LAWS.keys()];

const LAW_PARAMETERS: Readonly<Record<LawKind, string>> = {
  UNIFORM: 'write the lower end, then the upper end',
  NORMAL: 'write the mean, then the variance, 0 or more',
  LOGNORMAL: 'write the mean, then the variance of the logarithm, 0 or more',
  GAMMA: 'write the scale, then the shape, both above 0',
  BETA: 'write the two shapes, both above 0',
};

/** Logarithms beyond this leave the range of doubles. */
const EXPONENT_MAX = 700;

/** An element and the period that its line puts it into. */
interface Place {
  readonly element: Element;
  readonly period: number;
  readonly line: number;
  readonly named: NamedLine;
}

/**
 * Reads one line of INDEP: column or set, row, value, period (may be left out), probability. Continuous laws have two
 * parameters in the places of value and probability.
 */
export function readIndependent(draft: StochasticDraft, card: Card): void {
  const { line } = card;
  const named = namesOf(draft, card);
  if (!named || named.rest.length < 2 || named.rest.length > 3) {
    const form = 'column or set, row, value, period (may be left out), probability';
    draft.faults.add(line, `a line of INDEP has ${card.fields.length} fields`, `write: ${form}`);
    return;
  }
  const stated = named.rest.length === 3 ? periodNamed(draft, line, named.rest[1]!) : null;
  const element = stated === undefined ? null : draft.finder.find({ line, ...named, period: stated });
  if (stated === undefined || !element) return;
  const place = { element, period: periodOf(draft, { element, stated, line, named }), line, named };
  const kind = LAWS.get(draft.distribution);
  if (kind === undefined) addRealisation(draft, place);
  else addLaw(draft, place, kind);
}

/** The period that a line states, or its element's: some files state the first random period for all. */
function periodOf(
  { faults, finder, sources }: StochasticDraft,
  { element, stated, line, named }: Omit<Place, 'period'> & { readonly stated: number | null },
): number {
  const { period } = element;
  if (stated === null || stated >= period) return stated ?? period;
  if (!sources.has(element.key)) {
    const [early, own] = [stated, period].map((index) => quoted(finder.periods.names[index]!));
    const message = `${quoted(nameOf(named))} belongs to ${own}, its law states ${early}: it is taken as seen in ${own}`;
    faults.warn(line, message, `state ${own}, or move what it belongs to`);
  }
  return period;
}

function addLaw(draft: StochasticDraft, { element, period, line, named }: Place, kind: LawKind): void {
  const [firstWord, secondWord] = [named.rest[0]!, named.rest.at(-1)!];
  const law: Law = { kind, element, mode: draft.mode, first: numberOf(firstWord), second: numberOf(secondWord) };
  if (!isSound(law)) {
    const words = `${quoted(firstWord)} and ${quoted(secondWord)}`;
    draft.faults.add(line, `${words} are no parameters of ${draft.distribution}`, LAW_PARAMETERS[kind]);
  }
  if (draft.sources.has(element.key)) draft.faults.add(line, 'the element has a law above', 'remove one of the two');
  draft.sources.set(element.key, { name: nameOf(named), period, line, realisations: [], law });
}

function isSound({ kind, first, second }: Law): boolean {
  if (!Number.isFinite(first) || !Number.isFinite(second)) return false;
  if (kind === 'UNIFORM') return first <= second;
  if (kind === 'GAMMA' || kind === 'BETA') return first > 0 && second > 0;
  return second >= 0 && (kind === 'NORMAL' || Math.abs(first) + 10 * Math.sqrt(second) < EXPONENT_MAX);
}

function addRealisation(draft: StochasticDraft, { element, period, line, named }: Place): void {
  const probability = probabilityOf(draft, line, named.rest.at(-1)!);
  const value = valueOf(draft, element, { line, word: named.rest[0]! });
  if (probability === null || value === null) return;
  const source = draft.sources.get(element.key) ?? { name: nameOf(named), period, line, realisations: [], law: null };
  if (source.law !== null || source.period !== period) {
    draft.faults.add(line, 'the element has another law or period above', 'give each element one law and one period');
    return;
  }
  draft.sources.set(element.key, source);
  source.realisations.push({ probability, values: new Map([[element.key, { element, value, line }]]), line });
}

function nameOf({ first, second }: NamedLine): string {
  return `${first} ${second}`;
}

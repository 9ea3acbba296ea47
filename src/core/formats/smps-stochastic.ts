import { boundOf, type Card, INFINITE_BOUND, lastLineOf, numberOf, readCards } from './cards.ts';
import { type FaultList, quoted } from './file-fault.ts';
import type { BoundKind, Element, ElementFinder } from './smps-element.ts';

/** A value for an element, the mode (replace, add, multiply) already applied. */
export interface Assignment {
  readonly element: Element;
  readonly value: number;
  readonly line: number;
}

/** Values by the key of their element. */
export type Assignments = ReadonlyMap<string, Assignment>;

export interface Realisation {
  readonly probability: number;
  readonly values: Assignments;
  readonly line: number;
}

/** Something random that is independent of all other sources: an element, or a block of them. */
export interface Source {
  readonly name: string;
  readonly period: number;
  readonly line: number;
  /** empty when there is a law */
  readonly realisations: readonly Realisation[];
  readonly law: Law | null;
}

/** A continuous law of one element, to be sampled. */
export interface Law {
  readonly kind: LawKind;
  readonly element: Element;
  readonly mode: Mode;
  readonly first: number;
  readonly second: number;
}

export type LawKind = 'UNIFORM' | 'NORMAL' | 'LOGNORMAL' | 'GAMMA' | 'BETA';
export type Mode = 'REPLACE' | 'ADD' | 'MULTIPLY';

export interface Scenario {
  readonly name: string;
  /** index of an earlier scenario; -1 = the root */
  readonly parent: number;
  readonly probability: number;
  /** the first period that it does not share with its parent */
  readonly period: number;
  readonly line: number;
  readonly values: Assignments;
}

/** What a stochastic file says: independent sources, or scenarios. */
export interface Stochastic {
  readonly sources: readonly Source[];
  readonly scenarios: readonly Scenario[];
}

/** Mutable while it is read. */
interface Draft {
  readonly finder: ElementFinder;
  readonly faults: FaultList;
  readonly sources: Map<string, DraftSource>;
  readonly scenarios: (Scenario & { readonly values: Map<string, Assignment> })[];
  readonly scenarioByName: Map<string, number>;
  section: string;
  distribution: string;
  mode: Mode;
  /** where lines of a block or a scenario go; null when their header was at fault */
  open: {
    readonly values: Map<string, Assignment>;
    readonly period: number | null;
    readonly block: DraftSource | null;
  } | null;
}

interface DraftSource extends Source {
  readonly realisations: (Realisation & { readonly values: Map<string, Assignment> })[];
}

const LAWS: Readonly<Record<string, LawKind>> = {
  UNIFORM: 'UNIFORM',
  NORMAL: 'NORMAL',
  LOGNORM: 'LOGNORMAL',
  LOGNORMAL: 'LOGNORMAL',
  GAMMA: 'GAMMA',
  BETA: 'BETA',
};

/**
 * Reads the stochastic file of an SMPS problem: INDEP (discrete and continuous), BLOCKS and SCENARIOS (discrete), each
 * replacing, adding to or multiplying numbers of the core. A block's later realisations name only what differs from its
 * first. Refused in words: NODES, multivariate laws, subroutines, linear transforms, sources together with scenarios.
 */
export function readStochastic(text: string, finder: ElementFinder, faults: FaultList): Stochastic {
  const draft: Draft = {
    finder,
    faults,
    sources: new Map(),
    scenarios: [],
    scenarioByName: new Map(),
    section: '',
    distribution: '',
    mode: 'REPLACE',
    open: null,
  };
  let hasEnd = false;
  for (const card of readCards(text, finder.core.layout)) {
    if (card.isHeader && card.fields[0] === 'ENDATA') {
      hasEnd = true;
      break;
    }
    if (card.isHeader) openSection(draft, card);
    else readLine(draft, card);
  }
  const end = lastLineOf(text);
  if (!hasEnd) faults.add(end, 'the file ends without ENDATA', 'complete the file: it may be cut short');
  if (draft.sources.size > 0 && draft.scenarios.length > 0) {
    faults.add(draft.scenarios[0]!.line, 'scenarios stand beside independent sources', 'use one of the two');
  }
  for (const source of draft.sources.values()) fillFromFirst(source);
  return { sources: [...draft.sources.values()], scenarios: draft.scenarios };
}

function openSection(draft: Draft, { line, fields }: Card): void {
  const [keyword = '', ...rest] = fields;
  const words = rest.map((word) => word.toUpperCase());
  draft.section = keyword;
  draft.open = null;
  if (keyword === 'STOCH' || keyword === 'STOCHASTIC' || keyword === 'NAME') return;
  if (keyword !== 'INDEP' && keyword !== 'BLOCKS' && keyword !== 'SCENARIOS') {
    draft.section = 'refused';
    draft.faults.add(line, `section ${quoted(keyword)} is not supported`, 'use INDEP, BLOCKS or SCENARIOS');
    return;
  }
  const modes = words.filter((word) => word === 'REPLACE' || word === 'ADD' || word === 'MULTIPLY');
  draft.mode = modes[0] ?? 'REPLACE';
  draft.distribution = words.find((word) => !(modes as string[]).includes(word)) ?? 'DISCRETE';
  if (draft.distribution === 'DISCRETE' || (keyword === 'INDEP' && draft.distribution in LAWS)) return;
  draft.section = 'refused';
  const message = `${keyword} with ${quoted(draft.distribution)} is not supported`;
  draft.faults.add(line, message, `use DISCRETE${keyword === 'INDEP' ? `, ${Object.keys(LAWS).join(', ')}` : ''}`);
}

function readLine(draft: Draft, card: Card): void {
  const keyword = card.fields[0]!.toUpperCase();
  if (draft.section === 'refused') return;
  if (draft.section === 'INDEP') readIndependent(draft, card);
  else if (draft.section === 'BLOCKS' && keyword === 'BL') openBlock(draft, card);
  else if (draft.section === 'SCENARIOS' && keyword === 'SC') openScenario(draft, card);
  else if (draft.section === 'BLOCKS' || draft.section === 'SCENARIOS') readValues(draft, card);
  else {
    draft.faults.add(card.line, 'data stand before any section', 'begin with STOCH, then INDEP, BLOCKS or SCENARIOS');
    draft.section = 'refused';
  }
}

interface Named {
  readonly first: string;
  readonly second: string;
  readonly bound: BoundKind | null;
  readonly rest: readonly string[];
}

/** Splits a line into the names of its element and what follows; bounds have their kind in front. */
function namesOf({ finder }: Draft, { fields }: Card): Named | null {
  const kind = fields[0]!.toUpperCase();
  if ((kind === 'LO' || kind === 'UP' || kind === 'FX') && fields.length > 3 && finder.isColumn(fields[2]!)) {
    return {
      first: fields[1]!,
      second: fields[2]!,
      bound: kind,
      rest: fields.slice(3).filter((field) => field !== ''),
    };
  }
  if (fields.length < 3) return null;
  return { first: fields[0]!, second: fields[1]!, bound: null, rest: fields.slice(2).filter((field) => field !== '') };
}

/** Column or set, row, value, period (may be left out), probability; or the two parameters of a law for both numbers. */
function readIndependent(draft: Draft, card: Card): void {
  const { line } = card;
  const named = namesOf(draft, card);
  if (!named || named.rest.length < 2 || named.rest.length > 3) {
    const form = 'column or set, row, value, period (may be left out), probability';
    draft.faults.add(line, `a line of INDEP has ${card.fields.length} fields`, `write: ${form}`);
    return;
  }
  const period = named.rest.length === 3 ? periodNamed(draft, line, named.rest[1]!) : null;
  if (period === undefined) return;
  const element = draft.finder.find({ line, ...named, period });
  const [first, last] = [numberOf(named.rest[0]!), numberOf(named.rest.at(-1)!)];
  if (!element) return;
  const stated = period ?? element.period;
  let source = draft.sources.get(element.key);
  const lawKind = LAWS[draft.distribution];
  if (lawKind !== undefined) {
    if (source) draft.faults.add(line, 'the element already has a law', 'remove one of the two');
    const law = { kind: lawKind, element, mode: draft.mode, first, second: last };
    if (!isSound(law)) {
      const words = `${quoted(named.rest[0]!)} and ${quoted(named.rest.at(-1)!)}`;
      draft.faults.add(line, `${words} are no parameters of ${draft.distribution}`, LAW_PARAMETERS[lawKind]);
    }
    draft.sources.set(element.key, {
      name: `${named.first} ${named.second}`,
      period: stated,
      line,
      realisations: [],
      law,
    });
    return;
  }
  const probability = probabilityOf(draft, line, named.rest.at(-1)!);
  const value = valueOf(draft, element, { line, word: named.rest[0]! });
  if (probability === null || value === null) return;
  if (source && (source.law || source.period !== stated)) {
    draft.faults.add(line, 'the element has another law or period above', 'give each element one law and one period');
    return;
  }
  source ??= { name: `${named.first} ${named.second}`, period: stated, line, realisations: [], law: null };
  draft.sources.set(element.key, source);
  const values = new Map([[element.key, { element, value, line }]]);
  source.realisations.push({ probability, values, line });
}

const LAW_PARAMETERS: Readonly<Record<LawKind, string>> = {
  UNIFORM: 'write the lower end, then the upper end',
  NORMAL: 'write the mean, then the variance, 0 or more',
  LOGNORMAL: 'write the mean and the variance of the logarithm',
  GAMMA: 'write the scale, then the shape, both above 0',
  BETA: 'write the two shapes, both above 0',
};

function isSound({ kind, first, second }: Law): boolean {
  if (!Number.isFinite(first) || !Number.isFinite(second)) return false;
  if (kind === 'UNIFORM') return first <= second;
  if (kind === 'GAMMA' || kind === 'BETA') return first > 0 && second > 0;
  return second >= 0;
}

/** BL, name, period (may be left out when it has one already), probability. */
function openBlock(draft: Draft, { line, fields }: Card): void {
  draft.open = null;
  const words = fields.filter((field) => field !== '');
  const name = words[1];
  if (name === undefined || words.length < 3 || words.length > 4) {
    draft.faults.add(line, `a block has ${words.length} fields`, 'write: BL name period probability');
    return;
  }
  const key = `block ${name}`;
  const known = draft.sources.get(key);
  const period = words.length === 4 ? periodNamed(draft, line, words[2]!) : known?.period;
  const probability = probabilityOf(draft, line, words.at(-1)!);
  if (period === undefined || probability === null) {
    if (words.length === 3 && !known) draft.faults.add(line, `block ${quoted(name)} has no period`, 'state its period');
    return;
  }
  if (known && known.period !== period) {
    draft.faults.add(line, `block ${quoted(name)} stands in another period above`, 'give each block one period');
    return;
  }
  const source = known ?? { name, period, line, realisations: [], law: null };
  draft.sources.set(key, source);
  const values = new Map<string, Assignment>();
  source.realisations.push({ probability, values, line });
  draft.open = { values, period, block: source };
}

/** SC, name, parent, probability, period. */
function openScenario(draft: Draft, { line, fields }: Card): void {
  draft.open = null;
  const words = fields.filter((field) => field !== '');
  const [, name, parentName, chance, periodName] = words;
  if (name === undefined || parentName === undefined || chance === undefined || periodName === undefined) {
    draft.faults.add(line, `a scenario has ${words.length} fields`, 'write: SC name parent probability period');
    return;
  }
  const probability = probabilityOf(draft, line, chance);
  const period = periodNamed(draft, line, periodName);
  const parent = /^['"]?ROOT['"]?$/i.test(parentName) ? -1 : draft.scenarioByName.get(parentName);
  if (draft.scenarioByName.has(name)) draft.faults.add(line, `scenario ${quoted(name)} stands twice`, 'rename one');
  if (parent === undefined) {
    const message = `parent ${quoted(parentName)} of scenario ${quoted(name)} is no scenario above it`;
    draft.faults.add(line, message, 'name ROOT, or a scenario that stands before');
  }
  if (probability === null || period === undefined || parent === undefined) return;
  const values = new Map<string, Assignment>();
  draft.scenarioByName.set(name, draft.scenarios.length);
  draft.scenarios.push({ name, parent, probability, period, line, values });
  draft.open = { values, period: null, block: null };
}

/** Values of a block's realisation or of a scenario: names, value, and perhaps a second row and value. */
function readValues(draft: Draft, card: Card): void {
  const { line } = card;
  const named = namesOf(draft, card);
  if (!named || (named.rest.length !== 1 && (named.rest.length !== 3 || named.bound !== null))) {
    draft.faults.add(line, `a value has ${card.fields.length} fields`, 'write: column or set, row, value');
    return;
  }
  const pairs = [[named.second, named.rest[0]!]];
  if (named.rest.length === 3) pairs.push([named.rest[1]!, named.rest[2]!]);
  if (!draft.open) {
    // A header at fault is reported already; one that is missing is not.
    if (!draft.faults.hasFaults())
      draft.faults.add(line, 'values stand before any block or scenario', 'begin with BL or SC');
    return;
  }
  const { values, period, block } = draft.open;
  for (const [second, word] of pairs as [string, string][]) {
    const element = draft.finder.find({ line, ...named, second, period });
    const value = element && valueOf(draft, element, { line, word });
    if (!element || value === null) continue;
    if (values.has(element.key))
      draft.faults.add(line, 'the element has a value here already', 'remove one of the two');
    if (block && block.realisations.length > 1 && !block.realisations[0]!.values.has(element.key)) {
      const message = `block ${quoted(block.name)} has no such element in its first realisation`;
      draft.faults.add(line, message, 'list all elements of a block in its first realisation');
    }
    values.set(element.key, { element, value, line });
  }
}

function periodNamed({ finder, faults }: Draft, line: number, name: string): number | undefined {
  const period = finder.periods.indexByName.get(name);
  if (period === undefined) faults.unknownName(line, 'period', name, finder.periods.names);
  return period;
}

function probabilityOf({ faults }: Draft, line: number, word: string): number | null {
  const value = numberOf(word);
  if (value >= 0 && value <= 1) return value;
  faults.add(line, `${quoted(word)} is no probability`, 'write a number from 0 to 1');
  return null;
}

/** A value as the element takes it, the mode applied; only bounds may be infinite. */
function valueOf(
  draft: Draft,
  element: Element,
  { line, word }: { readonly line: number; readonly word: string },
): number | null {
  const written = numberOf(word);
  const value = combined(element, draft.mode, element.target.kind === 'bound' ? boundOf(written) : written);
  const isSides = element.target.kind === 'rhs' || element.target.kind === 'range';
  const isTooLarge = element.target.kind !== 'bound' && Math.abs(value) >= (isSides ? INFINITE_BOUND : Infinity);
  if (!Number.isNaN(value) && !isTooLarge) return value;
  draft.faults.add(line, `${quoted(word)} gives no finite number here`, 'write a number such as 12.5 or 1e-3');
  return null;
}

/** What a written value makes of an element's core value. */
export function combined({ coreValue }: Element, mode: Mode, value: number): number {
  if (mode === 'ADD') return coreValue + value;
  return mode === 'MULTIPLY' ? coreValue * value : value;
}

function fillFromFirst({ realisations }: DraftSource): void {
  const first = realisations[0]?.values ?? new Map<string, Assignment>();
  for (const { values } of realisations.slice(1)) {
    if (values.size === first.size) continue;
    for (const [key, assignment] of first) if (!values.has(key)) values.set(key, assignment);
  }
}

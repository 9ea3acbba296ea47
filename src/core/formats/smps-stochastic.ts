import { type Card, lastLineOf, readCards } from './cards.ts';
import { type FaultList, quoted } from './file-fault.ts';
import type { ElementFinder } from './smps-element.ts';
import { LAW_WORDS, readIndependent } from './smps-independent.ts';
import { type Assignment, type Mode, type Stochastic, VALUES_MAX } from './smps-source.ts';
import {
  type DraftSource,
  namesOf,
  type NamedLine,
  periodNamed,
  probabilityOf,
  type StochasticDraft,
  valueOf,
} from './smps-stochastic-draft.ts';

/**
 * Reads the stochastic file of an SMPS problem: INDEP (discrete and continuous), BLOCKS and SCENARIOS (discrete), each
 * replacing, adding to or multiplying numbers of the core. A block's later realisations name only what differs from its
 * first. Refused in words: NODES, multivariate laws, subroutines, linear transforms, sources together with scenarios.
 */
export function readStochastic(text: string, finder: ElementFinder, faults: FaultList): Stochastic {
  const draft: StochasticDraft = {
    finder,
    faults,
    sources: new Map(),
    scenarios: [],
    scenarioByName: new Map(),
    section: 'none',
    distribution: '',
    mode: 'REPLACE',
    open: null,
  };
  let hasEnd = false;
  for (const card of readCards(text, finder.core.layout)) {
    hasEnd = card.isHeader && card.fields[0] === 'ENDATA';
    if (hasEnd) break;
    if (card.isHeader) openSection(draft, card);
    else readLine(draft, card);
  }
  const end = lastLineOf(text);
  if (!hasEnd) faults.add(end, 'the file ends without ENDATA', 'complete the file: it may be cut short');
  if (draft.sources.size > 0 && draft.scenarios.length > 0) {
    faults.add(draft.scenarios[0]!.line, 'scenarios stand beside independent sources', 'use one of the two');
  }
  for (const source of draft.sources.values()) fillFromFirst(faults, source);
  return { sources: [...draft.sources.values()], scenarios: draft.scenarios };
}

function openSection(draft: StochasticDraft, { line, fields }: Card): void {
  const [keyword = '', ...rest] = fields;
  const words = rest.map((word) => word.toUpperCase());
  draft.open = null;
  draft.section = 'none';
  if (keyword === 'STOCH' || keyword === 'STOCHASTIC' || keyword === 'NAME') return;
  draft.section = 'refused';
  if (keyword !== 'INDEP' && keyword !== 'BLOCKS' && keyword !== 'SCENARIOS') {
    draft.faults.add(line, `section ${quoted(keyword)} is not supported`, 'use INDEP, BLOCKS or SCENARIOS');
    return;
  }
  draft.mode = words.find(isMode) ?? 'REPLACE';
  draft.distribution = words.find((word) => !isMode(word)) ?? 'DISCRETE';
  const known = keyword === 'INDEP' ? ['DISCRETE', ...LAW_WORDS] : ['DISCRETE'];
  if (known.includes(draft.distribution)) draft.section = keyword;
  else
    draft.faults.add(line, `${keyword} with ${quoted(draft.distribution)} is not supported`, `use ${known.join(', ')}`);
}

function isMode(word: string): word is Mode {
  return word === 'REPLACE' || word === 'ADD' || word === 'MULTIPLY';
}

function readLine(draft: StochasticDraft, card: Card): void {
  const { section } = draft;
  const keyword = card.fields[0]!.toUpperCase();
  if (section === 'refused') return;
  if (section === 'INDEP') readIndependent(draft, card);
  else if (section === 'BLOCKS' && keyword === 'BL') openBlock(draft, card);
  else if (section === 'SCENARIOS' && keyword === 'SC') openScenario(draft, card);
  else if (section !== 'none') readValues(draft, card);
  else {
    draft.faults.add(card.line, 'data stand before any section', 'begin with STOCH, then INDEP, BLOCKS or SCENARIOS');
    draft.section = 'refused';
  }
}

/** BL, name, period (may be left out when the block has one already), probability. */
function openBlock(draft: StochasticDraft, { line, fields }: Card): void {
  draft.open = null;
  const [, name = '', ...words] = fields.filter((field) => field !== '');
  const known = draft.sources.get(`block ${name}`);
  if (words.length > 2 || words.length < (known ? 1 : 2)) {
    draft.faults.add(line, `a block has ${words.length + 2} fields`, 'write: BL name period probability');
    return;
  }
  const period = words.length === 2 ? periodNamed(draft, line, words[0]!) : known?.period;
  const probability = probabilityOf(draft, line, words.at(-1)!);
  if (period === undefined || probability === null) return;
  const block = known ?? { name, period, line, realisations: [], law: null };
  if (block.period !== period) {
    draft.faults.add(line, `block ${quoted(name)} stands in another period above`, 'give each block one period');
    return;
  }
  const values = new Map<string, Assignment>();
  draft.sources.set(`block ${name}`, block);
  block.realisations.push({ probability, values, line });
  draft.open = { values, period, block };
}

/** SC, name, parent, probability, period. */
function openScenario(draft: StochasticDraft, { line, fields }: Card): void {
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
function readValues(draft: StochasticDraft, card: Card): void {
  const { line } = card;
  const named = namesOf(draft, card);
  const hasSecond = named?.rest.length === 3 && named.bound === null;
  if (!named || (named.rest.length !== 1 && !hasSecond)) {
    draft.faults.add(line, `a value has ${card.fields.length} fields`, 'write: column or set, row, value');
    return;
  }
  if (draft.open) {
    addValue(draft, line, named, named.rest[0]!);
    if (hasSecond) addValue(draft, line, { ...named, second: named.rest[1]! }, named.rest[2]!);
  } else if (!draft.faults.hasFaults()) {
    // A header at fault is reported already; one that is missing is not.
    draft.faults.add(line, 'values stand before any block or scenario', 'begin with BL or SC');
  }
}

function addValue(draft: StochasticDraft, line: number, named: NamedLine, word: string): void {
  const { values, period, block } = draft.open!;
  const element = draft.finder.find({ line, ...named, period });
  const value = element && valueOf(draft, element, { line, word });
  if (!element || value === null) return;
  if (values.has(element.key)) draft.faults.add(line, 'the element has a value here already', 'remove one of the two');
  const first = block?.realisations[0]?.values ?? values;
  if (first !== values && !first.has(element.key)) {
    const message = `block ${quoted(block!.name)} has no such element in its first realisation`;
    draft.faults.add(line, message, 'list all elements of a block in its first realisation');
  }
  values.set(element.key, { element, value, line });
}

function fillFromFirst(faults: FaultList, { name, line, realisations }: DraftSource): void {
  const [first, ...others] = realisations;
  if (others.length * (first?.values.size ?? 0) > VALUES_MAX) {
    faults.add(line, `block ${quoted(name)} has more than ${VALUES_MAX} values`, 'split it, or leave out realisations');
    return;
  }
  for (const { values } of others) {
    for (const [key, assignment] of first!.values) if (!values.has(key)) values.set(key, assignment);
  }
}

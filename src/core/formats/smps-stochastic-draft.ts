import { boundOf, type Card, isNegligible, numberOf } from './cards.ts';
import { type FaultList, quoted } from './file-fault.ts';
import type { BoundKind, Element, ElementFinder } from './smps-element.ts';
import {
  type Assignment,
  combined,
  isUsable,
  type Mode,
  type Realisation,
  type Scenario,
  type Source,
} from './smps-source.ts';

/** What has been read of a stochastic file so far. */
export interface StochasticDraft {
  readonly finder: ElementFinder;
  readonly faults: FaultList;
  /** by the key of the element, or the name of the block */
  readonly sources: Map<string, DraftSource>;
  readonly scenarios: (Scenario & { readonly values: Map<string, Assignment> })[];
  readonly scenarioByName: Map<string, number>;
  section: 'none' | 'refused' | 'INDEP' | 'BLOCKS' | 'SCENARIOS';
  distribution: string;
  mode: Mode;
  /** where lines of a block or a scenario go; null before the first, and where its header was at fault */
  open: OpenValues | null;
}

export interface OpenValues {
  readonly values: Map<string, Assignment>;
  readonly period: number | null;
  readonly block: DraftSource | null;
}

export interface DraftSource extends Source {
  readonly realisations: (Realisation & { readonly values: Map<string, Assignment> })[];
}

/** A line's element by its names, and the words after them. */
export interface NamedLine {
  readonly first: string;
  readonly second: string;
  readonly bound: BoundKind | null;
  readonly rest: readonly string[];
}

/** Splits a line into the names of its element and what follows; bounds have their kind in front. Null when too short. */
export function namesOf({ finder }: StochasticDraft, { fields }: Card): NamedLine | null {
  const kind = fields[0]!.toUpperCase();
  const isBound = (kind === 'LO' || kind === 'UP' || kind === 'FX') && fields.length > 3 && finder.isColumn(fields[2]!);
  const names = isBound ? fields.slice(1, 3) : fields.slice(0, 2);
  const rest = fields.slice(isBound ? 3 : 2).filter((field) => field !== '');
  return rest.length === 0 ? null : { first: names[0]!, second: names[1]!, bound: isBound ? kind : null, rest };
}

/** Index of a period; undefined, with a fault, when the time file has no such. */
export function periodNamed({ finder, faults }: StochasticDraft, line: number, name: string): number | undefined {
  const period = finder.periods.indexByName.get(name);
  if (period === undefined) faults.unknownName(line, 'period', name, finder.periods.names);
  return period;
}

/** A number from 0 to 1; null, with a fault, when it is none. */
export function probabilityOf({ faults }: StochasticDraft, line: number, word: string): number | null {
  const value = numberOf(word);
  if (value >= 0 && value <= 1) return value;
  faults.add(line, `${quoted(word)} is no probability`, 'write a number from 0 to 1');
  return null;
}

/** A value as the element takes it, the mode applied; only bounds may be infinite. Null, with a fault, otherwise. */
export function valueOf(
  { faults, mode }: StochasticDraft,
  element: Element,
  { line, word }: { readonly line: number; readonly word: string },
): number | null {
  const written = numberOf(word);
  const value = combined(element, mode, element.target.kind === 'bound' ? boundOf(written) : written);
  if (!isUsable(element, value)) {
    faults.add(line, `${quoted(word)} gives no number here that solvers take`, 'write a number such as 12.5 or 1e-3');
    return null;
  }
  if (element.target.kind === 'coefficient' && isNegligible(value)) faults.warnOfNegligible(line, quoted(word));
  return value;
}

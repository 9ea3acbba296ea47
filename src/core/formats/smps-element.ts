import type { FaultList } from './file-fault.ts';
import { quoted } from './file-fault.ts';
import type { MpsCore } from './mps-core.ts';
import type { Periods } from './smps-periods.ts';

/** One number of the core that a stochastic file replaces. */
export interface Element {
  /** two lines that mean the same number have the same key */
  readonly key: string;
  /** numbers with one owner are one datum of a programme (both sides of a row, say): one source must hold them all */
  readonly owner: string;
  readonly target: Target;
  /** the period whose data it belongs to */
  readonly period: number;
  /** its value in the core; of the objective's constant, as a right-hand side */
  readonly coreValue: number;
}

export type Target =
  | { readonly kind: 'rhs' | 'range'; readonly row: number }
  | { readonly kind: 'coefficient'; readonly row: number; readonly column: number }
  | { readonly kind: 'cost'; readonly column: number }
  | { readonly kind: 'bound'; readonly column: number; readonly bound: BoundKind }
  | { readonly kind: 'constant' };

/** Kinds of bound that can be random: those with a value. */
export type BoundKind = 'LO' | 'UP' | 'FX';

/** How a line names an element. */
export interface ElementName {
  readonly line: number;
  /** a column, or the set of right-hand sides, ranges or bounds */
  readonly first: string;
  /** a row, or a column for bounds */
  readonly second: string;
  readonly bound: BoundKind | null;
  /** the period that the line or its block states */
  readonly period: number | null;
}

/** Finds the elements that a stochastic file names; each is made once. */
export class ElementFinder {
  readonly core: MpsCore;
  readonly periods: Periods;
  readonly #faults: FaultList;
  readonly #rowByName: ReadonlyMap<string, number>;
  readonly #columnByName: ReadonlyMap<string, number>;
  readonly #elements = new Map<string, Element>();
  #hasAssumedSet = false;

  constructor(core: MpsCore, periods: Periods, faults: FaultList) {
    this.core = core;
    this.periods = periods;
    this.#faults = faults;
    this.#rowByName = new Map(core.rows.map(({ name }, index) => [name, index]));
    this.#columnByName = new Map(core.columns.map(({ name }, index) => [name, index]));
  }

  /** All elements found so far. */
  elements(): Iterable<Element> {
    return this.#elements.values();
  }

  isColumn(name: string): boolean {
    return this.#columnByName.has(name);
  }

  /** The element; null, with a fault, when the core has no such place. */
  find(name: ElementName): Element | null {
    const target = this.#targetOf(name);
    if (!target) return null;
    const element = this.#elementAt(target, name.period);
    const known = this.#elements.get(element.key);
    if (known) return known;
    if (target.kind === 'coefficient' && this.periods.ofColumn[target.column]! > element.period) {
      const message = `column ${quoted(name.first)} is decided after row ${quoted(name.second)}'s period`;
      this.#faults.add(name.line, message, 'move the row to a later period in the time file');
      return null;
    }
    this.#elements.set(element.key, element);
    return element;
  }

  #targetOf(name: ElementName): Target | null {
    if (name.bound !== null) {
      const column = this.#columnByName.get(name.second);
      if (column !== undefined) return { kind: 'bound', column, bound: name.bound };
      this.#faults.unknownName(name.line, 'column', name.second, this.#columnByName.keys());
      return null;
    }
    const column = this.#columnByName.get(name.first);
    const kind = column === undefined ? this.#setKind(name) : 'column';
    if (kind === null) return null;
    const isObjective = name.second === this.core.objectiveName;
    if (isObjective) {
      if (kind === 'column') return { kind: 'cost', column: column! };
      if (kind === 'rhs') return { kind: 'constant' };
      this.#faults.add(name.line, 'the objective has no range', 'remove the line');
      return null;
    }
    const row = this.#rowByName.get(name.second);
    if (row === undefined) {
      this.#faults.unknownName(name.line, 'row', name.second, this.#rowNames());
      return null;
    }
    return kind === 'column' ? { kind: 'coefficient', row, column: column! } : { kind, row };
  }

  /** What a first name that is no column means: the core's sets by their names, RHS and RANGES always. */
  #setKind({ line, first, second }: ElementName): 'rhs' | 'range' | null {
    const { rhsSet, rangeSet } = this.core;
    if (first === rhsSet) return 'rhs';
    if (first === rangeSet) return 'range';
    const word = first.toUpperCase();
    if (word === 'RHS') return 'rhs';
    if (word === 'RANGES' || word === 'RANGE' || word === 'RNG') return 'range';
    if ((rhsSet ?? '') === '' && (this.#rowByName.has(second) || second === this.core.objectiveName)) {
      if (!this.#hasAssumedSet) {
        const message = `the core names no set of right-hand sides: ${quoted(first)} is taken for it`;
        this.#faults.warn(line, message, 'name the set RHS in both files');
      }
      this.#hasAssumedSet = true;
      return 'rhs';
    }
    this.#faults.unknownName(line, 'column or set', first, this.#firstNames());
    return null;
  }

  *#firstNames(): Generator<string> {
    yield 'RHS';
    for (const name of [this.core.rhsSet, this.core.rangeSet]) if (name !== null) yield name;
    yield* this.#columnByName.keys();
  }

  *#rowNames(): Generator<string> {
    yield* this.#rowByName.keys();
    yield this.core.objectiveName;
  }

  #elementAt(target: Target, statedPeriod: number | null): Element {
    const { core, periods } = this;
    switch (target.kind) {
      case 'constant': {
        const period = statedPeriod ?? 0;
        return { key: 'constant', owner: 'constant', target, period, coreValue: -core.objectiveConstant };
      }
      case 'cost': {
        const key = `cost ${target.column}`;
        const period = periods.ofColumn[target.column]!;
        return { key, owner: key, target, period, coreValue: core.columns[target.column]!.cost };
      }
      case 'bound': {
        const { lower, upper } = core.columns[target.column]!;
        const owner = `bounds ${target.column}`;
        const period = periods.ofColumn[target.column]!;
        return {
          key: `${target.bound} ${owner}`,
          owner,
          target,
          period,
          coreValue: target.bound === 'UP' ? upper : lower,
        };
      }
      case 'coefficient': {
        const key = `coefficient ${target.row} ${target.column}`;
        const period = periods.ofRow[target.row]!;
        return { key, owner: key, target, period, coreValue: coefficientOf(core, target.row, target.column) };
      }
      case 'rhs':
      case 'range': {
        const row = core.rows[target.row]!;
        const owner = `sides ${target.row}`;
        const coreValue = target.kind === 'rhs' ? row.rhs : (row.range ?? 0);
        return { key: `${target.kind} ${target.row}`, owner, target, period: periods.ofRow[target.row]!, coreValue };
      }
    }
  }
}

/** Entries of a row ascend, so the search halves. */
function coefficientOf(core: MpsCore, row: number, column: number): number {
  const { entries } = core.rows[row]!;
  let low = 0;
  let high = entries.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (entries[middle]!.index < column) low = middle + 1;
    else high = middle;
  }
  const entry = entries[low];
  return entry?.index === column ? entry.value : 0;
}

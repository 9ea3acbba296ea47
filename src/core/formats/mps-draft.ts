import type { Entry } from '../programme/index.ts';
import { LARGE_COEFFICIENT, numberOf } from './cards.ts';
import { type FaultList, quoted } from './file-fault.ts';
import type { RowKind } from './mps-core.ts';

/** What has been read of an MPS file so far. */
export interface MpsDraft {
  readonly faults: FaultList;
  name: string;
  sense: 'minimise' | 'maximise';
  /** the objective row that the file asks for; null = the first free row */
  askedObjective: string | null;
  readonly rows: DraftRow[];
  readonly rowIndexByName: Map<string, number>;
  readonly columns: DraftColumn[];
  readonly columnIndexByName: Map<string, number>;
  /** between the markers INTORG and INTEND */
  isInInteger: boolean;
  /** rows of each column by `entryKey`, kept from where a column is first taken up again; null before */
  seenEntries: Set<number> | null;
  readonly bounds: DraftBound[];
  /** by section: the set in use, and whether others were met */
  readonly sets: Map<string, DraftSet>;
}

/** One line of BOUNDS. */
export interface DraftBound {
  readonly set: string;
  readonly column: number;
  readonly kind: string;
  readonly value: number;
  readonly line: number;
}

interface DraftSet {
  readonly name: string;
  hasOthers: boolean;
}

export interface DraftRow {
  readonly name: string;
  readonly kind: RowKind | 'N';
  readonly line: number;
  rhs: number | null;
  range: number | null;
  /** the last column with an entry here: finds a second one where entries of a column stand together */
  lastColumn: number;
  readonly entries: Entry[];
}

export interface DraftColumn {
  readonly name: string;
  readonly line: number;
  isInteger: boolean;
  /** null = not given */
  lower: number | null;
  upper: number | null;
  boundLine: number;
}

/** A draft with nothing in it. */
export function emptyDraft(faults: FaultList): MpsDraft {
  return {
    faults,
    name: '',
    sense: 'minimise',
    askedObjective: null,
    rows: [],
    rowIndexByName: new Map(),
    columns: [],
    columnIndexByName: new Map(),
    isInInteger: false,
    seenEntries: null,
    bounds: [],
    sets: new Map(),
  };
}

/** Whether a set is the section's first: only that is used. */
export function isSetInUse(draft: MpsDraft, section: string, name: string, line: number): boolean {
  const first = draft.sets.get(section);
  if (!first) {
    draft.sets.set(section, { name, hasOthers: false });
    return true;
  }
  if (first.name === name) return true;
  if (!first.hasOthers) {
    const message = `${section} holds more sets than ${quoted(first.name)}; ${quoted(name)} and others are not used`;
    draft.faults.warn(line, message, 'leave only one set in the section');
    first.hasOthers = true;
  }
  return false;
}

/** A number that must be finite; null, with a fault, when it is not. */
export function finiteNumber(faults: FaultList, line: number, word: string): number | null {
  const value = numberOf(word);
  if (Number.isFinite(value)) return value;
  faults.add(line, `${quoted(word)} is not a finite number`, 'write a number such as 12.5 or 1e-3');
  return null;
}

/** A number of a size that solvers take as a coefficient or cost; null, with a fault, when it is none. */
export function coefficientNumber(faults: FaultList, line: number, word: string): number | null {
  const value = finiteNumber(faults, line, word);
  if (value === null || Math.abs(value) < LARGE_COEFFICIENT) return value;
  faults.add(line, `${quoted(word)} is too large for a solver`, 'give it in larger units');
  return null;
}

/** A number that may be infinite; null, with a fault, when it is none. */
export function anyNumber(faults: FaultList, line: number, word: string): number | null {
  const value = numberOf(word);
  if (!Number.isNaN(value)) return value;
  faults.add(line, `${quoted(word)} is not a number`, 'write a number such as 12.5, or 1e30 for no limit');
  return null;
}

/** The row of a name; null, with a fault, when it is not declared. */
export function rowNamed(draft: MpsDraft, line: number, name: string): DraftRow | null {
  const index = draft.rowIndexByName.get(name);
  if (index !== undefined) return draft.rows[index]!;
  draft.faults.unknownName(line, 'row', name, draft.rowIndexByName.keys());
  return null;
}

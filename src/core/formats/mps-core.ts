import type { Entry, LinearModel } from '../programme/index.ts';
import { boundOf } from './cards.ts';

/** What an MPS file says: one linear or mixed-integer programme by names, rows and columns in the file's order. */
export interface MpsCore {
  readonly name: string;
  readonly sense: 'minimise' | 'maximise';
  readonly objectiveName: string;
  readonly objectiveConstant: number;
  /** constraints; free rows other than the objective are left out */
  readonly rows: readonly MpsRow[];
  readonly columns: readonly MpsColumn[];
  /** names of the sets in use; null when the section is absent, '' when it names none */
  readonly rhsSet: string | null;
  readonly rangeSet: string | null;
  /** every row as listed, objective and free rows too: time files mark periods by position */
  readonly listedRows: readonly string[];
  readonly layout: 'free' | 'fixed';
}

export interface MpsRow {
  readonly name: string;
  readonly kind: RowKind;
  readonly rhs: number;
  readonly range: number | null;
  /** terms on columns, ascending, zeros left out */
  readonly entries: readonly Entry[];
  /** where it is declared, 1-based */
  readonly line: number;
}

export type RowKind = 'L' | 'G' | 'E';

export interface MpsColumn {
  readonly name: string;
  readonly lower: number;
  readonly upper: number;
  readonly isInteger: boolean;
  readonly cost: number;
  /** where it is first named, 1-based */
  readonly line: number;
}

export interface Bounds {
  readonly lower: number;
  readonly upper: number;
}

/**
 * Bounds of a row of a kind: L is [rhs - |range|, rhs], G is [rhs, rhs + |range|], E is [rhs, rhs + range] or, for a
 * negative range, [rhs + range, rhs]. Without a range L and G are open on their other side.
 */
export function rowBounds(kind: RowKind, rhs: number, range: number | null): Bounds {
  const size = range === null ? 0 : Math.abs(range);
  if (kind === 'L') return finiteOrNone(range === null ? -Infinity : rhs - size, rhs);
  if (kind === 'G') return finiteOrNone(rhs, range === null ? Infinity : rhs + size);
  return finiteOrNone(rhs + Math.min(0, range ?? 0), rhs + Math.max(0, range ?? 0));
}

function finiteOrNone(lower: number, upper: number): Bounds {
  return { lower: boundOf(lower), upper: boundOf(upper) };
}

/** The programme as a solver takes it; rows and columns keep their order. */
export function linearModelOf(core: MpsCore): LinearModel {
  const rowStarts = new Int32Array(core.rows.length + 1);
  core.rows.forEach((row, index) => (rowStarts[index + 1] = rowStarts[index]! + row.entries.length));
  const entries = core.rows.flatMap((row) => row.entries);
  const bounds = core.rows.map(({ kind, rhs, range }) => rowBounds(kind, rhs, range));
  return {
    sense: core.sense,
    columnCount: core.columns.length,
    rowCount: core.rows.length,
    objectiveOffset: core.objectiveConstant,
    cost: Float64Array.from(core.columns, ({ cost }) => cost),
    columnLower: Float64Array.from(core.columns, ({ lower }) => lower),
    columnUpper: Float64Array.from(core.columns, ({ upper }) => upper),
    integrality: Uint8Array.from(core.columns, ({ isInteger }) => Number(isInteger)),
    rowLower: Float64Array.from(bounds, ({ lower }) => lower),
    rowUpper: Float64Array.from(bounds, ({ upper }) => upper),
    rowStarts,
    columnIndices: Int32Array.from(entries, ({ index }) => index),
    values: Float64Array.from(entries, ({ value }) => value),
    parametric: [],
    columnName: (column) => core.columns[column]!.name,
    rowName: (row) => core.rows[row]!.name,
  };
}

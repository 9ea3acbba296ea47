/** Small models written densely: for contracts and tests. */
import type { LinearModel } from '../programme/index.ts';

/** A small model written densely. Bounds left out: columns [0, infinity), rows (-infinity, infinity). */
export interface DenseModel {
  readonly sense?: LinearModel['sense'];
  readonly offset?: number;
  readonly cost: readonly number[];
  readonly lower?: readonly number[];
  readonly upper?: readonly number[];
  readonly integers?: readonly number[];
  readonly rows?: readonly { readonly terms: readonly number[]; readonly lower?: number; readonly upper?: number }[];
}

/** A dense model as the sparse rows solvers take; zeros are left out. */
export function modelFromDense(dense: DenseModel): LinearModel {
  const rows = dense.rows ?? [];
  const entries = rows.map(({ terms }) => terms.flatMap((value, column) => (value === 0 ? [] : [{ column, value }])));
  const rowStarts = Int32Array.from([0, ...entries.map((_, row) => entries.slice(0, row + 1).flat().length)]);
  const columnCount = dense.cost.length;
  const integrality = new Uint8Array(columnCount);
  for (const column of dense.integers ?? []) integrality[column] = 1;
  return {
    sense: dense.sense ?? 'minimise',
    columnCount,
    rowCount: rows.length,
    objectiveOffset: dense.offset ?? 0,
    cost: Float64Array.from(dense.cost),
    columnLower: Float64Array.from(dense.cost, (_, column) => dense.lower?.[column] ?? 0),
    columnUpper: Float64Array.from(dense.cost, (_, column) => dense.upper?.[column] ?? Infinity),
    integrality,
    rowLower: Float64Array.from(rows, (row) => row.lower ?? -Infinity),
    rowUpper: Float64Array.from(rows, (row) => row.upper ?? Infinity),
    rowStarts,
    columnIndices: Int32Array.from(entries.flat(), ({ column }) => column),
    values: Float64Array.from(entries.flat(), ({ value }) => value),
    parametric: [],
    columnName: (column) => `x${column}`,
    rowName: (row) => `r${row}`,
  };
}

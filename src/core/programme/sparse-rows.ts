/** Growing compressed sparse rows with their parametric terms, and the accumulator that sums a row's duplicate entries. */
import type { ParametricTerm } from './linear-model.ts';

/** Sums below this share of their terms' absolute sum are cancellation residue, not coefficients. */
export const CANCELLATION_FRACTION = 16 * 2.220446049250313e-16;

/**
 * Sums terms by column. Constant coefficients are summed in dense arrays (no map on the hot path); the few parametric
 * ones in a list that `settle` sorts by column, then parameter.
 */
export class TermAccumulator {
  readonly columns: number[] = [];
  private sums: Float64Array;
  private absoluteSums: Float64Array;
  private marked: Uint8Array;
  private parametricTerms: { column: number; parameter: number; base: number }[] = [];

  constructor(columnCapacity: number) {
    this.sums = new Float64Array(columnCapacity);
    this.absoluteSums = new Float64Array(columnCapacity);
    this.marked = new Uint8Array(columnCapacity);
  }

  add(column: number, value: number, parameter: number): void {
    if (this.marked[column] === 0) {
      this.marked[column] = 1;
      this.columns.push(column);
    }
    if (parameter >= 0) {
      this.parametricTerms.push({ column, parameter, base: value });
      return;
    }
    this.sums[column]! += value;
    this.absoluteSums[column]! += Math.abs(value);
  }

  /** Sorts the touched columns and merges parametric terms; call once before reading, then `clear`. */
  settle(): readonly { readonly column: number; readonly parameter: number; readonly base: number }[] {
    sortAscending(this.columns);
    if (this.parametricTerms.length > 0) this.parametricTerms = mergeParametric(this.parametricTerms);
    return this.parametricTerms;
  }

  /** Constant part of a column's coefficient; residue of cancellation reads as exactly 0. */
  constantPart(column: number): number {
    const sum = this.sums[column]!;
    return Math.abs(sum) <= CANCELLATION_FRACTION * this.absoluteSums[column]! ? 0 : sum;
  }

  clear(): void {
    for (const column of this.columns) {
      this.sums[column] = 0;
      this.absoluteSums[column] = 0;
      this.marked[column] = 0;
    }
    this.columns.length = 0;
    this.parametricTerms = [];
  }
}

/** Compressed sparse rows that grow. */
export class SparseRows {
  readonly lower: number[] = [];
  readonly upper: number[] = [];
  readonly parametric: ParametricTerm[] = [];
  private starts: number[] = [0];
  private indices = new Int32Array(1024);
  private values = new Float64Array(1024);
  private count = 0;

  get rowCount(): number {
    return this.lower.length;
  }

  /** Appends the accumulated terms as a row and clears the accumulator. Exact zeros without a parameter are left out. */
  push(terms: TermAccumulator, lower: number, upper: number): void {
    const parametric = terms.settle();
    const row = this.rowCount;
    let next = 0;
    for (const column of terms.columns) {
      const constant = terms.constantPart(column);
      const isParametric = next < parametric.length && parametric[next]!.column === column;
      if (constant === 0 && !isParametric) continue;
      const position = this.append(column, constant);
      if (!isParametric) continue;
      if (constant !== 0) this.parametric.push({ parameter: -1, row, column, position, base: constant });
      for (; next < parametric.length && parametric[next]!.column === column; next++) {
        const { parameter, base } = parametric[next]!;
        this.parametric.push({ parameter, row, column, position, base });
      }
    }
    this.starts.push(this.count);
    this.lower.push(lower);
    this.upper.push(upper);
    terms.clear();
  }

  finish(): { rowStarts: Int32Array; columnIndices: Int32Array; values: Float64Array } {
    return {
      rowStarts: Int32Array.from(this.starts),
      columnIndices: this.indices.slice(0, this.count),
      values: this.values.slice(0, this.count),
    };
  }

  private append(column: number, value: number): number {
    if (this.count === this.indices.length) {
      const indices = new Int32Array(this.count * 2);
      const values = new Float64Array(this.count * 2);
      indices.set(this.indices);
      values.set(this.values);
      this.indices = indices;
      this.values = values;
    }
    this.indices[this.count] = column;
    this.values[this.count] = value;
    return this.count++;
  }
}

/** Insertion sort for the short and nearly sorted lists that rows are; the library's sort above that. */
function sortAscending(columns: number[]): void {
  if (columns.length > 64) {
    columns.sort((a, b) => a - b);
    return;
  }
  for (let i = 1; i < columns.length; i++) {
    const column = columns[i]!;
    let j = i - 1;
    for (; j >= 0 && columns[j]! > column; j--) columns[j + 1] = columns[j]!;
    columns[j + 1] = column;
  }
}

function mergeParametric(
  terms: { column: number; parameter: number; base: number }[],
): { column: number; parameter: number; base: number }[] {
  terms.sort((a, b) => a.column - b.column || a.parameter - b.parameter);
  const merged: { column: number; parameter: number; base: number }[] = [];
  for (const term of terms) {
    const last = merged.at(-1);
    if (last && last.column === term.column && last.parameter === term.parameter) last.base += term.base;
    else merged.push(term);
  }
  return merged;
}

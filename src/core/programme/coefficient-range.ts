import type { LinearModel } from './linear-model.ts';

/** Smallest and largest absolute finite non-zero values of a part; both 0 when it has none. */
export interface Range {
  readonly smallest: number;
  readonly largest: number;
}

export interface CoefficientRange {
  readonly matrix: Range;
  readonly cost: Range;
  readonly columnBounds: Range;
  readonly rowBounds: Range;
}

/** How widely a model's numbers are spread: what to look at first when a solver struggles. */
export function coefficientRange(model: LinearModel): CoefficientRange {
  return {
    matrix: rangeOf(model.values),
    cost: rangeOf(model.cost),
    columnBounds: rangeOf(model.columnLower, model.columnUpper),
    rowBounds: rangeOf(model.rowLower, model.rowUpper),
  };
}

function rangeOf(...parts: readonly Float64Array[]): Range {
  let smallest = Infinity;
  let largest = 0;
  for (const part of parts) {
    for (const value of part) {
      const size = Math.abs(value);
      if (size === 0 || size === Infinity) continue;
      if (size < smallest) smallest = size;
      if (size > largest) largest = size;
    }
  }
  return { smallest: smallest === Infinity ? 0 : smallest, largest };
}

/** One linear or mixed-integer programme in sparse rows, as a solver takes it; its coefficients may carry parameters. */
export interface LinearModel {
  readonly sense: 'maximise' | 'minimise';
  readonly columnCount: number;
  readonly rowCount: number;
  readonly objectiveOffset: number;
  /** [column] */
  readonly cost: Float64Array;
  readonly columnLower: Float64Array;
  readonly columnUpper: Float64Array;
  /** [column] 1 where the column must be integer */
  readonly integrality: Uint8Array;
  /** [row] */
  readonly rowLower: Float64Array;
  readonly rowUpper: Float64Array;
  /** compressed sparse rows: [row + 1], [nonzero], [nonzero]; within a row columns ascend and are distinct */
  readonly rowStarts: Int32Array;
  readonly columnIndices: Int32Array;
  readonly values: Float64Array;
  /** where parameters enter; value = sum over terms of base x parameter, plus the constant part */
  readonly parametric: readonly ParametricTerm[];
  readonly columnName: (column: number) => string;
  readonly rowName: (row: number) => string;
}

/** One coefficient that a parameter scales. `row` -1 is the objective. */
export interface ParametricTerm {
  readonly parameter: number;
  readonly row: number;
  readonly column: number;
  /** position in `values`, or the column in `cost` when row is -1 */
  readonly position: number;
  readonly base: number;
}

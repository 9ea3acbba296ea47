/** Power-of-two scaling: exact to undo, so that solvers with absolute tolerances see numbers near 1. */
import type { LinearModel } from '../programme/index.ts';

/** Scaled model and the factors: x = columnFactor x', row' = rowFactor row, objective' = objectiveFactor objective. */
export interface ScaledModel {
  readonly model: LinearModel;
  readonly rowFactors: Float64Array;
  readonly columnFactors: Float64Array;
  readonly objectiveFactor: number;
}

const GEOMETRIC_PASSES = 4;
/** Costs are brought to this binary exponent at their largest (about 1e3). */
const LARGEST_COST_EXPONENT = 10;
/** Factors stay within 2^+-60, far from overflow. */
const EXPONENT_LIMIT = 60;

/**
 * Scales rows and columns by powers of two towards coefficients near 1: in each pass a row (then a column) is divided by
 * the geometric mean of its smallest and largest coefficient. Integer columns keep factor 1, so integrality is unchanged.
 * The objective is scaled by one power of two. Explicit zeros do not count.
 */
export function scaleModel(model: LinearModel): ScaledModel {
  const exponents = Int16Array.from(model.values, binaryExponent);
  const rows = new Int32Array(model.rowCount);
  const columns = new Int32Array(model.columnCount);
  for (let pass = 0; pass < GEOMETRIC_PASSES; pass++) {
    balanceRows(model, exponents, rows, columns);
    balanceColumns(model, exponents, rows, columns);
  }
  balanceRows(model, exponents, rows, columns);
  const rowFactors = Float64Array.from(rows, powerOfTwo);
  const columnFactors = Float64Array.from(columns, powerOfTwo);
  const objectiveFactor = objectiveFactorFor(model, columns);
  return {
    model: scaled(model, rowFactors, columnFactors, objectiveFactor),
    rowFactors,
    columnFactors,
    objectiveFactor,
  };
}

type Exponents = Int16Array | Int32Array;

/** Exponent that marks a zero coefficient. */
const ZERO = -32768;

function balanceRows(model: LinearModel, exponents: Exponents, rows: Int32Array, columns: Int32Array): void {
  for (let row = 0; row < model.rowCount; row++) {
    let smallest = Infinity;
    let largest = -Infinity;
    for (let position = model.rowStarts[row]!; position < model.rowStarts[row + 1]!; position++) {
      if (exponents[position] === ZERO) continue;
      const exponent = exponents[position]! + columns[model.columnIndices[position]!]!;
      smallest = Math.min(smallest, exponent);
      largest = Math.max(largest, exponent);
    }
    rows[row] = centring(smallest, largest);
  }
}

function balanceColumns(model: LinearModel, exponents: Exponents, rows: Int32Array, columns: Int32Array): void {
  const smallest = new Float64Array(model.columnCount).fill(Infinity);
  const largest = new Float64Array(model.columnCount).fill(-Infinity);
  for (let row = 0; row < model.rowCount; row++) {
    for (let position = model.rowStarts[row]!; position < model.rowStarts[row + 1]!; position++) {
      if (exponents[position] === ZERO) continue;
      const column = model.columnIndices[position]!;
      const exponent = exponents[position]! + rows[row]!;
      if (exponent < smallest[column]!) smallest[column] = exponent;
      if (exponent > largest[column]!) largest[column] = exponent;
    }
  }
  for (let column = 0; column < model.columnCount; column++) {
    columns[column] = model.integrality[column] === 1 ? 0 : centring(smallest[column]!, largest[column]!);
  }
}

function centring(smallest: number, largest: number): number {
  if (smallest === Infinity) return 0;
  return Math.max(-EXPONENT_LIMIT, Math.min(EXPONENT_LIMIT, -Math.floor((smallest + largest) / 2)));
}

function objectiveFactorFor(model: LinearModel, columns: Int32Array): number {
  let largest = -Infinity;
  model.cost.forEach((cost, column) => {
    if (cost !== 0) largest = Math.max(largest, binaryExponent(cost) + columns[column]!);
  });
  return largest === -Infinity ? 1 : powerOfTwo(LARGEST_COST_EXPONENT - largest);
}

function scaled(
  model: LinearModel,
  rowFactors: Float64Array,
  columnFactors: Float64Array,
  objectiveFactor: number,
): LinearModel {
  const values = new Float64Array(model.values.length);
  for (let row = 0; row < model.rowCount; row++) {
    for (let position = model.rowStarts[row]!; position < model.rowStarts[row + 1]!; position++) {
      values[position] = model.values[position]! * rowFactors[row]! * columnFactors[model.columnIndices[position]!]!;
    }
  }
  return {
    ...model,
    objectiveOffset: model.objectiveOffset * objectiveFactor,
    cost: model.cost.map((cost, column) => cost * columnFactors[column]! * objectiveFactor),
    columnLower: model.columnLower.map((bound, column) => bound / columnFactors[column]!),
    columnUpper: model.columnUpper.map((bound, column) => bound / columnFactors[column]!),
    rowLower: model.rowLower.map((bound, row) => bound * rowFactors[row]!),
    rowUpper: model.rowUpper.map((bound, row) => bound * rowFactors[row]!),
    values,
    parametric: [],
  };
}

const bits = new DataView(new ArrayBuffer(8));

/** floor(log2 |value|) read from the bits; subnormal values count as the smallest exponent, 0 as `ZERO`. */
export function binaryExponent(value: number): number {
  if (value === 0) return ZERO;
  bits.setFloat64(0, value);
  return ((bits.getUint16(0) >> 4) & 0x7ff) - 1023;
}

/** 2^exponent for -1022 <= exponent <= 1023, exactly. */
export function powerOfTwo(exponent: number): number {
  bits.setUint32(0, (exponent + 1023) << 20);
  bits.setUint32(4, 0);
  return bits.getFloat64(0);
}

import { closeSync, openSync, writeSync } from 'node:fs';

import type { LinearModel } from '../../src/core/index.ts';

const LINES_AT_ONCE = 20_000;

/** Writes a linear model to a free-format MPS file, rows as R0, R1 .. and columns as C0, C1 .. */
export function writeMpsFile(file: string, model: LinearModel): void {
  const handle = openSync(file, 'w');
  let waiting: string[] = [];
  for (const line of mpsLines(model)) {
    waiting.push(line);
    if (waiting.length < LINES_AT_ONCE) continue;
    writeSync(handle, `${waiting.join('\n')}\n`);
    waiting = [];
  }
  writeSync(handle, `${waiting.join('\n')}\n`);
  closeSync(handle);
}

function* mpsLines(model: LinearModel): Generator<string> {
  const { rowLower, rowUpper } = model;
  if (model.sense === 'maximise' || model.parametric.length > 0 || model.integrality.includes(1)) {
    throw new Error('only plain minimising linear models are written');
  }
  yield 'NAME bench';
  yield 'ROWS';
  yield ' N COST';
  for (let row = 0; row < model.rowCount; row++) yield ` ${kindOf(rowLower[row]!, rowUpper[row]!)} R${row}`;
  yield 'COLUMNS';
  yield* columnLines(model);
  yield 'RHS';
  if (model.objectiveOffset !== 0) yield ` RHS COST ${-model.objectiveOffset}`;
  for (let row = 0; row < model.rowCount; row++) {
    const kind = kindOf(rowLower[row]!, rowUpper[row]!);
    const side = kind === 'G' ? rowLower[row]! : rowUpper[row]!;
    if (kind !== 'N' && side !== 0) yield ` RHS R${row} ${side}`;
  }
  yield 'BOUNDS';
  yield* boundLines(model);
  yield 'ENDATA';
}

function kindOf(lower: number, upper: number): 'N' | 'L' | 'G' | 'E' {
  if (lower === upper) return 'E';
  if (lower === -Infinity) return upper === Infinity ? 'N' : 'L';
  if (upper === Infinity) return 'G';
  throw new Error('rows with two sides are not written');
}

/** Rows become columns by counting: MPS lists coefficients column by column. */
function* columnLines({
  columnCount,
  rowCount,
  cost,
  rowStarts,
  columnIndices,
  values,
}: LinearModel): Generator<string> {
  const starts = new Int32Array(columnCount + 1);
  for (const column of columnIndices) starts[column + 1]!++;
  for (let column = 0; column < columnCount; column++) starts[column + 1]! += starts[column]!;
  const next = starts.slice(0, -1);
  const rows = new Int32Array(values.length);
  const byColumn = new Float64Array(values.length);
  for (let row = 0; row < rowCount; row++) {
    for (let position = rowStarts[row]!; position < rowStarts[row + 1]!; position++) {
      const place = next[columnIndices[position]!]!++;
      rows[place] = row;
      byColumn[place] = values[position]!;
    }
  }
  for (let column = 0; column < columnCount; column++) {
    if (cost[column] !== 0) yield ` C${column} COST ${cost[column]!}`;
    for (let place = starts[column]!; place < starts[column + 1]!; place++) {
      yield ` C${column} R${rows[place]!} ${byColumn[place]!}`;
    }
  }
}

function* boundLines({ columnCount, columnLower, columnUpper }: LinearModel): Generator<string> {
  for (let column = 0; column < columnCount; column++) {
    const [lower, upper] = [columnLower[column]!, columnUpper[column]!];
    if (lower === -Infinity) yield ` MI B C${column}`;
    else if (lower !== 0) yield ` LO B C${column} ${lower}`;
    if (upper !== Infinity) yield ` UP B C${column} ${upper}`;
  }
}

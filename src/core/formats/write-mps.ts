import type { LinearModel } from '../programme/index.ts';
import { fileNames } from './file-names.ts';
import { rowBounds, type RowKind } from './mps-core.ts';

/** How a row is written. */
export interface RowForm {
  readonly kind: RowKind;
  readonly rhs: number;
  readonly range: number | null;
}

/** Names as they stand in the file. */
export interface MpsNames {
  readonly title: string;
  readonly objective: string;
  readonly rows: readonly string[];
  readonly columns: readonly string[];
}

/** Written for infinity, where a number must stand. */
export const INFINITY_WORD = '1e30';

/**
 * A model as a free MPS file that reads back to the same numbers, bit for bit, parameters at their base values: rows and
 * columns keep their order, ranges their ends (where two doubles have no exact difference, the nearest), a free row is
 * an L row with side 1e30. Bounds of 1e20 and more read back as infinite.
 *
 * Names are made fit for the format by `fileNames`: no blanks, no two alike, no keyword.
 */
export function writeMps(model: LinearModel, title: string = 'MODEL'): string {
  return mpsText(model, mpsNames(model, title), rowFormsOf(model));
}

/** Fit names of a model's rows and columns; the objective's differs from every row's. */
export function mpsNames(model: LinearModel, title: string): MpsNames {
  const rowNames = Array.from({ length: model.rowCount }, (_, row) => model.rowName(row));
  const taken = new Set<string>();
  const rows = fileNames(rowNames, taken);
  const columns = fileNames(Array.from({ length: model.columnCount }, (_, column) => model.columnName(column)));
  return { title: fileNames([title])[0]!, objective: fileNames(['OBJ'], taken)[0]!, rows, columns };
}

/** How each row of a model is written. */
export function rowFormsOf(model: LinearModel): readonly RowForm[] {
  return Array.from(model.rowLower, (lower, row) => rowForm(lower, model.rowUpper[row]!));
}

/** The form that reads back to the two bounds. */
export function rowForm(lower: number, upper: number): RowForm {
  if (lower === upper) return { kind: 'E', rhs: lower, range: null };
  if (lower === -Infinity) return { kind: 'L', rhs: upper, range: null };
  if (upper === Infinity) return { kind: 'G', rhs: lower, range: null };
  const forms = rangeCandidates(upper - lower).flatMap((range): RowForm[] => [
    { kind: 'G', rhs: lower, range },
    { kind: 'L', rhs: upper, range },
  ]);
  return forms.find((form) => isExact(form, lower, upper)) ?? forms[0]!;
}

/** A difference rounds, and adding it back rounds again: a neighbour may do better. */
export function rangeCandidates(difference: number): readonly number[] {
  return [difference, difference * (1 + Number.EPSILON), difference * (1 - Number.EPSILON / 2)];
}

function isExact({ kind, rhs, range }: RowForm, lower: number, upper: number): boolean {
  const bounds = rowBounds(kind, rhs, range);
  return bounds.lower === lower && bounds.upper === upper;
}

/** The text of an MPS file; sections without lines are left out. */
export function mpsText(model: LinearModel, names: MpsNames, forms: readonly RowForm[]): string {
  const rhs = forms.flatMap(({ rhs: side }, row) => (side === 0 ? [] : [`    RHS ${names.rows[row]!} ${word(side)}`]));
  if (model.objectiveOffset !== 0) rhs.push(`    RHS ${names.objective} ${word(-model.objectiveOffset)}`);
  const ranges = forms.flatMap(({ range }, row) =>
    range === null ? [] : [`    RANGES ${names.rows[row]!} ${word(range)}`],
  );
  return [
    `NAME ${names.title}`,
    ...(model.sense === 'maximise' ? ['OBJSENSE', '    MAX'] : []),
    'ROWS',
    ` N ${names.objective}`,
    ...forms.map(({ kind }, row) => ` ${kind} ${names.rows[row]!}`),
    'COLUMNS',
    ...columnLines(model, names),
    ...section('RHS', rhs),
    ...section('RANGES', ranges),
    ...section('BOUNDS', boundLines(model, names)),
    'ENDATA',
    '',
  ].join('\n');
}

function section(keyword: string, lines: readonly string[]): readonly string[] {
  return lines.length > 0 ? [keyword, ...lines] : [];
}

/** A number as files hold it: the shortest text that reads back to the same double. */
export function word(value: number): string {
  if (value === Infinity) return INFINITY_WORD;
  return value === -Infinity ? `-${INFINITY_WORD}` : String(value + 0);
}

function columnLines(model: LinearModel, names: MpsNames): readonly string[] {
  const entries: string[][] = names.columns.map((name, column) =>
    model.cost[column] === 0 ? [] : [`    ${name} ${names.objective} ${word(model.cost[column]!)}`],
  );
  for (let row = 0; row < model.rowCount; row++) {
    for (let at = model.rowStarts[row]!; at < model.rowStarts[row + 1]!; at++) {
      const column = model.columnIndices[at]!;
      entries[column]!.push(`    ${names.columns[column]!} ${names.rows[row]!} ${word(model.values[at]!)}`);
    }
  }
  const lines: string[] = [];
  let isInInteger = false;
  entries.forEach((own, column) => {
    const isInteger = model.integrality[column] === 1;
    if (isInteger !== isInInteger) lines.push(`    MARKER 'MARKER' '${isInteger ? 'INTORG' : 'INTEND'}'`);
    isInInteger = isInteger;
    // A column that occurs nowhere still has to be named.
    if (own.length === 0) lines.push(`    ${names.columns[column]!} ${names.objective} 0`);
    else for (const line of own) lines.push(line);
  });
  if (isInInteger) lines.push("    MARKER 'MARKER' 'INTEND'");
  return lines;
}

/** Bounds other than [0, infinity); for integers always the upper one, whose default differs among readers. */
function boundLines(model: LinearModel, { columns }: MpsNames): readonly string[] {
  return columns.flatMap((name, column) => {
    const lower = model.columnLower[column]!;
    const upper = model.columnUpper[column]!;
    const isInteger = model.integrality[column] === 1;
    if (lower === upper) return [` FX BOUND ${name} ${word(lower)}`];
    if (lower === -Infinity && upper === Infinity) return [` FR BOUND ${name}`];
    const lines = lower === -Infinity ? [` MI BOUND ${name}`] : lower !== 0 ? [` LO BOUND ${name} ${word(lower)}`] : [];
    if (upper < Infinity) lines.push(` UP BOUND ${name} ${word(upper)}`);
    else if (isInteger) lines.push(` PL BOUND ${name}`);
    return lines;
  });
}

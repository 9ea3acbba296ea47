import { type Card, isNegligible } from './cards.ts';
import { quoted } from './file-fault.ts';
import { coefficientNumber, type DraftRow, type MpsDraft, rowNamed } from './mps-draft.ts';

/** Reads one line of COLUMNS: column, row, value, and perhaps another row and value; or a marker of integers. */
export function readColumn(draft: MpsDraft, card: Card): void {
  const { line, fields } = card;
  if (isMarker(fields)) {
    readMarker(draft, card);
    return;
  }
  const name = fields[0]!;
  if (fields.length !== 3 && fields.length !== 5) {
    draft.faults.add(line, `a line of COLUMNS has ${fields.length} fields`, 'write: column row value [row value]');
    return;
  }
  const column = columnNamed(draft, line, name);
  for (let at = 1; at < fields.length; at += 2) addEntry(draft, line, column, [fields[at]!, fields[at + 1]!]);
}

/** Index of a column, a new one at the end when the name is new. Taken up again after others, it is what it was. */
function columnNamed(draft: MpsDraft, line: number, name: string): number {
  const { columns, columnIndexByName, faults, isInInteger: isInteger } = draft;
  const last = columns.length - 1;
  if (columns[last]?.name === name) return last;
  const known = columnIndexByName.get(name);
  if (known === undefined) {
    columnIndexByName.set(name, last + 1);
    return columns.push({ name, line, isInteger, lower: null, upper: null, boundLine: line }) - 1;
  }
  if (draft.seenEntries === null) {
    faults.warn(line, `lines of column ${quoted(name)} do not stand together`, 'keep lines of a column together');
    draft.seenEntries = new Set(
      draft.rows.flatMap(({ entries }, row) => entries.map(({ index }) => entryKey(row, index))),
    );
  }
  if (columns[known]!.isInteger !== isInteger) {
    faults.add(line, `column ${quoted(name)} stands inside and outside of integer markers`, 'keep its lines together');
  }
  return known;
}

/** Rows and columns up to which `entryKey` is exact: 2^26. */
const ROWS_MAX = 67_108_864;

/** One number for a row and a column. */
function entryKey(row: number, column: number): number {
  return row * ROWS_MAX + column;
}

function isMarker(fields: readonly string[]): boolean {
  return fields.length >= 3 && unquoted(fields[1]!) === 'MARKER' && /^INT(?:ORG|END)$/.test(unquoted(fields.at(-1)!));
}

function unquoted(word: string): string {
  return word.replaceAll(/['"]/g, '').toUpperCase();
}

function readMarker(draft: MpsDraft, { line, fields }: Card): void {
  const isStart = unquoted(fields.at(-1)!) === 'INTORG';
  if (isStart === draft.isInInteger) {
    const message = isStart ? 'INTORG stands inside integer columns' : 'INTEND stands without INTORG';
    draft.faults.add(line, message, 'markers come in pairs: INTORG, then INTEND');
  }
  draft.isInInteger = isStart;
}

function addEntry(draft: MpsDraft, line: number, column: number, [name, word]: readonly [string, string]): void {
  const row = rowNamed(draft, line, name);
  const value = coefficientNumber(draft.faults, line, word);
  if (!row || value === null) return;
  if (row.lastColumn === column || isSeen(draft, row, column)) {
    const message = `row ${quoted(name)} has a second entry for column ${quoted(draft.columns[column]!.name)}`;
    draft.faults.add(line, message, 'remove one of them');
    return;
  }
  row.lastColumn = column;
  const isDropped = row.kind !== 'N' && isNegligible(value);
  if (isDropped) draft.faults.warnOfNegligible(line, quoted(word));
  if (value !== 0 && !isDropped) row.entries.push({ index: column, value });
}

/** Whether a row has the column already, and from now on has. */
function isSeen({ seenEntries, rowIndexByName }: MpsDraft, { name }: DraftRow, column: number): boolean {
  if (seenEntries === null) return false;
  const key = entryKey(rowIndexByName.get(name)!, column);
  if (seenEntries.has(key)) return true;
  seenEntries.add(key);
  return false;
}

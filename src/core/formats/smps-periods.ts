import { type Card, lastLineOf, readCards } from './cards.ts';
import { type FaultList, quoted } from './file-fault.ts';
import type { MpsCore } from './mps-core.ts';

/** Which period each row and column of a core belongs to; period 0 is decided before anything is seen. */
export interface Periods {
  readonly names: readonly string[];
  readonly indexByName: ReadonlyMap<string, number>;
  /** [row] and [column] of the core */
  readonly ofRow: Int32Array;
  readonly ofColumn: Int32Array;
}

interface Draft {
  readonly core: MpsCore;
  readonly faults: FaultList;
  readonly names: string[];
  readonly indexByName: Map<string, number>;
  /** [listed row] and [column]; -1 = not said. Implicit files set the first of each period only */
  readonly ofListedRow: Int32Array;
  readonly ofColumn: Int32Array;
  readonly listedIndexByName: ReadonlyMap<string, number>;
  readonly columnIndexByName: ReadonlyMap<string, number>;
  /** [period] where it is marked, 1-based */
  readonly lines: number[];
  isExplicit: boolean;
}

/**
 * Reads the time file of an SMPS problem. Implicit: each period names its first column and row, and holds all up to the
 * next period's; what stands before the first belongs to the first. Explicit (PERIODS EXPLICIT): sections ROWS and
 * COLUMNS give the period of each.
 */
export function readPeriods(text: string, core: MpsCore, faults: FaultList): Periods | null {
  const draft = emptyDraft(core, faults);
  let section = '';
  let hasEnd = false;
  for (const card of readCards(text, core.layout)) {
    if (!card.isHeader) {
      readLine(draft, section, card);
      continue;
    }
    section = card.fields[0]!;
    if (section === 'ENDATA') {
      hasEnd = true;
      break;
    }
    openSection(draft, section, card);
  }
  const end = lastLineOf(text);
  if (!hasEnd) faults.add(end, 'the file ends without ENDATA', 'complete the file: it may be cut short');
  if (draft.names.length === 0) faults.add(end, 'no period is named', 'write: first column, first row, period');
  if (faults.hasFaults()) return null;
  return finish(draft, end);
}

function emptyDraft(core: MpsCore, faults: FaultList): Draft {
  return {
    core,
    faults,
    names: [],
    indexByName: new Map(),
    ofListedRow: new Int32Array(core.listedRows.length).fill(-1),
    ofColumn: new Int32Array(core.columns.length).fill(-1),
    listedIndexByName: new Map(core.listedRows.map((name, index) => [name, index])),
    columnIndexByName: new Map(core.columns.map(({ name }, index) => [name, index])),
    lines: [],
    isExplicit: false,
  };
}

function openSection(draft: Draft, section: string, { line, fields }: Card): void {
  if (section === 'PERIODS') {
    const word = (fields[1] ?? '').toUpperCase();
    draft.isExplicit = word === 'EXPLICIT';
    return;
  }
  const isKnown =
    section === 'TIME' || section === 'NAME' || (draft.isExplicit && (section === 'ROWS' || section === 'COLUMNS'));
  if (!isKnown) draft.faults.add(line, `${quoted(section)} is no section here`, 'use TIME, PERIODS and ENDATA');
}

function readLine(draft: Draft, section: string, card: Card): void {
  const fields = card.fields.filter((field) => field !== '');
  if (section === 'PERIODS') {
    if (draft.isExplicit) periodNamed(draft, fields.at(-1)!, card.line);
    else readMark(draft, card.line, fields);
  } else if (section === 'ROWS' || section === 'COLUMNS') readMember(draft, section, card.line, fields);
  else draft.faults.add(card.line, 'data stand outside PERIODS', 'begin with TIME, then PERIODS');
}

/** Index of a period, a new one at the end when the name is new. */
function periodNamed(draft: Draft, name: string, line: number): number {
  const known = draft.indexByName.get(name);
  if (known !== undefined) return known;
  draft.indexByName.set(name, draft.names.length);
  draft.lines.push(line);
  return draft.names.push(name) - 1;
}

/** First column, first row, period. */
function readMark(draft: Draft, line: number, fields: readonly string[]): void {
  const [columnName, rowName, name] = fields;
  if (columnName === undefined || rowName === undefined || name === undefined || fields.length > 3) {
    draft.faults.add(line, `a period has ${fields.length} fields`, 'write: first column, first row, period');
    return;
  }
  if (draft.indexByName.has(name)) draft.faults.add(line, `period ${quoted(name)} stands twice`, 'rename one');
  const period = periodNamed(draft, name, line);
  const column = draft.columnIndexByName.get(columnName);
  const row = draft.listedIndexByName.get(rowName);
  if (column === undefined) draft.faults.unknownName(line, 'column', columnName, draft.columnIndexByName.keys());
  if (row === undefined) draft.faults.unknownName(line, 'row', rowName, draft.listedIndexByName.keys());
  if (column === undefined || row === undefined) return;
  mark(draft, line, { of: draft.ofColumn, at: column, period, name: columnName });
  mark(draft, line, { of: draft.ofListedRow, at: row, period, name: rowName });
}

interface Mark {
  readonly of: Int32Array;
  readonly at: number;
  readonly period: number;
  readonly name: string;
}

/** Implicit: what two periods begin with belongs to the later one, the earlier having nothing of its kind. */
function mark({ faults, names, isExplicit }: Draft, line: number, { of, at, period, name }: Mark): void {
  const before = of[at]!;
  if (before >= 0) {
    const message = `${quoted(name)} begins both ${names[before]} and ${names[period]}`;
    const remedy = 'let each begin one period';
    if (isExplicit) faults.add(line, message, remedy);
    else faults.warn(line, `${message}: it is read as the later one's`, `${remedy} unless the earlier one is empty`);
  }
  of[at] = period;
}

/** Explicit: a row or a column, and its period. */
function readMember(draft: Draft, section: string, line: number, fields: readonly string[]): void {
  const [name, period] = fields;
  if (name === undefined || period === undefined || fields.length > 2) {
    draft.faults.add(line, `a line of ${section} has ${fields.length} fields`, 'write: name period');
    return;
  }
  const isRow = section === 'ROWS';
  const known = isRow ? draft.listedIndexByName : draft.columnIndexByName;
  const at = known.get(name);
  if (at === undefined) {
    draft.faults.unknownName(line, isRow ? 'row' : 'column', name, known.keys());
    return;
  }
  mark(draft, line, {
    of: isRow ? draft.ofListedRow : draft.ofColumn,
    at,
    period: periodNamed(draft, period, line),
    name,
  });
}

function finish(draft: Draft, end: number): Periods | null {
  const { core, faults } = draft;
  if (!draft.isExplicit) {
    fillForward(draft, draft.ofColumn, 'columns');
    fillForward(draft, draft.ofListedRow, 'rows');
  }
  const ofRow = Int32Array.from(core.rows, ({ name }) => draft.ofListedRow[draft.listedIndexByName.get(name)!]!);
  const whereRow = core.rows.find((_, row) => ofRow[row]! < 0);
  const whereColumn = core.columns.find((_, column) => draft.ofColumn[column]! < 0);
  if (whereRow) faults.add(end, `row ${quoted(whereRow.name)} has no period`, 'list it in ROWS');
  if (whereColumn) faults.add(end, `column ${quoted(whereColumn.name)} has no period`, 'list it in COLUMNS');
  if (faults.hasFaults()) return null;
  return { names: draft.names, indexByName: draft.indexByName, ofRow, ofColumn: draft.ofColumn };
}

/** Gives each place the period of the last mark; marks must come in the order of their periods. */
function fillForward({ faults, names, lines }: Draft, of: Int32Array, kind: string): void {
  let period = 0;
  for (let at = 0; at < of.length; at++) {
    const marked = of[at]!;
    if (marked >= 0 && marked < period) {
      const message = `${kind} of ${quoted(names[marked]!)} stand after those of ${quoted(names[period]!)} in the core`;
      faults.add(lines[marked]!, message, 'order the core by periods, or use PERIODS EXPLICIT');
      return;
    }
    period = Math.max(period, marked);
    of[at] = period;
  }
}

import {
  boundOf,
  type Card,
  type CardLayout,
  INFINITE_BOUND,
  lastLineOf,
  readCards,
  SECTION_KEYWORDS,
} from './cards.ts';
import { FaultList, nearestName, quoted, type Reading } from './file-fault.ts';
import { applyBounds, finishColumn, readBound } from './mps-bounds.ts';
import { readColumn } from './mps-columns.ts';
import { type MpsCore, type MpsRow, rowBounds, type RowKind } from './mps-core.ts';
import { type DraftRow, emptyDraft, finiteNumber, isSetInUse, type MpsDraft, rowNamed } from './mps-draft.ts';

/**
 * Reads an MPS file (or the core file of an SMPS problem), free or fixed.
 *
 * A file is read as free; when that fails and it reads without fault as fixed, it is fixed. The first free row (N) is
 * the objective, its right-hand side minus the constant. OBJSENSE turns the sense, OBJNAME names another objective. Of
 * several sets of right-hand sides, ranges or bounds the first is used. Values of 1e20 and more mean no bound. Refused
 * in words: semi-continuous columns, quadratic, SOS and indicator sections.
 */
export function readMps(text: string, fileName: string): Reading<MpsCore> {
  const free = readAs(text, fileName, 'free');
  if (free.isRead || saysFree(text)) return free;
  const fixed = readAs(text, fileName, 'fixed');
  return fixed.isRead ? fixed : free;
}

/** `NAME title FREE` on the first line that says anything. */
function saysFree(text: string): boolean {
  for (const { fields } of readCards(text, 'free')) {
    return fields[0] === 'NAME' && fields.length > 2 && fields.at(-1)!.toUpperCase() === 'FREE';
  }
  return false;
}

type ReadLine = (draft: MpsDraft, card: Card) => void;

/** What each section does with its lines. */
const SECTIONS: Readonly<Record<string, ReadLine>> = {
  OBJSENSE: readSense,
  OBJNAME: readObjectiveName,
  OBJECT: readObjectiveName,
  ROWS: readRow,
  COLUMNS: readColumn,
  RHS: (draft, card) => readPairs(draft, card, 'RHS', setRhs),
  RANGES: (draft, card) => readPairs(draft, card, 'RANGES', setRange),
  BOUNDS: readBound,
};
/** What must stand before a section. */
const NEEDED_BEFORE: Readonly<Record<string, string>> = {
  COLUMNS: 'ROWS',
  RHS: 'COLUMNS',
  RANGES: 'COLUMNS',
  BOUNDS: 'COLUMNS',
};

function readAs(text: string, fileName: string, layout: CardLayout): Reading<MpsCore> {
  const faults = new FaultList(fileName);
  const draft = emptyDraft(faults);
  const seen = new Set<string>();
  let section: string | null = null;
  for (const card of readCards(text, layout)) {
    if (card.isHeader) section = openSection(draft, card, seen);
    else if (section !== null && section !== '') SECTIONS[section]!(draft, card);
    else if (section === null) {
      faults.add(card.line, 'data stand before any section', 'begin with NAME, then ROWS');
      section = '';
    }
    if (section === 'ENDATA') break;
  }
  const end = lastLineOf(text);
  for (const needed of ['ROWS', 'COLUMNS', 'ENDATA']) {
    if (!seen.has(needed)) faults.add(end, `the file ends without ${needed}`, 'complete the file: it may be cut short');
  }
  const core = finish(draft, layout, end);
  const warnings = faults.warnings();
  return core === null || faults.hasFaults()
    ? { isRead: false, faults: faults.faults(), warnings }
    : { isRead: true, value: core, warnings };
}

/** Takes a header; the section that follows, null for none, or '' for lines passed over because a fault is noted. */
function openSection(draft: MpsDraft, card: Card, seen: Set<string>): string | null {
  const [keyword = '', ...words] = card.fields;
  const { faults } = draft;
  if (keyword === 'NAME') {
    draft.name = words[0] ?? '';
    return null;
  }
  if (keyword === 'ENDATA') {
    seen.add(keyword);
    return keyword;
  }
  if (!(keyword in SECTIONS)) {
    refuseSection(faults, card.line, keyword);
    return '';
  }
  if (seen.has(keyword)) faults.add(card.line, `section ${keyword} stands twice`, 'join the two');
  const needed = NEEDED_BEFORE[keyword];
  if (needed !== undefined && !seen.has(needed)) {
    faults.add(card.line, `section ${keyword} stands before ${needed}`, 'order: ROWS, COLUMNS, RHS, RANGES, BOUNDS');
  }
  seen.add(keyword);
  if (keyword === 'OBJSENSE' && words.length > 0) readSense(draft, { ...card, fields: words });
  return keyword;
}

function refuseSection(faults: FaultList, line: number, keyword: string): void {
  if (SECTION_KEYWORDS.has(keyword)) {
    faults.add(line, `section ${keyword} is not supported in an MPS file`, 'remove it, or write it as rows');
    return;
  }
  const near = nearestName(keyword, Object.keys(SECTIONS));
  const remedy = near === null ? 'indent data lines by a blank' : `did you mean ${near}?`;
  faults.add(line, `${quoted(keyword)} is no section`, remedy);
}

function readSense(draft: MpsDraft, { line, fields }: Card): void {
  const word = fields[0]!.toUpperCase();
  if (/^MAX(?:IMI[SZ]E|IMUM)?$/.test(word)) draft.sense = 'maximise';
  else if (/^MIN(?:IMI[SZ]E|IMUM)?$/.test(word)) draft.sense = 'minimise';
  else draft.faults.add(line, `${quoted(word)} is no sense of an objective`, 'write MIN or MAX');
}

function readObjectiveName(draft: MpsDraft, { fields }: Card): void {
  draft.askedObjective = fields.at(-1)!;
}

function readRow(draft: MpsDraft, { line, fields }: Card): void {
  const kind = fields[0]!.toUpperCase();
  const name = fields[1];
  if (fields.length !== 2 || name === undefined) {
    draft.faults.add(line, `a row has ${fields.length} fields`, 'write: kind name, such as "L LIMIT"');
  } else if (kind !== 'N' && kind !== 'L' && kind !== 'G' && kind !== 'E') {
    draft.faults.add(line, `${quoted(fields[0]!)} is no kind of row`, 'use N, L, G or E');
  } else if (draft.rowIndexByName.has(name)) {
    draft.faults.add(line, `row ${quoted(name)} is declared twice`, 'rename or remove one');
  } else {
    draft.rowIndexByName.set(name, draft.rows.length);
    draft.rows.push({ name, kind, line, rhs: null, range: null, lastColumn: -1, entries: [] });
  }
}

/** Lines of RHS and RANGES: a set, which may be left out, then one or two pairs of row and value. */
function readPairs(
  draft: MpsDraft,
  { line, fields }: Card,
  section: string,
  set: (draft: MpsDraft, row: DraftRow, at: { readonly line: number; readonly word: string }) => void,
): void {
  if (fields.length < 2 || fields.length > 5) {
    draft.faults.add(line, `a line of ${section} has ${fields.length} fields`, 'write: set row value [row value]');
    return;
  }
  const hasSet = fields.length % 2 === 1;
  const isUsed = isSetInUse(draft, section, hasSet ? fields[0]! : '', line);
  for (let at = hasSet ? 1 : 0; at < fields.length; at += 2) {
    const row = rowNamed(draft, line, fields[at]!);
    if (row && isUsed) set(draft, row, { line, word: fields[at + 1]! });
  }
}

function setRhs(
  draft: MpsDraft,
  row: DraftRow,
  { line, word }: { readonly line: number; readonly word: string },
): void {
  const value = finiteNumber(draft.faults, line, word);
  if (value === null) return;
  if (row.kind === 'N' && Math.abs(value) >= INFINITE_BOUND)
    draft.faults.add(line, `${quoted(word)} is too large for a constant`, 'give a right-hand side below 1e20');
  if (row.rhs !== null) draft.faults.add(line, `row ${quoted(row.name)} has a second right-hand side`, 'remove one');
  row.rhs = value;
}

function setRange(draft: MpsDraft, row: DraftRow, at: { readonly line: number; readonly word: string }): void {
  const value = finiteNumber(draft.faults, at.line, at.word);
  if (value === null) return;
  if (row.range !== null) draft.faults.add(at.line, `row ${quoted(row.name)} has a second range`, 'remove one');
  if (row.kind === 'N')
    draft.faults.warn(at.line, `the range of free row ${quoted(row.name)} is not used`, 'remove it');
  row.range = value;
}

function finish(draft: MpsDraft, layout: CardLayout, end: number): MpsCore | null {
  const { faults } = draft;
  if (draft.isInInteger) faults.add(end, 'INTORG is never closed', 'add a marker INTEND');
  applyBounds(draft);
  if (draft.seenEntries !== null) for (const { entries } of draft.rows) entries.sort((a, b) => a.index - b.index);
  const objective = objectiveOf(draft, end);
  if (!objective) return null;
  const costs = new Float64Array(draft.columns.length);
  for (const { index, value } of objective.entries) costs[index] = value;
  return {
    name: draft.name,
    sense: draft.sense,
    objectiveName: objective.name,
    objectiveConstant: objective.rhs === null ? 0 : -objective.rhs,
    rows: draft.rows.flatMap((row) => finishRow(draft, row, objective)),
    columns: draft.columns.map((column, index) => finishColumn(draft, column, costs[index]!)),
    rhsSet: draft.sets.get('RHS')?.name ?? null,
    rangeSet: draft.sets.get('RANGES')?.name ?? null,
    listedRows: draft.rows.map(({ name }) => name),
    layout,
  };
}

function objectiveOf(draft: MpsDraft, end: number): DraftRow | null {
  const asked = draft.askedObjective;
  const found = draft.rows.find(({ kind, name }) => kind === 'N' && (asked === null || asked === name));
  if (found) return found;
  const message = asked === null ? 'there is no objective row' : `objective row ${quoted(asked)} is not declared`;
  draft.faults.add(draft.rows[0]?.line ?? end, message, 'declare it in ROWS with kind N');
  return null;
}

function finishRow(draft: MpsDraft, row: DraftRow, objective: DraftRow): readonly MpsRow[] {
  const { name, line, kind, range, entries } = row;
  if (kind === 'N') {
    if (row !== objective) draft.faults.warn(line, `free row ${quoted(name)} is left out`, 'remove it, or say OBJNAME');
    return [];
  }
  const { lower, upper } = rowBounds(kind, row.rhs ?? 0, range);
  if (lower === Infinity || upper === -Infinity) {
    const message = `row ${quoted(name)} can never hold: its right-hand side ${row.rhs} means infinity`;
    draft.faults.add(line, message, 'give a right-hand side below 1e20');
  }
  return [{ name, line, kind: kind satisfies RowKind, rhs: boundOf(row.rhs ?? 0), range, entries }];
}

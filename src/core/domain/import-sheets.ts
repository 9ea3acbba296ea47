import { editedPlanText, sourcesShownOf } from './edit-plan.ts';
import type { Issue } from './issue.ts';
import { nearestName } from './nearest-name.ts';
import { parsePlan, type PlanFiles } from './parse-plan.ts';
import { PLAN_SHEET, planLists } from './plan-sheets.ts';
import type { SourceMap } from './read-yaml.ts';
import { editsBetween } from './sheet-edits.ts';
import { readListSheet, readPlanSheet, type CellOfPath } from './sheet-rows.ts';
import { cellOf } from './sheet-values.ts';
import { cellIssue, isBlankRow, type CellPlace, type Sheet } from './sheet.ts';
import { isAtOrBelow, parentPath, pathText } from './source-path.ts';

/** One field of a plan that a workbook changes; a field without a value is the empty text. */
export interface SheetChange {
  /** the cell: `offers!C7` */
  readonly cell: string;
  /** the field: `offers[2].termMonths` */
  readonly path: string;
  readonly before: string;
  readonly after: string;
}

/** A plan's text with what a workbook says, or why there is none. */
export interface ImportedSheets {
  /** null exactly when some issue is an error */
  readonly text: string | null;
  readonly changes: readonly SheetChange[];
  /** errors at their cells; or what was not read, what stays, and sources that were of an older number */
  readonly issues: readonly Issue[];
}

/** Lists that a plan may have none of yet. */
const LISTS_ALWAYS: readonly string[] = ['offers', 'futureOffers', 'fleet'];

/**
 * Takes a filled-in workbook, or a CSV of quotes, into a plan: a change of the plan's text that keeps all it does not name,
 * comments with it. Rows are found by their id; a new id is a new item; an emptied cell takes its field out; a row or a
 * column that is not there changes nothing. The new text is a plan without errors, or there is none.
 * @param text one that `parsePlan` takes without errors, given the same `files`
 */
export function importSheets(text: string, sheets: readonly Sheet[], files: PlanFiles = {}): ImportedSheets {
  const before = sourcesShownOf(text);
  const after = sourcesShownOf(text);
  const cells: CellOfPath = new Map();
  const issues = sheets.flatMap((sheet) => readSheet(sheet, { before, after, cells }));
  const known = sheets.filter((sheet) => listNameOf(sheet, before) !== null);
  if (known.length === 0) issues.push(noSheet(sheets, before));
  issues.push(...namedTwice(known, before));
  if (hasErrors(issues)) return refusedFor(issues);
  const edits = editsBetween(before, after);
  const changed = edits.length === 0 ? text : editedPlanText(text, edits);
  const parsed = parsePlan(changed, 'the workbook', files);
  if (parsed.plan === null) return refusedFor(parsed.issues.map((issue) => atCell(issue, cells)));
  const changes = edits.flatMap(({ path, before: was, after: is }) => {
    const cell = placeOf(pathText(path), cells)?.path ?? '';
    return [{ cell, path: pathText(path), before: shown(was), after: shown(is) }];
  });
  return { text: changed, changes, issues: [...issues, ...staleSources(text, changes, files)] };
}

const shown = (value: Parameters<typeof cellOf>[0]): string => String(cellOf(value) ?? '');

const hasErrors = (issues: readonly Issue[]): boolean => issues.some(({ severity }) => severity === 'error');

function refusedFor(issues: readonly Issue[]): ImportedSheets {
  return { text: null, changes: [], issues: issues.filter(({ severity }) => severity === 'error') };
}

interface Reading {
  readonly before: SourceMap;
  /** changed by what the sheets say */
  readonly after: SourceMap;
  readonly cells: CellOfPath;
}

function readSheet(sheet: Sheet, { before, after, cells }: Reading): Issue[] {
  const name = listNameOf(sheet, before);
  if (name === null) return [unknownSheet(sheet, before)];
  const whole = { ...sheet, rows: sheet.rows.filter((row) => !isBlankRow(row)) };
  return name === PLAN_SHEET
    ? readPlanSheet(whole, { map: after, cells })
    : readListSheet(whole, { root: after, path: name.split('.'), cells });
}

function namesOf(before: SourceMap): string[] {
  return [...new Set([PLAN_SHEET, ...LISTS_ALWAYS, ...planLists(before).map(({ name }) => name)])];
}

/** What a sheet is of, its name read without regard to capitals; null where it is of nothing in a plan. */
function listNameOf(sheet: Sheet, before: SourceMap): string | null {
  const asked = sheet.name.trim().toLowerCase();
  return namesOf(before).find((name) => name.toLowerCase() === asked) ?? null;
}

function unknownSheet({ name }: Sheet, before: SourceMap): Issue {
  const names = namesOf(before);
  const nearest = nearestName(name, names);
  const fix = nearest === null ? `sheets of this plan are ${names.join(', ')}` : `call it ${nearest} to have it read`;
  const what = `the sheet ${name} is of no part of the plan; nothing is read from it`;
  return {
    ...cellIssue({ path: name, line: null, column: null }, { code: 'unknown-sheet', what, fix }),
    severity: 'warning',
  };
}

function noSheet(sheets: readonly Sheet[], before: SourceMap): Issue {
  const what = `no sheet is of the plan: found ${sheets.map(({ name }) => name).join(', ') || 'none'}`;
  const fix = `export the plan as a workbook and fill that in; its sheets are ${namesOf(before).join(', ')}`;
  return cellIssue({ path: '', line: null, column: null }, { code: 'no-plan-sheet', what, fix });
}

function namedTwice(sheets: readonly Sheet[], before: SourceMap): Issue[] {
  const names = sheets.map((sheet) => listNameOf(sheet, before));
  return sheets
    .filter((_, index) => names.indexOf(names[index]!) < index)
    .map(({ name }) =>
      cellIssue(
        { path: name, line: null, column: null },
        { code: 'sheet-twice', what: `two sheets are of ${name.toLowerCase()}`, fix: 'delete or rename one of them' },
      ),
    );
}

/** The cell that a place of the plan was read from, or that of what holds it. */
function placeOf(path: string, cells: CellOfPath): CellPlace | undefined {
  for (let at: string | null = path; at !== null && at !== ''; at = parentPath(at)) {
    const place = cells.get(at);
    if (place !== undefined) return place;
  }
  return undefined;
}

/** An issue of the changed text at the cell that it came from; one from elsewhere keeps its field, without a line. */
function atCell(issue: Issue, cells: CellOfPath): Issue {
  const place = placeOf(issue.path, cells);
  return { ...issue, ...(place ?? { path: issue.path, line: null, column: null }) };
}

/** A source in the text was of the number that stood there before. */
function staleSources(text: string, changes: readonly SheetChange[], files: PlanFiles): Issue[] {
  return parsePlan(text, 'the plan', files).sources.flatMap(({ path, source }) => {
    const change = changes.find((each) => isAtOrBelow(each.path, path) || isAtOrBelow(path, each.path));
    if (change === undefined || source === null || change.before === '') return [];
    const what = `${path} keeps its source, ${source}, which was of ${change.before}`;
    const place = { path: change.cell, line: null, column: null };
    const issue = cellIssue(place, { code: 'source-kept', what, fix: 'change the source in the plan text too' });
    return [{ ...issue, severity: 'warning' as const }];
  });
}

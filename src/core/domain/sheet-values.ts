import { parseDocument } from 'yaml';

import type { SourceMap, SourceValue } from './read-yaml.ts';
import type { SheetCell } from './sheet.ts';

/** Longest text that a cell of a spreadsheet holds. */
const CELL_CHARACTERS_MAX = 32_767;
const TOO_LONG = '(longer than a cell holds: it stays as it is)';
/** Spreadsheets may keep 15 digits of a number. */
const SAME_NUMBER_FRACTION = 1e-14;

const PLAIN_NAME = /^[A-Za-z0-9_][A-Za-z0-9_-]*$/;
const FORBIDDEN_NAMES: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);
const NUMBER = /^[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?$/;
const FORMULA_FAULT = /^#(DIV\/0!|N\/A|NAME\?|NULL!|NUM!|REF!|VALUE!|SPILL!|CALC!|GETTING_DATA)/;

export const isMapValue = (value: SourceValue | undefined): value is SourceMap =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * A map's fields as columns: a map of plain names is one column for each of its fields, `leadTimeMonths.p10`; a list, and
 * an amount in a currency of its own, is one cell.
 */
export function leavesOf(map: SourceMap, prefix = ''): ReadonlyMap<string, SourceValue> {
  return new Map(
    Object.entries(map).flatMap(([name, value]) =>
      isMapValue(value) && isSplit(value)
        ? [...leavesOf(value, `${prefix}${name}.`)]
        : [[`${prefix}${name}`, value] as const],
    ),
  );
}

function isSplit(map: SourceMap): boolean {
  const names = Object.keys(map);
  return names.length > 0 && !names.includes('value') && names.every((name) => PLAIN_NAME.test(name));
}

/** A column's name as the path of a field; null where it can be none. */
export function columnPath(header: string): readonly string[] | null {
  const parts = header.split('.');
  return parts.every((part) => PLAIN_NAME.test(part) && !FORBIDDEN_NAMES.has(part)) ? parts : null;
}

/** A value as a cell shows it; lists and maps as the plan file writes them in one line. */
export function cellOf(value: SourceValue | undefined): SheetCell {
  if (value === undefined || value === null || typeof value === 'number' || typeof value === 'boolean') {
    return value ?? null;
  }
  const text = typeof value === 'string' ? (isReadOtherwise(value) ? JSON.stringify(value) : value) : flowText(value);
  return text.length > CELL_CHARACTERS_MAX ? TOO_LONG : text;
}

function isReadOtherwise(text: string): boolean {
  const read = valueOfCell(text, '');
  return !('value' in read) || read.value !== text;
}

function flowText(value: SourceValue): string {
  if (Array.isArray(value)) return `[${value.map(flowText).join(', ')}]`;
  if (!isMapValue(value)) return JSON.stringify(value);
  const entries = Object.entries(value).map(([name, each]) => `${JSON.stringify(name)}: ${flowText(each)}`);
  return `{${entries.join(', ')}}`;
}

/** Whether a cell still says what it was written from. */
export function isUnchanged(cell: SheetCell, value: SourceValue | undefined): boolean {
  const written = cellOf(value);
  if (typeof cell === 'number' && typeof written === 'number') {
    return Math.abs(cell - written) <= SAME_NUMBER_FRACTION * Math.abs(written);
  }
  return cell === written || (typeof value === 'string' && String(cell ?? '').trim() === value);
}

export type ReadCell = { readonly value: SourceValue } | { readonly what: string; readonly fix: string };

/**
 * What a cell that was filled in means in a plan: numbers and truths also where they are text, lists and maps as a plan
 * file writes them. A spreadsheet makes a date of a typed month: the first of a month is that month in a field of months.
 */
export function valueOfCell(cell: SheetCell, header: string): ReadCell {
  if (typeof cell !== 'string') return { value: cell };
  const text = cell.trim();
  if (text.startsWith('=')) {
    return { what: 'the formula has no result', fix: 'open the file in a spreadsheet, let it calculate, and save it' };
  }
  if (FORMULA_FAULT.test(text)) return { what: `the formula fails with ${text}`, fix: 'mend the formula' };
  if (NUMBER.test(text)) return { value: Number(text) };
  if (text === 'true' || text === 'false') return { value: text === 'true' };
  if (header.endsWith('Month') && /^\d{4}-\d{2}-01$/.test(text)) return { value: text.slice(0, 7) };
  return /^[[{"]/.test(text) ? flowValue(text) : { value: text };
}

function flowValue(text: string): ReadCell {
  const document = parseDocument(text, { version: '1.2', schema: 'core' });
  const [error] = document.errors;
  if (error === undefined) return { value: document.toJS({ maxAliasCount: 0 }) as SourceValue };
  const what = `the cell cannot be read: ${error.message.split('\n')[0] ?? ''}`;
  return { what, fix: 'write it as a plan file would in one line, such as {p10: 1, p50: 2, p90: 4}' };
}

import type { Issue } from '../../domain/index.ts';
import type { CsvCell, CsvRow } from './csv-rows.ts';

/** What is said about one place of a table. */
export interface TableRemark {
  readonly code: string;
  readonly what: string;
  readonly fix: string;
  /** the field it is about; the record's start when left out */
  readonly cell?: CsvCell | undefined;
  /** name of the field's column */
  readonly columnName?: string;
}

/** An issue that stands at a record of a table, or at one of its fields. */
export function remarkAt(severity: Issue['severity'], row: Pick<CsvRow, 'line'>, remark: TableRemark): Issue {
  const { code, what, fix, cell, columnName } = remark;
  const place = { line: row.line, column: cell?.column ?? 1, path: columnName ?? '' };
  return { code, severity, what, fix, ...place, ...(cell && cell.text.length <= 40 ? { found: cell.text } : {}) };
}

/** An issue about the table as a whole. */
export function remarkOnTable(severity: Issue['severity'], remark: Pick<TableRemark, 'code' | 'what' | 'fix'>): Issue {
  return { ...remark, severity, path: '', line: null, column: null };
}

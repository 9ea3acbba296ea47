import { createChartDocument } from '../adapters/node/index.ts';
import {
  briefMarkdown,
  calendarIcs,
  dataCsv,
  dataTables,
  memoMarkdown,
  memoOf,
  redactedResult,
  redactedText,
  type AnsweredResult,
} from '../core/index.ts';
import { workbookOf } from './workbook.ts';

export const EXPORT_FORMATS = ['html', 'md', 'memo', 'ics', 'json', 'csv', 'xlsx'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

export interface ExportedFile {
  readonly name: string;
  readonly type: string;
  readonly body: string | Uint8Array<ArrayBuffer>;
}

interface Asked {
  readonly format: ExportFormat;
  readonly isRedacted: boolean;
  /** of a CSV; the sign-list when left out */
  readonly table?: string;
}

const TYPES: Readonly<Record<ExportFormat, string>> = {
  html: 'text/html; charset=utf-8',
  md: 'text/markdown; charset=utf-8',
  memo: 'text/markdown; charset=utf-8',
  ics: 'text/calendar; charset=utf-8',
  json: 'application/json',
  csv: 'text/csv; charset=utf-8',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
};

/** A result as a file to keep or to send; null when the table asked for is not in it. */
export async function exportFile(
  whole: AnsweredResult,
  { format, isRedacted, table = 'sign-now' }: Asked,
): Promise<ExportedFile | null> {
  const result = isRedacted ? redactedResult(whole) : whole;
  const body = await bodyOf(result, format, table);
  if (body === null) return null;
  const name = `eightyfold-${isRedacted ? 'redacted-' : ''}${format === 'csv' ? `${table}.csv` : `${NAMES[format]}`}`;
  return { name, type: TYPES[format], body: isRedacted && typeof body === 'string' ? redactedText(body) : body };
}

const NAMES = {
  html: 'report.html',
  md: 'brief.md',
  memo: 'memo.md',
  ics: 'calendar.ics',
  json: 'result.json',
  xlsx: 'tables.xlsx',
} as const;

async function bodyOf(
  result: AnsweredResult,
  format: ExportFormat,
  table: string,
): Promise<ExportedFile['body'] | null> {
  switch (format) {
    case 'json':
      return `${JSON.stringify(result, null, 2)}\n`;
    case 'md':
      return briefMarkdown(result);
    case 'memo':
      return memoMarkdown(memoOf(result));
    case 'ics':
      return calendarIcs(result, result.calendar ?? []);
    case 'xlsx':
      return workbookOf(result);
    case 'csv': {
      const found = dataTables(result).find(({ id }) => id === table);
      return found === undefined ? null : dataCsv(found);
    }
    case 'html': {
      // Drawing is loaded when there is something to draw, for it is slow to load.
      const [charts, { renderReport }] = await Promise.all([createChartDocument(), import('../charts/index.ts')]);
      try {
        return renderReport(result, charts.document);
      } finally {
        await charts.close();
      }
    }
  }
}

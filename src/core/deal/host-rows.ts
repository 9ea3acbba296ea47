import { csvRows, delimiterOf, type CsvLine } from '../demand/index.ts';
import type { Issue } from '../domain/index.ts';

/** A host one might ask for capacity, as a table says it; what is blank is null. */
export interface HostRow {
  readonly host: string;
  readonly hostType: string;
  readonly location: string;
  readonly status: string;
  readonly powerMegawatts: number | null;
  /** how much of it is offered */
  readonly offeredMegawatts: number | null;
  readonly gpus: number | null;
  readonly accelerator: string | null;
  readonly leadTimeMonths: { readonly p10: number; readonly p50: number; readonly p90: number } | null;
  readonly termMonths: number | null;
  readonly priceUsdPerGpuHour: number | null;
  readonly upfrontFraction: number | null;
  readonly failureHazardPerYear: number | null;
  readonly blocks: number | null;
  readonly sourceUrl: string;
}

/** Columns of a table of hosts; only the first is needed. All but the words are numbers. */
export const HOST_COLUMNS = [
  'host',
  'host_type',
  'location',
  'status',
  'power_megawatts',
  'offered_megawatts',
  'gpus',
  'accelerator',
  'lead_time_months_p10',
  'lead_time_months_p50',
  'lead_time_months_p90',
  'term_months',
  'price_usd_per_gpu_hour',
  'upfront_fraction',
  'failure_hazard_per_year',
  'blocks',
  'source_url',
] as const;
type Column = (typeof HOST_COLUMNS)[number];

/** Least and largest of each number. */
const BOUNDS: Partial<Readonly<Record<Column, readonly [number, number]>>> = {
  power_megawatts: [0, 1e5],
  offered_megawatts: [0, 1e5],
  gpus: [1, 1e9],
  lead_time_months_p10: [0, 240],
  lead_time_months_p50: [0, 240],
  lead_time_months_p90: [0, 240],
  term_months: [1, 600],
  price_usd_per_gpu_hour: [0, 1e5],
  upfront_fraction: [0, 0.99],
  failure_hazard_per_year: [0, 1],
  blocks: [1, 1000],
};

/** What a table of hosts holds, or what is wrong with it, line by line. */
export interface ReadHosts {
  readonly rows: readonly HostRow[];
  readonly issues: readonly Issue[];
}

/** Reads a table of hosts: comma, semicolon or tab between fields, a header, at least the column `host`. */
export function readHostRows(text: string): ReadHosts {
  const [header, ...lines] = csvRows(text.replace(/^\ufeff/, ''), delimiterOf(text));
  const names = header?.cells.map(({ text: name }) => name.toLowerCase().replaceAll(' ', '_')) ?? [];
  if (!header || !names.includes('host')) {
    const what = header ? `there is no column host among ${names.join(', ')}` : 'the table is empty';
    const fix = `give a header with host and any of ${HOST_COLUMNS.slice(1).join(', ')}`;
    return { rows: [], issues: [{ ...located('host-table', header), what, fix }] };
  }
  const issues: Issue[] = [];
  const rows = lines.flatMap((line) => rowOf(line, names, issues) ?? []);
  return { rows, issues };
}

function rowOf(line: CsvLine, names: readonly string[], issues: Issue[]): HostRow | null {
  const faultsBefore = issues.length;
  const cell = (column: Column) => line.cells[names.indexOf(column)];
  const word = (column: Column) => (names.includes(column) ? (cell(column)?.text ?? '') : '');
  const number = (column: Column): number | null => {
    const text = word(column);
    if (text === '') return null;
    const [min, max] = BOUNDS[column] ?? [0, Infinity];
    const value = Number(text);
    if (value >= min && value <= max) return value;
    const what = `${column} is ${text}`;
    const fix = `give a number from ${min} to ${max}, or leave it blank`;
    issues.push({ ...located('host-number', line, cell(column)?.column), what, fix });
    return null;
  };
  const [p10, p50, p90] = [
    number('lead_time_months_p10'),
    number('lead_time_months_p50'),
    number('lead_time_months_p90'),
  ];
  const row: HostRow = {
    host: word('host'),
    hostType: word('host_type'),
    location: word('location'),
    status: word('status'),
    powerMegawatts: number('power_megawatts'),
    offeredMegawatts: number('offered_megawatts'),
    gpus: number('gpus'),
    accelerator: word('accelerator') || null,
    leadTimeMonths: p50 === null ? null : { p10: p10 ?? p50, p50, p90: p90 ?? p50 },
    termMonths: number('term_months'),
    priceUsdPerGpuHour: number('price_usd_per_gpu_hour'),
    upfrontFraction: number('upfront_fraction'),
    failureHazardPerYear: number('failure_hazard_per_year'),
    blocks: number('blocks'),
    sourceUrl: word('source_url'),
  };
  const lead = row.leadTimeMonths;
  if (lead !== null && !(lead.p10 <= lead.p50 && lead.p50 <= lead.p90)) {
    const what = `the quantiles of the lead time fall: ${lead.p10}, ${lead.p50}, ${lead.p90} months`;
    issues.push({ ...located('host-lead-time', line), what, fix: 'put the three in rising order' });
  }
  return issues.length > faultsBefore || row.host === '' ? null : row;
}

function located(code: string, at: CsvLine | undefined, column?: number): Omit<Issue, 'what' | 'fix'> {
  return { code, severity: 'error', path: '', line: at?.line ?? null, column: column ?? (at ? 1 : null) };
}

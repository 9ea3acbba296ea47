import { SUPPLY_REGIMES, type Issue, type Plan, type SupplyRegime } from '../domain/index.ts';
import { log } from '../numeric/index.ts';
import { calendarMonthOf, monthIndexOf } from '../units/index.ts';

/** What came to pass in one month. */
export interface ActualMonth {
  readonly month: string;
  /** mean busy reference GPUs of all workloads that grow */
  readonly busyReferenceGpus: number;
  readonly supplyRegime: SupplyRegime | null;
  /** reserved price met, from which the supply regime is read where none is stated */
  readonly reservedUsdPerReferenceGpuHour: number | null;
  readonly liquidityUsd: number | null;
}

export interface ReadActuals {
  /** null after an error */
  readonly months: readonly ActualMonth[] | null;
  readonly issues: readonly Issue[];
}

const COLUMNS = [
  'month',
  'busyReferenceGpus',
  'reservedUsdPerReferenceGpuHour',
  'supplyRegime',
  'liquidityUsd',
] as const;
type Column = (typeof COLUMNS)[number];

interface Row {
  readonly line: number;
  readonly cells: readonly string[];
}

/**
 * Reads a table of actuals: a header of `COLUMNS` (the first two are needed), then one line for each month, the plan's
 * first month first, none left out. Lines that start with # and empty lines are passed over.
 */
export function readActuals(text: string, plan: Pick<Plan, 'startMonth' | 'horizonMonths'>): ReadActuals {
  const rows = rowsOf(text);
  const [header, ...body] = rows;
  if (!header || body.length === 0) {
    return refused({
      line: 1,
      what: 'the table has no rows',
      fix: `give a header ${COLUMNS.join(',')} and a line for each month`,
    });
  }
  const unknown = header.cells.find((name) => !COLUMNS.includes(name as Column));
  const missing = COLUMNS.slice(0, 2).find((name) => !header.cells.includes(name));
  if (unknown !== undefined || missing !== undefined) {
    const what = missing === undefined ? `"${unknown}" is not a column of actuals` : `the column ${missing} is missing`;
    return refused({ line: header.line, what, fix: `the columns are ${COLUMNS.join(', ')}` });
  }
  const issues: Issue[] = [];
  const months = body.map((row, index) => monthOf(row, { index, header: header.cells, plan, issues }));
  if (body.length > plan.horizonMonths) {
    issues.push(
      fault({
        line: body[plan.horizonMonths]!.line,
        what: 'there are more months than the plan has',
        fix: 'track an earlier part',
      }),
    );
  }
  return { months: issues.length === 0 ? months : null, issues };
}

function rowsOf(text: string): Row[] {
  return text
    .replace(/^\ufeff/, '')
    .split(/\r?\n/)
    .map((record, index) => ({ line: index + 1, cells: record.split(',').map((cell) => cell.trim()) }))
    .filter(({ cells }) => cells.join('') !== '' && !cells[0]!.startsWith('#'));
}

function monthOf(
  row: Row,
  at: {
    readonly index: number;
    readonly header: readonly string[];
    readonly plan: Pick<Plan, 'startMonth'>;
    readonly issues: Issue[];
  },
): ActualMonth {
  const { header, issues, plan } = at;
  const cell = (name: Column) => row.cells[header.indexOf(name)] ?? '';
  const report = (what: string, fix: string) => issues.push(fault({ line: row.line, what, fix }));
  const month = calendarMonthOf(at.index, plan.startMonth);
  if (cell('month') !== month) {
    report(
      `the month is "${cell('month')}" where ${month} is expected`,
      `give one line for each month from ${plan.startMonth} on, as YYYY-MM`,
    );
  }
  const amount = (name: Column, isNeeded: boolean): number | null => {
    if (cell(name) === '' && !isNeeded) return null;
    const value = /^\d+(\.\d+)?(e\d+)?$/i.test(cell(name)) ? Number(cell(name)) : Number.NaN;
    if (value >= 0 && (value > 0 || name === 'liquidityUsd')) return value;
    report(`${name} is "${cell(name)}"`, 'give a number above 0, digits only');
    return null;
  };
  const regime = cell('supplyRegime');
  if (regime !== '' && !SUPPLY_REGIMES.includes(regime as SupplyRegime)) {
    report(`supplyRegime is "${regime}"`, `give one of ${SUPPLY_REGIMES.join(', ')}, or nothing`);
  }
  return {
    month,
    busyReferenceGpus: amount('busyReferenceGpus', true) ?? 1,
    supplyRegime: regime === '' ? null : (regime as SupplyRegime),
    reservedUsdPerReferenceGpuHour: amount('reservedUsdPerReferenceGpuHour', false),
    liquidityUsd: amount('liquidityUsd', false),
  };
}

function fault(at: { readonly line: number; readonly what: string; readonly fix: string }): Issue {
  return { code: 'actuals', severity: 'error', path: '', line: at.line, column: 1, what: at.what, fix: at.fix };
}

function refused(at: { readonly line: number; readonly what: string; readonly fix: string }): ReadActuals {
  return { months: null, issues: [fault(at)] };
}

/** The supply regime of a month: as stated, else the one whose reserved price is nearest in proportion, else unknown. */
export function supplyRegimeOf(plan: Plan, month: ActualMonth): SupplyRegime | null {
  if (month.supplyRegime !== null) return month.supplyRegime;
  const price = month.reservedUsdPerReferenceGpuHour;
  if (price === null) return null;
  const distances = plan.market.reservedUsdPerReferenceGpuHour.map((usd) => Math.abs(log(price / usd)));
  return SUPPLY_REGIMES[distances.indexOf(Math.min(...distances))]!;
}

/** Whole months from the plan's start to the month after the last actual one. */
export function elapsedMonths(plan: Plan, months: readonly ActualMonth[]): number {
  return monthIndexOf(months.at(-1)!.month, plan.startMonth) + 1;
}

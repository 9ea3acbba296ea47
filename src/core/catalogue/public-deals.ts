import { HOURS_PER_YEAR, MONTHS_PER_YEAR } from '../units/index.ts';
import type { ChipFamily } from './chip.ts';
import { cellOf, numberOf, readCsv, type CsvRow } from './csv.ts';

/**
 * What the price of a deal buys: a powered shell (the tenant brings the GPUs), a GPU cloud (GPUs included), or capex for
 * kit of one's own. Never compared with each other.
 */
export type DealBasis = 'poweredShell' | 'gpuCloud' | 'capexProgramme';

/** What megawatts are counted at: the servers, or the meter; `unstated` and `gross` are compared as facility power. */
export type PowerKind = 'critical_it' | 'facility' | 'gross' | 'unstated';

/** One published deal. Money is nominal USD. */
export interface PublicDeal {
  readonly id: string;
  /** "YYYY-MM" of signing or publication */
  readonly asOfMonth: string;
  readonly tenant: string;
  readonly host: string;
  /** null: none of the three, such as an order of chips */
  readonly basis: DealBasis | null;
  readonly chipFamily: ChipFamily | null;
  readonly powerKind: PowerKind | null;
  /** as published; null where the deal does not say */
  readonly gpus: number | null;
  /** as published, of `powerKind` */
  readonly megawatts: number | null;
  /** headline over GPUs and hours of the term: every GPU paid for all 8,760 hours of a year; null when not derivable */
  readonly usdPerGpuHour: number | null;
  readonly usdPerMegawattYear: number | null;
  /** the quantities are "up to" figures, so the true price is at least this */
  readonly isFloor: boolean;
  readonly quality: string;
  readonly sourceUrl: string;
}

const BASES: Readonly<Record<string, DealBasis>> = {
  powered_shell_colo: 'poweredShell',
  gpu_cloud: 'gpuCloud',
  'capex programme': 'capexProgramme',
  'capex programme (GPUs only)': 'capexProgramme',
  'capex (shell, power, infrastructure)': 'capexProgramme',
};

/** The deals of deals.csv; what they imply is computed from their yearly payment, else from headline and term. */
export function readPublicDeals(text: string): readonly PublicDeal[] {
  return readCsv(text).map((row) => {
    const usdPerYear = usdPerYearOf(row);
    const gpus = numberOf(row, 'gpus');
    const megawatts = numberOf(row, 'power_megawatts');
    return {
      id: cellOf(row, 'id'),
      asOfMonth: monthOf(cellOf(row, 'as_of')),
      tenant: cellOf(row, 'tenant'),
      host: cellOf(row, 'host'),
      basis: BASES[cellOf(row, 'what_is_priced')] ?? null,
      // Both columns hold these words or nothing, which test/fast/catalogue.test.ts checks.
      chipFamily: (cellOf(row, 'chip_family') || null) as ChipFamily | null,
      powerKind: (cellOf(row, 'power_kind') || null) as PowerKind | null,
      gpus,
      megawatts,
      usdPerGpuHour: usdPerYear === null || gpus === null ? null : usdPerYear / (gpus * HOURS_PER_YEAR),
      usdPerMegawattYear: usdPerYear === null || megawatts === null ? null : usdPerYear / megawatts,
      isFloor: cellOf(row, 'price_bound') === 'floor',
      quality: cellOf(row, 'quality'),
      sourceUrl: cellOf(row, 'source_url'),
    };
  });
}

const USD_PER_MILLION = 1e6;

function usdPerYearOf(row: CsvRow): number | null {
  const stated = numberOf(row, 'usd_million_per_year');
  if (stated !== null) return stated * USD_PER_MILLION;
  const headline = numberOf(row, 'headline_usd_million');
  const years = numberOf(row, 'term_years');
  return headline === null || years === null ? null : (headline * USD_PER_MILLION) / years;
}

/** The month of a date, a month, a quarter (its last), a year (its middle) or the end of an interval of them. */
export function monthOf(period: string): string {
  const last = period.split('/').at(-1) ?? period;
  const quarter = /^(\d{4})-Q([1-4])$/.exec(last);
  if (quarter) return `${quarter[1]}-${String((Number(quarter[2]) * MONTHS_PER_YEAR) / 4).padStart(2, '0')}`;
  const month = /^\d{4}-(0[1-9]|1[0-2])/.exec(last);
  return month ? month[0] : `${last.slice(0, 4)}-07`;
}

import type { Issue } from '../../domain/index.ts';

/** What a usage table may count. `gpus` are busy on average in the row's period; the others are totals of it. */
export const USAGE_UNITS = ['gpu-hours', 'gpus', 'tokens', 'requests', 'usd'] as const;
export type UsageUnit = (typeof USAGE_UNITS)[number];

/** Time between rows. */
export type Cadence = 'hour' | 'day' | 'week' | 'month';

/** What a company used, as rates: equal to the mean number of busy GPUs when the unit is GPUs or GPU-hours. */
export interface UsageHistory {
  readonly unit: UsageUnit;
  readonly cadence: Cadence;
  /** start of each row, rising: hours since 1970-01-01, or months since year 0 when the cadence is months; [row] */
  readonly starts: Float64Array;
  /** the unit per hour over the row's period (GPUs as they are), >= 0; [row] */
  readonly ratePerHour: Float64Array;
  /** first and last day that the rows cover, "YYYY-MM-DD" */
  readonly firstDate: string;
  readonly lastDate: string;
}

/** What the caller knows better than the detection; everything left out is detected and said. */
export interface UsageOptions {
  readonly dateColumn?: string | undefined;
  readonly valueColumn?: string | undefined;
  readonly unit?: UsageUnit | undefined;
  readonly dateFormat?: string | undefined;
  readonly decimal?: '.' | ',' | undefined;
  /** what two rows of one moment mean; they are refused when left out */
  readonly duplicates?: 'sum' | 'mean' | undefined;
  /** leave out the last row, for a period that has not ended */
  readonly dropLast?: boolean | undefined;
}

/** A usage table read, or null when an issue is an error. Issues: what was assumed, repaired and refused. */
export interface ReadUsage {
  readonly history: UsageHistory | null;
  readonly issues: readonly Issue[];
}

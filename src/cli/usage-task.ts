import { fitDemand, historyBacktest, readUsage } from '../core/index.ts';
import type { DemandFit, HistoryBacktest, Progress, ReadUsage, RegimePrior, UsageOptions } from '../core/index.ts';

/** What is asked of a usage table. */
export interface UsageRequest {
  readonly text: string;
  readonly options: UsageOptions;
  /** null: only read */
  readonly fitting: { readonly seed: number; readonly prior: RegimePrior; readonly isScored: boolean } | null;
}

export interface UsageReply {
  readonly read: ReadUsage;
  /** null where nothing was asked or read */
  readonly fit: DemandFit | null;
  /** null where nothing was asked, or the history is too short to score */
  readonly backtest: HistoryBacktest | null;
}

const STEPS = 3;

/** Reads a usage table, and fits it where asked. */
export function usageTask(request: UsageRequest, onProgress: (progress: Progress) => void): UsageReply {
  const read = readUsage(request.text, request.options);
  const { fitting } = request;
  if (read.history === null || fitting === null) return { read, fit: null, backtest: null };
  onProgress({ done: 1, total: STEPS, what: `${read.history.starts.length} rows read` });
  const { seed, prior, isScored } = fitting;
  const backtest = isScored ? historyBacktest(read.history, { seed, prior }) : null;
  onProgress({ done: 2, total: STEPS, what: 'fitting' });
  return { read, fit: fitDemand(read.history, { seed, prior }).fit, backtest };
}

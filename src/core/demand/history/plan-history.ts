import type { PlanHistory } from '../../domain/index.ts';
import type { DemandFit } from './fit-demand.ts';
import type { ReadUsage } from './usage-history.ts';

/** A usage table read and fitted, as a plan takes it; `hash` is of the file's bytes. */
export function planHistoryOf(
  read: ReadUsage,
  fit: DemandFit | null,
  { file, hash }: { readonly file: string; readonly hash: string },
): PlanHistory {
  if (fit === null) return { fit: null, issues: read.issues };
  const { unit, cadence, firstDate, lastDate, growthCount, latestRatePerHour, ahead, block } = fit;
  const facts = { file, hash, unit, cadence, firstDate, lastDate, growthCount, latestRatePerHour, ahead };
  return { fit: { growth: block, facts }, issues: read.issues };
}

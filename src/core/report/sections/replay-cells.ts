import type { ReplayedPolicy } from '../../decide/index.ts';
import type { Span } from '../words/spans.ts';
import { shareCell, usdCell } from './cells.ts';

/** A figure of a replay with its range. */
export type Interval = ReplayedPolicy['valueUsd'];

/** Ranges of a replay in the words of every other estimate. */
export function estimated({ estimate, low, high }: Interval): {
  estimate: number;
  low: number;
  high: number;
  method: string;
} {
  return { estimate, low, high, method: '' };
}

/** An amount of a replay with its range. */
export const usd = (interval: Interval): Span => usdCell(estimated(interval));

/** A share of a replay with its range. */
export const share = (interval: Interval): Span => shareCell(estimated(interval));

import type { DealTerms } from '../core/index.ts';
import type { OutputOptions } from './deal-output.ts';

/** What the prices buy, where it is said. */
export type DealBases = Pick<DealTerms, 'basis' | 'basisById'>;

export interface DealOptions extends OutputOptions {
  readonly offer: readonly string[];
  readonly basis: DealBases;
  readonly goodput?: number;
  readonly utilisation?: number;
  readonly onboardingUsd?: number;
  /** false: without the planner */
  readonly value: boolean;
  readonly workers?: number;
}

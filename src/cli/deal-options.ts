import type { DealTerms } from '../core/index.ts';

/** What the prices buy, where it is said. */
export type DealBases = Pick<DealTerms, 'basis' | 'basisById'>;

export interface DealOptions {
  readonly offer: readonly string[];
  readonly basis: DealBases;
  readonly goodput?: number;
  readonly utilisation?: number;
  readonly onboardingUsd?: number;
  /** false: without the planner */
  readonly value: boolean;
  readonly json?: true;
  readonly out?: string;
  readonly force?: true;
  readonly workers?: number;
}

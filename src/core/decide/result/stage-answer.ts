import type { Estimate } from './estimates.ts';

/** Demand, capacity and shortage in one stage. */
export interface StageAnswer {
  readonly startMonth: string;
  readonly demandReferenceGpus: {
    readonly p5: number;
    readonly p50: number;
    readonly p95: number;
    readonly mean: number;
  };
  /** mean capacity in service in the stage: fleet and what is signed now */
  readonly committedReferenceGpus: number;
  /** the same with later signings, in expectation */
  readonly plannedReferenceGpus: number;
  readonly shortageProbability: Estimate;
  /** expected unserved share of protected demand */
  readonly shortageFraction: Estimate;
}

/** Monthly series for pictures: all by month index 0..horizon-1. */
export interface MonthlySeries {
  readonly months: readonly string[];
  readonly demandReferenceGpus: {
    readonly p5: number[];
    readonly p25: number[];
    readonly p50: number[];
    readonly p75: number[];
    readonly p95: number[];
    readonly mean: number[];
  };
  /** expected capacity by contract, in reference GPUs of the first workload; `signed` fleet, `signNow`, `later` */
  readonly capacity: readonly {
    readonly contractId: string;
    readonly host: string;
    readonly kind: 'fleet' | 'signNow' | 'later';
    readonly referenceGpus: number[];
  }[];
}

import { contractsOf } from '../cohorts/cohort.ts';
import { capacityByContract } from './contract-reading.ts';
import type { Solution } from './reading.ts';

/** Expected capacity of one contract by month, of what was signed when. */
export interface CapacitySeries {
  readonly contractId: string;
  readonly host: string;
  readonly kind: 'fleet' | 'signNow' | 'later';
  /** [month] expected reference GPUs in service */
  readonly referenceGpus: readonly number[];
}

/** Every contract's capacity: the fleet, what is signed at the root, and what is signed later. */
export function capacityOf(solution: Solution): CapacitySeries[] {
  const { frame } = solution.planner;
  const hosts = new Map(contractsOf(frame.cohorts).map(({ id, host }) => [id, host]));
  const kinds = [
    { kind: 'fleet', includes: (stage: number) => stage < 0 },
    { kind: 'signNow', includes: (stage: number) => stage === 0 },
    { kind: 'later', includes: (stage: number) => stage > 0 },
  ] as const;
  return kinds.flatMap(({ kind, includes }) =>
    [...capacityByContract(solution, (part) => includes(part.cohort.signStage))]
      .filter(([, months]) => months.some((count) => count > 0.5))
      .map(([contractId, months]) => ({
        contractId,
        host: hosts.get(contractId)!,
        kind,
        referenceGpus: [...months],
      })),
  );
}

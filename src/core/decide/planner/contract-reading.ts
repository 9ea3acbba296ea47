import type { Offer } from '../../domain/index.ts';
import { shownReferenceGpus } from '../../supply/index.ts';
import { wholePerVolume, type CohortPart, type UsedRight } from './node-work.ts';
import { valueAt, type Solution } from './reading.ts';

/** Expected capacity in service of each contract by month, in its shown reference GPUs: [contract id] -> [month]. */
export function capacityByContract(
  solution: Solution,
  include: (part: CohortPart) => boolean,
): Map<string, Float64Array> {
  const { frame, nodes, programme } = solution.planner;
  const byContract = new Map<string, Float64Array>();
  for (const visit of solution.visits) {
    for (const part of nodes[visit.node]!.parts) {
      if (!part.flow || !include(part)) continue;
      const { contract } = part.cohort;
      const months = byContract.get(contract.id) ?? new Float64Array(frame.calendar.horizonMonths);
      byContract.set(contract.id, months);
      const volume = valueAt(visit, part.volume) * wholePerVolume(part.cohort) * part.sign;
      const weight = visit.probability * volume * shownReferenceGpus(contract);
      if (weight === 0) continue;
      frame.calendar.subPeriods[programme.nodes[visit.node]!.stage]!.forEach((subPeriod, subIndex) => {
        for (let month = subPeriod.startMonth; month < subPeriod.endMonth; month++) {
          months[month]! += weight * part.flow!.capacityFraction[subIndex]!;
        }
      });
    }
  }
  return byContract;
}

/** Blocks of each offer signed at each visit: [visit] map of offer id to blocks. */
export function signingsAt({ planner, visits }: Solution): Map<string, number>[] {
  return visits.map((visit) => {
    const signed = new Map<string, number>();
    for (const { cohort, volume, sign } of planner.nodes[visit.node]!.parts) {
      if (sign < 0 || volume.kind !== 'column') continue;
      const { id } = cohort.contract;
      signed.set(id, (signed.get(id) ?? 0) + visit.column(volume.index));
    }
    return signed;
  });
}

/** A right used at a visit: the contract that it ends or gives, and how many blocks of it. */
export interface RightUse {
  readonly right: UsedRight;
  readonly contract: Offer;
  readonly blocks: number;
}

/** Rights used at each visit. */
export function rightsAt({ planner, visits }: Solution): RightUse[][] {
  return visits.map((visit) =>
    planner.nodes[visit.node]!.parts.flatMap(({ cohort, volume, right }) => {
      if (right === undefined || volume.kind !== 'column') return [];
      const { contract } = cohort;
      const blocks = visit.column(volume.index) * wholePerVolume(cohort) * contract.blocks;
      return [{ right, contract, blocks }];
    }),
  );
}

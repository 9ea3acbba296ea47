import { valleyLoads, type DemandNode } from '../../demand/index.ts';
import { deferrableReferenceGpusOver, type Plan } from '../../domain/index.ts';
import type { SubPeriod } from '../cohorts/calendar.ts';

/** Dispatch is decided in at most so many operating states per sub-period. */
export const OPERATING_STATE_COUNT_MAX = 3;

/** A share of a sub-period in which demand stands at one level: a merge of noise points x load blocks. */
export interface OperatingState {
  /** probability x share of time; a sub-period's weights sum to 1 */
  readonly weight: number;
  /** [workload] demand of the growing tiers, busy reference GPUs before churn */
  readonly growingReferenceGpus: readonly number[];
  /** [workload] load relative to the mean, for tiers of fixed size */
  readonly fixedLoad: readonly number[];
  /** load relative to the mean of runs that may wait: in the valleys */
  readonly deferrableLoad: number;
}

/** Which noise points x load blocks a stage's nodes merge: groups of `noise x blocks + block`, by rising mean demand. */
export type OperatingPartition = readonly (readonly number[])[];

/**
 * How one sub-period's noise points x load blocks are merged at every node of a stage: into at most
 * OPERATING_STATE_COUNT_MAX neighbours by total demand so that the weighted variance inside the merged states is least,
 * on the mean over the stage's nodes. One partition for all nodes keeps their structure alike.
 */
export function operatingPartitionOf(
  plan: Plan,
  nodes: readonly DemandNode[],
  subPeriod: SubPeriod,
): OperatingPartition {
  const pointCount = Math.max(...nodes.map((node) => node.noise.length));
  const means = Array.from({ length: pointCount * plan.loadBlocks.length }, (_, index) => ({
    index,
    weight: 0,
    demand: 0,
  }));
  for (const node of nodes) {
    rawStates(plan, node, subPeriod).forEach((state, index) => {
      means[index]!.weight += node.probability * state.weight;
      means[index]!.demand += node.probability * state.weight * totalOf(state);
    });
  }
  const sorted = means
    .filter(({ weight }) => weight > 0)
    .map(({ index, weight, demand }) => ({ index, weight, total: demand / weight }))
    .toSorted((a, b) => a.total - b.total || a.index - b.index);
  return mergeNeighbours(sorted, OPERATING_STATE_COUNT_MAX);
}

/** Operating states of one sub-period at one node under the stage's partition. Merging keeps each workload's mean demand. */
export function operatingStatesOf(
  plan: Plan,
  at: { node: DemandNode; subPeriod: SubPeriod; partition: OperatingPartition },
): OperatingState[] {
  const states = rawStates(plan, at.node, at.subPeriod);
  return at.partition.map((group) =>
    mergeAll(
      plan,
      group.flatMap((index) => states[index] ?? []),
    ),
  );
}

function rawStates(plan: Plan, node: DemandNode, subPeriod: SubPeriod): OperatingState[] {
  return node.noise.flatMap(({ probability, multipleByMonth }) => {
    const multiple = meanOver(multipleByMonth, node.startMonth, subPeriod);
    const growing = plan.loadBlocks.map(({ ofMean }) =>
      plan.workloads.map((workload, index) => workload.busyReferenceGpus * multiple * ofMean[index]!),
    );
    const valleys = valleyLoads(
      growing.map((each) => each.reduce((sum, demand) => sum + demand, 0)),
      plan.loadBlocks.map(({ timeFraction }) => timeFraction),
      deferrableReferenceGpusOver(plan, subPeriod.startMonth, subPeriod.endMonth),
    );
    return plan.loadBlocks.map(({ timeFraction, ofMean }, block) => ({
      weight: probability * timeFraction,
      growingReferenceGpus: growing[block]!,
      fixedLoad: ofMean,
      deferrableLoad: valleys[block]!,
    }));
  });
}

function meanOver(valueByMonth: Float64Array, startMonth: number, subPeriod: SubPeriod): number {
  let sum = 0;
  for (let month = subPeriod.startMonth; month < subPeriod.endMonth; month++) sum += valueByMonth[month - startMonth]!;
  return sum / (subPeriod.endMonth - subPeriod.startMonth);
}

function totalOf(state: OperatingState): number {
  return state.growingReferenceGpus.reduce((sum, demand) => sum + demand, 0);
}

interface Level {
  readonly index: number;
  readonly weight: number;
  readonly total: number;
}

/** Least-variance partition of a sorted list into at most `countMax` runs, by dynamic programming (Fisher 1958). */
function mergeNeighbours(levels: readonly Level[], countMax: number): number[][] {
  const size = levels.length;
  const runCount = Math.min(countMax, size);
  const best = Array.from({ length: runCount + 1 }, () => new Float64Array(size + 1).fill(Infinity));
  const cutAt = Array.from({ length: runCount + 1 }, () => new Int32Array(size + 1));
  best[0]![0] = 0;
  for (let count = 1; count <= runCount; count++) {
    for (let end = count; end <= size; end++) {
      for (let start = count - 1; start < end; start++) {
        const cost = best[count - 1]![start]! + spread(levels.slice(start, end));
        if (cost < best[count]![end]!) {
          best[count]![end] = cost;
          cutAt[count]![end] = start;
        }
      }
    }
  }
  const runs: number[][] = [];
  for (let count = runCount, end = size; count > 0; count--) {
    const start = cutAt[count]![end]!;
    runs.unshift(levels.slice(start, end).map(({ index }) => index));
    end = start;
  }
  return runs;
}

/** Weighted sum of squared distances of total demand from the run's mean. */
function spread(levels: readonly Level[]): number {
  const weight = levels.reduce((sum, level) => sum + level.weight, 0);
  const mean = levels.reduce((sum, level) => sum + level.weight * level.total, 0) / weight;
  return levels.reduce((sum, level) => sum + level.weight * (level.total - mean) * (level.total - mean), 0);
}

/** A node whose demand does not spread has fewer noise points than its peers: the states it lacks never happen there. */
function mergeAll(plan: Plan, states: readonly OperatingState[]): OperatingState {
  const nothing = plan.workloads.map(() => 0);
  if (states.length === 0) return { weight: 0, growingReferenceGpus: nothing, fixedLoad: nothing, deferrableLoad: 0 };
  const weight = states.reduce((sum, state) => sum + state.weight, 0);
  const average = (read: (state: OperatingState) => readonly number[]) =>
    read(states[0]!).map(
      (_, index) => states.reduce((sum, state) => sum + state.weight * read(state)[index]!, 0) / weight,
    );
  return {
    weight,
    growingReferenceGpus: average((state) => state.growingReferenceGpus),
    fixedLoad: average((state) => state.fixedLoad),
    deferrableLoad: states.reduce((sum, state) => sum + state.weight * state.deferrableLoad, 0) / weight,
  };
}

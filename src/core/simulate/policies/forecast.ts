import {
  growLattice,
  latticeNodeAt,
  samplePaths,
  type DemandLattice,
  type DemandNode,
  type LatticeObservation,
} from '../../demand/index.ts';
import type { Plan } from '../../domain/index.ts';
import { quantileOfSorted } from '../../numeric/index.ts';

/** What a careful forecaster says at a decision month, given what is seen: demand over today's, by months ahead. */
export interface DemandForecast {
  readonly medianByMonthsAhead: Float64Array;
  readonly meanByMonthsAhead: Float64Array;
}

export interface Forecaster {
  readonly decisionMonths: readonly number[];
  /** states of knowledge by date, one demand to each */
  readonly lattice: DemandLattice;
  /** @param stage position in `decisionMonths` */
  forecastAt(stage: number, seen: LatticeObservation): DemandForecast;
}

/** Sample of the forecasts: no lattice of the planner, and none of the replayed paths. */
export const FORECAST_REPLICATION = 2_000_000;
const FORECAST_PATHS = 4096;
/** States of knowledge that a forecast tells apart. */
const FORECAST_NODES = 8;

/**
 * Forecasts conditional on what is seen at each stage's start: median and mean, over sampled paths in the same state of
 * knowledge, of demand h months ahead over demand now. The rules that people quote are given these, so that they lose by
 * the rule and not by a poor forecast.
 */
export function forecasterOf(plan: Plan): Forecaster {
  const paths = samplePaths(plan, { pathCount: FORECAST_PATHS, replication: FORECAST_REPLICATION });
  const lattice = growLattice(paths, {
    stageStartMonths: plan.tree.stageStartMonths,
    horizonMonths: plan.horizonMonths,
    noisePoints: 1,
    nodesPerStageMax: FORECAST_NODES,
  });
  const stages = plan.tree.stageStartMonths.map((_, stage) => ({
    ...lattice,
    nodes: lattice.nodes.filter((node) => node.stage === stage),
  }));
  const forecasts = new Map<number, DemandForecast>();
  return {
    decisionMonths: plan.tree.stageStartMonths,
    lattice,
    forecastAt(stage, seen) {
      const node = latticeNodeAt(stages[stage]!, stage, seen);
      let forecast = forecasts.get(node.index);
      if (!forecast) forecasts.set(node.index, (forecast = forecastOf(lattice, node)));
      return forecast;
    },
  };
}

function forecastOf({ paths, horizonMonths }: DemandLattice, node: DemandNode): DemandForecast {
  const count = horizonMonths - node.startMonth + 1;
  const medianByMonthsAhead = new Float64Array(count);
  const meanByMonthsAhead = new Float64Array(count);
  const ratios = new Float64Array(node.pathIndices.length);
  for (let ahead = 0; ahead < count; ahead++) {
    let sum = 0;
    node.pathIndices.forEach((path, index) => {
      const at = path * paths.monthCount + node.startMonth;
      ratios[index] = paths.multiple[at + ahead]! / paths.multiple[at]!;
      sum += ratios[index]!;
    });
    medianByMonthsAhead[ahead] = quantileOfSorted(ratios.toSorted(), 0.5);
    meanByMonthsAhead[ahead] = sum / ratios.length;
  }
  return { medianByMonthsAhead, meanByMonthsAhead };
}

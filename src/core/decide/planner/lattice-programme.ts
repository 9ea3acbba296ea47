import { growLattice, samplePaths, type DemandLattice } from '../../demand/index.ts';
import type { Plan } from '../../domain/index.ts';
import { withFixedParameters, withTerminalRisk, type Programme, type TerminalRisk } from '../../programme/index.ts';
import type { TrialMultiples } from '../cohorts/cohort.ts';
import { lossOutcomesOf, withLosses, type LossOutcome } from './losses.ts';
import { plannerProgramme, type PlannerProgramme } from './planner-programme.ts';

/** A plan's programme on one sampled lattice, as the engine solves it: an expectation to be maximised. */
export interface LatticeProgramme {
  readonly lattice: DemandLattice;
  readonly planner: PlannerProgramme;
  /** the planner's with the tail in its state and losses as noise; in money units */
  readonly programme: Programme;
  /** [node] */
  readonly losses: readonly (readonly LossOutcome[])[];
  /** the root's column for the quantile of wealth, which has to lie inside its range; null under the expectation */
  readonly quantile: Quantile | null;
}

/** A root column and the largest size it may take, in money units. */
export interface Quantile {
  readonly column: number;
  readonly unitsMax: number;
}

export interface LatticeSample {
  /** names the sample: lattices are independent replications */
  readonly sampleIndex: number;
  readonly trialMultiples?: TrialMultiples;
}

/** Samples paths, grows their lattice and writes the plan's programme on it. */
export function latticeProgramme(plan: Plan, options: LatticeSample): LatticeProgramme {
  const replication = options.sampleIndex;
  const lattice = growLattice(samplePaths(plan, { pathCount: plan.lattice.paths, replication }), {
    stageStartMonths: plan.tree.stageStartMonths,
    horizonMonths: plan.horizonMonths,
    noisePoints: plan.tree.noisePoints,
    nodesPerStageMax: plan.lattice.nodesPerStage,
  });
  const planner = plannerProgramme(plan, lattice, { replication, losses: 'events', ...options });
  const risked = withTerminalRisk(withFixedParameters(planner.programme), measureOf(plan));
  const unitsMax = QUANTILE_UNITS_MAX + plan.money.openingLiquidityUsd / planner.frame.units.usd;
  const quantile = risked.quantileColumn < 0 ? null : { column: risked.quantileColumn, unitsMax };
  const ranged = quantile ? withQuantileWithin(risked.programme, quantile) : risked.programme;
  const losses = lossOutcomesOf(lattice.nodes.length, { flows: planner.flows, layout: planner.frame.layout });
  return { lattice, planner, programme: withLosses(ranged, losses), losses, quantile };
}

/** The mean of all outcomes is the expectation, and has no quantile. */
function measureOf({ risk }: Plan): TerminalRisk {
  return risk.tailFraction === 1 ? { ...risk, weight: 0 } : risk;
}

/**
 * The quantile of wealth lies within so many money units, and the opening liquidity, on either side of zero: one of them
 * is about a thousandth of a month's value today, so the range is that of 80 years. Without an end, no few cuts would
 * bound the root.
 */
const QUANTILE_UNITS_MAX = 1e6;

function withQuantileWithin(programme: Programme, { column, unitsMax }: Quantile): Programme {
  const [root, ...others] = programme.nodes;
  const ends = { lower: -unitsMax, upper: unitsMax };
  const columns = root!.columns.map((known, index) => (index === column ? { ...known, ...ends } : known));
  return { ...programme, nodes: [{ ...root!, columns }, ...others] };
}

import { growTree } from '../../demand/index.ts';
import type { Offer, Plan } from '../../domain/index.ts';
import { extensiveForm } from '../../programme/index.ts';
import {
  chancesOfPath,
  mergedOutcome,
  NO_DECISION,
  simulateBlock,
  type BlockChances,
  type ReplayOutcome,
  type ReplayPolicy,
  type ReplayWorld,
} from '../../simulate/index.ts';
import { branchAndBound, openModel, type Solver } from '../../solve/index.ts';
import { plannerProgramme, type PlannerProgramme } from '../planner/planner-programme.ts';
import { visitsOf, type Visit } from '../planner/reading.ts';
import { decisionAt } from './engine-policy.ts';

/** Near enough to a path's optimum: what is signed is rounded to whole blocks anyway. */
const FORESIGHT_GAP = 1e-3;

/**
 * What each path of a block comes to for one who knows it: its demand, supply regimes, lateness and what ends the contracts that can only
 * be signed now. The extensive form of the path alone is solved, and what it signs and ends is carried out by the replay,
 * in whole blocks, on everything that happens on the path.
 *
 * A lower bound on what perfect foresight is worth there: the programme sees months in parts of stages and knows no loss of
 * what is signed later.
 *
 * A path whose programme is not solved is carried out without a decision.
 */
export async function foresightOutcome(
  world: ReplayWorld,
  solver: Solver,
  chances: BlockChances,
): Promise<ReplayOutcome> {
  const outcomes: ReplayOutcome[] = [];
  for (let path = 0; path < chances.paths.pathCount; path++) {
    const known = chancesOfPath(chances, path);
    outcomes.push(await simulateBlock(world, foresightPolicy(knownPlan(world.plan, known), known, solver), known));
  }
  return mergedOutcome(outcomes);
}

function foresightPolicy(plan: Plan, { paths }: BlockChances, solver: Solver): ReplayPolicy {
  const { stageStartMonths } = plan.tree;
  const settings = { stageStartMonths, branches: stageStartMonths.slice(1).map(() => 1), noisePoints: 1 };
  const tree = growTree(paths, { ...settings, horizonMonths: plan.horizonMonths });
  const planner = plannerProgramme(plan, tree, { replication: 0 });
  const form = extensiveForm(planner.programme);
  const session = openModel(form.model, solver);
  try {
    const { status, columnValues } = branchAndBound(session, { relativeGap: FORESIGHT_GAP });
    return status === 'optimal' ? policyOf(planner, visitsOf(form, columnValues)) : IDLE;
  } finally {
    session.dispose();
  }
}

const IDLE: ReplayPolicy = { id: 'foresight', decisionMonths: [], decide: (_, seen) => seen.map(() => NO_DECISION) };

/** The visits of the path, stage by stage, as decisions. */
function policyOf(planner: PlannerProgramme, visits: readonly Visit[]): ReplayPolicy {
  const { stageStartMonths } = planner.frame.calendar;
  const columns = visits.map((visit) =>
    Float64Array.from(planner.programme.nodes[visit.node]!.columns, (_, index) => visit.column(index)),
  );
  return {
    id: 'foresight',
    decisionMonths: stageStartMonths,
    decide(month, seen) {
      const stage = stageStartMonths.indexOf(month);
      return seen.map((one) => decisionAt({ planner }, { node: stage, columns: columns[stage]!, seen: one }));
    },
  };
}

/** The plan where the path's lateness is stated, and nothing is left to chance. */
function knownPlan(plan: Plan, known: BlockChances): Plan {
  return {
    ...plan,
    fleet: plan.fleet.map((contract) =>
      lived(contract, { known, inServiceMonth: contract.serviceFromMonth, isOnlyNow: true }),
    ),
    offers: plan.offers.map((offer) => {
      const inServiceMonth = Math.max(known.deliveryOf(offer, 0).inServiceMonths, offer.serviceFromMonth);
      return lived(delivered(offer, known), { known, inServiceMonth, isOnlyNow: offer.signByMonth <= 0 });
    }),
  };
}

/** Its hazards over: as long as it will serve where that is the same whenever it is signed, else its whole term. */
function lived(
  offer: Offer,
  at: { readonly known: BlockChances; readonly inServiceMonth: number; readonly isOnlyNow: boolean },
): Offer {
  const { known, inServiceMonth, isOnlyNow } = at;
  const endMonth = inServiceMonth + offer.termMonths;
  const { stopMonth } = isOnlyNow ? known.lossOf(offer, 0, { inServiceMonth, endMonth }) : { stopMonth: Infinity };
  const termMonths = Math.max(1, Math.min(endMonth, stopMonth) - inServiceMonth);
  const terms = { ...offer.terms, permitHazardPerYear: 0 };
  return { ...offer, termMonths, terms, failureHazardPerYear: 0, hostExit: null };
}

function delivered(offer: Offer, known: BlockChances): Offer {
  const { gateStartMonths, inServiceMonths, trancheMonths = [] } = known.deliveryOf(offer, 0);
  const surely = (months: number) => ({ p10: months, p50: months, p90: months });
  const ends = [...gateStartMonths.slice(1), inServiceMonths];
  return {
    ...offer,
    leadTimeMonths: surely(inServiceMonths),
    gates: offer.gates.map((gate, index) => ({ ...gate, months: surely(ends[index]! - gateStartMonths[index]!) })),
    terms: {
      ...offer.terms,
      tranches: offer.terms.tranches.map((tranche, index) => ({
        ...tranche,
        leadTimeMonths: surely(trancheMonths[index]!),
      })),
    },
  };
}

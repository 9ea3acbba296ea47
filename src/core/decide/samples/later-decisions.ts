import { samplePaths } from '../../demand/index.ts';
import { signingsAt } from '../planner/contract-reading.ts';
import type { LatticeSession } from './lattice-session.ts';
import { holding, type RootDecision } from './question.ts';

/** What the policy of a root decision signs later, path by path: nothing of a path beyond what its decider has seen. */
export interface LaterDecisions {
  /** names the paths: `samplePaths` of the plan with this replication and count */
  readonly replication: number;
  readonly pathCount: number;
  readonly stageStartMonths: readonly number[];
  readonly offerIds: readonly string[];
  /** [path × stage × offer] blocks signed at the start of the stage; continuous after the root */
  readonly blocks: Float64Array;
  /** node programmes solved to find them */
  readonly nodeSolves: number;
}

/** Fresh paths for rules are numbered from here: no lattice was grown, and no policy measured, on them. */
export const RULE_REPLICATION_OFFSET = 2_000;

/** Carries the policy of a root decision out on paths that the lattice has not seen. */
export async function laterDecisionsOf(
  session: LatticeSession,
  asked: { readonly decision: RootDecision; readonly replication: number; readonly pathCount: number },
): Promise<LaterDecisions> {
  const { plan } = session.planner.frame;
  const { replication, pathCount } = asked;
  const paths = samplePaths(plan, { pathCount, replication });
  const { solution, visitOfPath } = await session.carryOut(holding(asked.decision), paths);
  const { stageStartMonths } = session.planner.graph;
  const offerIds = plan.offers.map(({ id }) => id);
  const signed = signingsAt(solution);
  const blocks = new Float64Array(pathCount * stageStartMonths.length * offerIds.length);
  visitOfPath.forEach((visit, place) => {
    offerIds.forEach((id, offer) => (blocks[place * offerIds.length + offer] = signed[visit]!.get(id) ?? 0));
  });
  return { replication, pathCount, stageStartMonths, offerIds, blocks, nodeSolves: solution.visits.length - 1 };
}

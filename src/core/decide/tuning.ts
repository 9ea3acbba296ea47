import type { Plan } from '../domain/index.ts';
import { intervalOfMeanAndTail } from '../numeric/index.ts';
import {
  limitChecks,
  NO_SHOCK,
  REPLAY_CONFIDENCE,
  replayWorld,
  type LimitCheck,
  type ReplayOutcome,
  type ReplayWorld,
} from '../simulate/index.ts';
import { replayEngine } from './out-of-sample.ts';
import type { RootDecision } from './question.ts';
import type { ReplayBlocks } from './replay-server.ts';
import type { SampleCaller } from './sample-caller.ts';

/** A root decision, and how much money later decisions act as if it were not there. */
export interface TunedPolicy {
  readonly decision: RootDecision;
  readonly reserveUsd: number;
}

/** Reserves tried, as shares of the opening liquidity. */
const RESERVE_FRACTIONS = [0, 0.25, 0.5, 1] as const;
/** Paths on which reserves are compared, over all lattices: others than those that are reported. */
const TUNING_PATHS = 500;
/** Blocks of the tuning paths are numbered from here. */
const TUNING_BLOCK = 100_000;
/** Other root decisions tried where the best one misses a limit whatever the reserve. */
const OTHERS_MAX = 3;

/**
 * Chooses the cash reserve of the recommended policy by replay: the value of risk is what it is on monthly paths, and the
 * engine's lattices average money over their nodes, so they see less of its tail than there is.
 *
 * Of the reserves with which the replay meets the plan's limits on ruin and shortage the one of highest risk-adjusted value
 * is taken. Where none does, the next best root decisions are tried in turn; and where none of those does either, what
 * misses the limits least is kept, and the answer says what it would take.
 *
 * @param decisions root decisions by value, the recommended one first
 */
export async function tuned(
  plan: Plan,
  caller: SampleCaller,
  decisions: readonly RootDecision[],
): Promise<TunedPolicy> {
  const world = replayWorld(plan);
  const blocks = tuningBlocks(plan);
  const tried: Tried[] = [];
  for (const decision of decisions.slice(0, 1 + OTHERS_MAX)) {
    for (const fraction of RESERVE_FRACTIONS) {
      const reserveUsd = fraction * plan.money.openingLiquidityUsd;
      const [outcome] = await replayEngine({ plan, caller, decision, reserveUsd }, blocks, [NO_SHOCK]);
      tried.push({ decision, reserveUsd, ...judged(world, outcome!) });
    }
    const met = tried.filter(({ missed }) => missed === 0).toSorted((a, b) => b.valueUsd - a.valueUsd);
    if (met[0]) return met[0];
  }
  return tried.toSorted((a, b) => a.missed - b.missed || b.valueUsd - a.valueUsd)[0]!;
}

interface Tried extends TunedPolicy {
  readonly valueUsd: number;
  /** by how much limits are missed, in shares of themselves, summed */
  readonly missed: number;
}

function judged(world: ReplayWorld, outcome: ReplayOutcome): Pick<Tried, 'valueUsd' | 'missed'> {
  const { estimate } = intervalOfMeanAndTail(outcome.valueUsd, world.plan.risk, REPLAY_CONFIDENCE);
  return { valueUsd: estimate, missed: limitChecks(world, outcome).reduce((sum, check) => sum + missedBy(check), 0) };
}

/** Survival is held by whom one signs with, not by a reserve: it is reported, and chooses nothing. */
function missedBy({ field, found, limit, isMet }: LimitCheck): number {
  if (field === 'limits.survive' || isMet) return 0;
  return limit > 0 ? found.estimate / limit - 1 : found.estimate * TUNING_PATHS;
}

function tuningBlocks(plan: Plan): ReplayBlocks {
  const { lattices } = plan.lattice;
  const pathCount = Math.ceil(TUNING_PATHS / lattices);
  return Array.from({ length: lattices }, (_, share) => ({ block: TUNING_BLOCK + share, pathCount }));
}

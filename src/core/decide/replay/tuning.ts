import type { Plan } from '../../domain/index.ts';
import { intervalOfMeanAndTail } from '../../numeric/index.ts';
import {
  limitChecks,
  NO_SHOCK,
  REPLAY_CONFIDENCE,
  replayWorld,
  type LimitCheck,
  type ReplayOutcome,
  type ReplayWorld,
} from '../../simulate/index.ts';
import type { RootDecision } from '../samples/question.ts';
import type { PolicyChoice, ReplayBlocks } from '../samples/replay-server.ts';
import type { SampleCaller } from '../samples/sample-caller.ts';
import { replayEngine } from './engine-replay.ts';

/** The policy that is recommended, and how it came to be. */
export interface Tuning {
  readonly chosen: PolicyChoice;
  /** what would be chosen if the plan limited neither ruin nor shortage */
  readonly unlimited: PolicyChoice;
  /** every policy replayed to choose, in order */
  readonly tried: readonly TriedPolicy[];
}

/** A policy on the tuning paths. */
export interface TriedPolicy extends PolicyChoice {
  /** risk-adjusted as the plan weighs it, whatever weight the policy plans with */
  readonly valueUsd: number;
  readonly limits: readonly LimitCheck[];
  readonly pathCount: number;
  /** by how much limits are missed, in shares of themselves, summed */
  readonly missed: number;
}

export interface TuningCase {
  readonly plan: Plan;
  readonly caller: SampleCaller;
  /** root decisions by value, the recommended one first */
  readonly decisions: readonly RootDecision[];
  /** opens the lattices of another risk weight: the best root decision there, none where there is none */
  readonly proposeAt: (riskWeight: number) => Promise<RootDecision | null>;
}

/** Reserves tried, as shares of the opening liquidity. */
const RESERVE_FRACTIONS = [0, 0.25, 0.5, 1] as const;
/** Paths on which policies are compared, over all lattices: others than those that are reported. */
const TUNING_PATHS = 500;
/** Blocks of the tuning paths are numbered from here. */
const TUNING_BLOCK = 100_000;
/** Other root decisions tried where the best one misses a limit whatever the reserve. */
const OTHERS_MAX = 3;

/**
 * Moves the recommended policy until its replay meets the plan's limits on ruin and shortage: the engine's lattices average
 * money over their nodes and know no limit on a probability, so they see less of the tail than there is on monthly paths.
 *
 * Tried in turn, until some policy meets them: the cash reserve; the next best root decisions; other risk weights
 * (`otherWeights`), each with lattices trained anew and their own best root decision. Of the reserves of that step that
 * meet the limits the one of highest risk-adjusted value is taken. Where no step does, what misses them least is.
 */
export async function tuned({ plan, caller, decisions, proposeAt }: TuningCase): Promise<Tuning> {
  const world = replayWorld(plan);
  const blocks = tuningBlocks(plan);
  const tried: TriedPolicy[] = [];
  const meets = async (decision: RootDecision, riskWeight: number): Promise<PolicyChoice | null> => {
    const step: TriedPolicy[] = [];
    for (const fraction of RESERVE_FRACTIONS) {
      const choice = { decision, riskWeight, reserveUsd: fraction * plan.money.openingLiquidityUsd };
      const [outcome] = await replayEngine({ plan, caller, ...choice }, blocks, [NO_SHOCK]);
      step.push({ ...choice, ...judged(world, outcome!) });
    }
    tried.push(...step);
    return mostValuable(step.filter(({ missed }) => missed === 0));
  };
  const ended = (chosen: PolicyChoice): Tuning => ({
    chosen: choiceOf(chosen),
    unlimited: choiceOf(mostValuable(tried.slice(0, RESERVE_FRACTIONS.length))!),
    tried,
  });
  const ownWeight = plan.risk.weight;
  for (const decision of decisions.slice(0, 1 + OTHERS_MAX)) {
    const found = await meets(decision, ownWeight);
    if (found) return ended(found);
  }
  let opened = ownWeight;
  for (const riskWeight of otherWeights(plan.risk, leastMissing(tried))) {
    const decision = await proposeAt((opened = riskWeight));
    const found = decision && (await meets(decision, riskWeight));
    if (found) return ended(found);
  }
  const least = leastMissing(tried);
  if (least.riskWeight !== ownWeight && least.riskWeight !== opened) await proposeAt(least.riskWeight);
  return ended(least);
}

/** Shares of the way to the end of the range at which a risk weight is tried. */
const WEIGHT_STEPS = [1 / 3, 2 / 3] as const;

/**
 * Risk weights tried for the limits that a policy misses. Who weighs the tail more keeps more money, so towards 1 for ruin, and
 * never 1 itself, where nothing better than the tail counts; who weighs it less signs more, so towards 0 for shortage.
 */
export function otherWeights(
  { weight, tailFraction }: Pick<Plan['risk'], 'weight' | 'tailFraction'>,
  { limits }: Pick<TriedPolicy, 'limits'>,
): readonly number[] {
  if (tailFraction === 1) return [];
  const isMissed = (field: LimitCheck['field']) => limits.some((check) => check.field === field && !check.isMet);
  const up = isMissed('limits.ruinProbabilityMax') ? WEIGHT_STEPS.map((share) => weight + share * (1 - weight)) : [];
  const isDown = isMissed('limits.shortage.probabilityMax') && weight > 0;
  return [...up, ...(isDown ? WEIGHT_STEPS.map((share) => weight - share * weight) : [])];
}

function choiceOf({ decision, reserveUsd, riskWeight }: PolicyChoice): PolicyChoice {
  return { decision, reserveUsd, riskWeight };
}

function leastMissing(tried: readonly TriedPolicy[]): TriedPolicy {
  return tried.toSorted((a, b) => a.missed - b.missed || b.valueUsd - a.valueUsd)[0]!;
}

/** None where there is none. */
function mostValuable(tried: readonly TriedPolicy[]): TriedPolicy | null {
  return tried.toSorted((a, b) => b.valueUsd - a.valueUsd)[0] ?? null;
}

function judged(world: ReplayWorld, outcome: ReplayOutcome): Omit<TriedPolicy, keyof PolicyChoice> {
  const { estimate } = intervalOfMeanAndTail(outcome.valueUsd, world.plan.risk, REPLAY_CONFIDENCE);
  const limits = limitChecks(world, outcome);
  const missed = limits.reduce((sum, check) => sum + missedBy(check), 0);
  return { valueUsd: estimate, limits, missed, pathCount: outcome.pathCount };
}

/** Survival is held by whom one signs with, not by a reserve or a weight: it is reported, and chooses nothing. */
function missedBy({ field, found, limit, isMet }: LimitCheck): number {
  if (field === 'limits.survive' || isMet) return 0;
  return limit > 0 ? found.estimate / limit - 1 : found.estimate * TUNING_PATHS;
}

function tuningBlocks(plan: Plan): ReplayBlocks {
  const { lattices } = plan.lattice;
  const pathCount = Math.ceil(TUNING_PATHS / lattices);
  return Array.from({ length: lattices }, (_, share) => ({ block: TUNING_BLOCK + share, pathCount }));
}

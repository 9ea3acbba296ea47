import type { Plan } from '../../domain/index.ts';
import { intervalOfMean } from '../../numeric/index.ts';
import {
  BLOCK_PATHS,
  compared,
  figuresOf,
  growthFigures,
  limitChecks,
  NO_SHOCK,
  QUOTED_RULES,
  replayWorld,
  REPLAY_CONFIDENCE,
  stressesOf,
  stressFigures,
  type FixedPortfolio,
  type PolicyFigures,
  type ReplayOutcome,
  type ReplayWorld,
} from '../../simulate/index.ts';
import { ENGINE_POLICY_ID } from '../samples/engine-policy.ts';
import {
  blocksFor,
  dealt,
  firstPaths,
  gathered,
  type PlainPolicy,
  type PolicyChoice,
  type ReplayBlocks,
} from '../samples/replay-server.ts';
import { ROLLING_MEAN_PLAN_ID } from '../samples/rolling-mean-plan.ts';
import type { SampleCaller } from '../samples/sample-caller.ts';
import { replayEngine } from './engine-replay.ts';
import { isSamePolicy, limitKeeping } from './limit-keeping.ts';
import { regretOf } from './regret.ts';
import type { ReplayAnswer, ReplayedPolicy } from './replay-answer.ts';
import type { Tuning } from './tuning.ts';

/** How a plan's answer is replayed. */
export interface ReplayOptions {
  /** fresh paths, >= 40; the interval of a tail needs some in it */
  readonly pathCount: number;
  /** portfolios to score beside the recommendation */
  readonly portfolios: readonly FixedPortfolio[];
  /** paths along which it is also planned again at every stage start; left out, none: each costs a training a stage */
  readonly deepPaths?: number;
}

export interface ReplayCase {
  readonly plan: Plan;
  readonly caller: SampleCaller;
  readonly tuning: Tuning;
  /** [lattice] proved bounds on any policy */
  readonly boundsUsd: readonly number[];
}

/** Paths of each stress: a tenth of the replay's, within these. */
const STRESS_PATHS = { min: 100, max: 400 } as const;

/**
 * Replays the recommended policy, the user's portfolios and the quoted rules on common paths, then the recommended policy
 * under every stress.
 *
 * Block b is carried out by the policy of lattice b mod L and, for the rules, by whoever serves sample b mod L, so that
 * all lattices' policies count and the number of threads changes nothing.
 */
export async function replayed(given: ReplayCase, options: ReplayOptions): Promise<Omit<ReplayAnswer, 'deep'>> {
  const { plan, caller } = given;
  const shareCount = plan.lattice.lattices;
  const blocks = blocksFor(options.pathCount, 0);
  const plain: PlainPolicy[] = [
    ...options.portfolios.map((portfolio): PlainPolicy => ({ kind: 'portfolio', portfolio })),
    ...QUOTED_RULES.map(({ id }): PlainPolicy => ({ kind: 'rule', id })),
  ];
  const { chosen, unlimited } = given.tuning;
  const carried = isSamePolicy(chosen, unlimited) ? [chosen] : [chosen, unlimited];
  const [[ours, withoutLimits], others, meanPlan] = await Promise.all([
    engineOutcomes(given, carried, blocks),
    plainOutcomes(given, plain, blocks),
    meanPlanPair(given, blocks),
  ]);
  const world = replayWorld(plan);
  const stresses = await stressed(given, world, { ours: ours!, pathCount: options.pathCount });
  const regret = await regretOf({ caller, lattices: shareCount, blocks, ours: ours!, others });
  const keeping = limitKeeping(given.tuning, { ours: ours!, unlimited: withoutLimits ?? null });
  const answer = answerOf(given, world, { ours: ours!, others });
  const comparisons = [...answer.comparisons, compared(plan, meanPlan.ours, meanPlan.its)];
  const policies = [...answer.policies, replayedPolicy(figuresOf(world, meanPlan.its))];
  return { ...answer, policies, comparisons, keeping, regret, stresses };
}

/** Paths on which the mean plan is made again at every date where the replay has as many: each takes a solve a date. */
const MEAN_PLAN_PATHS = 200;

/** The rolling mean plan on the first of the replay's paths, and the recommended policy on the same. */
async function meanPlanPair(given: ReplayCase, blocks: ReplayBlocks) {
  const sample = firstPaths(blocks, given.plan.lattice.lattices, MEAN_PLAN_PATHS);
  const [[ours], [its]] = await Promise.all([
    engineOutcomes(given, [given.tuning.chosen], sample),
    plainOutcomes(given, [{ kind: 'meanPlan' }], sample),
  ]);
  return { ours: ours!, its: its! };
}

/** [policy] what each comes to on the blocks. */
async function plainOutcomes(
  { plan, caller }: Pick<ReplayCase, 'plan' | 'caller'>,
  policies: readonly PlainPolicy[],
  blocks: ReplayBlocks,
): Promise<readonly ReplayOutcome[]> {
  const shareCount = plan.lattice.lattices;
  const shares = await Promise.all(
    Array.from({ length: shareCount }, (_, share) =>
      caller.ask(share, { kind: 'replayPlain', policies, blocks: dealt(blocks, share, shareCount) }),
    ),
  );
  return policies.map((_, policy) =>
    gathered(
      shares.map((share) => share.map((block) => block[policy]!)),
      blocks.length,
    ),
  );
}

/** Each policy on the blocks as drawn. */
async function engineOutcomes(
  { plan, caller }: Pick<ReplayCase, 'plan' | 'caller'>,
  choices: readonly PolicyChoice[],
  blocks: ReplayBlocks,
): Promise<readonly ReplayOutcome[]> {
  const found: ReplayOutcome[] = [];
  for (const choice of choices) found.push(...(await replayEngine({ plan, caller, ...choice }, blocks, [NO_SHOCK])));
  return found;
}

/** Blocks of one lattice each, some paths of each: all lattices' policies are struck. */
async function stressed(
  given: ReplayCase,
  world: ReplayWorld,
  { ours, pathCount }: { readonly ours: ReplayOutcome; readonly pathCount: number },
): Promise<ReplayAnswer['stresses']> {
  const { lattices } = given.plan.lattice;
  const wanted = Math.min(STRESS_PATHS.max, Math.max(STRESS_PATHS.min, Math.round(pathCount / 10)));
  const perBlock = Math.min(BLOCK_PATHS, Math.ceil(wanted / lattices));
  const blocks = Array.from({ length: lattices }, (_, block) => ({ block, pathCount: perBlock }));
  const stresses = stressesOf(world, ours);
  const shocks = [NO_SHOCK, ...stresses.map(({ shock }) => shock)];
  const { plan, caller, tuning } = given;
  const [base, ...struck] = await replayEngine({ plan, caller, ...tuning.chosen }, blocks, shocks);
  return stresses.map((stress, index) => stressFigures(world, stress, { base: base!, hit: struck[index]! }));
}

function answerOf(
  given: ReplayCase,
  world: ReplayWorld,
  { ours, others }: { readonly ours: ReplayOutcome; readonly others: readonly ReplayOutcome[] },
): Omit<ReplayAnswer, 'keeping' | 'regret' | 'stresses' | 'deep'> {
  const figures = [ours, ...others].map((outcome) => figuresOf(world, outcome));
  const { valueUsd } = figures[0]!;
  const boundUsd = intervalOfMean(given.boundsUsd, REPLAY_CONFIDENCE);
  return {
    pathCount: ours.pathCount,
    policies: figures.map(replayedPolicy),
    comparisons: others.map((other) => compared(given.plan, ours, other)),
    boundUsd,
    // Two independent samples: their intervals are added, which is wider than need be.
    lostAgainstBoundUsd: {
      estimate: boundUsd.estimate - valueUsd.estimate,
      low: boundUsd.low - valueUsd.high,
      high: boundUsd.high - valueUsd.low,
    },
    reserveUsd: given.tuning.chosen.reserveUsd,
    limits: limitChecks(world, ours),
    growth: growthFigures(world, ours),
  };
}

function replayedPolicy(figures: PolicyFigures): ReplayedPolicy {
  return { ...figures, ...introduced(figures.policyId) };
}

function introduced(policyId: string): Pick<ReplayedPolicy, 'kind' | 'says'> {
  if (policyId === ENGINE_POLICY_ID) {
    return { kind: 'recommended', says: 'what this plan recommends, then its value functions' };
  }
  if (policyId === ROLLING_MEAN_PLAN_ID) {
    return { kind: 'rule', says: 'the best plan if the mean forecast were sure, made again at every date' };
  }
  const rule = QUOTED_RULES.find(({ id }) => id === policyId);
  return rule ? { kind: 'rule', says: rule.says } : { kind: 'portfolio', says: 'your own portfolio' };
}

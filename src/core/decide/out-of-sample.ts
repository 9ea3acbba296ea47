import type { Plan } from '../domain/index.ts';
import { intervalOfMean } from '../numeric/index.ts';
import {
  compared,
  figuresOf,
  QUOTED_RULES,
  replayWorld,
  REPLAY_CONFIDENCE,
  type FixedPortfolio,
  type ReplayOutcome,
} from '../simulate/index.ts';
import { ENGINE_POLICY_ID } from './engine-policy.ts';
import type { RootDecision } from './question.ts';
import type { ReplayAnswer, ReplayedPolicy } from './replay-answer.ts';
import { blocksFor, dealt, gathered, type PlainPolicy } from './replay-server.ts';
import type { SampleCaller } from './sample-caller.ts';

/** How a plan's answer is replayed. */
export interface ReplayOptions {
  /** fresh paths, >= 40; the interval of a tail needs some in it */
  readonly pathCount: number;
  /** portfolios to score beside the recommendation */
  readonly portfolios: readonly FixedPortfolio[];
}

/** Paths of a replay where none are asked for. */
export const REPLAY_PATHS_DEFAULT = 1000;

export interface ReplayCase {
  readonly plan: Plan;
  readonly caller: SampleCaller;
  readonly decision: RootDecision;
  /** [lattice] proved bounds on any policy */
  readonly boundsUsd: readonly number[];
}

/**
 * Replays the recommended policy, the user's portfolios and the quoted rules on common paths.
 *
 * Block b is carried out by the policy of lattice b mod L and, for the rules, by whoever serves sample b mod L, so that
 * all lattices' policies count and the number of threads changes nothing.
 */
export async function replayed(given: ReplayCase, options: ReplayOptions): Promise<ReplayAnswer> {
  const { plan, caller, decision, boundsUsd } = given;
  const shareCount = plan.lattice.lattices;
  const blocks = blocksFor(options.pathCount, 0);
  const plain: PlainPolicy[] = [
    ...options.portfolios.map((portfolio): PlainPolicy => ({ kind: 'portfolio', portfolio })),
    ...QUOTED_RULES.map(({ id }): PlainPolicy => ({ kind: 'rule', id })),
  ];
  const everyShare = Array.from({ length: shareCount }, (_, share) => share);
  const [engineShares, plainShares] = await Promise.all([
    Promise.all(
      everyShare.map((share) =>
        caller.ask(share, { kind: 'replayEngine', decision, reserveUsd: 0, blocks: dealt(blocks, share, shareCount) }),
      ),
    ),
    Promise.all(
      everyShare.map((share) =>
        caller.ask(share, { kind: 'replayPlain', policies: plain, blocks: dealt(blocks, share, shareCount) }),
      ),
    ),
  ]);
  const ours = gathered(engineShares, blocks.length);
  const others = plain.map((_, policy) =>
    gathered(
      plainShares.map((share) => share.map((block) => block[policy]!)),
      blocks.length,
    ),
  );
  return answerOf(plan, { ours, others, boundsUsd });
}

function answerOf(
  plan: Plan,
  found: {
    readonly ours: ReplayOutcome;
    readonly others: readonly ReplayOutcome[];
    readonly boundsUsd: readonly number[];
  },
): ReplayAnswer {
  const world = replayWorld(plan);
  const { ours, others } = found;
  const figures = [ours, ...others].map((outcome) => figuresOf(world, outcome));
  const { valueUsd } = figures[0]!;
  const boundUsd = intervalOfMean(found.boundsUsd, REPLAY_CONFIDENCE);
  return {
    pathCount: ours.pathCount,
    policies: figures.map((policy) => ({ ...policy, ...introduced(policy.policyId) })),
    comparisons: others.map((other) => compared(plan, ours, other)),
    boundUsd,
    // Two independent samples: their intervals are added, which is wider than need be.
    lostAgainstBoundUsd: {
      estimate: boundUsd.estimate - valueUsd.estimate,
      low: boundUsd.low - valueUsd.high,
      high: boundUsd.high - valueUsd.low,
    },
  };
}

function introduced(policyId: string): Pick<ReplayedPolicy, 'kind' | 'says'> {
  if (policyId === ENGINE_POLICY_ID)
    return { kind: 'recommended', says: 'what this plan recommends, then its value functions' };
  const rule = QUOTED_RULES.find(({ id }) => id === policyId);
  return rule ? { kind: 'rule', says: rule.says } : { kind: 'portfolio', says: 'your own portfolio' };
}

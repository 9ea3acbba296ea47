import type { Plan } from '../../domain/index.ts';
import {
  blockChances,
  BLOCK_PATHS,
  forecasterOf,
  mergedOutcome,
  portfolioPolicy,
  quotedRule,
  replayWorld,
  shockedChances,
  simulateBlock,
  traceBlock,
  type BlockChances,
  type ContractTrace,
  type FixedPortfolio,
  type Forecaster,
  type QuotedRuleId,
  type ReplayOutcome,
  type ReplayPolicy,
  type ReplayWorld,
  type Shock,
} from '../../simulate/index.ts';
import type { Solver } from '../../solve/index.ts';
import { foresightOutcome } from './foresight.ts';
import type { LatticeSession } from './lattice-session.ts';
import { holding, type RootDecision } from './question.ts';
import { rollingMeanPlan } from './rolling-mean-plan.ts';

/** Blocks of fresh paths to replay, and how many paths of each. */
export type ReplayBlocks = readonly { readonly block: number; readonly pathCount: number }[];

/** A policy that needs no trained values: a rule that people quote, the mean plan, a portfolio that somebody has in mind, or foresight. */
export type PlainPolicy =
  | { readonly kind: 'foresight' }
  | { readonly kind: 'meanPlan' }
  | { readonly kind: 'rule'; readonly id: QuotedRuleId }
  | { readonly kind: 'portfolio'; readonly portfolio: FixedPortfolio };

/** What tells one of the engine's policies from another. */
export interface PolicyChoice {
  readonly decision: RootDecision;
  /** money that later decisions act as if it were not there */
  readonly reserveUsd: number;
  /** weight of the tail mean in the value functions that later decisions are read from */
  readonly riskWeight: number;
}

/** One of the engine's policies on some blocks. */
export interface EngineReplay extends PolicyChoice {
  /** true: planned again at every stage of every path */
  readonly isReplanned?: boolean;
  readonly blocks: ReplayBlocks;
  /** each on the same blocks; `NO_SHOCK` is the replay as drawn */
  readonly shocks: readonly Shock[];
}

/** The engine's policy on the first paths of a block, contract by contract. */
export interface EngineTrace extends PolicyChoice {
  readonly block: number;
  readonly pathCount: number;
}

/** Replays of one plan in one thread: what its policies share is made once. */
export interface ReplayServer {
  plain(policies: readonly PlainPolicy[], blocks: ReplayBlocks): Promise<readonly (readonly ReplayOutcome[])[]>;
  engine(lattice: LatticeSession, asked: EngineReplay): Promise<readonly (readonly ReplayOutcome[])[]>;
  /** [path] what becomes of every contract of the engine's policy */
  trace(lattice: LatticeSession, asked: EngineTrace): Promise<readonly (readonly ContractTrace[])[]>;
}

export function replayServer(plan: Plan, solver: Solver): ReplayServer {
  let world: ReplayWorld | null = null;
  let forecaster: Forecaster | null = null;
  let meanPlan: ReplayPolicy | null = null;
  const policyOf = (asked: Exclude<PlainPolicy, { kind: 'foresight' }>): ReplayPolicy => {
    if (asked.kind === 'portfolio') return portfolioPolicy(plan, asked.portfolio);
    forecaster ??= forecasterOf(plan);
    if (asked.kind === 'meanPlan') return (meanPlan ??= rollingMeanPlan(plan, solver, forecaster.lattice));
    return quotedRule(plan, asked.id, forecaster);
  };
  return {
    async plain(asked, blocks) {
      world ??= replayWorld(plan);
      const known = world;
      const runs = asked.map((policy) => {
        if (policy.kind === 'foresight') return (chances: BlockChances) => foresightOutcome(known, solver, chances);
        const carried = policyOf(policy);
        return (chances: BlockChances) => simulateBlock(known, carried, chances);
      });
      const found: ReplayOutcome[][] = [];
      for (const { block, pathCount } of blocks) {
        const chances = blockChances(plan, block, pathCount);
        const outcomes: ReplayOutcome[] = [];
        for (const run of runs) outcomes.push(await run(chances));
        found.push(outcomes);
      }
      return found;
    },
    async trace(lattice, { decision, reserveUsd, block, pathCount }) {
      world ??= replayWorld(plan);
      const policy = await lattice.policyOf(holding(decision), reserveUsd);
      return traceBlock(world, policy, blockChances(plan, block, pathCount));
    },
    async engine(lattice, { decision, reserveUsd, isReplanned = false, blocks, shocks }) {
      const held = holding(decision);
      const policy = await (isReplanned
        ? lattice.replanningPolicyOf(held, reserveUsd)
        : lattice.policyOf(held, reserveUsd));
      world ??= replayWorld(plan);
      const found: ReplayOutcome[][] = shocks.map(() => []);
      for (const { block, pathCount } of blocks) {
        const chances = blockChances(plan, block, pathCount);
        for (const [index, shock] of shocks.entries()) {
          const under = shockedChances(chances, shock);
          found[index]!.push(await simulateBlock(world, policy, under, { hasFactors: true }));
        }
      }
      return found;
    },
  };
}

/** Blocks for so many paths, from a first one on. */
export function blocksFor(pathCount: number, firstBlock: number): ReplayBlocks {
  return Array.from({ length: Math.ceil(pathCount / BLOCK_PATHS) }, (_, index) => ({
    block: firstBlock + index,
    pathCount: Math.min(BLOCK_PATHS, pathCount - index * BLOCK_PATHS),
  }));
}

/** The first paths of each lattice's first block: about so many in all, so that every lattice's policy counts. */
export function firstPaths(blocks: ReplayBlocks, lattices: number, pathCount: number): ReplayBlocks {
  const perBlock = Math.ceil(pathCount / lattices);
  return blocks
    .slice(0, lattices)
    .map(({ block, pathCount: most }) => ({ block, pathCount: Math.min(perBlock, most) }));
}

/** Outcomes of blocks dealt out in turns, back in the order of the blocks and as one. */
export function gathered(shares: readonly (readonly ReplayOutcome[])[], blockCount: number): ReplayOutcome {
  return mergedOutcome(
    Array.from(
      { length: blockCount },
      (_, index) => shares[index % shares.length]![Math.floor(index / shares.length)]!,
    ),
  );
}

/** The blocks of one share when they are dealt out in turns. */
export function dealt(blocks: ReplayBlocks, share: number, shareCount: number): ReplayBlocks {
  return blocks.filter((_, index) => index % shareCount === share);
}

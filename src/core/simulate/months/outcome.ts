import type { ReplayWorld } from '../contracts/world.ts';
import { quarterCountOf } from '../contracts/world.ts';

/** What one policy came to on the paths of one block, or of several merged in order. Arrays over paths unless said. */
export interface ReplayOutcome {
  readonly policyId: string;
  readonly pathCount: number;
  /** the plan's objective W: discounted cash, research, penalties and value after the horizon */
  readonly valueUsd: Float64Array;
  /** hidden growth regime of month 0, as an index into the plan's: figures are sorted by it, no policy sees it */
  readonly startRegime: Float64Array;
  /** its parts, discounted */
  readonly cashUsd: Float64Array;
  readonly researchUsd: Float64Array;
  readonly penaltyUsd: Float64Array;
  readonly afterHorizonUsd: Float64Array;
  /** lowest money without any drawing, below zero by what had to be found, and when */
  readonly troughUsd: Float64Array;
  readonly troughMonth: Float64Array;
  /** share of the horizon's time in which more than the plan's fraction of protected demand goes unserved */
  readonly shortTimeFraction: Float64Array;
  /** months of the longest run in which some load block is so */
  readonly longestShortMonths: Float64Array;
  /** runs of such months, and months in them */
  readonly shortRuns: Float64Array;
  readonly shortMonths: Float64Array;
  /** protected demand over the horizon and what of it is unserved, reference-GPU months */
  readonly protectedAsked: Float64Array;
  readonly protectedUnserved: Float64Array;
  /** committed payments for capacity that nothing worth its price used, nominal */
  readonly strandedUsd: Float64Array;
  /** discounted: what compute cost, value after the horizon taken off, and reference-GPU hours served */
  readonly computeCostUsd: Float64Array;
  readonly servedHours: Float64Array;
  /** the same hours, each times the efficiency of its month: hours at the speed of month 0 that would serve as much */
  readonly servedHoursAtFirstSpeed: Float64Array;
  /** [path × quarter] time short as a share of three months, and a third of the sum of months' unserved shares of protected demand */
  readonly shortTimeByQuarter: Float64Array;
  readonly unservedByQuarter: Float64Array;
  /** [path × month] protected demand unserved beyond the plan's fraction, largest over load blocks, reference GPUs */
  readonly gapReferenceGpus: Float64Array;
  /** [path × month] money at month end without any drawing */
  readonly liquidityUsd: Float64Array;
  /** [month] sums over paths, reference GPUs: protected demand, and what of it is unserved */
  readonly protectedAskedByMonth: Float64Array;
  readonly protectedUnservedByMonth: Float64Array;
  /** [tier × month] sums over paths of what is served, tiers in the plan's order */
  readonly servedByTier: Float64Array;
  /** [factor × month] sums over paths of the share of protected demand that capacity without the factor would carry */
  readonly withoutFactor: Float64Array;
  /** [factor × month] sums over paths of the factor's capacity, class units */
  readonly factorUnits: Float64Array;
  /** [contract] sums over paths */
  readonly contractMonths: Float64Array;
  readonly contractUsedMonths: Float64Array;
  readonly contractPaidUsd: Float64Array;
  readonly contractStrandedUsd: Float64Array;
  readonly contractSignedBlocks: Float64Array;
}

const BY_PATH = [
  'valueUsd',
  'startRegime',
  'cashUsd',
  'researchUsd',
  'penaltyUsd',
  'afterHorizonUsd',
  'troughUsd',
  'troughMonth',
  'shortTimeFraction',
  'longestShortMonths',
  'shortRuns',
  'shortMonths',
  'protectedAsked',
  'protectedUnserved',
  'strandedUsd',
  'computeCostUsd',
  'servedHours',
  'servedHoursAtFirstSpeed',
  'shortTimeByQuarter',
  'unservedByQuarter',
  'gapReferenceGpus',
  'liquidityUsd',
] as const;

const SUMMED = [
  'protectedAskedByMonth',
  'protectedUnservedByMonth',
  'servedByTier',
  'withoutFactor',
  'factorUnits',
  'contractMonths',
  'contractUsedMonths',
  'contractPaidUsd',
  'contractStrandedUsd',
  'contractSignedBlocks',
] as const;

export function emptyOutcome(world: ReplayWorld, policyId: string, pathCount: number): ReplayOutcome {
  const { plan, contracts } = world;
  const widths: Partial<Record<string, number>> = {
    shortTimeByQuarter: quarterCountOf(plan),
    unservedByQuarter: quarterCountOf(plan),
    liquidityUsd: plan.horizonMonths,
    gapReferenceGpus: plan.horizonMonths,
  };
  const tierCount = plan.workloads.reduce((sum, { tiers }) => sum + tiers.length, 0);
  const lengths: Partial<Record<string, number>> = {
    protectedAskedByMonth: plan.horizonMonths,
    protectedUnservedByMonth: plan.horizonMonths,
    servedByTier: tierCount * plan.horizonMonths,
    withoutFactor: world.factors.length * plan.horizonMonths,
    factorUnits: world.factors.length * plan.horizonMonths,
  };
  const fields = [
    ...BY_PATH.map((field) => [field, new Float64Array(pathCount * (widths[field] ?? 1))]),
    ...SUMMED.map((field) => [field, new Float64Array(lengths[field] ?? contracts.length)]),
  ];
  // Every field of the record is named in one of the two lists.
  return { policyId, pathCount, ...Object.fromEntries(fields) } as ReplayOutcome;
}

/** Outcomes of consecutive blocks as one, in their order: the order of sums is the same for any number of workers. */
export function mergedOutcome(blocks: readonly ReplayOutcome[]): ReplayOutcome {
  const fields = [
    ...BY_PATH.map((field) => [field, concatenated(blocks.map((block) => block[field]))]),
    ...SUMMED.map((field) => [field, summed(blocks.map((block) => block[field]))]),
  ];
  const pathCount = blocks.reduce((sum, block) => sum + block.pathCount, 0);
  // As in emptyOutcome.
  return { policyId: blocks[0]!.policyId, pathCount, ...Object.fromEntries(fields) } as ReplayOutcome;
}

function concatenated(parts: readonly Float64Array[]): Float64Array {
  const whole = new Float64Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

function summed(parts: readonly Float64Array[]): Float64Array {
  const sum = new Float64Array(parts[0]!.length);
  for (const part of parts) part.forEach((value, index) => (sum[index]! += value));
  return sum;
}

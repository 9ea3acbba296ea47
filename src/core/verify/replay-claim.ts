import { z } from 'zod';

/** An interval of a replay; an end without a number is one that nobody knows, and so is what nothing was counted of. */
const interval = z.object({ estimate: z.number(), low: z.number().nullable(), high: z.number().nullable() });
const openInterval = interval.extend({ estimate: z.number().nullable() });
const count = z.int().min(0);
const fan = z.array(z.number());

const policy = z.object({
  policyId: z.string(),
  kind: z.enum(['recommended', 'portfolio', 'rule']),
  pathCount: count,
  valueUsd: interval,
  expectedUsd: interval,
  tailMeanUsd: interval,
  valueP5Usd: interval,
  valueP50Usd: interval,
  valueP95Usd: interval,
  cashUsd: interval,
  researchUsd: interval,
  penaltyUsd: interval,
  afterHorizonUsd: interval,
  ruinProbability: interval,
  creditProbability: interval,
  troughP5Usd: interval,
  troughP50Usd: interval,
  troughMonth: z.string(),
  shortageProbability: interval,
  everShortProbability: interval,
  unservedFraction: openInterval,
  shortRunMonths: openInterval,
  longestShortMonthsP95: interval,
  strandedUsd: interval,
  standardErrors: z.object({
    expectedUsd: z.number().min(0),
    cashUsd: z.number().min(0),
    researchUsd: z.number().min(0),
    penaltyUsd: z.number().min(0),
    afterHorizonUsd: z.number().min(0),
    strandedUsd: z.number().min(0),
  }),
  costUsdPerServedReferenceGpuHour: openInterval,
  tokens: z.array(z.object({ workloadId: z.string(), costUsdPerMillionTokens: openInterval })),
  quarters: z.array(
    z.object({ startMonth: z.string(), shortageProbability: interval, unservedFraction: openInterval }),
  ),
  liquidityUsd: z.object({ p5: fan, p50: fan, p95: fan }),
  contracts: z.array(
    z.object({
      contractId: z.string(),
      host: z.string(),
      blocksSigned: z.number(),
      utilisationFraction: z.number().nullable(),
      paidUsd: z.number(),
      strandedUsd: z.number(),
    }),
  ),
  concentration: z.array(
    z.object({
      by: z.string(),
      of: z.enum(['capacity', 'dollars']),
      name: z.string(),
      fraction: z.number(),
      herfindahlIndex: z.number().nullable(),
    }),
  ),
});

const comparison = z.object({
  policyId: z.string(),
  valueUsd: interval,
  expectedUsd: interval,
  tailMeanUsd: interval,
  otherIsBetterOn: z.array(z.object({ figure: z.string(), ours: z.number(), theirs: z.number() })),
});

const stress = z.object({
  name: z.string(),
  pathCount: count,
  lostUsd: interval,
  ruinProbability: interval,
  ruinProbabilityWithout: interval,
  shortageProbability: interval,
  worstMonth: z.string(),
  worstUnservedFraction: z.number(),
  monthsToRecover: count.nullable(),
  tiersHit: z.array(z.object({ tier: z.string(), lostFraction: z.number() })),
});

const limit = z.object({
  field: z.enum(['limits.ruinProbabilityMax', 'limits.shortage.probabilityMax', 'limits.survive']),
  factor: z.string().nullable(),
  limit: z.number(),
  found: interval,
  isMet: z.boolean(),
  isSure: z.boolean(),
  wouldTake: z.object({ amount: z.number() }).nullable(),
});

/** What a result claims of futures that no planner has seen. */
export const replayClaim = z.object({
  pathCount: count,
  policies: z.array(policy).min(1),
  comparisons: z.array(comparison),
  boundUsd: interval,
  lostAgainstBoundUsd: interval,
  reserveUsd: z.number(),
  limits: z.array(limit),
  keeping: z.object({ planRiskWeight: z.number() }),
  growth: z.array(
    z.object({
      regimeId: z.string(),
      multiplePerYear: z.number(),
      pathCount: count,
      expectedUsd: interval.nullable(),
      ruinProbability: interval.nullable(),
      shortageProbability: interval.nullable(),
    }),
  ),
  regret: z.object({
    pathCount: count,
    meanUsd: interval,
    p50Usd: interval,
    p90Usd: interval,
    largestUsd: z.number(),
  }),
  stresses: z.array(stress),
  deep: z
    .object({
      pathCount: count,
      planCount: count,
      policyUsd: interval,
      replannedUsd: interval,
      gainUsd: interval,
    })
    .nullable(),
});

export type ReplayClaim = z.infer<typeof replayClaim>;
export type ClaimedPolicy = ReplayClaim['policies'][number];
export type ClaimedInterval = z.infer<typeof interval>;

import { z } from 'zod';

import type { Issue } from '../domain/index.ts';
import { replayClaim } from './replay-claim.ts';

/**
 * The parts of `result.json` that are verified, as the file claims them. Whatever else it holds is left alone: estimates
 * anywhere in it are looked at by `checkEstimates`.
 */
const estimate = z.object({
  estimate: z.number(),
  low: z.number().nullable(),
  high: z.number().nullable(),
  method: z.string(),
});
const count = z.int().min(0);
/** No contract that a plan can hold runs longer; beyond it a file is not a result. */
const month = z.int().min(0).max(10_000);
const cents = z.int();
const signed = z.enum(['fleet', 'signNow', 'later']);

const account = z.object({
  cause: z.string(),
  contractId: z.string().nullable(),
  signed: signed.nullable(),
  timing: z.enum(['monthStart', 'monthEnd']),
  centsByMonth: z.array(cents),
});

/** No market pays so many times its price: a larger number is no result. */
const PRICE_FACTOR_MAX = 1000;

const courseSigning = z.object({
  contractId: z.string(),
  signed,
  signMonth: month,
  contractFraction: z.number(),
  supplyRegime: z.enum(['glut', 'normal', 'tight']),
  priceFactor: z.number().positive().max(PRICE_FACTOR_MAX),
  gateStartMonths: z.array(month),
  inServiceMonths: month,
  trancheMonths: z.array(month),
  givenBy: z.object({ signing: count, right: z.string() }).nullable(),
  notices: z.array(z.object({ right: z.string(), month, contractFraction: z.number() })),
  loss: z.object({ stopMonth: month, isRecall: z.boolean() }).nullable(),
  monthOfOutage: z.array(count).nullable(),
});

const course = z.object({
  name: z.string(),
  signings: z.array(courseSigning),
  ledger: z.array(account),
  capacity: z.array(z.object({ contractId: z.string(), signed, referenceGpus: z.array(z.number()) })),
});

const signNow = z.object({
  offerId: z.string(),
  host: z.string(),
  route: z.string(),
  blocks: count,
  blocksOffered: count,
  gpus: z.number(),
  referenceGpus: z.number(),
  inServiceMonth: z.string(),
  firmLiabilityUsd: z.number(),
  addedValueUsd: estimate,
  deferralCostUsd: estimate,
});

const offer = z.object({
  offerId: z.string(),
  host: z.string(),
  route: z.string(),
  blocks: count,
  isSigned: z.boolean(),
  askPriceUsdPerGpuHour: z.number(),
  askPriceUsdPerReferenceGpuHour: z.number(),
  walkAwayPriceUsdPerGpuHour: estimate,
  walkAwayFractionOfAsk: estimate,
  valueWithUsd: estimate,
  valueWithoutUsd: estimate,
  addedValueUsd: estimate,
  verdict: z.enum(['above', 'below', 'undecided']),
  firmLiabilityUsd: z.number(),
  headlineUsd: z.number(),
  decideBy: z.string().nullable(),
  inServiceMonth: z.string(),
});

const recipe = z.object({
  history: z.object({ file: z.string(), hash: z.string() }).nullish(),
  seed: count,
  engineVersion: z.string(),
  solver: z.string(),
  solverVersion: z.string(),
  lattices: count,
  trees: count,
  paths: count,
  iterations: count,
  rounds: count,
  replayPaths: count,
  relativeGap: z.number(),
  gapUsd: estimate,
});

const line = z.object({
  cause: z.string(),
  contractId: z.string().nullable(),
  isCash: z.boolean(),
  usd: z.number(),
});

const value = z.object({
  recommendedUsd: estimate,
  reachedUsd: estimate,
  signNothingUsd: estimate,
  meanPlanUsd: estimate,
  perfectForesightUsd: estimate,
  waitUsd: estimate,
  addedValueUsd: estimate,
  signNowUsd: estimate,
  addedParts: z.object({
    cashUsd: estimate,
    researchUsd: estimate,
    afterHorizonUsd: estimate,
    riskAndPenaltiesUsd: estimate,
  }),
  vssUsd: estimate,
  evpiUsd: estimate,
  afterHorizonFraction: z.number(),
  expectedUsd: estimate,
  lines: z.array(line),
});

const months = z.array(z.number());
const series = z.object({
  months: z.array(z.string()),
  demandReferenceGpus: z.object({ p5: months, p25: months, p50: months, p75: months, p95: months, mean: months }),
  capacity: z.array(z.object({ contractId: z.string(), host: z.string(), kind: signed, referenceGpus: months })),
});

const stage = z.object({
  startMonth: z.string(),
  demandReferenceGpus: z.object({ p5: z.number(), p50: z.number(), p95: z.number(), mean: z.number() }),
  committedReferenceGpus: z.number(),
  plannedReferenceGpus: z.number(),
  shortageProbability: estimate,
  shortageFraction: estimate,
});

const right = z.object({ kind: z.string(), contractId: z.string() });

const rightNow = z.object({ right, usedFraction: estimate, referenceGpus: z.number() });

const later = z.object({
  offerId: z.string(),
  right: right.nullable(),
  startMonth: z.string(),
  probability: z.number(),
  blocks: z.number(),
  referenceGpus: z.number(),
});

const claimSchema = z.object({
  plan: z.object({
    name: z.string(),
    hash: z.string(),
    asOf: z.string(),
    startMonth: z.string(),
    horizonMonths: month,
  }),
  recipe,
  value,
  decision: z.array(z.object({ offerId: z.string(), blocks: z.number(), blocksOffered: count })),
  signNow: z.array(signNow),
  rightsNow: z.array(rightNow),
  later: z.array(later),
  offers: z.array(offer),
  stages: z.array(stage),
  series,
  ledger: z.object({ recommended: z.array(account), signNothing: z.array(account) }),
  courses: z.array(course),
  candidates: z.array(z.object({ signNow: z.string(), valueUsd: estimate, bestInLattices: count })),
  crossCheck: z.object({
    trees: count,
    recommendedUsd: estimate,
    biasUsd: z.number(),
    bestInTrees: count,
    regretUsd: estimate,
  }),
  liquidity: z.object({ troughUsd: estimate, creditProbability: estimate, rescueProbability: estimate }),
  certificate: z.object({
    accepted: z.boolean(),
    worstResidualFraction: z.number(),
    ledgerUsd: z.number(),
    objectiveUsd: z.number(),
    reason: z.string().nullable(),
  }),
  replay: replayClaim.nullable(),
});

export type Claim = z.infer<typeof claimSchema>;
export type ClaimedAccount = Claim['ledger']['recommended'][number];
export type ClaimedEstimate = z.infer<typeof estimate>;
export type ClaimedCourse = Claim['courses'][number];

/** The version of `result.json` that this verifier reads. */
export const VERIFIED_SCHEMA_VERSION = 6;

/** The claim, or why the file makes none: every place that has not the form of a result. */
export function readClaim(result: unknown): { readonly claim: Claim | null; readonly faults: readonly Issue[] } {
  const version = isRecord(result) ? result['schemaVersion'] : undefined;
  if (version !== VERIFIED_SCHEMA_VERSION) {
    const what = `result.json of schema ${shown(version)} cannot be verified: this verifier reads schema ${VERIFIED_SCHEMA_VERSION}`;
    const fix = 'plan again with this version, or verify with the version that made the result';
    return { claim: null, faults: [faultAt('schema-version', { path: 'schemaVersion', what, fix })] };
  }
  const read = claimSchema.safeParse(result);
  if (read.success) return { claim: read.data, faults: [] };
  const faults = read.error.issues.map(({ path, message }) =>
    faultAt('result-shape', {
      path: pathOf(path),
      what: `not a result: ${message}`,
      fix: 'give result.json as eightyfold wrote it',
    }),
  );
  return { claim: null, faults };
}

export function faultAt(
  code: string,
  { path, what, fix, found }: { path: string; what: string; fix: string; found?: string },
): Issue {
  const issue = { code, severity: 'error', what, path, line: null, column: null, fix } as const;
  return found === undefined ? issue : { ...issue, found };
}

/** `offers[2].blocks`, as in all messages. */
function pathOf(keys: readonly PropertyKey[]): string {
  return keys.reduce<string>((path, key) => {
    if (typeof key === 'number') return `${path}[${key}]`;
    return path === '' ? String(key) : `${path}.${String(key)}`;
  }, '');
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function shown(value: unknown): string {
  return typeof value === 'number' || typeof value === 'string' ? String(value).slice(0, 20) : 'unknown';
}

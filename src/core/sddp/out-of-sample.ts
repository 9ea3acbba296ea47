/** What a sample's answer is worth under the laws that the sample was drawn from. */
import { intervalOfMean } from '../numeric/index.ts';
import { splitSeparable, type Programme } from '../programme/index.ts';
import { createNodePool } from './node-models.ts';
import type { Policy } from './policy.ts';
import { SIMULATION_CONFIDENCE_DEFAULT, simulatePolicy } from './simulate-policy.ts';
import { hasIntegers, policyByCuts, VISITS_MAX } from './solve-by-cuts.ts';
import { policyValue } from './solve-policy-value.ts';
import type { OutOfSample, SampleEstimate, SolveProgrammeOptions } from './solve-solution.ts';

/** Samples whose optima are averaged: each costs as much as the answer itself. */
const OPTIMA = 5;
/** Samples on which the policy is carried out, and paths on each that has too many histories to look at all. */
const REPLAYS = 20;
const PATHS_EACH = 100;

/** Samples are solved to this share of their optimum, and bounded by what that proves: they differ by far more. */
const NEAR_ENOUGH = 1e-4;

/** A programme whose noise is a sample, and the same with another draw: equal but for its outcomes. */
export interface SampledProgramme {
  readonly programme: Programme;
  /** of the sample in `programme` */
  readonly seed: number;
  readonly resampled: (seed: number) => Programme;
}

/**
 * Holds the answer of a sampled programme against fresh samples, under the expectation.
 *
 * The mean of optima over independent samples lies, in expectation, on the optimistic side of the true optimum (below it
 * when minimising), for each sample is decided by who knows it; the policy of one sample, carried out on others, on the
 * pessimistic side. Both intervals are Student's over samples, which are independent of each other.
 *
 * @source Mak, Morton and Wood (1999), Monte Carlo bounding techniques for determining solution quality in stochastic
 *   programs, Operations Research Letters 24(1-2), 47-56
 */
export async function outOfSample(
  { programme, seed, resampled }: SampledProgramme,
  options: SolveProgrammeOptions,
): Promise<OutOfSample> {
  const { onProgress, ...asked } = options;
  const quietly = { ...asked, relativeGap: Math.max(NEAR_ENOUGH, asked.relativeGap ?? 0) };
  const trained = async (drawn: Programme) => policyByCuts(splitSeparable(drawn), quietly);
  const policy = (await trained(programme))?.policy;
  const bounds: number[] = [];
  const values: number[] = [];
  const tell = (): void => {
    onProgress?.({ done: bounds.length + values.length, total: OPTIMA + REPLAYS, what: 'fresh samples' });
  };
  for (let fresh = 1; fresh <= OPTIMA; fresh++) {
    bounds.push((await trained(resampled(seed + fresh)))?.bound ?? NaN);
    tell();
  }
  for (let fresh = 1; policy && fresh <= REPLAYS; fresh++) {
    const drawn = splitSeparable(resampled(seed + OPTIMA + fresh));
    values.push(await valueOn(drawn, policy, { ...quietly, seed: fresh }));
    tell();
  }
  return { policyValue: estimateOf(values), optimumBound: estimateOf(bounds) };
}

/** Mean of a policy over another sample, over all of its histories where these are few; NaN where it gets stuck. */
async function valueOn(
  programme: Programme,
  trained: Policy,
  { solver, relax, seed = 0 }: SolveProgrammeOptions,
): Promise<number> {
  const policy = { ...trained, programme };
  const isWhole = relax !== true && hasIntegers(programme);
  const pool = createNodePool(programme, solver);
  try {
    await pool.addCuts(
      policy.cuts.map((cuts, node) => ({ node, cuts, feasibilityCuts: policy.feasibilityCuts[node]! })),
    );
    const exact = isWhole ? null : await policyValue(policy, pool, VISITS_MAX);
    if (exact !== null) return exact;
    const how = { pool, pathCount: PATHS_EACH, seed, controlVariate: false };
    const { plain } = await simulatePolicy(policy, { ...how, ...(isWhole ? { integer: { solver } } : {}) });
    return plain?.mean ?? NaN;
  } finally {
    await pool.close();
  }
}

/** Null unless every sample has a number. */
function estimateOf(bySample: readonly number[]): SampleEstimate | null {
  if (bySample.length < 2 || !bySample.every(Number.isFinite)) return null;
  const { estimate, low, high } = intervalOfMean(bySample, SIMULATION_CONFIDENCE_DEFAULT);
  return { mean: estimate, low, high, confidence: SIMULATION_CONFIDENCE_DEFAULT, samples: bySample.length };
}

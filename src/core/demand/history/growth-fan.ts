import { exp, quantileOfSorted } from '../../numeric/index.ts';
import type { RandomStream } from '../../random/index.ts';
import { picked, type PosteriorDraw } from './regime-posterior.ts';

/** Log growth from now on, sampled from models that the history leaves possible. */
export interface GrowthPaths {
  readonly pathCount: number;
  readonly stepCount: number;
  readonly stepMonths: number;
  /** log of usage over usage now at the end of each step, [path × step] */
  readonly logMultiple: Float64Array;
}

/**
 * Samples growth: path i follows draw i (round and round), its regime drawn from what that draw thinks now. Parameters
 * and regime stay uncertain together, which no single fitted model says.
 *
 * @param stream uniform and normal of step s at steps 2 s and 2 s + 1 of each path
 */
export function sampleGrowthPaths(
  draws: readonly PosteriorDraw[],
  {
    stepCount,
    pathCount,
    stream,
  }: { readonly stepCount: number; readonly pathCount: number; readonly stream: RandomStream },
): GrowthPaths {
  const logMultiple = new Float64Array(pathCount * stepCount);
  const stepMonths = draws[0]?.model.stepMonths ?? 1;
  for (let path = 0; path < pathCount; path += 1) {
    const { model, next } = draws[path % draws.length]!;
    const noise = model.volatilityPerMonth * Math.sqrt(stepMonths);
    let weights = next;
    let level = 0;
    for (let step = 0; step < stepCount; step += 1) {
      const regime = picked(weights, stream.uniformAt(path, 2 * step));
      level += model.logGrowthPerMonth[regime]! * stepMonths + noise * stream.normalAt(path, 2 * step + 1);
      logMultiple[path * stepCount + step] = level;
      weights = model.transition.subarray(regime * next.length, (regime + 1) * next.length);
    }
  }
  return { pathCount, stepCount, stepMonths, logMultiple };
}

/** Sampled log multiples at the end of a step, sorted; [path] */
export function sortedAtStep({ pathCount, stepCount, logMultiple }: GrowthPaths, step: number): Float64Array {
  return Float64Array.from({ length: pathCount }, (_, path) => logMultiple[path * stepCount + step]!).sort();
}

/** Quantiles of what usage is multiplied by over a time: realised, not annualised. */
export interface RealisedMultiple {
  readonly months: number;
  readonly p10: number;
  readonly p50: number;
  readonly p90: number;
}

/** Realised multiples at the steps nearest to these months ahead. */
export function realisedMultiples(paths: GrowthPaths, months: readonly number[]): RealisedMultiple[] {
  return months.map((month) => {
    const step = Math.max(1, Math.round(month / paths.stepMonths));
    const sorted = sortedAtStep(paths, Math.min(step, paths.stepCount) - 1);
    const [p10, p50, p90] = [0.1, 0.5, 0.9].map((probability) => exp(quantileOfSorted(sorted, probability)));
    return { months: month, p10: p10!, p50: p50!, p90: p90! };
  });
}

import { exp, log, normalQuantile, pow } from '../numeric/index.ts';
import { type RandomStream, streamFor } from '../random/index.ts';
import { type Assignment, combined, type Law, type Realisation, type Source } from './smps-source.ts';

/** How continuous laws become outcomes, and large products small ones. */
export type SmpsSampling =
  /** the continuous laws of a period are drawn together, so many equally likely outcomes; discrete sources stay */
  | { readonly seed: number; readonly lawOutcomesPerPeriod: number }
  /** all sources of a period are drawn together: each period gets this many equally likely outcomes */
  | { readonly seed: number; readonly outcomesPerPeriod: number };

const SEED_DEFAULT = 1;
/** Outcomes of a sampled period when nothing is said: where it is the only one, and of each of several;
 * many discrete sources mostly make a large problem. */
const OUTCOMES_OF_ONE = { laws: 1000, all: 300 };
const OUTCOMES_OF_EACH = { laws: 100, all: 50 };

/** Taken when nothing is said and there are continuous laws: of these alone. */
export function samplingOfLaws(sources: readonly Source[], seed: number = SEED_DEFAULT): SmpsSampling {
  return {
    seed,
    lawOutcomesPerPeriod: outcomesFor(
      sources.filter(({ law }) => law !== null),
      'laws',
    ),
  };
}

/** Taken when nothing is said and the sources of a period have too many joint values: of all of them. */
export function samplingOfAll(sources: readonly Source[], seed: number = SEED_DEFAULT): SmpsSampling {
  return { seed, outcomesPerPeriod: outcomesFor(sources, 'all') };
}

function outcomesFor(sources: readonly Source[], what: 'laws' | 'all'): number {
  const periods = new Set(sources.map(({ period }) => period));
  return (periods.size <= 1 ? OUTCOMES_OF_ONE : OUTCOMES_OF_EACH)[what];
}

/**
 * Discrete sources in the place of those given: samples by stream (seed, `smps/` and the source's name), path = the
 * outcome's index. Draws of one source never depend on another.
 */
export function sampledSources(sources: readonly Source[], sampling: SmpsSampling): readonly Source[] {
  const areAll = 'outcomesPerPeriod' in sampling;
  const count = areAll ? sampling.outcomesPerPeriod : sampling.lawOutcomesPerPeriod;
  const [drawn, kept] = [true, false].map((isDrawn) =>
    sources.filter(({ law }) => (areAll || law !== null) === isDrawn),
  );
  const byPeriod = Map.groupBy(drawn!, ({ period }) => period);
  const joint = [...byPeriod].map(([period, together]) => ({
    name: `period ${period}`,
    period,
    line: together[0]!.line,
    realisations: joined(together.map((source) => draws(source, sampling.seed, count))),
    law: null,
  }));
  return [...kept!, ...joint];
}

/** Outcome by outcome, the values of all sources. */
function joined(columns: readonly (readonly Realisation[])[]): Realisation[] {
  return columns[0]!.map((first, index) => ({
    ...first,
    values: new Map(columns.flatMap((column) => [...column[index]!.values])),
  }));
}

function draws(source: Source, seed: number, count: number): Realisation[] {
  const stream = streamFor(seed, `smps/${source.name}`);
  const strata = shuffled(count, streamFor(seed, `smps/${source.name}/strata`));
  return Array.from({ length: count }, (_, path) => {
    const spread = (strata[path]! + stream.uniformAt(path, 0)) / count;
    const values = source.law
      ? lawDraw(source.law, source.line, { stream, path, spread })
      : discreteDraw(source, spread).values;
    return { probability: 1 / count, values, line: source.line };
  });
}

/** The numbers below `count` in an order drawn at random. */
function shuffled(count: number, stream: RandomStream): readonly number[] {
  const keys = Float64Array.from({ length: count }, (_, path) => stream.uniformAt(path, 0));
  return Array.from(keys, (_, index) => index).toSorted((a, b) => keys[a]! - keys[b]!);
}

/** One draw of a source: its stream, and a uniform number that is spread evenly over all draws (a Latin hypercube). */
interface Draw {
  readonly stream: RandomStream;
  readonly path: number;
  readonly spread: number;
}

function discreteDraw({ realisations }: Source, spread: number): Realisation {
  const total = realisations.reduce((sum, { probability }) => sum + probability, 0);
  let left = spread * total;
  return realisations.find(({ probability }) => (left -= probability) < 0) ?? realisations.at(-1)!;
}

function lawDraw(law: Law, line: number, draw: Draw): ReadonlyMap<string, Assignment> {
  const value = combined(law.element, law.mode, drawOf(law, draw));
  return new Map([[law.element.key, { element: law.element, value, line }]]);
}

/** Gamma and beta draws are rejected or taken, so nothing spreads them. */
function drawOf({ kind, first, second }: Law, { stream, path, spread }: Draw): number {
  switch (kind) {
    case 'UNIFORM':
      return first + (second - first) * spread;
    case 'NORMAL':
      return first + Math.sqrt(second) * normalQuantile(spread);
    case 'LOGNORMAL':
      return exp(first + Math.sqrt(second) * normalQuantile(spread));
    case 'GAMMA':
      return first * gammaDraw(second, stream, { path, firstStep: 0 });
    case 'BETA': {
      const one = gammaDraw(first, stream, { path, firstStep: 0 });
      // The other gamma's steps lie beyond any that rejection can reach.
      return one / (one + gammaDraw(second, stream, { path, firstStep: 0x80000000 }));
    }
  }
}

/**
 * A gamma draw of scale 1: squeeze-free rejection on the cube of a shifted normal; a shape below 1 by a power of a
 * uniform. Accepted with probability above 0.95, each trial taking two steps of the stream.
 *
 * @source Marsaglia and Tsang (2000), A simple method for generating gamma variables, ACM TOMS 26(3), 363-372
 */
function gammaDraw(
  shape: number,
  stream: RandomStream,
  { path, firstStep }: { readonly path: number; readonly firstStep: number },
): number {
  if (shape < 1) {
    const power = pow(stream.uniformAt(path, firstStep), 1 / shape);
    return power * gammaDraw(shape + 1, stream, { path, firstStep: firstStep + 1 });
  }
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (let step = firstStep; ; step += 2) {
    const normal = stream.normalAt(path, step);
    const v = (1 + c * normal) * (1 + c * normal) * (1 + c * normal);
    if (v > 0 && log(stream.uniformAt(path, step + 1)) < normal * normal * 0.5 + d * (1 - v + log(v))) return d * v;
  }
}

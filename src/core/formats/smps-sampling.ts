import { exp, log, pow } from '../numeric/index.ts';
import { type RandomStream, streamFor } from '../random/index.ts';
import { type Assignment, combined, type Law, type Realisation, type Source } from './smps-source.ts';

/** How continuous laws become outcomes, and large products small ones. */
export type SmpsSampling =
  /** each element with a continuous law gets this many equally likely values; discrete sources stay as they are */
  | { readonly seed: number; readonly valuesPerElement: number }
  /** all sources of a period are drawn together: each period gets this many equally likely outcomes */
  | { readonly seed: number; readonly outcomesPerPeriod: number };

/** Taken when a file has continuous laws and nothing is said. */
export const DEFAULT_SMPS_SAMPLING: SmpsSampling = { seed: 1, valuesPerElement: 100 };

/**
 * Discrete sources in the place of those given: samples by stream (seed, `smps/` and the source's name), path = the
 * outcome's index. Draws of one source never depend on another.
 */
export function sampledSources(sources: readonly Source[], sampling: SmpsSampling): readonly Source[] {
  if ('valuesPerElement' in sampling) {
    const { seed, valuesPerElement } = sampling;
    return sources.map((source) =>
      source.law ? { ...source, law: null, realisations: draws(source, seed, valuesPerElement) } : source,
    );
  }
  const byPeriod = Map.groupBy(sources, ({ period }) => period);
  return [...byPeriod].map(([period, together]) => ({
    name: `period ${period}`,
    period,
    line: together[0]!.line,
    realisations: joined(together.map((source) => draws(source, sampling.seed, sampling.outcomesPerPeriod))),
    law: null,
  }));
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
  return Array.from({ length: count }, (_, path) => {
    const values = source.law
      ? lawDraw(source.law, source.line, stream, path)
      : discreteDraw(source, stream, path).values;
    return { probability: 1 / count, values, line: source.line };
  });
}

function discreteDraw({ realisations }: Source, stream: RandomStream, path: number): Realisation {
  const total = realisations.reduce((sum, { probability }) => sum + probability, 0);
  let left = stream.uniformAt(path, 0) * total;
  return realisations.find(({ probability }) => (left -= probability) < 0) ?? realisations.at(-1)!;
}

function lawDraw(law: Law, line: number, stream: RandomStream, path: number): ReadonlyMap<string, Assignment> {
  const value = combined(law.element, law.mode, drawOf(law, stream, path));
  return new Map([[law.element.key, { element: law.element, value, line }]]);
}

function drawOf({ kind, first, second }: Law, stream: RandomStream, path: number): number {
  switch (kind) {
    case 'UNIFORM':
      return first + (second - first) * stream.uniformAt(path, 0);
    case 'NORMAL':
      return first + Math.sqrt(second) * stream.normalAt(path, 0);
    case 'LOGNORMAL':
      return exp(first + Math.sqrt(second) * stream.normalAt(path, 0));
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

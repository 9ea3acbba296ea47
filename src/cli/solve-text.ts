import type { SolvedProblem } from './solve-problem.ts';

/** A solution as lines of a name and its value, numbers to the last bit; without what there is nothing to say of. */
export function solutionText(solution: SolvedProblem): string {
  const { simulated, outOfSample, message, ...known } = solution;
  const lines: [string, string][] = Object.entries(known).map(([name, value]) => [
    name,
    value === null ? 'unknown' : String(value),
  ]);
  if (simulated) lines.push(['simulated', rangeText(simulated, `${simulated.paths} paths`)]);
  if (outOfSample) {
    const { policyValue, optimumBound } = outOfSample;
    if (policyValue) lines.push(['out of sample', rangeText(policyValue, `${policyValue.samples} fresh samples`)]);
    if (optimumBound) {
      lines.push(['mean optimum of samples', rangeText(optimumBound, `${optimumBound.samples} fresh samples`)]);
    }
  }
  if (message !== '') lines.push(['message', message]);
  const width = Math.max(...lines.map(([name]) => name.length));
  return lines.map(([name, value]) => `${name.padEnd(width)}  ${value}\n`).join('');
}

interface Range {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
  readonly confidence: number;
}

function rangeText({ mean, low, high, confidence }: Range, from: string): string {
  return `${mean} (${low}..${high} at confidence ${confidence}, ${from})`;
}

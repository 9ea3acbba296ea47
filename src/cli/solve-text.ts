import type { ProgrammeSolution } from '../core/index.ts';

/** A solution as lines of a name and its value, numbers to the last bit; without what there is nothing to say of. */
export function solutionText(solution: ProgrammeSolution): string {
  const { simulated, message, ...known } = solution;
  const lines: [string, string][] = Object.entries(known).map(([name, value]) => [
    name,
    value === null ? 'unknown' : String(value),
  ]);
  if (simulated) {
    const { mean, low, high, confidence, paths } = simulated;
    lines.push(['simulated', `${mean} (${low}..${high} at confidence ${confidence}, ${paths} paths)`]);
  }
  if (message !== '') lines.push(['message', message]);
  const width = Math.max(...lines.map(([name]) => name.length));
  return lines.map(([name, value]) => `${name.padEnd(width)}  ${value}\n`).join('');
}

import { nodeWorkers } from '../src/adapters/node/index.ts';
import { simulatePolicy } from '../src/core/index.ts';
import type { Bench, BenchLine } from './bench.ts';
import { inWords, significant, spreadOf } from './measure.ts';
import { latticeProgramme } from './problems/procurement-programme.ts';
import { procurement, type ProcurementSize } from './problems/procurement.ts';
import { trainFor } from './train-for.ts';

const SEED = 8;
const WORKER_COUNT = 2;
const CASES = [
  { size: { stageCount: 24, offerCount: 30 }, seconds: 60, gapTarget: 0.03, paths: 400 },
  { size: { stageCount: 48, offerCount: 60 }, seconds: 180, gapTarget: 0.03, paths: 400 },
] as const;
const QUICK_CASES = [{ size: { stageCount: 12, offerCount: 10 }, seconds: 5, gapTarget: 0.03, paths: 20 }] as const;

/** How near the proved bound a simulated policy comes in a given time. */
export const gapBench: Bench = {
  name: 'gap',
  title: 'Gap between bound and simulated policy after a fixed time',
  runs: 2,
  hasNoPeer: true,
  async run({ runs, isQuick, say }) {
    const lines: BenchLine[] = [];
    const notes = [
      `${WORKER_COUNT} workers. The gap is (upper end of the 95 % interval of the policy's cost - bound) / bound; paths fresh, with control variate. Programmes relaxed.`,
      'No peer: an extensive form of these lattices cannot be written down (more than 10^30 histories).',
    ];
    for (const { size, seconds, gapTarget, paths } of isQuick ? QUICK_CASES : CASES) {
      const gaps: number[] = [];
      for (let run = 0; run < runs; run++) {
        const measured = await measure(size, { seconds, paths, seed: SEED + run });
        say(`${size.stageCount} x ${size.offerCount}: ${measured.words}`);
        gaps.push(measured.gap);
        if (run === 0) notes.push(`${size.stageCount} x ${size.offerCount}: ${measured.words}`);
      }
      const gap = spreadOf(gaps);
      lines.push({
        measure: `${size.stageCount} stages, ${size.offerCount} offers, ${seconds} s`,
        ours: inWords({ median: 100 * gap.median, least: 100 * gap.least, most: 100 * gap.most }, '%'),
        peer: '',
        ratio: '',
        target: `<= ${100 * gapTarget} %`,
        isMet: gap.median <= gapTarget,
      });
    }
    return { lines, notes };
  },
};

async function measure(
  size: ProcurementSize,
  { seconds, paths, seed }: { readonly seconds: number; readonly paths: number; readonly seed: number },
): Promise<{ readonly gap: number; readonly words: string }> {
  const problem = procurement(size, SEED);
  const programme = latticeProgramme(problem);
  const pool = await nodeWorkers(programme, { workerCount: WORKER_COUNT });
  try {
    const { policy, iterations, milestones } = await trainFor(programme, { pool, seconds, seed });
    const { controlled, plain, stuck } = await simulatePolicy(policy, { pool, pathCount: paths, seed });
    if (!controlled || !plain)
      throw new Error(`the policy got stuck on ${stuck.length} paths: ${JSON.stringify(stuck[0])}`);
    if (controlled.interval.high < policy.bound) {
      throw new Error(`the policy costs ${controlled.mean}, less than the bound ${policy.bound}: a cut is wrong`);
    }
    const gap = (controlled.interval.high - policy.bound) / Math.abs(policy.bound);
    const halfWidth = (controlled.interval.high - controlled.interval.low) / 2;
    const words =
      `${problem.lattice.nodes.length} nodes, ${programme.states.length} states, ${iterations} iterations; ` +
      `bound ${significant(policy.bound, 6)}, policy ${significant(controlled.mean, 6)} +- ${significant(halfWidth)} ` +
      `(plain ${significant(plain.mean, 6)}), gap at most ${significant(100 * gap)} %; bound by time ${milestones}.`;
    return { gap, words };
  } finally {
    await pool.close();
  }
}

import { describe, expect, it } from 'vitest';

import type { Offer } from '../../domain/index.ts';
import { demandView } from '../index.ts';
import { certainGrowth, testOffer, testPlan } from '../test-plan.ts';

const lattice = { lattices: 2, nodesPerStage: 6, paths: 2048, iterations: 4, rounds: 4, replayPaths: 32 };
const tree = { stageStartMonths: [0, 3, 12], branches: [2, 2], paths: 64, trees: 2, noisePoints: 2 };
const loadBlocks = [
  { timeFraction: 0.75, ofMean: [0.8, 1] },
  { timeFraction: 0.25, ofMean: [1.6, 1] },
];
const planned = testPlan({ lattice, tree, loadBlocks, offers: [testOffer('lease', [])] });
const view = demandView(planned);

describe('demandView', () => {
  it('starts at what is busy now, and its quantiles are in order', () => {
    expect(view.growingReferenceGpus).toBe(410_000);
    expect(view.fan[0]).toEqual(expect.objectContaining({ p5: 410_000, p50: 410_000, p95: 410_000 }));
    for (const { p5, p10, p50, p90, p95 } of view.fan) {
      expect([p5, p10, p50, p90, p95]).toEqual([p5, p10, p50, p90, p95].toSorted((a, b) => a - b));
    }
    expect(view.months[0]).toBe('2026-07');
    expect(view.months.at(-1)).toBe('2030-07');
  });

  it('regimes: chances start at the belief, sum to 1 and are one step of the chain a month on', () => {
    const shares = (month: number) => view.regimes.map(({ fractionByMonth }) => fractionByMonth[month]!);
    expect(shares(0)).toEqual([0.15, 0.4, 0.35, 0.08, 0.02]);
    for (const month of [1, 12, 48]) expect(shares(month).reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 12);
    // Surge after a month: 0.15 x 0.6 stays, planned and steady and flat send 1/5 x 0.1, 1/10 x 0.04 and 1/8 x 0.02.
    expect(shares(1)[0]).toBeCloseTo(0.15 * 0.6 + (0.4 * 0.1) / 5 + (0.35 * 0.04) / 10 + (0.08 * 0.02) / 8, 12);
  });

  it('lattice nodes hold the mean demand of the paths in every stage, and their chances sum to 1', () => {
    for (const [stage, start] of tree.stageStartMonths.entries()) {
      const nodes = view.lattice.nodes.filter((node) => node.stage === stage);
      const mean = nodes.reduce((sum, { probability, meanReferenceGpus }) => sum + probability * meanReferenceGpus, 0);
      const end = tree.stageStartMonths[stage + 1] ?? planned.horizonMonths;
      const fan = view.fan.slice(start, end).reduce((sum, month) => sum + month.mean, 0) / (end - start);
      expect(nodes.reduce((sum, { probability }) => sum + probability, 0)).toBeCloseTo(1, 12);
      expect(mean / fan).toBeCloseTo(1, 9);
    }
  });

  it('load is busiest first, in reference GPUs of what is busy now', () => {
    expect(view.load).toEqual([
      {
        id: 'customers',
        blocks: [
          { timeFraction: 0.25, ofMean: 1.6, referenceGpus: 656_000 },
          { timeFraction: 0.75, ofMean: 0.8, referenceGpus: 328_000 },
        ],
      },
    ]);
  });
});

describe('lead-time gaps', () => {
  // 16x a year for ever, without noise: 2x a quarter.
  const quote: Offer = {
    ...testOffer('lease', []),
    leadTimeMonths: { p10: 2, p50: 3, p90: 6 },
    signByMonth: 3,
  };
  const build: Offer = {
    ...testOffer('build', []),
    gates: [
      { id: 'land', months: { p10: 1, p50: 2, p90: 4 }, capexUsd: 1 },
      { id: 'hall', months: { p10: 3, p50: 4, p90: 5 }, capexUsd: 1 },
    ],
  };
  const future: Offer = { ...quote, id: 'later', kind: 'future', signFromMonth: 6, signByMonth: 47 };
  const growth = certainGrowth(16);
  const { gaps } = demandView(testPlan({ lattice, tree, loadBlocks, growth, offers: [quote, build, future] }));
  const gapOf = (id: string) => gaps.find(({ offerId }) => offerId === id)!;

  it('a quote signed now serves in 3 months at 2x, late in 6 at 4x; signed at its last date 3 months on', () => {
    const { soonest, latest } = gapOf('lease');
    expect([soonest.serviceMonthP50, soonest.serviceMonthP90]).toEqual([3, 6]);
    expect([soonest.multipleP50, soonest.multipleP90]).toEqual([expect.closeTo(2, 9), expect.closeTo(4, 9)]);
    expect(soonest.addedReferenceGpusP90).toBeCloseTo(3 * 410_000, 3);
    expect([latest!.multipleP50, latest!.multipleP90]).toEqual([expect.closeTo(4, 9), expect.closeTo(8, 9)]);
  });

  it('the gates of a build add; what may come has no last date', () => {
    expect([gapOf('build').soonest.serviceMonthP50, gapOf('build').soonest.serviceMonthP90]).toEqual([6, 9]);
    expect(gapOf('later').soonest.serviceMonthP50).toBe(9);
    expect(gapOf('later').latest).toBeNull();
  });
});

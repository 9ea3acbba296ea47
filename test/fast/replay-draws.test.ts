/** Draws of the replay: each belongs to its cause, path and month, befalls as often as its hazard says, and moves for nobody else. */
import { describe, expect, it } from 'vitest';

import type { Offer, Plan } from '../../src/core/domain/plan.ts';
import { PLAIN_TERMS } from '../../src/core/domain/term-sheet.ts';
import { BLOCK_PATHS, blockChances, NO_SHOCK, shockedChances, type Shock } from '../../src/core/simulate/index.ts';
import { SMALL_LEASE, UNDISCOUNTED_YEAR } from '../../src/core/supply/example-offers.ts';

const STANDARD_ERRORS = 4;
const BLOCKS = 16;
const MONTHS = 12;
const SERVICE = { inServiceMonth: 0, endMonth: MONTHS };

const OFFER: Offer = {
  ...SMALL_LEASE,
  leadTimeMonths: { p10: 2, p50: 6, p90: 14 },
  factors: ['grid-one'],
  hostExit: { afterMonths: 0, noticeMonths: 1, hazardPerYear: [0.05, 0.2, 0.6] },
  failureHazardPerYear: 0.2,
  terms: {
    ...PLAIN_TERMS,
    outage: { cycleMonths: 6, monthsOut: [{ outFraction: 0.5, creditFraction: 0 }], creditFractionElse: 0 },
  },
};
const planOf = (...offers: Offer[]): Plan => ({
  ...UNDISCOUNTED_YEAR,
  workloads: [
    { id: 'customers', busyReferenceGpus: 1000, tiers: [], valueDeclinePerYear: 0, churn: null, isCash: true },
  ],
  growth: {
    ...UNDISCOUNTED_YEAR.growth,
    regimes: [{ id: 'level', multiplePerYear: 1, meanMonths: 6, startProbability: 1 }],
    jumps: [[0]],
  },
  market: { ...UNDISCOUNTED_YEAR.market, regimeMeanMonths: [3, 3, 3] },
  offers,
});

/** All that befalls an offer on every path of a block. */
function fatesOf(plan: Plan, offer: Offer, block = 0) {
  const chances = blockChances(plan, block, 60);
  return Array.from({ length: 60 }, (_, path) => [
    chances.deliveryOf(offer, path),
    chances.lossOf(offer, path, SERVICE),
    Array.from(chances.outagesOf(offer, path)!.monthOfOutage),
  ]);
}

describe('a draw', () => {
  it('does not move when other offers, hosts and factors are added, or the order changes', () => {
    const others = ['a', 'b', 'c'].map((id): Offer => ({
      ...OFFER,
      id,
      host: `host-${id}`,
      factors: ['grid-one', `site-${id}`],
    }));
    const alone = fatesOf(planOf(OFFER), OFFER);
    expect(fatesOf(planOf(...others, OFFER), OFFER)).toEqual(alone);
    expect(fatesOf(planOf(OFFER, ...others.toReversed()), OFFER)).toEqual(alone);
  });

  it('is another for another seed, block, and name', () => {
    const alone = fatesOf(planOf(OFFER), OFFER);
    expect(fatesOf({ ...planOf(OFFER), seed: UNDISCOUNTED_YEAR.seed + 1 }, OFFER)).not.toEqual(alone);
    expect(fatesOf(planOf(OFFER), OFFER, 1)).not.toEqual(alone);
    const renamed = { ...OFFER, id: 'renamed', host: 'renamed' };
    expect(fatesOf(planOf(renamed), renamed)).not.toEqual(alone);
  });
});

/** Share of paths on which an offer is lost within its year of service, under a shock. */
function lostShare(offer: Offer, shock: Partial<Shock>): { share: number; paths: number } {
  let lost = 0;
  for (let block = 0; block < BLOCKS; block++) {
    const chances = shockedChances(blockChances(planOf(offer), block, BLOCK_PATHS), { ...NO_SHOCK, ...shock });
    for (let path = 0; path < BLOCK_PATHS; path++)
      lost += Number(Number.isFinite(chances.lossOf(offer, path, SERVICE).stopMonth));
  }
  return { share: lost / (BLOCKS * BLOCK_PATHS), paths: BLOCKS * BLOCK_PATHS };
}

function expectShare({ share, paths }: { share: number; paths: number }, truth: number): void {
  expect(Math.abs(share - truth)).toBeLessThanOrEqual(STANDARD_ERRORS * Math.sqrt((truth * (1 - truth)) / paths));
}

describe('hazards', () => {
  it('a host fails in a year of service as often as stated', () => {
    expectShare(lostShare({ ...OFFER, hostExit: null }, {}), OFFER.failureHazardPerYear);
  });

  it.each([0, 2] as const)('a host gives notice as often as stated in supply regime %i', (supplyRegime) => {
    // Month 0 is in the regime as drawn, the notice of the last month ends after the term: months 1 to 10 are forced.
    const offer: Offer = { ...OFFER, failureHazardPerYear: 0, hostExit: { ...OFFER.hostExit!, afterMonths: 1 } };
    const hazard = OFFER.hostExit!.hazardPerYear[supplyRegime];
    expectShare(lostShare(offer, { supplyRegime }), 1 - (1 - hazard) ** (10 / MONTHS));
  });
});

describe('contracts of one owner', () => {
  const owned = (id: string, parent: string | null): Offer => ({
    ...OFFER,
    id,
    host: `host-${id}`,
    terms: { ...OFFER.terms, parent },
  });
  const losses = (offer: Offer) => fatesOf(planOf(offer), offer).map(([, loss]) => loss);

  it('are lost together, and those of two hosts are not', () => {
    expect(losses(owned('a', 'holding'))).toEqual(losses(owned('b', 'holding')));
    expect(losses(owned('a', null))).not.toEqual(losses(owned('b', null)));
  });
});

describe('slips', () => {
  /** Correlation of two offers' lateness over all paths. */
  function correlation(first: Offer, second: Offer): number {
    const pairs = Array.from({ length: BLOCKS }, (_, block) =>
      blockChances(planOf(first, second), block, BLOCK_PATHS),
    ).flatMap((chances) =>
      Array.from({ length: BLOCK_PATHS }, (_, path) =>
        [first, second].map((offer) => Math.log(1 + chances.deliveryOf(offer, path).inServiceMonths)),
      ),
    );
    const means = [0, 1].map((side) => pairs.reduce((sum, pair) => sum + pair[side]!, 0) / pairs.length);
    const moment = (a: number, b: number) =>
      pairs.reduce((sum, pair) => sum + (pair[a]! - means[a]!) * (pair[b]! - means[b]!), 0) / pairs.length;
    return moment(0, 1) / Math.sqrt(moment(0, 0) * moment(1, 1));
  }

  it('of offers that share a factor go together more than of those that share none', () => {
    const other = (factors: string[]): Offer => ({ ...OFFER, id: 'other', host: 'other', factors });
    const shared = correlation(OFFER, other(['grid-one']));
    const apart = correlation(OFFER, other(['grid-two']));
    // Both follow the market's tightness, so that neither is nothing.
    expect(shared).toBeGreaterThan(apart + STANDARD_ERRORS / Math.sqrt(BLOCKS * BLOCK_PATHS));
    expect(shared).toBeLessThan(0.99);
  });
});

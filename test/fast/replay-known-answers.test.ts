/** The simulator on plans whose answer is known: sampled figures lie within four standard errors of it, at a fixed seed. */
import { describe, expect, it } from 'vitest';

import type { Offer, Plan } from '../../src/core/domain/plan.ts';
import { PLAIN_TERMS, type ContractOption } from '../../src/core/domain/term-sheet.ts';
import { exp, log, normalCdf, normalQuantile } from '../../src/core/numeric/index.ts';
import {
  BLOCK_PATHS,
  blockChances,
  figuresOf,
  forecasterOf,
  mergedOutcome,
  portfolioPolicy,
  quotedRule,
  replayWorld,
  simulateBlock,
  type PortfolioNotice,
  type ReplayOutcome,
} from '../../src/core/simulate/index.ts';
import { SMALL_LEASE, UNDISCOUNTED_YEAR } from '../../src/core/supply/example-offers.ts';

const HOURS = 730;
const MONTHS = 12;
const BUSY = 1000;
const VALUE_USD = 3;
const BLOCKS = 16;
const PATHS = BLOCKS * BLOCK_PATHS;
const STANDARD_ERRORS = 4;

/** One paid, protected tier of 1,000 busy GPUs; a year, nothing discounted, money without end. */
const PLAN: Plan = {
  ...UNDISCOUNTED_YEAR,
  accelerators: [{ id: 'h100', equivalents: [1], facilityKwPerGpu: 1.36 }],
  workloads: [
    {
      id: 'customers',
      busyReferenceGpus: BUSY,
      tiers: [
        {
          id: 'paid',
          demandFraction: 1,
          fixedReferenceGpus: null,
          valueUsdPerReferenceGpuHour: VALUE_USD,
          isProtected: true,
        },
      ],
      valueDeclinePerYear: 0,
      churn: null,
      isCash: true,
    },
  ],
  loadBlocks: [{ timeFraction: 1, ofMean: [1] }],
  growth: {
    ...UNDISCOUNTED_YEAR.growth,
    regimes: [{ id: 'level', multiplePerYear: 1, meanMonths: 6, startProbability: 1 }],
    jumps: [[0]],
  },
  money: { openingLiquidityUsd: 1e12, creditLineUsd: 0, fixedCostUsdPerMonth: 0 },
};

/** A lease at $1 an hour, in service at once, of so many GPUs for so many months. */
function lease(gpus: number, over: Partial<Offer> = {}): Offer {
  const quantities = [{ acceleratorIndex: 0, gpus }];
  return { ...SMALL_LEASE, quantities, referenceGpus: [gpus], termMonths: MONTHS, ...over };
}

async function replayed(plan: Plan, notices: readonly PortfolioNotice[] = []): Promise<ReplayOutcome> {
  const signings = plan.offers.map((_, offerIndex) => ({ offerIndex, month: 0, blocks: 1 }));
  const policy = portfolioPolicy(plan, { name: 'held', signings, notices, renewsFleet: false });
  const world = replayWorld(plan);
  const isSure = plan.growth.volatilityPerMonth === 0 && plan.growth.regimes.length === 1;
  const outcomes: ReplayOutcome[] = [];
  for (let block = 0; block < (isSure ? 1 : BLOCKS); block++) {
    outcomes.push(await simulateBlock(world, policy, blockChances(plan, block, isSure ? 1 : BLOCK_PATHS)));
  }
  return mergedOutcome(outcomes);
}

function expectMean(values: ArrayLike<number>, truth: number): void {
  const all = Array.from(values);
  const mean = all.reduce((sum, value) => sum + value, 0) / all.length;
  const variance = all.reduce((sum, value) => sum + (value - mean) * (value - mean), 0) / (all.length - 1);
  const standardError = Math.sqrt(variance / all.length);
  expect(standardError).toBeGreaterThan(0);
  expect(Math.abs(mean - truth)).toBeLessThanOrEqual(STANDARD_ERRORS * standardError);
}

function expectShare(found: readonly boolean[], truth: number): void {
  const share = found.filter(Boolean).length / found.length;
  const standardError = Math.sqrt((truth * (1 - truth)) / found.length);
  expect(truth * (1 - truth)).toBeGreaterThan(0.01);
  expect(Math.abs(share - truth)).toBeLessThanOrEqual(STANDARD_ERRORS * standardError);
}

describe('newsvendor with lognormal demand', () => {
  const VOLATILITY = 0.15;
  const growth = { ...PLAN.growth, volatilityPerMonth: VOLATILITY };
  const months = Array.from({ length: MONTHS }, (_, month) => month);

  /** E min(D, Q) of D = 1,000 exp(s z): E[D; D < Q] + Q P(D > Q). */
  function soldGpus(gpus: number, month: number): number {
    const sigma = VOLATILITY * Math.sqrt(month);
    if (sigma === 0) return Math.min(BUSY, gpus);
    const score = log(gpus / BUSY) / sigma;
    return BUSY * exp((sigma * sigma) / 2) * normalCdf(score - sigma) + gpus * normalCdf(-score);
  }
  const monthUsd = (gpus: number, month: number) => HOURS * (VALUE_USD * soldGpus(gpus, month) - gpus);

  it.each([500, 1000, 1600])('a lease of %i GPUs for the year', async (gpus) => {
    const { valueUsd, shortTimeFraction } = await replayed({ ...PLAN, growth, offers: [lease(gpus)] });
    expectMean(
      valueUsd,
      months.reduce((sum, month) => sum + monthUsd(gpus, month), 0),
    );
    // Short: more than a tenth of demand unserved, D > Q / 0.9.
    const level = gpus / (1 - PLAN.limits.shortageFraction);
    const shortIn = (month: number) =>
      month === 0 ? Number(level < BUSY) : normalCdf(-log(level / BUSY) / (VOLATILITY * Math.sqrt(month)));
    expectMean(shortTimeFraction, months.reduce((sum, month) => sum + shortIn(month), 0) / MONTHS);
  });

  it('the critical fractile is worth most in its month, by what the formula says', async () => {
    const last = MONTHS - 1;
    const best = BUSY * exp(VOLATILITY * Math.sqrt(last) * normalQuantile(1 - 1 / VALUE_USD));
    const valueOf = async (gpus: number) =>
      (await replayed({ ...PLAN, growth, offers: [lease(gpus, { serviceFromMonth: last, termMonths: 1 })] })).valueUsd;
    const atBest = await valueOf(best);
    for (const factor of [0.6, 1.7]) {
      const other = await valueOf(factor * best);
      const lost = atBest.map((usd, path) => usd - other[path]!);
      const truth = monthUsd(best, last) - monthUsd(factor * best, last);
      expect(truth).toBeGreaterThan(0);
      expectMean(lost, truth);
      expect(lost.reduce((sum, usd) => sum + usd, 0)).toBeGreaterThan(0);
    }
  });
});

describe('a random walk of log demand, a fair coin each month', () => {
  const STEP = 0.15;
  /** Regimes that last two months on average and change places are left with probability 1/2: steps are independent. */
  const growth: Plan['growth'] = {
    ...PLAN.growth,
    regimes: [1, -1].map((sign) => ({
      id: sign > 0 ? 'up' : 'down',
      multiplePerYear: exp(12 * sign * STEP),
      meanMonths: 2,
      startProbability: 0.5,
    })),
    jumps: [
      [0, 1],
      [1, 0],
    ],
  };
  const steps = MONTHS - 1;

  /** Every history of the walk, of equal chance: its position in each month. */
  const histories = Array.from({ length: 2 ** steps }, (_, coins) => {
    const places = [0];
    for (let step = 0; step < steps; step++) places.push(places.at(-1)! + ((coins >> step) & 1 ? 1 : -1));
    return places;
  });

  it.each([1, 3, 6])('shortage ever, a barrier at %i steps: the reflection principle', async (barrier) => {
    // D > Q / 0.9 from the barrier on, and not a step below it.
    const gpus = 0.9 * BUSY * exp(STEP * (barrier - 0.5));
    const { shortMonths } = await replayed({ ...PLAN, growth, offers: [lease(gpus)] });
    const ends = histories.map((places) => places.at(-1)!);
    const share = (counts: (end: number) => boolean) => ends.filter(counts).length / ends.length;
    const truth = share((end) => end >= barrier) + share((end) => end > barrier);
    expectShare(
      Array.from(shortMonths, (count) => count > 0),
      truth,
    );
  });

  it.each([0.2e6, 1.5e6, 4e6])('ruin from $%i, against all histories', async (openingLiquidityUsd) => {
    const gpus = 6000;
    const creditLineUsd = 0.3e6;
    const costUsd = HOURS * (gpus * 0.2) + 1.3e6;
    const offers = [lease(gpus, { price: { kind: 'perGpuHour', usd: [0.2, 0.2, 0.2] } })];
    const money = { openingLiquidityUsd, creditLineUsd, fixedCostUsdPerMonth: 1.3e6 };
    const { troughUsd } = await replayed({ ...PLAN, growth, offers, money });
    const ruined = histories.filter((places) => {
      let liquidityUsd = openingLiquidityUsd;
      return places.some((place) => {
        liquidityUsd += HOURS * VALUE_USD * BUSY * exp(STEP * place) - costUsd;
        return liquidityUsd < -creditLineUsd;
      });
    });
    expect(troughUsd.length).toBe(PATHS);
    expectShare(
      Array.from(troughUsd, (usd) => usd < -creditLineUsd),
      ruined.length / histories.length,
    );
  });
});

describe('the last quarter of a horizon that ends within one', () => {
  it('is as short as its months are', async () => {
    const plan = { ...PLAN, horizonMonths: 4, offers: [lease(BUSY / 2)] };
    const signings = [{ offerIndex: 0, month: 0, blocks: 1 }];
    const policy = portfolioPolicy(plan, { name: 'held', signings, notices: [], renewsFleet: false });
    const world = replayWorld(plan);
    const outcome = await simulateBlock(world, policy, blockChances(plan, 0, 2));
    const { quarters, shortageProbability } = figuresOf(world, outcome);
    expect(quarters).toHaveLength(2);
    for (const quarter of quarters) {
      expect(quarter.shortageProbability.estimate).toBeCloseTo(1, 12);
      expect(quarter.unservedFraction.estimate).toBeCloseTo(1 / 2, 8);
    }
    expect(shortageProbability.estimate).toBeCloseTo(1, 12);
  });
});

describe('a training run beside a load of 2,000 half of the time and none the other half', () => {
  const RUN = 500;
  const RUN_USD = 2;
  const [FROM, TO] = [3, 7];
  const loadBlocks = [
    { timeFraction: 0.5, ofMean: [2, 1] },
    { timeFraction: 0.5, ofMean: [0, 1] },
  ];

  async function servedUsd(isDeferrable: boolean): Promise<number> {
    const tier = {
      id: 'run',
      demandFraction: null,
      fixedReferenceGpus: RUN,
      valueUsdPerReferenceGpuHour: RUN_USD,
      isProtected: !isDeferrable,
      run: { fromMonth: FROM, toMonth: TO, isDeferrable },
    };
    const research = { ...PLAN.workloads[0]!, id: 'research', busyReferenceGpus: 0, tiers: [tier], isCash: false };
    const accelerators = [{ id: 'h100', equivalents: [1, 1], facilityKwPerGpu: null }];
    const offers = [lease(2 * BUSY, { referenceGpus: [2 * BUSY, 2 * BUSY] })];
    const plan = { ...PLAN, accelerators, loadBlocks, offers, workloads: [PLAN.workloads[0]!, research] };
    return (await replayed(plan)).researchUsd[0]!;
  }

  it('is served where the load leaves room: half of it, or all of it when it may wait', async () => {
    const wholeUsd = RUN * RUN_USD * HOURS * (TO - FROM);
    expect(await servedUsd(false)).toBeCloseTo(wholeUsd / 2, 3);
    expect(await servedUsd(true)).toBeCloseTo(wholeUsd, 3);
  });
});

describe('reserved prices that fluctuate', () => {
  const SIGN_MONTH = 5;
  const SERVED = MONTHS - SIGN_MONTH;
  const GPUS = 100;
  const fluctuation = {
    halfLifeMonths: 4,
    priceVolatilityPerMonth: 0.1,
    jumpsPerYear: 0,
    jumpVolatility: 0,
    availabilityVolatility: 0,
  };
  const plan = { ...PLAN, market: { ...PLAN.market, fluctuation } };

  async function valuesOf(kind: Offer['kind']): Promise<Float64Array> {
    const offer = lease(GPUS, { kind, signFromMonth: SIGN_MONTH, signByMonth: SIGN_MONTH, termMonths: SERVED });
    const asked = { ...plan, offers: [offer] };
    const signings = [{ offerIndex: 0, month: SIGN_MONTH, blocks: 1 }];
    const policy = portfolioPolicy(asked, { name: 'held', signings, notices: [], renewsFleet: false });
    return (await simulateBlock(replayWorld(asked), policy, blockChances(asked, 0, BLOCK_PATHS))).valueUsd;
  }

  it('an offer to come costs what its month asks, a quote what it says', async () => {
    const quoted = await valuesOf('quote');
    const [first] = quoted;
    expect(quoted.every((usd) => usd === first)).toBe(true);
    const { reservedPriceFactor } = blockChances(plan, 0, BLOCK_PATHS).market;
    const dearer = (await valuesOf('future')).map((usd) => first! - usd);
    dearer.forEach((usd, path) => {
      const factor = reservedPriceFactor[path * (MONTHS + 1) + SIGN_MONTH]!;
      expect(Math.abs(usd / (GPUS * HOURS * SERVED) - (factor - 1))).toBeLessThan(0.005 + 1e-9);
    });
    expectMean(dearer, 0);
  });
});

describe('options used in a replay, where nothing is uncertain', () => {
  const GPUS = 600;
  const FEE_USD = 1000;
  const PLAIN_OPTION = {
    fractionMax: 1,
    afterMonths: 0,
    untilMonths: Infinity,
    noticeMonths: 1,
    availableFraction: [1, 1, 1],
    priceMultiple: 1.1,
    feeUsd: FEE_USD,
    leadTimeMonths: 0,
    termMonths: 6,
    kit: null,
    opexUsdPerMonth: 0,
  } as const;
  const served = (gpus: number, usdPerHour: number) => HOURS * (VALUE_USD * gpus - usdPerHour);

  async function withOption(option: ContractOption, month: number): Promise<ReplayOutcome> {
    const offers = [lease(GPUS, { termMonths: 4, terms: { ...PLAIN_TERMS, options: [option] } })];
    return replayed({ ...PLAN, offers }, [{ offerIndex: 0, isFleet: false, month, right: option.kind }]);
  }

  it('an extension serves on at its own price after the term, and its fee is paid', async () => {
    const { valueUsd, contractMonths } = await withOption({ ...PLAIN_OPTION, kind: 'extend' }, 2);
    expect(valueUsd[0]).toBeCloseTo(4 * served(GPUS, GPUS) + 6 * served(GPUS, 1.1 * GPUS) - FEE_USD, 3);
    expect(contractMonths[0]).toBeCloseTo(10 * GPUS, 6);
  });

  it('an extension that nobody uses, or asks for too late, gives nothing', async () => {
    const late = await withOption({ ...PLAIN_OPTION, kind: 'extend' }, 4);
    expect(late.valueUsd[0]).toBeCloseTo(4 * served(GPUS, GPUS), 3);
  });

  it('a swap serves with the new kit from the end of the notice to the end of the term', async () => {
    const kit = { quantities: [{ acceleratorIndex: 0, gpus: GPUS }], referenceGpus: [1.4 * GPUS] };
    const { valueUsd, contractMonths } = await withOption({ ...PLAIN_OPTION, kind: 'swap', kit }, 1);
    expect(valueUsd[0]).toBeCloseTo(2 * served(GPUS, GPUS) + 2 * served(1.4 * GPUS, 1.1 * GPUS) - FEE_USD, 3);
    expect(contractMonths[0]).toBeCloseTo(2 * GPUS + 2 * 1.4 * GPUS, 6);
  });
});

describe('notice on a contract of the fleet', () => {
  const GPUS = 600;
  const fleet = [lease(GPUS, { kind: 'fleet', buyerExit: { afterMonths: 0, noticeMonths: 2 } })];

  it('ends it once it has run out, as a notice on what was signed does', async () => {
    const kept = await replayed({ ...PLAN, fleet, offers: [] });
    const ended = await replayed({ ...PLAN, fleet, offers: [] }, [
      { offerIndex: 0, isFleet: true, month: 3, right: 'exit' },
    ]);
    expect(kept.contractMonths[0]).toBeCloseTo(MONTHS * GPUS, 6);
    expect(ended.contractMonths[0]).toBeCloseTo(5 * GPUS, 6);
    expect(ended.contractPaidUsd[0]).toBeCloseTo(5 * GPUS * HOURS, 3);
  });
});

describe('a rule under a limit of half on a host', () => {
  const GPUS = 500;
  const ofHost = (host: string, parent: string | null) =>
    lease(4 * GPUS, { host, blocks: 4, signByMonth: 0, terms: { ...PLAIN_TERMS, parent } });

  /** Blocks signed of two offers by who wants ten times the fleet. */
  async function signedUnder(parent: string | null): Promise<readonly number[]> {
    const fleet = [lease(GPUS, { kind: 'fleet', host: 'elsewhere' })];
    const workloads = [{ ...PLAN.workloads[0]!, busyReferenceGpus: 10 * GPUS }];
    const offers = [ofHost('one', parent), ofHost('two', parent)];
    const plan = { ...PLAN, workloads, fleet, offers, limits: { ...PLAN.limits, hostFractionMax: 0.5 } };
    const policy = quotedRule(plan, 'commit-p50', forecasterOf(plan));
    const outcome = await simulateBlock(replayWorld(plan), policy, blockChances(plan, 0, 1));
    return [...outcome.contractSignedBlocks].slice(1);
  }

  it('signs of two hosts what each may have', async () => {
    expect(await signedUnder(null)).toEqual([1, 2]);
  });

  it('signs of two hosts of one parent what the parent may have', async () => {
    expect(await signedUnder('both')).toEqual([1, 0]);
  });
});

describe('cost of a token', () => {
  /** 1,000 GPUs at $1 an hour, all of them busy, 500 tokens a second each: 1.8 million tokens for a dollar today. */
  async function costUsd(growth: Partial<Plan['growth']>): Promise<number> {
    const [workload] = PLAN.workloads;
    const workloads = [{ ...workload!, tokensPerReferenceGpuSecond: 500 }];
    const plan = { ...PLAN, workloads, growth: { ...PLAN.growth, ...growth }, offers: [lease(BUSY)] };
    const policy = portfolioPolicy(plan, {
      name: 'held',
      signings: [{ offerIndex: 0, month: 0, blocks: 1 }],
      notices: [],
      renewsFleet: false,
    });
    const world = replayWorld(plan);
    const { tokens } = figuresOf(world, await simulateBlock(world, policy, blockChances(plan, 0, 40)));
    expect(tokens).toHaveLength(1);
    return tokens[0]!.costUsdPerMillionTokens.estimate;
  }

  it('is the cost of a served hour over the tokens served in it', async () => {
    expect(await costUsd({})).toBeCloseTo(1 / 1.8, 9);
  });

  it('falls as a GPU comes to serve more tokens', async () => {
    // Usage and efficiency both 4x a year: as many GPUs as ever, month m serving 4^(m / 12) times the tokens.
    const cost = await costUsd({
      of: 'usage',
      regimes: [{ id: 'level', multiplePerYear: 4, meanMonths: 6, startProbability: 1 }],
      efficiencyMultiplePerYear: { p10: 4, p50: 4, p90: 4 },
    });
    const tokensOfYear = 3 / (4 ** (1 / 12) - 1);
    expect(cost).toBeCloseTo(MONTHS / tokensOfYear / 1.8, 9);
  });
});

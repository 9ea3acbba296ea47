import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { describe, expect, it } from 'vitest';

import { dealPlanText } from '../../../test/support/deal-plan-text.ts';
import { parseCatalogue } from '../catalogue/index.ts';
import { parsePlan } from '../domain/index.ts';
import { dealDesk, type DealDesk, type DealTerms } from './deal-desk.ts';
import { ladderSeries } from './deal-series.ts';
import { dealText } from './deal-text.ts';
import { cheaperUse } from './hour-cost.ts';

const table = (name: string) =>
  readFileSync(fileURLToPath(new URL(`../../../catalogue/${name}.csv`, import.meta.url)), 'utf8');
const CATALOGUE = parseCatalogue({
  deals: table('deals'),
  rentalPrices: table('rental-prices'),
  buildCosts: table('build-costs'),
});
const TERMS: DealTerms = {
  basis: null,
  basisById: new Map(),
  goodputFraction: null,
  utilisationFraction: null,
  onboardingUsd: 0,
};

function deskOf(planText: string, terms: Partial<DealTerms> = {}): DealDesk {
  const { plan, issues } = parsePlan(planText, 'test');
  if (plan === null) throw new Error(JSON.stringify(issues));
  const ids = plan.offers.filter(({ kind }) => kind === 'quote').map(({ id }) => id);
  return dealDesk(plan, ids, { ...TERMS, ...terms, catalogue: CATALOGUE, result: null, clausesById: new Map() });
}

const lease = (id: string, more: string) =>
  `  - {id: ${id}, route: lease, host: a, accelerator: mixed, gpus: 220000, leadTimeMonths: 0, ${more}}`;

describe('the price of an offer', () => {
  it("the article's $3-4B a year for 220,000 GPUs and 300 MW is $1.56-2.08 per GPU-hour and $10.0-13.3M per MW-year", () => {
    const monthly = [3e9 / 12, 4e9 / 12];
    const offers = monthly.map((usd, index) => lease(`q${index}`, `termMonths: 36, priceUsdPerMonth: ${usd}`));
    const prices = deskOf(dealPlanText(offers.join('\n'))).offers.map(({ price }) => price);
    expect(prices.map((price) => price.allInUsdPerGpuHour.toFixed(2))).toEqual(['1.56', '2.08']);
    expect(prices.map((price) => ((price.allInUsdPerMegawattYear ?? 0) / 1e6).toFixed(1))).toEqual(['10.0', '13.3']);
  });

  it('a year paid ahead at 21 % a year costs what interest does: by hand', () => {
    // d = 1.21^(-1/12) a month: 12 payments p at month ends are worth p·(d + … + d^12); half is paid at the start.
    const d = 1.21 ** (-1 / 12);
    const annuity = Array.from({ length: 12 }, (_, month) => d ** (month + 1)).reduce((sum, each) => sum + each, 0);
    const byHand = 2 * (0.5 * (12 / annuity) + 0.5);
    const offer = lease('half', 'termMonths: 12, priceUsdPerGpuHour: 2, upfrontFraction: 0.5');
    const [answer] = deskOf(dealPlanText(offer, { discountRatePerYear: 0.21 })).offers;
    expect(answer?.price.quotedUsdPerGpuHour).toBe(2);
    expect(answer?.price.allInUsdPerGpuHour).toBeCloseTo(byHand, 12);
  });

  it('hours that take-or-pay does not bind are not paid for when idle', () => {
    // Half of $2 is owed always, half by use: at half of the hours used a used hour costs (1 + 0) / 0.5.
    const offer = lease('top', 'termMonths: 12, priceUsdPerGpuHour: 2, takeOrPayFraction: 0.5');
    const at = (utilisationFraction: number) =>
      deskOf(dealPlanText(offer), { utilisationFraction }).offers[0]?.price.effectiveUsdPerGpuHour;
    expect(at(0.5)).toBeCloseTo(2, 12);
    expect(at(0.25)).toBeCloseTo(4, 12);
    expect(at(0.75)).toBeCloseTo(2, 12);
  });

  it('meets take-or-pay in each month, not on average', () => {
    // At 60 % use the half year at 0.2 pays 0.6 and that at 1 pays 1: 0.8 on average, where the average share would pay 0.6.
    const steps = 'takeOrPaySchedule: [{fromMonths: 0, fraction: 0.2}, {fromMonths: 6, fraction: 1}]';
    const offer = lease('steps', `termMonths: 12, priceUsdPerGpuHour: 2, ${steps}`);
    const desk = deskOf(dealPlanText(offer, { discountRatePerYear: 0 }), { utilisationFraction: 0.6 });
    expect(desk.offers[0]?.price.effectiveUsdPerGpuHour).toBeCloseTo((2 * 0.8) / 0.6, 12);
  });

  it('shows overage apart, at full use and as far as hours are not used: by hand', () => {
    // Half of $2 owed, half at 1.5 times by use: $2.50 when full, of which $0.50 is overage. At 75 % use 1 + 3 · 0.25 is paid,
    // $2.33 an hour used; $0.33 of it is overage, so that idle hours alone add nothing: 1 + 2 · 0.25 is $2.00 an hour used.
    const offer = lease('over', 'termMonths: 12, priceUsdPerGpuHour: 2, takeOrPayFraction: 0.5, overageMultiple: 1.5');
    const [answer] = deskOf(dealPlanText(offer, { discountRatePerYear: 0 }), { utilisationFraction: 0.75 }).offers;
    const usdOf = (id: string) => answer?.price.steps.find((step) => step.id === id)?.usdPerGpuHour ?? 0;
    expect(usdOf('schedule')).toBe(0);
    expect(usdOf('overage')).toBeCloseTo(0.5, 12);
    expect(usdOf('idle')).toBeCloseTo(0, 12);
    expect(usdOf('overageNotUsed')).toBeCloseTo(1 / 3 - 0.5, 12);
    expect(answer?.price.effectiveUsdPerGpuHour).toBeCloseTo(1.75 / 0.75, 12);
  });

  it('adds up, also as printed: losses and moving in included', () => {
    const offer = lease('one', 'termMonths: 12, priceUsdPerGpuHour: 2, upfrontFraction: 0.3');
    const terms = { goodputFraction: 0.9, utilisationFraction: 0.7, onboardingUsd: 5e8 };
    const desk = deskOf(dealPlanText(offer, { discountRatePerYear: 0.1 }), terms);
    const { price } = desk.offers[0]!;
    const sum = price.steps.reduce((total, { usdPerGpuHour }) => total + usdPerGpuHour, 0);
    expect(sum).toBeCloseTo(price.effectiveUsdPerGpuHour, 9);
    expect(price.effectiveUsdPerGpuHour).toBeCloseTo(price.allInUsdPerGpuHour / 0.9 / 0.7, 9);
    const printed = ladderSeries(desk).offers[0]!.steps.map(({ amount }) => Number(amount.replace('$', '')));
    expect(printed.reduce((total, usd) => total + usd, 0)).toBeCloseTo(
      Number(price.effectiveUsdPerGpuHour.toFixed(2)),
      9,
    );
  });
});

describe('liability and cash', () => {
  it('three months and 90 days out of a 35-month fee leave six months firm', () => {
    const offer = lease(
      'exit',
      'termMonths: 35, priceUsdPerMonth: 1.25e9, buyerExit: {afterMonths: 3, noticeDays: 90}',
    );
    const { exposure } = deskOf(dealPlanText(offer)).offers[0]!;
    expect(exposure.headlineUsd).toBe(35 * 1.25e9);
    expect(exposure.firmUsd).toBe(6 * 1.25e9);
    expect(exposure.firmRemainingUsdByMonth.slice(0, 8)).toEqual([7.5e9, 6.25e9, 5e9, 3.75e9, 2.5e9, 1.25e9, 0, 0]);
  });

  it('names a prepayment that is stated in dollars', () => {
    const offer = lease('ahead', 'termMonths: 12, priceUsdPerMonth: 1e9, upfrontUsd: 2e9');
    expect(dealText(deskOf(dealPlanText(offer)))).toMatch(/ahead +100% +\$2B /);
  });

  it('cash by cause adds up to the headline to the cent', () => {
    const offer = lease(
      'odd',
      'termMonths: 13, priceUsdPerGpuHour: 1.2345, takeOrPayFraction: 0.7, upfrontFraction: 0.15',
    );
    const { exposure } = deskOf(dealPlanText(offer)).offers[0]!;
    const cents = exposure.cash.flatMap(({ usdByMonth }) => usdByMonth.map((usd) => Math.round(usd * 100)));
    const headlineCents = exposure.headlineUsdByMonth.map((usd) => Math.round(usd * 100));
    const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
    expect(sum(cents)).toBe(-sum(headlineCents));
    expect(sum(headlineCents)).toBe(Math.round(exposure.headlineUsd * 100));
  });
});

describe('break-even', () => {
  const cost = { owedUsdPerGpuHour: 1, usage: [{ takeOrPayFraction: 0.5, usdPerGpuHour: 2 }] };

  it('is the owed price over the market below take-or-pay, and beyond it counts what use adds', () => {
    expect(cheaperUse(cost, 4)).toEqual({ from: 0.25, until: 1 });
    // 1 + 2 · (u − 0.5) = 1.9 u has no solution up to 1; at 2.0 the market equals what use adds.
    expect(cheaperUse(cost, 1.9)).toBeNull();
    expect(cheaperUse({ ...cost, owedUsdPerGpuHour: 1.1 }, 2.15)?.from).toBeCloseTo(0.1 / 0.15, 12);
  });

  it('ends where overage is dearer than the market: by hand', () => {
    // 1 + 3 · (u − 0.5) = 2.2 u at u = 0.5 / 0.8.
    const cheaper = cheaperUse({ ...cost, usage: [{ takeOrPayFraction: 0.5, usdPerGpuHour: 3 }] }, 2.2);
    expect(cheaper?.from).toBeCloseTo(1 / 2.2, 12);
    expect(cheaper?.until).toBeCloseTo(0.5 / 0.8, 12);
  });

  it('is never where all is paid by use at no less than the market', () => {
    const byUse = { owedUsdPerGpuHour: 0, usage: [{ takeOrPayFraction: 0, usdPerGpuHour: 2 }] };
    expect(cheaperUse(byUse, 1.8)).toBeNull();
    expect(cheaperUse(byUse, 2)).toBeNull();
    expect(cheaperUse(byUse, 2.3)).toEqual({ from: 0, until: 1 });
  });
});

describe('among public deals', () => {
  const shell = lease('shell', 'termMonths: 120, priceUsdPerKwMonth: 150');

  it('the two SpaceX fees stand out by the megawatt, and are not absorbed', () => {
    const offer = lease('spacex', 'termMonths: 35, priceUsdPerMonth: 1.25e9');
    const compared = deskOf(dealPlanText(offer)).offers[0]?.compared ?? [];
    expect(compared.find(({ metric }) => metric === 'usdPerMegawattYear')?.isOfferOutlier).toBe(true);
    const perHour = compared.find(({ metric }) => metric === 'usdPerGpuHour');
    expect(perHour?.prices.find(({ id }) => id === 'D003')).toMatchObject({ isOutlier: true });
    expect(perHour?.prices.find(({ id }) => id === 'D002')).toMatchObject({ notCounted: 'estimate' });
  });

  it('each public price stands with its size, date and source as the record has them, and so does the quote', () => {
    const desk = deskOf(dealPlanText(lease('cloud', 'termMonths: 36, priceUsdPerGpuHour: 2')));
    const sets = desk.offers[0]!.compared;
    const deals = new Map(CATALOGUE.deals.map((deal) => [deal.id, deal]));
    const prices = sets.flatMap((set) => set.prices);
    expect(prices.length).toBeGreaterThan(4);
    for (const { id, gpus, megawatts, asOfMonth, sourceUrl } of prices) {
      expect({ gpus, megawatts, asOfMonth, sourceUrl }).toEqual({
        gpus: deals.get(id)!.gpus,
        megawatts: deals.get(id)!.megawatts,
        asOfMonth: deals.get(id)!.asOfMonth,
        sourceUrl: deals.get(id)!.sourceUrl,
      });
    }
    const text = dealText(desk);
    expect(text).toMatch(/2026-05 Anthropic at SpaceX \(xAI Colossus 1\) +\$2\.85 +220k GPUs +estimate +\S+\.\w+/);
    expect(text).toMatch(/2026-05 Anthropic at SpaceX \(xAI Colossus 1\) +\$18\.3M +300 MW/);
    expect(text).toMatch(/over its term, for [\d.,kM]+ GPUs, above/);
  });

  it('a powered shell is placed among shells only, without break-even and by the megawatt', () => {
    const [answer] = deskOf(dealPlanText(shell), { basis: 'poweredShell' }).offers;
    expect(answer?.compared.map(({ metric }) => metric)).toEqual(['usdPerMegawattYear']);
    expect(answer?.compared[0]?.offerUsd).toBeCloseTo(1.8e6, 0);
    expect(answer?.compared[0]?.prices.map(({ id }) => id)).toEqual(expect.arrayContaining(['D013', 'D017', 'D028']));
    expect(answer?.compared[0]?.prices.map(({ id }) => id)).not.toEqual(expect.arrayContaining(['D029']));
    expect(answer?.compared[0]?.isOfferOutlier).toBe(false);
    expect(answer?.breakEvens).toEqual([]);
  });

  it('a shell and a cloud are not put into one table', () => {
    const cloud = lease('cloud', 'termMonths: 36, priceUsdPerGpuHour: 2');
    const desk = deskOf(dealPlanText(`${shell}\n${cloud}`), { basisById: new Map([['shell', 'poweredShell']]) });
    const text = dealText(desk);
    expect(text).toContain('NOT ONE BASIS');
    expect(text).toContain('PRICE, from the quote to the hour used: shell');
    expect(text).not.toMatch(/USD per GPU-hour +shell +cloud/);
    expect(ladderSeries(desk)).toMatchObject({ offers: [{ name: 'shell' }], leftOut: ['cloud'] });
  });
});

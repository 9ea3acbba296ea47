import type { Estimate, RootDecision, StudyQuestion } from '../decide/index.ts';
import type { BySupplyRegime, Offer, Plan } from '../domain/index.ts';
import { allInPriceUsdPerGpuHour } from '../supply/index.ts';
import { commonestOf, keyOf, namedBlocks, type NamedBlocks } from './decisions.ts';
import { repliesTo, valueLess, type AskStudy, type StudyReplies } from './studies.ts';
import { quotesOf, withOffer } from './variants.ts';

/** One end of a bar: an assumption moved, and what that does. */
export interface SensitivityEnd {
  /** the assumption there, in the bar's unit */
  readonly at: number;
  /** value of the reference signings there less their value in the plan as it is, paired */
  readonly changeUsd: Estimate;
  /** the best signings there, the commonest over the trees */
  readonly signNow: NamedBlocks;
  /** best there less the reference signings there, paired: what keeping them would cost */
  readonly regretUsd: Estimate;
  /** where on the way there the recommendation changes, in the bar's unit; null: not on this way, or not surely */
  readonly flipsAt: number | null;
}

/** One bar of the tornado. */
export interface SensitivityAnswer {
  readonly assumption: string;
  readonly unit: string;
  /** the plan's own figure */
  readonly at: number;
  readonly ends: readonly [low: SensitivityEnd, high: SensitivityEnd];
}

/** What the bars compare with. */
export interface Sensitivity {
  /** signings held at every end: the recommended ones, or the trees' own best where these are surely better there */
  readonly reference: NamedBlocks;
  readonly isRecommended: boolean;
  /** widest bar first */
  readonly bars: readonly SensitivityAnswer[];
}

interface Assumption {
  readonly assumption: string;
  readonly unit: string;
  readonly at: number;
  readonly low: number;
  readonly high: number;
  readonly change: (plan: Plan, to: number) => Plan;
}

/**
 * A tornado in which every bar says where the recommendation changes: one assumption at a time moved to a low and a high
 * end, the reference signings held and, beside them, everything re-optimised.
 *
 * Flip, on the way from the plan to an end: with a the best alternative's gap at the plan (≥ 0) and b its gain at the end,
 * the values taken to be linear between, at a / (a + b) of the way. Said only where b's interval is above zero.
 */
export async function sensitivityAnswers(given: {
  readonly plan: Plan;
  readonly decision: RootDecision;
  readonly ask: AskStudy;
  readonly base: StudyReplies<'best' | 'held'>;
}): Promise<Sensitivity> {
  const { plan, ask, base } = given;
  const ownBest = commonestOf(repliesTo(base, 'best').map(({ decision }) => decision)).decision;
  const isRecommended = (valueLess(repliesTo(base, 'best'), repliesTo(base, 'held')).low ?? 0) <= 0;
  const reference = isRecommended ? given.decision : ownBest;
  const assumptions = assumptionsOf(plan);
  const ends = assumptions.flatMap((of) => [of.low, of.high].map((to) => ({ of, to })));
  const asked = await Promise.all(
    ends.map(async ({ of, to }) => ask({ plan: of.change(plan, to), questions: questionsFor(reference) })),
  );
  const bests = asked.map(
    (replies) => commonestOf(repliesTo(replies, 'best').map(({ decision }) => decision)).decision,
  );
  const others = Object.fromEntries(bests.map((held) => [keyOf(held), { held }]));
  const questions: Record<string, StudyQuestion> = { ...others, [REFERENCE]: { held: reference } };
  const atPlan = await ask({ plan, questions });
  const endAt = (index: number): SensitivityEnd => {
    const { of, to } = ends[index]!;
    const replies = asked[index]!;
    const held = repliesTo(replies, 'held');
    const gapUsd = valueLess(repliesTo(atPlan, REFERENCE), repliesTo(atPlan, keyOf(bests[index]!))).estimate;
    const regretUsd = valueLess(repliesTo(replies, 'best'), held);
    const isOther = keyOf(bests[index]!) !== keyOf(reference);
    const doesFlip = isOther && (regretUsd.low ?? 0) > 0 && gapUsd >= 0;
    return {
      at: to,
      changeUsd: valueLess(held, repliesTo(atPlan, REFERENCE)),
      signNow: namedBlocks(plan, bests[index]!),
      regretUsd,
      flipsAt: doesFlip ? of.at + ((to - of.at) * gapUsd) / (gapUsd + regretUsd.estimate) : null,
    };
  };
  const bars = assumptions.map(({ assumption, unit, at }, index): SensitivityAnswer => {
    return { assumption, unit, at, ends: [endAt(2 * index), endAt(2 * index + 1)] };
  });
  return {
    reference: namedBlocks(plan, reference),
    isRecommended,
    bars: bars.toSorted((a, b) => widthUsd(b) - widthUsd(a)),
  };
}

const REFERENCE = 'reference';

function questionsFor(reference: RootDecision) {
  return { best: {}, held: { held: reference } };
}

function widthUsd({ ends }: SensitivityAnswer): number {
  return Math.abs(ends[1].changeUsd.estimate - ends[0].changeUsd.estimate);
}

/** Share of an ask by which it is moved each way, and of the prices and values of the market. */
const PRICE_STEP_FRACTION = 0.2;
/** Growth multiples and saturation are moved by this factor each way, for they are uncertain by factors. */
const GROWTH_FACTOR = 1.25;
const SATURATION_FACTOR = 2;
/** Months by which a signed quote's lead time is moved. */
const LEAD_STEP_MONTHS = 3;
const DISCOUNT_STEP_PER_YEAR = 0.03;

function assumptionsOf(plan: Plan): Assumption[] {
  return [...askAssumptions(plan), ...leadAssumptions(plan), ...marketAssumptions(plan), ...growthAssumptions(plan)];
}

function askAssumptions(plan: Plan): Assumption[] {
  return quotesOf(plan).map((offer) => {
    const price = allInPriceUsdPerGpuHour(offer, { discountRatePerYear: plan.discountRatePerYear, signingRegime: 1 });
    const at = price.usdPerGpuHour;
    const step = PRICE_STEP_FRACTION * price.priceLinkedUsdPerGpuHour;
    const scaled = (known: Offer, to: number) => atPriceMultiple(known, 1 + (to - at) / price.priceLinkedUsdPerGpuHour);
    return {
      assumption: `ask of ${offer.id}`,
      unit: '$/GPU-h',
      at,
      low: at - step,
      high: at + step,
      change: (known, to) => withOffer(known, offer.id, (each) => scaled(each, to)),
    };
  });
}

/** An offer with every price-linked payment times `multiple`: of a build its capex, operations left alone. */
export function atPriceMultiple(offer: Offer, multiple: number): Offer {
  const { price } = offer;
  const gates = offer.gates.map((gate) => ({ ...gate, capexUsd: gate.capexUsd * multiple }));
  if (price.kind === 'owned') return { ...offer, gates };
  const [glut, normal, tight] = price.usd;
  return { ...offer, gates, price: { ...price, usd: [glut * multiple, normal * multiple, tight * multiple] } };
}

function leadAssumptions(plan: Plan): Assumption[] {
  return quotesOf(plan)
    .filter(({ leadTimeMonths, gates }) => gates.length > 0 || leadTimeMonths.p50 > 0)
    .map((offer) => {
      const at = medianLead(offer);
      return {
        assumption: `lead time of ${offer.id}`,
        unit: 'months',
        at,
        low: Math.max(0, at - LEAD_STEP_MONTHS),
        high: at + LEAD_STEP_MONTHS,
        change: (known, to) => withOffer(known, offer.id, (each) => leadMoved(each, to - at)),
      };
    });
}

function medianLead({ gates, leadTimeMonths }: Offer): number {
  return gates.length === 0 ? leadTimeMonths.p50 : gates.reduce((sum, gate) => sum + gate.months.p50, 0);
}

/** Median months of what `leadMoved` moves, the longest where there are several: so much earlier at most. */
export function leadMonthsMovable({ gates, leadTimeMonths, terms }: Offer): number {
  const moved = gates.length > 0 ? gates.map(({ months }) => months) : [leadTimeMonths];
  return Math.max(...[...moved, ...terms.tranches.map((tranche) => tranche.leadTimeMonths)].map(({ p50 }) => p50));
}

/** Least months of a lead time that may be late: none at all cannot be told from having come. */
const LEAD_MONTHS_MIN = 0.5;

/** Every quantile of the lead time, of each tranche's, or of a build's longest gate, moved by so many months. */
export function leadMoved(offer: Offer, byMonths: number): Offer {
  const moved = ({ p10, p50, p90 }: Offer['leadTimeMonths']) => {
    if (p90 + byMonths <= 0) return { p10: 0, p50: 0, p90: 0 };
    const isCertain = p10 === p90;
    const by = (months: number) => Math.max(isCertain ? 0 : LEAD_MONTHS_MIN, months + byMonths);
    return { p10: by(p10), p50: by(p50), p90: by(p90) };
  };
  const { gates, terms } = offer;
  const longest = gates.reduce((at, gate, index) => (gate.months.p50 > gates[at]!.months.p50 ? index : at), 0);
  return {
    ...offer,
    leadTimeMonths: moved(offer.leadTimeMonths),
    gates: gates.map((gate, index) => (index === longest ? { ...gate, months: moved(gate.months) } : gate)),
    terms: {
      ...terms,
      tranches: terms.tranches.map((tranche) => ({ ...tranche, leadTimeMonths: moved(tranche.leadTimeMonths) })),
    },
  };
}

function marketAssumptions(plan: Plan): Assumption[] {
  const { reservedUsdPerReferenceGpuHour: reserved } = plan.market;
  const [, reservedNormal] = reserved;
  const value = plan.workloads.find(({ isCash }) => isCash)?.tiers[0]?.valueUsdPerReferenceGpuHour ?? 0;
  const by = (prices: BySupplyRegime, multiple: number): BySupplyRegime => [
    prices[0] * multiple,
    prices[1] * multiple,
    prices[2] * multiple,
  ];
  const around = (at: number) => ({ at, low: at * (1 - PRICE_STEP_FRACTION), high: at * (1 + PRICE_STEP_FRACTION) });
  const rate = plan.discountRatePerYear;
  const found: Assumption[] = [
    {
      assumption: 'market price of reserved capacity after the horizon (normal supply)',
      unit: '$/ref. GPU-h',
      ...around(reservedNormal),
      change: (known, to) => ({
        ...known,
        market: { ...known.market, reservedUsdPerReferenceGpuHour: by(reserved, to / reservedNormal) },
      }),
    },
    {
      assumption: 'what a served hour earns, customers (dearest tier)',
      unit: '$/ref. GPU-h',
      ...around(value),
      change: (known, to) => withEarnings(known, to / value),
    },
    {
      assumption: 'discount rate',
      unit: 'a year',
      at: rate,
      low: Math.max(0, rate - DISCOUNT_STEP_PER_YEAR),
      high: rate + DISCOUNT_STEP_PER_YEAR,
      change: (known, to) => ({ ...known, discountRatePerYear: to }),
    },
  ];
  return found.filter(({ at }) => at > 0);
}

function withEarnings(plan: Plan, multiple: number): Plan {
  const workloads = plan.workloads.map((workload) =>
    workload.isCash
      ? {
          ...workload,
          tiers: workload.tiers.map((tier) => ({
            ...tier,
            valueUsdPerReferenceGpuHour: tier.valueUsdPerReferenceGpuHour * multiple,
          })),
        }
      : workload,
  );
  return { ...plan, workloads };
}

function growthAssumptions(plan: Plan): Assumption[] {
  const { growth } = plan;
  const { saturation } = growth;
  const growthBar: Assumption = {
    assumption: "every regime's growth multiple, times",
    unit: 'x',
    at: 1,
    low: 1 / GROWTH_FACTOR,
    high: GROWTH_FACTOR,
    change: (known, to) => ({
      ...known,
      growth: {
        ...known.growth,
        regimes: known.growth.regimes.map((regime) => ({ ...regime, multiplePerYear: regime.multiplePerYear * to })),
      },
    }),
  };
  if (saturation === null) return [growthBar];
  return [
    growthBar,
    {
      assumption: 'demand at which growth stops (median)',
      unit: 'busy reference GPUs',
      at: saturation.median,
      low: saturation.median / SATURATION_FACTOR,
      high: saturation.median * SATURATION_FACTOR,
      change: (known, to) => ({ ...known, growth: { ...known.growth, saturation: { ...saturation, median: to } } }),
    },
  ];
}

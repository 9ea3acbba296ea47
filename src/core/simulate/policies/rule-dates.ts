import { fixedReferenceGpusOver, type Offer, type Plan } from '../../domain/index.ts';
import { allInPriceUsdPerGpuHour, deliveryAtScore, shownReferenceGpus } from '../../supply/index.ts';
import { blockReferenceGpus, scheduleOf } from '../contracts/schedules.ts';
import { blocksOnOffer } from '../contracts/world.ts';

/** What a rule may sign at one date, and for which months to come. */
export interface RuleDate {
  readonly stage: number;
  readonly month: number;
  /** months that signings look ahead to */
  readonly targetMonths: Int32Array;
  /** [workload] reference GPUs of tiers of fixed size that are worth a reserved hour */
  readonly fixedReferenceGpus: Float64Array;
  /** [supply regime] cheapest first */
  readonly candidates: readonly (readonly Candidate[])[];
  /** [supply regime] what must be lacking before a candidate is looked at: most paths lack little */
  readonly needs: readonly Needs[];
}

/** [candidate] position of its target month, and half a block: less is rounded to none. */
export interface Needs {
  readonly targets: Int32Array;
  readonly halfBlockReferenceGpus: Float64Array;
}

/** An offer that can be signed at a date. */
export interface Candidate {
  readonly offer: Offer;
  readonly offerIndex: number;
  /** ends, or can be left, within FLEXIBLE_TERM_MONTHS */
  readonly isFlexible: boolean;
  readonly blockReferenceGpus: number;
  /** blocks that the market then has */
  readonly blocksMax: number;
  /** position among `targetMonths` of the month in which what is signed at the next date would come into service */
  readonly target: number;
  /** [target month] share of it in service as far as can be said at signing */
  readonly fractionAhead: Float64Array;
}

/** A contract that ends, or can be left, within so many months is flexible. */
const FLEXIBLE_TERM_MONTHS = 36;

/** True for what ends, or can be left, within FLEXIBLE_TERM_MONTHS. */
export function isFlexibleOffer({ buyerExit, termMonths, price }: Offer): boolean {
  const boundMonths =
    buyerExit === null ? termMonths : Math.min(termMonths, buyerExit.afterMonths + buyerExit.noticeMonths);
  return boundMonths <= FLEXIBLE_TERM_MONTHS && price.kind !== 'owned';
}

/** The dates of a rule that may sign some of the plan's offers, at prices up to the mean value of a served hour. */
export function ruleDates(plan: Plan, mayBeSigned: (offer: Offer) => boolean): readonly RuleDate[] {
  const byPrice = ([0, 1, 2] as const).map((regime) => offersByPrice(plan, regime));
  const fixedByMonth = fixedDemandOf(plan);
  return plan.tree.stageStartMonths.map((month, stage) => {
    const nextMonth = plan.tree.stageStartMonths[stage + 1] ?? plan.horizonMonths;
    const targetMonths: number[] = [];
    const found = byPrice.map((priced, regime) =>
      priced.flatMap((offerIndex) => {
        const offer = plan.offers[offerIndex]!;
        if (!mayBeSigned(offer) || month < offer.signFromMonth || month > offer.signByMonth) return [];
        const leadMonths = deliveryAtScore(offer, 0).inServiceMonths;
        if (Math.max(month + leadMonths, offer.serviceFromMonth) >= plan.horizonMonths) return [];
        const target = Math.min(plan.horizonMonths - 1, Math.max(nextMonth + leadMonths, offer.serviceFromMonth));
        if (!targetMonths.includes(target)) targetMonths.push(target);
        return [candidateOf(plan, { offerIndex, regime: regime as 0 | 1 | 2, target: targetMonths.indexOf(target) })];
      }),
    );
    const ahead = new Map(
      [...new Set(found.flat().map(({ offer }) => offer))].map((offer) => [
        offer,
        fractionsAhead(plan, offer, { month, targetMonths }),
      ]),
    );
    const candidates = found.map((priced) => priced.map((one) => ({ ...one, fractionAhead: ahead.get(one.offer)! })));
    const needs = candidates.map((priced) => ({
      targets: Int32Array.from(priced, ({ target }) => target),
      halfBlockReferenceGpus: Float64Array.from(priced, (one) => 0.5 * one.blockReferenceGpus),
    }));
    return {
      stage,
      month,
      targetMonths: Int32Array.from(targetMonths),
      fixedReferenceGpus: fixedByMonth[month]!,
      candidates,
      needs,
    };
  });
}

function fractionsAhead(
  { horizonMonths }: Plan,
  offer: Offer,
  { month, targetMonths }: { readonly month: number; readonly targetMonths: readonly number[] },
): Float64Array {
  const schedule = scheduleOf(offer, { signMonth: month, delivery: deliveryAtScore(offer, 0), horizonMonths });
  return Float64Array.from(targetMonths, (target) => schedule[target]!);
}

function candidateOf(
  plan: Plan,
  { offerIndex, regime, target }: { readonly offerIndex: number; readonly regime: 0 | 1 | 2; readonly target: number },
): Omit<Candidate, 'fractionAhead'> {
  const offer = plan.offers[offerIndex]!;
  return {
    offer,
    offerIndex,
    isFlexible: isFlexibleOffer(offer),
    blockReferenceGpus: blockReferenceGpus(offer),
    blocksMax: blocksOnOffer(offer, regime),
    target,
  };
}

/** Positions of the offers that are worth their price under a supply regime, cheapest first. */
function offersByPrice(plan: Plan, signingRegime: 0 | 1 | 2): readonly number[] {
  const mostUsdPerHour = meanValueUsdPerHour(plan);
  return plan.offers
    .flatMap((offer, offerIndex) => {
      if (shownReferenceGpus(offer) === 0) return [];
      const price = allInPriceUsdPerGpuHour(offer, {
        discountRatePerYear: plan.discountRatePerYear,
        signingRegime,
        workloadIndex: offer.referenceGpus.findIndex((count) => count > 0),
      });
      return [{ offerIndex, usdPerHour: price.usdPerReferenceGpuHour ?? Infinity }];
    })
    .filter(({ usdPerHour }) => usdPerHour <= mostUsdPerHour)
    .toSorted((a, b) => a.usdPerHour - b.usdPerHour || a.offerIndex - b.offerIndex)
    .map(({ offerIndex }) => offerIndex);
}

/** [month][workload] reference GPUs of tiers of fixed size that are worth a reserved hour. */
function fixedDemandOf({ workloads, market, horizonMonths }: Plan): readonly Float64Array[] {
  const reservedUsd = market.reservedUsdPerReferenceGpuHour[1];
  return Array.from({ length: horizonMonths }, (_, month) =>
    Float64Array.from(workloads, ({ tiers }) =>
      tiers
        .filter(({ valueUsdPerReferenceGpuHour }) => valueUsdPerReferenceGpuHour > reservedUsd)
        .reduce((sum, tier) => sum + fixedReferenceGpusOver(tier, month, month + 1), 0),
    ),
  );
}

/** Mean value of an hour of growing demand, or of the dearest fixed tier where none grows. */
function meanValueUsdPerHour(plan: Plan): number {
  const values = plan.workloads.flatMap(({ tiers }) => {
    const growing = tiers.filter(({ demandFraction }) => demandFraction !== null);
    if (growing.length === 0) return [];
    return growing.reduce((sum, tier) => sum + (tier.demandFraction ?? 0) * tier.valueUsdPerReferenceGpuHour, 0);
  });
  const fixed = plan.workloads.flatMap(({ tiers }) => tiers.map((tier) => tier.valueUsdPerReferenceGpuHour));
  return Math.max(...(values.length > 0 ? values : fixed));
}

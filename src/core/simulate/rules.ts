import { fixedReferenceGpusOver, type Offer, type Plan } from '../domain/index.ts';
import { allInPriceUsdPerGpuHour, contractSeries, deliveryAtScore, shownReferenceGpus } from '../supply/index.ts';
import type { DemandForecast, Forecaster } from './forecast.ts';
import type { Decision, ReplayPolicy, Seen, SeenHolding } from './policy.ts';
import { blockReferenceGpus, blocksOnOffer } from './world.ts';

/** The rules that people quote, by id; each is said in one line. */
export const QUOTED_RULES = [
  { id: 'point-forecast-30', says: 'the median forecast and 30 % more is reserved' },
  { id: 'peak-70', says: '70 % of the forecast peak load is reserved' },
  { id: 'split-70-20-10', says: '70 % reserved, 20 % only where one can leave within three years, 10 % by the hour' },
  { id: 'all-on-demand', says: 'nothing is signed or renewed; what the fleet lacks is bought by the hour' },
  { id: 'commit-p50', says: 'the median forecast is reserved' },
  { id: 'nothing-new', says: 'the fleet is renewed, nothing else is signed' },
  {
    id: 'rolling-mean-forecast',
    says: 'what the mean forecast asks for at its peak load is reserved, and again at every date',
  },
] as const;
export type QuotedRuleId = (typeof QUOTED_RULES)[number]['id'];

/** How much a rule wants to hold at a month ahead, reference GPUs, by what kind of contract. */
interface Wanted {
  readonly allReferenceGpus: number;
  /** of them at most so many may be held for longer than FLEXIBLE_TERM_MONTHS without a right to leave */
  readonly firmReferenceGpus: number;
}

interface RuleContext {
  readonly plan: Plan;
  readonly forecaster: Forecaster;
  /** quotes and templates, cheapest first, by supply regime */
  readonly byPrice: readonly (readonly PricedOffer[])[];
  /** offers that end, or can be left, within FLEXIBLE_TERM_MONTHS */
  readonly flexible: ReadonlySet<number>;
  readonly meanValueUsdPerHour: number;
  /** mean load is 1: [workload] highest load over it */
  readonly peakLoads: readonly number[];
  /** [month][workload] */
  readonly fixedByMonth: readonly Float64Array[];
  readonly capacityAhead: (holding: SeenHolding, month: number) => number;
}

interface PricedOffer {
  readonly offer: Offer;
  readonly offerIndex: number;
  readonly usdPerReferenceGpuHour: number;
  readonly isFlexible: boolean;
  /** months from signing to service at the median */
  readonly leadMonths: number;
}

/** A contract that ends, or can be left, within so many months is flexible. */
const FLEXIBLE_TERM_MONTHS = 36;

/**
 * A rule as a policy. At each stage start it looks at the median or mean forecast for the month in which what it signs at
 * its next date would come into service, and closes the gap to what it holds by whole blocks, cheapest first, never
 * paying more by the hour than the mean value of a served hour. Hosts' shares are kept within the plan's limit.
 */
export function quotedRule(plan: Plan, id: QuotedRuleId, forecaster: Forecaster): ReplayPolicy {
  const context = contextOf(plan, forecaster);
  return {
    id,
    decisionMonths: plan.tree.stageStartMonths,
    decide: (_, seen) => seen.map((one) => decisionOf(context, id, one)),
  };
}

function contextOf(plan: Plan, forecaster: Forecaster): RuleContext {
  const byPrice = ([0, 1, 2] as const).map((regime) =>
    plan.offers
      .flatMap((offer, offerIndex) => {
        if (shownReferenceGpus(offer) === 0) return [];
        const price = allInPriceUsdPerGpuHour(offer, {
          discountRatePerYear: plan.discountRatePerYear,
          signingRegime: regime,
          workloadIndex: offer.referenceGpus.findIndex((count) => count > 0),
        });
        const exit = offer.buyerExit;
        const boundMonths =
          exit === null ? offer.termMonths : Math.min(offer.termMonths, exit.afterMonths + exit.noticeMonths);
        return {
          offer,
          offerIndex,
          usdPerReferenceGpuHour: price.usdPerReferenceGpuHour ?? Infinity,
          isFlexible: boundMonths <= FLEXIBLE_TERM_MONTHS && offer.price.kind !== 'owned',
          leadMonths: deliveryAtScore(offer, 0).inServiceMonths,
        };
      })
      .toSorted((a, b) => a.usdPerReferenceGpuHour - b.usdPerReferenceGpuHour || a.offerIndex - b.offerIndex),
  );
  return {
    plan,
    forecaster,
    byPrice,
    flexible: new Set(byPrice[1]!.flatMap(({ offerIndex, isFlexible }) => (isFlexible ? [offerIndex] : []))),
    meanValueUsdPerHour: meanValueUsdPerHour(plan),
    peakLoads: plan.workloads.map((_, index) => Math.max(...plan.loadBlocks.map(({ ofMean }) => ofMean[index]!))),
    fixedByMonth: fixedDemandOf(plan),
    capacityAhead: capacityReader(plan),
  };
}

/** Reference GPUs of a holding in a month at its nominal schedule, or at its own once it serves. */
function capacityReader(plan: Plan): (holding: SeenHolding, month: number) => number {
  const { horizonMonths } = plan;
  const contracts = [...plan.fleet, ...plan.offers];
  const sizes = Float64Array.from(contracts, (contract) => shownReferenceGpus(contract) / contract.blocks);
  const places = { length: contracts.length * horizonMonths * (horizonMonths + 1) };
  const known = Array.from(places, (): Float64Array | undefined => undefined);
  return (holding, month) => {
    if (holding.goneFromMonth !== null && month >= holding.goneFromMonth) return 0;
    const isSeen = !holding.isFleet && holding.inServiceMonth !== null;
    const leadMonths = isSeen ? holding.inServiceMonth - holding.signMonth : null;
    // Asked for millions of times: a number for (contract, month signed, lead), which lie within the horizon.
    const contract = holding.isFleet ? holding.offerIndex : plan.fleet.length + holding.offerIndex;
    const key = (contract * horizonMonths + holding.signMonth) * (horizonMonths + 1) + (leadMonths ?? horizonMonths);
    let fractions = known[key];
    if (!fractions) {
      const offer = contracts[contract]!;
      const nominal = holding.isFleet ? { gateStartMonths: [], inServiceMonths: 0 } : deliveryAtScore(offer, 0);
      const delivery = leadMonths === null ? nominal : { ...nominal, inServiceMonths: leadMonths };
      const signing = { signMonth: holding.signMonth, delivery, signingRegime: 1 } as const;
      fractions = contractSeries(offer, { ...signing, horizonMonths }).capacityFraction;
      known[key] = fractions;
    }
    return holding.blocks * sizes[contract]! * fractions[Math.min(month, horizonMonths - 1)]!;
  };
}

function decisionOf(context: RuleContext, id: QuotedRuleId, seen: Seen): Decision {
  if (id === 'all-on-demand') return { signings: [], notices: [] };
  const { plan, forecaster, byPrice } = context;
  const stage = plan.tree.stageStartMonths.indexOf(seen.month);
  const nextMonth = plan.tree.stageStartMonths[stage + 1] ?? plan.horizonMonths;
  const forecast = forecaster.forecastAt(stage, seen);
  const portfolio = new Portfolio(context, seen);
  const wantedIn = (month: number) => wantedBy(context, id, { seen, forecast, month });
  for (const priced of byPrice[seen.supplyRegime]!) {
    const { offer, leadMonths } = priced;
    if (id === 'nothing-new' && offer.kind !== 'renewal') continue;
    if (seen.month < offer.signFromMonth || seen.month > offer.signByMonth) continue;
    if (priced.usdPerReferenceGpuHour > context.meanValueUsdPerHour) continue;
    if (Math.max(seen.month + leadMonths, offer.serviceFromMonth) >= plan.horizonMonths) continue;
    const month = Math.min(plan.horizonMonths - 1, Math.max(nextMonth + leadMonths, offer.serviceFromMonth));
    portfolio.fill(priced, { month, wanted: wantedIn(month) });
  }
  return { signings: portfolio.signings, notices: [] };
}

/** Reference GPUs held in a month to come; firm are those that cannot be left within FLEXIBLE_TERM_MONTHS. */
interface HeldAhead {
  all: number;
  firm: number;
}

/** What is held and signed on one path while a rule decides. */
class Portfolio {
  readonly signings: { offerIndex: number; blocks: number }[] = [];
  readonly #context: RuleContext;
  readonly #seen: Seen;
  readonly #held: SeenHolding[];
  /** reference GPUs held by month, for the months that were asked about */
  readonly #byMonth = new Map<number, HeldAhead>();

  constructor(context: RuleContext, seen: Seen) {
    this.#context = context;
    this.#seen = seen;
    this.#held = [...seen.holdings];
  }

  /** Signs as many blocks as close the gap, to the nearest whole one. */
  fill({ offer, offerIndex, isFlexible }: PricedOffer, at: { readonly month: number; readonly wanted: Wanted }): void {
    const signed = this.#held.reduce(
      (sum, holding) => sum + (!holding.isFleet && holding.offerIndex === offerIndex ? holding.blocks : 0),
      0,
    );
    const most = Math.min(offer.blocks - signed, blocksOnOffer(offer, this.#seen.supplyRegime));
    if (most <= 0) return;
    const { all: held, firm } = this.#heldIn(at.month);
    let gap = at.wanted.allReferenceGpus - held;
    if (!isFlexible) gap = Math.min(gap, at.wanted.firmReferenceGpus - firm);
    let blocks = Math.max(0, Math.min(most, Math.round(gap / blockReferenceGpus(offer))));
    while (blocks > 0 && this.#isTooMuchOfHost(offer, { month: at.month, blocks, held })) blocks -= 1;
    if (blocks === 0) return;
    this.signings.push({ offerIndex, blocks });
    const { month: signMonth } = this.#seen;
    const fresh = { isFleet: false, ended: [], isLost: false, goneFromMonth: null, inServiceMonth: null };
    const signing = { ...fresh, offerIndex, signMonth, blocks };
    this.#held.push(signing);
    for (const [month, known] of this.#byMonth) this.#add(known, signing, month);
  }

  #heldIn(month: number): HeldAhead {
    let known = this.#byMonth.get(month);
    if (!known) {
      known = { all: 0, firm: 0 };
      for (const holding of this.#held) this.#add(known, holding, month);
      this.#byMonth.set(month, known);
    }
    return known;
  }

  #add(to: HeldAhead, holding: SeenHolding, month: number): void {
    const referenceGpus = this.#context.capacityAhead(holding, month);
    to.all += referenceGpus;
    if (!this.#isFlexible(holding)) to.firm += referenceGpus;
  }

  #isFlexible({ offerIndex, isFleet }: SeenHolding): boolean {
    if (isFleet) return false;
    return this.#context.flexible.has(offerIndex);
  }

  #isTooMuchOfHost(
    offer: Offer,
    at: { readonly month: number; readonly blocks: number; readonly held: number },
  ): boolean {
    const { plan } = this.#context;
    if (offer.route === 'build' || plan.limits.hostFractionMax >= 1) return false;
    const added = at.blocks * blockReferenceGpus(offer);
    let ofHost = 0;
    for (const holding of this.#held) {
      const contract = (holding.isFleet ? plan.fleet : plan.offers)[holding.offerIndex]!;
      if (contract.host !== offer.host || contract.route === 'build') continue;
      ofHost += this.#context.capacityAhead(holding, at.month);
    }
    return ofHost + added > plan.limits.hostFractionMax * (at.held + added);
  }
}

function wantedBy(
  context: RuleContext,
  id: QuotedRuleId,
  at: { readonly seen: Seen; readonly forecast: DemandForecast; readonly month: number },
): Wanted {
  const ahead = at.month - at.seen.month;
  const isMean = id === 'rolling-mean-forecast';
  const growth = (isMean ? at.forecast.meanByMonthsAhead : at.forecast.medianByMonthsAhead)[ahead]!;
  const multiple = at.seen.demandMultiple * growth;
  switch (id) {
    case 'point-forecast-30':
      return firm(1.3 * demandAt(context, at.seen, { multiple, load: 'mean' }));
    case 'peak-70':
      return firm(0.7 * demandAt(context, at.seen, { multiple, load: 'peak' }));
    case 'split-70-20-10': {
      const demand = demandAt(context, at.seen, { multiple, load: 'mean' });
      return { allReferenceGpus: 0.9 * demand, firmReferenceGpus: 0.7 * demand };
    }
    case 'rolling-mean-forecast':
      return firm(demandAt(context, at.seen, { multiple, load: 'peak' }));
    case 'nothing-new':
      return firm(Infinity);
    default:
      return firm(demandAt(context, at.seen, { multiple, load: 'mean' }));
  }
}

function firm(referenceGpus: number): Wanted {
  return { allReferenceGpus: referenceGpus, firmReferenceGpus: referenceGpus };
}

/**
 * Reference GPUs asked for at a multiple of today's demand: every growing tier less the customers lost, and tiers of fixed
 * size that are worth a reserved hour; at the mean load or at the highest.
 */
function demandAt(
  { plan, peakLoads, fixedByMonth }: RuleContext,
  seen: Seen,
  at: { readonly multiple: number; readonly load: 'mean' | 'peak' },
): number {
  const fixed = fixedByMonth[seen.month]!;
  let referenceGpus = 0;
  for (let index = 0; index < fixed.length; index++) {
    const load = at.load === 'mean' ? 1 : peakLoads[index]!;
    const growing = plan.workloads[index]!.busyReferenceGpus * at.multiple * (1 - seen.churnFraction[index]!);
    referenceGpus += (growing + fixed[index]!) * load;
  }
  return referenceGpus;
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

import type { Offer, Plan } from '../../domain/index.ts';
import { hostOf } from '../../supply/index.ts';
import type { Forecaster } from './forecast.ts';
import { NO_DECISION, type Decision, type ReplayPolicy, type Seen } from './policy.ts';
import { isFlexibleOffer, ruleDates, type Candidate, type RuleDate } from './rule-dates.ts';

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

/** What a rule wants to hold at a month ahead, as shares of the load that it forecasts. */
interface RuleShares {
  readonly forecast: 'median' | 'mean';
  readonly load: 'mean' | 'peak';
  /** Infinity: all there is on offer */
  readonly all: number;
  /** at most so much may be held for longer than FLEXIBLE_TERM_MONTHS without a right to leave */
  readonly firm: number;
}

const SHARES: Record<QuotedRuleId, RuleShares> = {
  'point-forecast-30': { forecast: 'median', load: 'mean', all: 1.3, firm: 1.3 },
  'peak-70': { forecast: 'median', load: 'peak', all: 0.7, firm: 0.7 },
  'split-70-20-10': { forecast: 'median', load: 'mean', all: 0.9, firm: 0.7 },
  'all-on-demand': { forecast: 'median', load: 'mean', all: 0, firm: 0 },
  'commit-p50': { forecast: 'median', load: 'mean', all: 1, firm: 1 },
  'nothing-new': { forecast: 'median', load: 'mean', all: Infinity, firm: Infinity },
  'rolling-mean-forecast': { forecast: 'mean', load: 'peak', all: 1, firm: 1 },
};

interface RuleContext {
  readonly plan: Plan;
  readonly shares: RuleShares;
  readonly forecaster: Forecaster;
  /** [workload] the load that counts, over the mean load */
  readonly loads: readonly number[];
  /** [contract: fleet, then offers] 1 for what cannot be left within FLEXIBLE_TERM_MONTHS */
  readonly firm: Uint8Array;
}

/**
 * A rule as a policy. At each stage start it looks at the median or mean forecast for the month in which what it signs at
 * its next date would come into service, and closes the gap to what it holds by whole blocks, cheapest first, never
 * paying more by the hour than the mean value of a served hour. Hosts' shares are kept within the plan's limit.
 */
export function quotedRule(plan: Plan, id: QuotedRuleId, forecaster: Forecaster): ReplayPolicy {
  const dates = ruleDates(plan, ({ kind }) => id !== 'all-on-demand' && (id !== 'nothing-new' || kind === 'renewal'));
  const shares = SHARES[id];
  const peakOf = (workload: number) => Math.max(...plan.loadBlocks.map(({ ofMean }) => ofMean[workload]!));
  const loads = plan.workloads.map((_, workload) => (shares.load === 'mean' ? 1 : peakOf(workload)));
  const isFirm = [...plan.fleet.map(() => 1), ...plan.offers.map((offer) => Number(!isFlexibleOffer(offer)))];
  const context = { plan, shares, forecaster, loads, firm: Uint8Array.from(isFirm) };
  return {
    id,
    decisionMonths: dates
      .filter(({ candidates }) => candidates.some(({ length }) => length > 0))
      .map(({ month }) => month),
    decide(month, seen) {
      const portfolio = new Portfolio(context, dates[plan.tree.stageStartMonths.indexOf(month)]!);
      return seen.map((one) => portfolio.decide(one));
    },
  };
}

/** Reference GPUs at a date's target months. */
interface AtTargets {
  readonly all: Float64Array;
  /** of them those held for long; without meaning where the rule has no other share for them */
  readonly firm: Float64Array;
}

/** What is held and signed on one path while a rule decides at a date; paths take it in turns. */
class Portfolio {
  readonly #context: RuleContext;
  readonly #date: RuleDate;
  readonly #isFirmLimited: boolean;
  readonly #held: AtTargets;
  readonly #wanted: AtTargets;
  #signings: { offerIndex: number; blocks: number }[] = [];

  constructor(context: RuleContext, date: RuleDate) {
    this.#context = context;
    this.#date = date;
    this.#isFirmLimited = context.shares.firm < context.shares.all;
    const room = (): Float64Array => new Float64Array(date.targetMonths.length);
    this.#held = { all: room(), firm: room() };
    this.#wanted = { all: room(), firm: room() };
  }

  decide(seen: Seen): Decision {
    const candidates = this.#date.candidates[seen.supplyRegime]!;
    if (candidates.length === 0) return NO_DECISION;
    this.#signings = [];
    this.#look(seen);
    this.#want(seen);
    if (this.#isEnough()) return NO_DECISION;
    const { targets, halfBlockReferenceGpus } = this.#date.needs[seen.supplyRegime]!;
    const { all } = this.#wanted;
    const held = this.#held.all;
    for (let index = 0; index < targets.length; index++) {
      const target = targets[index]!;
      if (all[target]! - held[target]! >= halfBlockReferenceGpus[index]!) this.#fill(candidates[index]!, seen);
    }
    return this.#signings.length === 0 ? NO_DECISION : { signings: this.#signings, notices: [] };
  }

  #look(seen: Seen): void {
    const { targetMonths } = this.#date;
    this.#held.all.fill(0);
    seen.addHeldAhead(this.#held.all, targetMonths);
    if (!this.#isFirmLimited) return;
    this.#held.firm.fill(0);
    seen.addHeldAhead(this.#held.firm, targetMonths, this.#context.firm);
  }

  /**
   * Reference GPUs to hold: of every growing tier's demand less the customers lost, and of tiers of fixed size that are
   * worth a reserved hour; at the mean load or at the highest.
   */
  #want(seen: Seen): void {
    const { plan, forecaster, loads, shares } = this.#context;
    const { stage, month, targetMonths, fixedReferenceGpus } = this.#date;
    const { demandMultiple } = seen;
    let [growing, fixed] = [0, 0];
    for (let workload = 0; workload < loads.length; workload++) {
      const { busyReferenceGpus } = plan.workloads[workload]!;
      growing += demandMultiple * busyReferenceGpus * (1 - seen.churnFraction(workload)) * loads[workload]!;
      fixed += fixedReferenceGpus[workload]! * loads[workload]!;
    }
    const forecast = forecaster.forecastAt(stage, seen);
    const growth = shares.forecast === 'mean' ? forecast.meanByMonthsAhead : forecast.medianByMonthsAhead;
    for (let target = 0; target < targetMonths.length; target++) {
      const demand = growing * growth[targetMonths[target]! - month]! + fixed;
      this.#wanted.all[target] = shareOf(shares.all, demand);
      this.#wanted.firm[target] = shareOf(shares.firm, demand);
    }
  }

  /** True where no month lacks anything: most paths at most dates. */
  #isEnough(): boolean {
    for (let target = 0; target < this.#held.all.length; target++) {
      if (this.#wanted.all[target]! > this.#held.all[target]!) return false;
    }
    return true;
  }

  /** Signs as many blocks as close the gap, to the nearest whole one. */
  #fill(candidate: Candidate, seen: Seen): void {
    const { offer, offerIndex, isFlexible, blockReferenceGpus, blocksMax, target } = candidate;
    let gap = this.#wanted.all[target]! - this.#held.all[target]!;
    if (this.#isFirmLimited && !isFlexible) gap = Math.min(gap, this.#wanted.firm[target]! - this.#held.firm[target]!);
    const wanted = Math.round(gap / blockReferenceGpus);
    if (wanted <= 0) return;
    let blocks = Math.min(wanted, offer.blocks - seen.signedBlocks(offerIndex), blocksMax);
    if (blocks > 0) blocks = this.#withinHostLimit(candidate, blocks, seen);
    if (blocks <= 0) return;
    this.#signings.push({ offerIndex, blocks });
    addAhead(this.#held.all, candidate, blocks);
    if (this.#isFirmLimited && !isFlexible) addAhead(this.#held.firm, candidate, blocks);
  }

  /** As many of some blocks as leave the offer's host within its share of what is held. */
  #withinHostLimit({ offer, blockReferenceGpus, target }: Candidate, wanted: number, seen: Seen): number {
    const { plan } = this.#context;
    const { hostFractionMax } = plan.limits;
    if (offer.route === 'build' || hostFractionMax >= 1) return wanted;
    const isOfHost = (contract: Offer) => contract.route !== 'build' && hostOf(contract) === hostOf(offer);
    const ofHost = new Float64Array(1);
    seen.addHeldAhead(
      ofHost,
      Int32Array.of(this.#date.targetMonths[target]!),
      Uint8Array.from([...plan.fleet, ...plan.offers], (contract) => Number(isOfHost(contract))),
    );
    for (const { offerIndex, blocks } of this.#signings) {
      const signed = this.#date.candidates[seen.supplyRegime]!.find((one) => one.offerIndex === offerIndex)!;
      if (isOfHost(signed.offer)) ofHost[0]! += blocks * signed.blockReferenceGpus * signed.fractionAhead[target]!;
    }
    const isTooMuch = (added: number) => ofHost[0]! + added > hostFractionMax * (this.#held.all[target]! + added);
    let blocks = wanted;
    while (blocks > 0 && isTooMuch(blocks * blockReferenceGpus)) blocks -= 1;
    return blocks;
  }
}

/** Adds what some blocks of a candidate serve at each target month. */
function addAhead(held: Float64Array, { blockReferenceGpus, fractionAhead }: Candidate, blocks: number): void {
  for (let target = 0; target < held.length; target++) {
    held[target]! += blocks * blockReferenceGpus * fractionAhead[target]!;
  }
}

function shareOf(share: number, referenceGpus: number): number {
  return share === Infinity ? Infinity : share * referenceGpus;
}

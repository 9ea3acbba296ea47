import type { Plan } from '../domain/index.ts';
import type { Forecaster } from './forecast.ts';
import { aheadReader, type AheadReader, type HeldAhead } from './held-ahead.ts';
import { NO_DECISION, type Decision, type ReplayPolicy, type Seen, type SeenHolding } from './policy.ts';
import { ruleDates, type Candidate, type RuleDate } from './rule-dates.ts';

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
  readonly ahead: AheadReader;
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
  const context = { plan, shares, forecaster, loads, ahead: aheadReader(plan) };
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

/** What is held and signed on one path while a rule decides at a date; paths take it in turns. */
class Portfolio {
  readonly #context: RuleContext;
  readonly #date: RuleDate;
  /** at the date's target months */
  readonly #held: HeldAhead;
  readonly #wanted: HeldAhead;
  /** [offer] blocks signed before */
  readonly #signed: Float64Array;
  #seen: Seen | null = null;
  #signings: { offerIndex: number; blocks: number }[] = [];

  constructor(context: RuleContext, date: RuleDate) {
    this.#context = context;
    this.#date = date;
    const room = (): Float64Array => new Float64Array(date.targetMonths.length);
    this.#held = { all: room(), firm: room() };
    this.#wanted = { all: room(), firm: room() };
    this.#signed = new Float64Array(context.plan.offers.length);
  }

  decide(seen: Seen): Decision {
    const candidates = this.#date.candidates[seen.supplyRegime]!;
    if (candidates.length === 0) return NO_DECISION;
    this.#look(seen);
    this.#want(seen);
    for (const candidate of candidates) this.#fill(candidate);
    return this.#signings.length === 0 ? NO_DECISION : { signings: this.#signings, notices: [] };
  }

  #look(seen: Seen): void {
    this.#seen = seen;
    this.#signings = [];
    this.#held.all.fill(0);
    this.#held.firm.fill(0);
    this.#signed.fill(0);
    for (const holding of seen.holdings) {
      this.#context.ahead.add(holding, this.#date.targetMonths, this.#held);
      if (!holding.isFleet) this.#signed[holding.offerIndex]! += holding.blocks;
    }
  }

  #want(seen: Seen): void {
    const { forecaster, shares } = this.#context;
    const { stage, month, targetMonths } = this.#date;
    const forecast = forecaster.forecastAt(stage, seen);
    const growth = shares.forecast === 'mean' ? forecast.meanByMonthsAhead : forecast.medianByMonthsAhead;
    for (let target = 0; target < targetMonths.length; target++) {
      const demand = this.#demandAt(seen, seen.demandMultiple * growth[targetMonths[target]! - month]!);
      this.#wanted.all[target] = shareOf(shares.all, demand);
      this.#wanted.firm[target] = shareOf(shares.firm, demand);
    }
  }

  /**
   * Reference GPUs asked for at a multiple of today's demand: every growing tier less the customers lost, and tiers of
   * fixed size that are worth a reserved hour; at the mean load or at the highest.
   */
  #demandAt(seen: Seen, multiple: number): number {
    const { plan, loads } = this.#context;
    const { fixedReferenceGpus } = this.#date;
    let referenceGpus = 0;
    for (let index = 0; index < loads.length; index++) {
      const growing = plan.workloads[index]!.busyReferenceGpus * multiple * (1 - seen.churnFraction[index]!);
      referenceGpus += (growing + fixedReferenceGpus[index]!) * loads[index]!;
    }
    return referenceGpus;
  }

  /** Signs as many blocks as close the gap, to the nearest whole one. */
  #fill(candidate: Candidate): void {
    const { offer, offerIndex, isFlexible, blockReferenceGpus, blocksMax, target } = candidate;
    const most = Math.min(offer.blocks - this.#signed[offerIndex]!, blocksMax);
    if (most <= 0) return;
    let gap = this.#wanted.all[target]! - this.#held.all[target]!;
    if (!isFlexible) gap = Math.min(gap, this.#wanted.firm[target]! - this.#held.firm[target]!);
    let blocks = Math.max(0, Math.min(most, Math.round(gap / blockReferenceGpus)));
    if (blocks > 0) blocks = this.#withinHostLimit(candidate, blocks);
    if (blocks === 0) return;
    this.#signings.push({ offerIndex, blocks });
    this.#context.ahead.add(this.#asHolding({ offerIndex, blocks }), this.#date.targetMonths, this.#held);
  }

  #asHolding({ offerIndex, blocks }: { readonly offerIndex: number; readonly blocks: number }): SeenHolding {
    return {
      offerIndex,
      isFleet: false,
      signMonth: this.#date.month,
      blocks,
      ended: [],
      isLost: false,
      goneFromMonth: null,
      inServiceMonth: null,
    };
  }

  /** As many of some blocks as leave the offer's host within its share of what is held. */
  #withinHostLimit({ offer, blockReferenceGpus, target }: Candidate, wanted: number): number {
    const { plan, ahead } = this.#context;
    const { hostFractionMax } = plan.limits;
    if (offer.route === 'build' || hostFractionMax >= 1) return wanted;
    const month = this.#date.targetMonths[target]!;
    let ofHost = 0;
    for (const holding of [...this.#seen!.holdings, ...this.#signings.map((signing) => this.#asHolding(signing))]) {
      const contract = (holding.isFleet ? plan.fleet : plan.offers)[holding.offerIndex]!;
      if (contract.host === offer.host && contract.route !== 'build') ofHost += ahead.in(holding, month);
    }
    const isTooMuch = (added: number) => ofHost + added > hostFractionMax * (this.#held.all[target]! + added);
    let blocks = wanted;
    while (blocks > 0 && isTooMuch(blocks * blockReferenceGpus)) blocks -= 1;
    return blocks;
  }
}

function shareOf(share: number, referenceGpus: number): number {
  return share === Infinity ? Infinity : share * referenceGpus;
}

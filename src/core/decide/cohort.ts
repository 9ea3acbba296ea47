import type { Offer, Plan } from '../domain/index.ts';
import type { Calendar } from './calendar.ts';

/**
 * What is signed of one contract at one stage. The fleet is one cohort per contract, signed before the start, whose
 * volume is fixed; all other volumes are decided, in blocks.
 */
export interface Cohort {
  readonly contract: Offer;
  /** stage at which it is signed; -1 = before the start */
  readonly signStage: number;
  readonly signMonth: number;
  /** stages at whose start we may give notice; empty without that right */
  readonly noticeStages: readonly number[];
  /** price parameter that scales its price-linked payments; null = its price is not varied */
  readonly parameter: number | null;
}

/** Price parameters, one per quote on the table: 1 is the ask. */
export function priceParametersOf(plan: Plan): { names: string[]; values: number[]; indexOf: Map<string, number> } {
  const quotes = plan.offers.filter((offer) => offer.kind === 'quote');
  return {
    names: quotes.map((offer) => `price of ${offer.id} as a multiple of the ask`),
    values: quotes.map(() => 1),
    indexOf: new Map(quotes.map((offer, index) => [offer.id, index])),
  };
}

/** Every cohort of a plan: the fleet, then each offer at each stage start of its window, in plan order. */
export function cohortsOf(plan: Plan, calendar: Calendar): readonly Cohort[] {
  const parameters = priceParametersOf(plan).indexOf;
  const stageCount = calendar.stageStartMonths.length;
  const fleet = plan.fleet.map((contract) => ({
    contract,
    signStage: -1,
    signMonth: 0,
    noticeStages: noticeStages(contract, 0, stageCount),
    parameter: null,
  }));
  const offered = plan.offers.flatMap((contract) =>
    signStages(contract, calendar).map((signStage) => ({
      contract,
      signStage,
      signMonth: calendar.stageStartMonths[signStage]!,
      noticeStages: noticeStages(contract, signStage + 1, stageCount),
      parameter: parameters.get(contract.id) ?? null,
    })),
  );
  return [...fleet, ...offered];
}

/** Stages at whose start the offer may be signed. */
export function signStages(offer: Offer, calendar: Calendar): number[] {
  return calendar.stageStartMonths.flatMap((month, stage) =>
    month >= offer.signFromMonth && month <= offer.signByMonth ? [stage] : [],
  );
}

function noticeStages(contract: Offer, firstStage: number, stageCount: number): number[] {
  if (!contract.buyerExit) return [];
  return Array.from({ length: Math.max(0, stageCount - firstStage) }, (_, index) => firstStage + index);
}

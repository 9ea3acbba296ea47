import type { Offer, Plan } from '../../domain/index.ts';
import { deliveryAtScore, endingRights, lifeEndMonth, optionOffer, type EndingRight } from '../../supply/index.ts';
import type { SigningTime } from './attribution.ts';
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
  /** what we may end, and when: by right, then by stage; empty without such a right */
  readonly departures: readonly Departure[];
  /** price parameter that scales its price-linked payments; null = its price is not varied */
  readonly parameter: number | null;
  /** a quote signed at the root at its trial price: a second price of the same blocks, for walk-away questions only */
  readonly isTrial: boolean;
}

export function signingTimeOf({ signStage }: Cohort): SigningTime {
  if (signStage < 0) return 'fleet';
  return signStage === 0 ? 'signNow' : 'later';
}

/** A right of ours used at the start of a stage. */
export interface Departure {
  readonly right: EndingRight;
  readonly stage: number;
  /** what it gives, as a contract signed then; null for a right that only ends */
  readonly given: Cohort | null;
}

/** Trial prices of the quotes, in plan order, as multiples of their asks; none = the programme has no trial prices. */
export type TrialMultiples = readonly number[];

/** Price parameters, one per quote on the table (1 is the ask), then one per quote for its trial price. */
export function priceParametersOf(
  plan: Plan,
  trialMultiples: TrialMultiples = [],
): { names: string[]; values: number[]; indexOf: Map<string, number> } {
  const quotes = plan.offers.filter((offer) => offer.kind === 'quote');
  return {
    names: [
      ...quotes.map((offer) => `price of ${offer.id} as a multiple of the ask`),
      ...trialMultiples.map((_, quote) => `trial price of ${quotes[quote]!.id} as a multiple of the ask`),
    ],
    values: [...quotes.map(() => 1), ...trialMultiples],
    indexOf: new Map(quotes.map((offer, index) => [offer.id, index])),
  };
}

/**
 * Every cohort of a plan: the fleet, then each offer at each stage start of its window, in plan order, then what could be
 * signed at trial prices.
 */
export function cohortsOf(plan: Plan, calendar: Calendar, hasTrials: boolean): readonly Cohort[] {
  const parameters = priceParametersOf(plan).indexOf;
  const fleet = plan.fleet.map((contract) => ({
    contract,
    signStage: -1,
    signMonth: 0,
    departures: departuresOf(contract, -1, calendar),
    parameter: null,
    isTrial: false,
  }));
  const offered = plan.offers.flatMap((contract) =>
    signStages(contract, calendar).map((signStage) => ({
      contract,
      signStage,
      signMonth: calendar.stageStartMonths[signStage]!,
      departures: departuresOf(contract, signStage, calendar),
      parameter: parameters.get(contract.id) ?? null,
      isTrial: false,
    })),
  );
  const trials = offered.filter(({ parameter, signStage }) => hasTrials && parameter !== null && signStage === 0);
  const quoteCount = parameters.size;
  return [
    ...fleet,
    ...offered,
    ...trials.map((cohort) => ({ ...cohort, parameter: quoteCount + cohort.parameter!, isTrial: true })),
  ];
}

/** Stages at whose start the offer may be signed. */
export function signStages(offer: Offer, calendar: Calendar): number[] {
  return calendar.stageStartMonths.flatMap((month, stage) =>
    month >= offer.signFromMonth && month <= offer.signByMonth ? [stage] : [],
  );
}

/** A score of lateness that no sampled delivery is beyond in practice: no gate starts later than at this one. */
const LATEST_SCORE = 4;

/** Stages after signing at which each right can still end something. */
function departuresOf(contract: Offer, signStage: number, calendar: Calendar): Departure[] {
  const { stageStartMonths } = calendar;
  const signMonth = stageStartMonths[signStage] ?? 0;
  const latest = deliveryAtScore(contract, LATEST_SCORE);
  const lastGateMonth = signMonth + (latest.gateStartMonths.at(-1) ?? -1);
  const lastTrancheMonth = signMonth + Math.max(-1, ...(latest.trancheMonths ?? []));
  const endMonth = lifeEndMonth(contract, { signMonth, signingRegime: 0, delivery: signStage < 0 ? AT_ONCE : latest });
  return endingRights(contract).flatMap((right) =>
    stageStartMonths.flatMap((month, stage) => {
      const isBuilt = right.kind === 'stopBuild' && (signStage < 0 || month > lastGateMonth);
      const isDelivered = right.kind === 'endLate' && month > lastTrancheMonth;
      const isEnded = right.option !== null && month >= endMonth;
      if (stage <= signStage || isBuilt || isDelivered || isEnded) return [];
      return [{ right, stage, given: givenBy(contract, right, { signStage: stage, signMonth: month }) }];
    }),
  );
}

const AT_ONCE = { gateStartMonths: [], inServiceMonths: 0 };

/** What a right gives, as a cohort of its own; its price is not varied with the contract's. */
function givenBy(
  contract: Offer,
  { option }: EndingRight,
  at: { readonly signStage: number; readonly signMonth: number },
): Cohort | null {
  if (option === null) return null;
  return { contract: optionOffer(contract, option), ...at, departures: [], parameter: null, isTrial: false };
}

/** Every contract that a plan's cohorts are of, and what their rights give. */
export function contractsOf(cohorts: readonly Cohort[]): readonly Offer[] {
  return cohorts.flatMap(({ contract, departures }) => [
    contract,
    ...departures.flatMap(({ given }) => (given === null ? [] : [given.contract])),
  ]);
}

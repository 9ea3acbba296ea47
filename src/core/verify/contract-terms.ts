import type { Offer, SupplyRegime } from '../domain/index.ts';
import { MONTHS_PER_YEAR } from './calendar.ts';
import { fixed, ONE, power, times, type Fixed } from './fixed-point.ts';

/** When a contract was signed, and what its lateness was. */
export interface Delivered {
  readonly signMonth: number;
  /** months from signing */
  readonly inServiceMonths: number;
  /** months from signing to each tranche; empty without tranches of their own */
  readonly trancheMonths: readonly number[];
}

/** How a contract unfolds: months from the plan's start, except where said. */
export interface Unfolding extends Delivered {
  readonly supplyRegime: SupplyRegime;
  /** months from signing */
  readonly gateStartMonths: readonly number[];
}

export type Timing = 'monthStart' | 'monthEnd';

/** One payment under a contract: nominal USD of the whole contract, costs negative. */
export interface Payment {
  readonly cause: string;
  readonly timing: Timing;
  /** in which it is paid */
  readonly month: number;
  /** later than the month that it is for, by so many months */
  readonly lagMonths: number;
  readonly usd: Fixed;
  /** stops when the contract stops */
  readonly followsService: boolean;
}

/** A piece of the whole contract that arrives at once and is served to its end. */
interface Piece {
  readonly share: Fixed;
  readonly start: number;
  /** first month without it */
  readonly end: number;
  readonly discountedMonths: number;
  readonly rampMonths: number;
  readonly rampShare: Fixed;
}

/** One month of service: shares of the whole contract. */
export interface ServedMonth {
  /** months since first service of the whole */
  readonly age: number;
  delivered: Fixed;
  /** delivered and past its onboarding */
  useful: Fixed;
  /** what of the stated price is billed, its steps and rises included */
  billed: Fixed;
  /** share of the bill owed whatever the use */
  readonly committedShare: Fixed;
}

export interface Service {
  readonly start: number;
  /** first month after all service */
  readonly end: number;
  readonly pieces: readonly Piece[];
  /** by month index */
  readonly months: ReadonlyMap<number, ServedMonth>;
}

/** A contract while its payments are written. */
export interface Living {
  readonly service: Service;
  /** nominal USD a month of the whole contract at its stated price */
  readonly price: Fixed;
  readonly unfolding: Unfolding;
}

/** The contract's service, piece by piece and month by month, from the words of its delivery and price. */
export function serviceOf(offer: Offer, at: Delivered): Service {
  const start = Math.max(at.signMonth + at.inServiceMonths, offer.serviceFromMonth);
  const promised = at.trancheMonths.length === 0 ? profilePieces(offer, start) : tranchePieces(offer, start, at);
  // What would come after the end of its term never does, and nobody prepays it.
  const pieces = promised.filter((piece) => piece.start < piece.end);
  const end = pieces.reduce((latest, piece) => Math.max(latest, piece.end), start);
  const months = new Map<number, ServedMonth>();
  for (const piece of pieces) {
    for (let month = piece.start; month < piece.end; month++) serve(offer, piece, monthOf(offer, months, month, start));
  }
  for (const served of months.values()) served.billed = times(served.billed, priceMultiple(offer, served.age));
  return { start, end, pieces, months };

  function serve({ terms }: Offer, piece: Piece, served: ServedMonth): void {
    const own = served.age - (piece.start - start);
    const discount = own < piece.discountedMonths ? fixed(terms.late?.feeDiscountFraction ?? 0) : 0n;
    const ramp = own < piece.rampMonths ? piece.rampShare : ONE;
    served.delivered += piece.share;
    served.billed += times(times(piece.share, ramp), ONE - discount);
    if (own >= terms.onboardingMonths) served.useful += piece.share;
  }
}

function monthOf(offer: Offer, months: Map<number, ServedMonth>, month: number, start: number): ServedMonth {
  const known = months.get(month);
  if (known) return known;
  const age = month - start;
  const steps = offer.terms.takeOrPaySteps.filter(({ fromMonth }) => fromMonth <= age);
  const committedShare = fixed(steps.at(-1)?.value ?? offer.takeOrPayFraction);
  const fresh = { age, delivered: 0n, useful: 0n, billed: 0n, committedShare };
  months.set(month, fresh);
  return fresh;
}

/** One piece for each step up of the delivery profile. */
function profilePieces(offer: Offer, start: number): Piece[] {
  let before = 0n;
  return offer.deliveryProfile.map(({ monthsAfterStart, fraction }) => {
    const share = fixed(fraction) - before;
    before = fixed(fraction);
    return piece(offer, { share, start: start + monthsAfterStart, serviceStart: start });
  });
}

/** One piece for each tranche, as late as it is. */
function tranchePieces(offer: Offer, serviceStart: number, { trancheMonths, inServiceMonths }: Delivered): Piece[] {
  return offer.terms.tranches.map((tranche, index) => {
    const month = trancheMonths[index] ?? inServiceMonths;
    const start = serviceStart + month - inServiceMonths;
    const late = month - tranche.dueMonths - (offer.terms.late?.graceMonths ?? 0);
    return {
      ...piece(offer, { share: fixed(tranche.fraction), start, serviceStart }),
      discountedMonths: Math.max(0, late),
      rampMonths: tranche.rampMonths,
      rampShare: fixed(tranche.rampFeeFraction),
    };
  });
}

/** Pieces end with the term of the first, or each serves its own. */
function piece(offer: Offer, at: { share: Fixed; start: number; serviceStart: number }): Piece {
  const ownEnd = offer.terms.termRuns === 'byTranche' ? at.start : at.serviceStart;
  const end = Math.max(at.start, ownEnd + offer.termMonths);
  return { share: at.share, start: at.start, end, discountedMonths: 0, rampMonths: 0, rampShare: ONE };
}

/** The stated price's step in force, raised at every anniversary of first service. */
function priceMultiple({ terms }: Offer, age: number): Fixed {
  const steps = terms.priceSteps.filter(({ fromMonth }) => fromMonth <= age);
  const anniversaries = Math.floor(age / MONTHS_PER_YEAR);
  return times(fixed(steps.at(-1)?.value ?? 1), power(ONE + fixed(terms.escalatorPerYear), anniversaries));
}

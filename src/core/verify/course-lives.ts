import type { Offer, Plan } from '../domain/index.ts';
import type { ClaimedCourse } from './claim.ts';
import { contractLife, type ContractLife } from './contract-life.ts';
import type { Unfolding } from './contract-terms.ts';
import { fixed, ONE, over, times, type Fixed } from './fixed-point.ts';
import { exactlyGiven } from './given-contracts.ts';
import { lifeAfterLoss, lifeAfterNotice } from './life-after-event.ts';

export type ClaimedSigning = ClaimedCourse['signings'][number];

/** A contract of a course, and the shares of it that go on in one way each. */
export interface CourseLife {
  readonly offer: Offer;
  readonly signing: ClaimedSigning;
  /** share of the whole contract, and how it goes on */
  readonly parts: readonly { readonly fraction: Fixed; readonly life: ContractLife }[];
}

/** Rights to more: what uses them goes on as it was. */
export const ADDS: readonly string[] = ['expand', 'firstRefusal'];

/** Every signing of a course lived through with its notices, losses and outages; null for what is no contract of the plan. */
export function courseLives(plan: Plan, { signings }: Pick<ClaimedCourse, 'signings'>): readonly (CourseLife | null)[] {
  const lives: (CourseLife | null)[] = [];
  for (const signing of signings) {
    const offer = offerOf(plan, signing, lives);
    const isKnown =
      offer !== null &&
      signing.gateStartMonths.length === offer.gates.length &&
      signing.trancheMonths.length === offer.terms.tranches.length;
    lives.push(isKnown ? { offer, signing, parts: partsOf(offer, signing) } : null);
  }
  return lives;
}

function offerOf(plan: Plan, signing: ClaimedSigning, before: readonly (CourseLife | null)[]): Offer | null {
  const { givenBy, contractId } = signing;
  if (givenBy === null) return [...plan.fleet, ...plan.offers].find(({ id }) => id === contractId) ?? null;
  const parent = before[givenBy.signing];
  const option = parent?.offer.terms.options.find(({ kind }) => kind === givenBy.right);
  if (!parent || !option) return null;
  const { end } = contractLife(parent.offer, parent.signing).service;
  const offer = exactlyGiven(plan, parent.offer, { option, signing, endMonth: end });
  return offer.id === contractId ? offer : null;
}

function partsOf(offer: Offer, signing: ClaimedSigning): CourseLife['parts'] {
  const priced = pricedBy(offer, signing.priceFactor);
  const used = signing.notices.filter(({ right }) => !ADDS.includes(right));
  const parts = used.map((notice) => ({
    fraction: fixed(notice.contractFraction),
    life: lifeAfterNotice(priced, signing, notice),
  }));
  const left = parts.reduce((sum, { fraction }) => sum - fraction, fixed(signing.contractFraction));
  return [{ fraction: left, life: contractLife(priced, signing) }, ...parts].map(({ fraction, life }) => ({
    fraction,
    life: withOutages(offer, signing, lost(priced, signing, life)),
  }));
}

/** The contract at what was agreed over its stated price. */
function pricedBy(offer: Offer, factor: number): Offer {
  const { price } = offer;
  if (price.kind === 'owned' || factor === 1) return offer;
  const [glut, normal, tight] = price.usd;
  return { ...offer, price: { ...price, usd: [glut * factor, normal * factor, tight * factor] } };
}

function lost(offer: Offer, signing: ClaimedSigning & Unfolding, life: ContractLife): ContractLife {
  return signing.loss === null ? life : lifeAfterLoss(offer, signing, { life, loss: signing.loss });
}

/** Capacity, what its use costs and the credits of the fee, month by month over their means. */
function withOutages({ terms }: Offer, { monthOfOutage }: ClaimedSigning, life: ContractLife): ContractLife {
  const { outage, serviceCreditFraction } = terms;
  if (monthOfOutage === null || outage === null) return life;
  const out = outage.monthsOut.map(({ outFraction }) => fixed(outFraction));
  const mean = over(
    out.reduce((sum, one) => sum + one, 0n),
    fixed(outage.cycleMonths),
  );
  const there = (month: number): Fixed => over(ONE - (out[(monthOfOutage[month] ?? 0) - 1] ?? 0n), ONE - mean);
  const credited = (month: number): Fixed => {
    const credit = outage.monthsOut[(monthOfOutage[month] ?? 0) - 1]?.creditFraction ?? outage.creditFractionElse;
    return over(fixed(credit), fixed(serviceCreditFraction));
  };
  const months = new Map(
    [...life.service.months].map(([month, served]) => [
      month,
      { ...served, useful: times(served.useful, there(month)) },
    ]),
  );
  const payments = life.payments.map((one) => {
    if (one.cause === 'usage') return { ...one, usd: times(one.usd, there(one.month)) };
    return one.cause === 'serviceCredit' ? { ...one, usd: times(one.usd, credited(one.month - one.lagMonths)) } : one;
  });
  return { service: { ...life.service, months }, payments };
}

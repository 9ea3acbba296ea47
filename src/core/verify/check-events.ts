import type { Offer, Plan } from '../domain/index.ts';
import { mostOf } from './check-rights.ts';
import { contractLife } from './contract-life.ts';
import { ADDS, type ClaimedSigning, type CourseLife } from './course-lives.ts';
import type { Findings } from './findings.ts';

/** Shares that are sums of parts are exact to this. */
const ROUNDING_FRACTION = 1e-9;

interface EventsAt {
  readonly plan: Plan;
  readonly offer: Offer;
  readonly signing: ClaimedSigning;
  readonly path: string;
}

/** What befalls a contract on a course can befall it: notices within our rights, losses of its hazards, outages of their length. */
export function checkEvents(found: Findings, plan: Plan, at: { lives: readonly (CourseLife | null)[]; path: string }) {
  at.lives.forEach((one, index) => {
    if (one === null) return;
    const { offer, signing } = one;
    const place = { plan, offer, signing, path: `${at.path}.signings[${index}]` };
    checkNotices(found, place);
    checkLoss(found, place);
    checkOutages(found, place);
    checkPrice(found, place);
    if (signing.givenBy !== null) checkGiven(found, place, at.lives[signing.givenBy.signing] ?? null);
  });
}

function checkNotices(found: Findings, { plan, offer, signing, path }: EventsAt): void {
  const { notices, contractFraction, signMonth } = signing;
  const total = (of: (right: string) => boolean) =>
    notices.reduce((sum, notice) => sum + (of(notice.right) ? notice.contractFraction : 0), 0);
  const most = contractFraction * (1 + ROUNDING_FRACTION);
  found.that(total((right) => !ADDS.includes(right)) <= most, 'notice', () => ({
    path: `${path}.notices`,
    what: `more of "${offer.id}" is given notice of than the ${contractFraction} of it that is signed`,
  }));
  notices.forEach(({ right, month, contractFraction: share }, index) => {
    const isDated = plan.tree.stageStartMonths.includes(month) && month >= signMonth;
    const isWithin = share > 0 && total((one) => one === right) <= mostOf(offer, right) * most;
    found.that(isDated && isWithin, 'notice', () => ({
      path: `${path}.notices[${index}]`,
      what: `${share} of "${offer.id}" uses ${right} in month ${month}: at most ${mostOf(offer, right)} of what is signed may, at a stage's start`,
    }));
  });
}

function checkLoss(found: Findings, { offer, signing, path }: EventsAt): void {
  const { loss } = signing;
  if (loss === null) return;
  const { start, end } = contractLife(offer, signing).service;
  const { hostExit, failureHazardPerYear, terms } = offer;
  const recallFrom = hostExit === null ? Infinity : Math.max(0, start + hostExit.afterMonths) + hostExit.noticeMonths;
  const mayFail = failureHazardPerYear > 0 || terms.permitHazardPerYear > 0;
  const isPossible = loss.isRecall ? loss.stopMonth >= recallFrom : mayFail && loss.stopMonth >= start;
  // What is given shares the fate of what gave it, which may have served before.
  const isWithin = signing.givenBy !== null || (isPossible && loss.stopMonth < end);
  found.that(isWithin, 'loss', () => ({
    path: `${path}.loss`,
    what: `"${offer.id}", in service from month ${start} until ${end}, cannot be lost in month ${loss.stopMonth} by ${loss.isRecall ? "its host's notice" : 'failure or a lost permit'}`,
  }));
}

function checkOutages(found: Findings, { plan, offer, signing, path }: EventsAt): void {
  const months = signing.monthOfOutage;
  const { outage } = offer.terms;
  const count = outage?.monthsOut.length ?? 0;
  const follows = (month: number, index: number): boolean => {
    const before = months?.[index - 1];
    if (before === undefined) return month >= 0 && month <= count;
    return before > 0 && before < count ? month === before + 1 : month === 0 || month === 1;
  };
  const isLong = months === null || (months.length === plan.horizonMonths && months.every(follows));
  found.that(isLong && (months === null || outage !== null), 'outage', () => ({
    path: `${path}.monthOfOutage`,
    what: `outages of "${offer.id}" last ${count} months each, one after the other; these do not`,
  }));
}

/** Only offers to come are signed at another price than their regime's. */
function checkPrice(found: Findings, { plan, offer, signing, path }: EventsAt): void {
  const { priceFactor, givenBy } = signing;
  const isMoving = plan.market.fluctuation !== undefined && plan.market.fluctuation !== null;
  const mayMove = isMoving && (offer.kind === 'future' || offer.kind === 'renewal' || givenBy !== null);
  found.that(priceFactor === 1 || (mayMove && priceFactor > 0), 'price-factor', () => ({
    path: `${path}.priceFactor`,
    what: `"${offer.id}" is signed at its stated price, not at ${priceFactor} times it`,
  }));
}

/** What a right gives is as much as used it, then. */
function checkGiven(found: Findings, { offer, signing, path }: EventsAt, parent: CourseLife | null): void {
  const { givenBy, signMonth, contractFraction } = signing;
  const notice = parent?.signing.notices.find(({ right, month }) => right === givenBy!.right && month === signMonth);
  const share = notice?.contractFraction ?? 0;
  found.that(Math.abs(share - contractFraction) <= ROUNDING_FRACTION * contractFraction, 'course-signings', () => ({
    path: `${path}.contractFraction`,
    what: `${contractFraction} of "${offer.id}" is given where ${share} used the right to it`,
  }));
}

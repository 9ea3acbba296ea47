import { SUPPLY_REGIMES, type Plan } from '../domain/index.ts';
import { blocksOf, quotesOf } from './check-decision.ts';
import { checkEvents } from './check-events.ts';
import type { Claim, ClaimedAccount, ClaimedCourse } from './claim.ts';
import { medianUnfolding, shownReferenceGpus, usefulShare } from './contract-life.ts';
import { courseLives, type CourseLife } from './course-lives.ts';
import { isSameNumber, isWithin, MONTH_OPERATIONS, ONE_CENT, roundingOf, usdText, type Findings } from './findings.ts';
import { cents, fixed, numberOf, sizeOf, times, usdOfCents, type Fixed } from './fixed-point.ts';

/** The median course is there, and every course is what its signings bring: cash to the cent, capacity to the GPU. */
export function checkCourses(found: Findings, plan: Plan, claim: Claim): void {
  const index = claim.courses.findIndex(({ name }) => name === 'median');
  found.that(index >= 0, 'course-missing', () => ({
    path: 'courses',
    what: 'the median course is missing: decision, capacity and cash by month cannot be checked',
    fix: 'give result.json as eightyfold wrote it',
  }));
  if (index >= 0) checkMedian(found, { plan, claim, course: claim.courses[index]!, path: `courses[${index}]` });
  claim.courses.forEach((course, number) => checkCourse(found, { plan, course, path: `courses[${number}]` }));
}

/** The fleet whole and the decision, signed in month 0 and delivered at the median. */
function checkMedian(found: Findings, at: { plan: Plan; claim: Claim; course: ClaimedCourse; path: string }): void {
  const { plan, claim, course, path } = at;
  const supplyRegime = SUPPLY_REGIMES[plan.market.startRegime]!;
  const signed = quotesOf(plan).filter(({ id }) => blocksOf(claim, id) > 0);
  const expected = [...plan.fleet, ...signed].map((offer) => ({
    offer,
    contractFraction: offer.kind === 'fleet' ? 1 : blocksOf(claim, offer.id) / offer.blocks,
    ...medianUnfolding(offer, { signMonth: 0, supplyRegime }),
  }));
  found.that(course.signings.length === expected.length, 'course-signings', () => ({
    path: `${path}.signings`,
    what: `the course signs ${course.signings.length} contracts; fleet and decision are ${expected.length}`,
  }));
  expected.forEach(({ offer, ...unfolding }, index) => {
    const given = course.signings[index];
    const isSame =
      given !== undefined &&
      given.contractId === offer.id &&
      given.signed === (offer.kind === 'fleet' ? 'fleet' : 'signNow') &&
      given.signMonth === unfolding.signMonth &&
      given.supplyRegime === unfolding.supplyRegime &&
      given.inServiceMonths === unfolding.inServiceMonths &&
      given.gateStartMonths.join() === unfolding.gateStartMonths.join() &&
      given.trancheMonths.join() === unfolding.trancheMonths.join() &&
      given.notices.length === 0 &&
      [given.givenBy, given.loss, given.monthOfOutage].every((event) => event === null) &&
      isSameNumber(given.contractFraction, fixed(unfolding.contractFraction), 2);
    found.that(isSame, 'course-signings', () => ({
      path: `${path}.signings[${index}]`,
      what: `"${offer.id}" is not on the course as fleet, decision and median delivery have it: share ${unfolding.contractFraction}, signed in month ${unfolding.signMonth} at the ${unfolding.supplyRegime} price, ${unfolding.inServiceMonths} months to service`,
    }));
  });
}

interface CourseAt {
  readonly plan: Plan;
  readonly course: ClaimedCourse;
  readonly path: string;
}

function checkCourse(found: Findings, at: CourseAt): void {
  const { plan, course, path } = at;
  const all = courseLives(plan, course);
  all.forEach((one, index) => {
    const { contractId, gateStartMonths, trancheMonths } = course.signings[index]!;
    found.that(one !== null, 'course-contract', () => ({
      path: `${path}.signings[${index}]`,
      what: `"${contractId}" is no contract of the plan, or of a right used, with ${gateStartMonths.length} gates and ${trancheMonths.length} tranches`,
    }));
  });
  checkEvents(found, plan, { lives: all, path });
  const lives = all.filter((one) => one !== null);
  checkCash(found, at, lives);
  checkCapacity(found, at, lives);
}

/** Every amount of the ledger, and every amount that it should hold, to the cent; their sums to half a cent. */
function checkCash(found: Findings, { plan, course, path }: CourseAt, lives: readonly CourseLife[]): void {
  const given = new Map<string, { account: ClaimedAccount; index: number }>();
  course.ledger.forEach((account, index) => {
    const key = keyOf(account);
    found.that(!given.has(key), 'account-twice', () => ({
      path: `${path}.ledger[${index}]`,
      what: `${account.cause} of "${account.contractId}" stands in the ledger twice`,
    }));
    given.set(key, { account, index });
  });
  let exactTotal = 0n;
  let gross = 0n;
  for (const expected of expectedAccounts(plan, lives)) {
    const there = given.get(expected.key);
    given.delete(expected.key);
    expected.usdByMonth.forEach((usd) => {
      exactTotal += usd;
      gross += sizeOf(usd);
    });
    checkAccount(found, { expected, there, path });
  }
  for (const { account, index } of given.values()) {
    found.that(false, 'account-extra', () => ({
      path: `${path}.ledger[${index}]`,
      what: `nothing on the course pays ${account.cause} under "${account.contractId}"`,
    }));
  }
  const total = course.ledger.reduce((sum, { centsByMonth }) => sum + totalOf(centsByMonth), 0n);
  const tolerance = cents(0.5) + roundingOf(gross, MONTH_OPERATIONS);
  found.that(isWithin(total, exactTotal, tolerance), 'ledger-total', () => ({
    path: `${path}.ledger`,
    what: `the course's cash sums to ${usdText(total)}; the contracts come to ${usdText(exactTotal)}`,
  }));
}

interface ExpectedAccount {
  readonly key: string;
  readonly contractId: string;
  readonly cause: string;
  readonly usdByMonth: readonly Fixed[];
}

const keyOf = ({ cause, contractId, signed, timing }: Omit<ClaimedAccount, 'centsByMonth'>): string =>
  `${cause}/${contractId ?? ''}/${signed ?? ''}/${timing}`;

/** What the signings pay within the horizon; the same contract signed twice pays into the same account. */
function expectedAccounts(plan: Plan, lives: readonly CourseLife[]): ExpectedAccount[] {
  const accounts = new Map<string, ExpectedAccount & { usdByMonth: Fixed[] }>();
  const parts = lives.flatMap(({ offer, signing, parts: ofOne }) => ofOne.map((part) => ({ offer, signing, ...part })));
  for (const { offer, signing, life, fraction } of parts) {
    for (const { cause, timing, month, usd } of life.payments) {
      if (month < 0 || month >= plan.horizonMonths) continue;
      const key = keyOf({ cause, contractId: offer.id, signed: signing.signed, timing });
      const account = accounts.get(key) ?? {
        key,
        contractId: offer.id,
        cause,
        usdByMonth: Array.from({ length: plan.horizonMonths }, () => 0n),
      };
      accounts.set(key, account);
      account.usdByMonth[month] = account.usdByMonth[month]! + times(usd, fraction);
    }
  }
  return [...accounts.values()];
}

function checkAccount(
  found: Findings,
  at: {
    expected: ExpectedAccount;
    there: { account: ClaimedAccount; index: number } | undefined;
    path: string;
  },
): void {
  const { expected, there, path } = at;
  const { cause, contractId, usdByMonth } = expected;
  if (there === undefined) {
    // An account of which every amount rounds to nothing is left out.
    found.that(
      usdByMonth.every((usd) => sizeOf(usd) < ONE_CENT),
      'account-missing',
      () => ({ path: `${path}.ledger`, what: `${cause} of "${contractId}" is missing from the ledger` }),
    );
    return;
  }
  const { centsByMonth } = there.account;
  const place = `${path}.ledger[${there.index}].centsByMonth`;
  found.that(centsByMonth.length === usdByMonth.length, 'account-months', () => ({
    path: place,
    what: `${cause} of "${contractId}" has ${centsByMonth.length} months, the horizon ${usdByMonth.length}`,
  }));
  usdByMonth.forEach((usd, month) => {
    const given = usdOfCents(centsByMonth[month] ?? 0);
    found.that(isWithin(given, usd, ONE_CENT + roundingOf(usd, MONTH_OPERATIONS)), 'cash', () => ({
      path: `${place}[${month}]`,
      found: String(centsByMonth[month]),
      what: `${cause} of "${contractId}" in month ${month} is ${usdText(given)}; the contract says ${usdText(usd)}`,
    }));
  });
}

function totalOf(centsByMonth: readonly number[]): Fixed {
  return centsByMonth.reduce((sum, amount) => sum + usdOfCents(amount), 0n);
}

function checkCapacity(found: Findings, { plan, course, path }: CourseAt, lives: readonly CourseLife[]): void {
  found.that(course.capacity.length === lives.length, 'capacity', () => ({
    path: `${path}.capacity`,
    what: `capacity of ${course.capacity.length} contracts is given for ${lives.length} signings`,
  }));
  lives.forEach(({ offer, signing, parts }, index) => {
    const given = course.capacity[index];
    const isOf =
      given?.contractId === offer.id &&
      given.signed === signing.signed &&
      given.referenceGpus.length === plan.horizonMonths;
    found.that(isOf, 'capacity', () => ({
      path: `${path}.capacity[${index}]`,
      what: `this is not the capacity of "${offer.id}" over ${plan.horizonMonths} months`,
    }));
    if (given === undefined) return;
    const size = shownReferenceGpus(offer);
    for (let month = 0; month < plan.horizonMonths; month++) {
      const exact = parts.reduce(
        (sum, { fraction, life }) => sum + times(times(usefulShare(life, month), size), fraction),
        0n,
      );
      const claimed = given.referenceGpus[month] ?? 0;
      found.that(isSameNumber(claimed, exact, MONTH_OPERATIONS), 'capacity', () => ({
        path: `${path}.capacity[${index}].referenceGpus[${month}]`,
        found: String(claimed),
        what: `"${offer.id}" has ${claimed} reference GPUs in service in month ${month}; the contract says ${numberOf(exact)}`,
      }));
    }
  });
}

import type { Offer, Plan } from '../domain/index.ts';
import { blocksOf, NOMINAL_REGIME } from './check-decision.ts';
import type { Claim, ClaimedCourse } from './claim.ts';
import { medianUnfolding } from './contract-life.ts';
import { usdText, type Findings } from './findings.ts';
import { fixed, ONE, times, type Fixed } from './fixed-point.ts';
import { liabilityOf } from './liability.ts';

/** Whole blocks as a share of the contract, and sums of them, are exact to this. */
const ROUNDING_FRACTION = 1e-9;

type Signing = ClaimedCourse['signings'][number];

/** The hard rules along a sampled course: windows, what is left of each offer, and the liability of all that is signed. */
export function checkSampledCourses(found: Findings, plan: Plan, claim: Claim): void {
  claim.courses.forEach((course, index) => {
    if (course.name === 'median') return;
    const path = `courses[${index}]`;
    course.signings.forEach((signing, position) => {
      const offer = [...plan.fleet, ...plan.offers].find(({ id }) => id === signing.contractId);
      if (offer && signing.givenBy === null)
        checkSigning(found, { plan, claim, offer, signing, path: `${path}.signings[${position}]` });
    });
    for (const offer of plan.fleet) checkTotal(found, { course, offer, path, isExact: true });
    for (const offer of plan.offers) checkTotal(found, { course, offer, path, isExact: false });
    checkLiability(found, { plan, course, path });
  });
}

function checkSigning(
  found: Findings,
  at: { plan: Plan; claim: Claim; offer: Offer; signing: Signing; path: string },
): void {
  const { plan, claim, offer, signing, path } = at;
  const { signMonth, signed, contractFraction } = signing;
  const isFleet = offer.kind === 'fleet';
  const isOpen = signMonth >= offer.signFromMonth && signMonth <= offer.signByMonth;
  const isDated = isFleet ? signMonth === 0 : isOpen && plan.tree.stageStartMonths.includes(signMonth);
  found.that(isDated, 'window', () => ({
    path: `${path}.signMonth`,
    what: `"${offer.id}" cannot be signed in month ${signMonth}: that is no stage inside its window, months ${offer.signFromMonth} to ${offer.signByMonth}`,
  }));
  const when = isFleet ? 'fleet' : signMonth === 0 ? 'signNow' : 'later';
  found.that(signed === when, 'course-signings', () => ({
    path: `${path}.signed`,
    what: `"${offer.id}" signed in month ${signMonth} is ${when}, not ${signed}`,
  }));
  if (offer.kind === 'quote' && signMonth === 0) {
    const decided = blocksOf(claim, offer.id) / offer.blocks;
    found.that(Math.abs(contractFraction - decided) <= ROUNDING_FRACTION, 'course-signings', () => ({
      path: `${path}.contractFraction`,
      what: `the course signs ${contractFraction} of "${offer.id}" now, the decision ${decided}`,
    }));
  }
  const most = isFleet ? 1 : Math.max(...offer.availableFraction);
  found.that(contractFraction > 0 && contractFraction <= most + ROUNDING_FRACTION, 'course-signings', () => ({
    path: `${path}.contractFraction`,
    what: `${contractFraction} of "${offer.id}" is signed where at most ${most} is on offer`,
  }));
  const blocks = contractFraction * offer.blocks;
  found.that(isFleet || Math.abs(blocks - Math.round(blocks)) <= ROUNDING_FRACTION * blocks, 'course-signings', () => ({
    path: `${path}.contractFraction`,
    what: `${blocks} blocks of "${offer.id}" are signed: they are whole`,
  }));
  checkDelivery(found, { offer, signing, path });
}

/** Where delivery is sure, it comes when the contract says. */
function checkDelivery(
  found: Findings,
  { offer, signing, path }: { offer: Offer; signing: Signing; path: string },
): void {
  const { signMonth, supplyRegime } = signing;
  const sure = medianUnfolding(offer, { signMonth, supplyRegime });
  const leads = [...offer.gates.map(({ months }) => months), ...offer.terms.tranches.map((one) => one.leadTimeMonths)];
  const all = leads.length > 0 || offer.kind === 'fleet' ? leads : [offer.leadTimeMonths];
  if (!all.every(({ p10, p90 }) => p10 === p90)) return;
  const isSame =
    signing.inServiceMonths === sure.inServiceMonths &&
    signing.gateStartMonths.join() === sure.gateStartMonths.join() &&
    signing.trancheMonths.join() === sure.trancheMonths.join();
  found.that(isSame, 'course-signings', () => ({
    path: `${path}.inServiceMonths`,
    what: `"${offer.id}" is delivered ${sure.inServiceMonths} months after signing, whatever happens`,
  }));
}

/** All signings of a contract along the course are at most the whole of it; the fleet is all there. */
function checkTotal(
  found: Findings,
  { course, offer, path, isExact }: { course: ClaimedCourse; offer: Offer; path: string; isExact: boolean },
): void {
  const own = course.signings.filter(({ contractId }) => contractId === offer.id);
  const total = own.reduce((sum, { contractFraction }) => sum + contractFraction, 0);
  const isWhole = isExact ? total === 1 : total <= 1 + ROUNDING_FRACTION;
  found.that(isWhole, 'blocks', () => ({
    path: `${path}.signings`,
    what: `${total} of "${offer.id}" is signed along the course`,
  }));
}

/** Undiscounted firm liability of all quotes signed along the course, at their nominal delivery. */
function checkLiability(
  found: Findings,
  { plan, course, path }: { plan: Plan; course: ClaimedCourse; path: string },
): void {
  const { firmLiabilityUsdMax } = plan.limits;
  if (firmLiabilityUsdMax === null) return;
  const total = course.signings.reduce<Fixed>((sum, { contractId, signMonth, contractFraction }) => {
    const offer = plan.offers.find(({ id, kind }) => id === contractId && kind === 'quote');
    if (!offer) return sum;
    const { firm } = liabilityOf(offer, medianUnfolding(offer, { signMonth, supplyRegime: NOMINAL_REGIME }));
    return sum + times(firm, fixed(contractFraction));
  }, 0n);
  const max = fixed(firmLiabilityUsdMax);
  found.that(total <= times(max, ONE + fixed(ROUNDING_FRACTION)), 'firm-liability', () => ({
    path,
    what: `along the course ${usdText(total)} is firmly owed, above limits.firmLiabilityUsdMax ${usdText(max)}`,
  }));
}

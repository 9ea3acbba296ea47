import { meanDemandOver } from '../../demand/index.ts';
import { SUPPLY_REGIMES, type Offer, type Plan } from '../../domain/index.ts';
import { blockChances, type ContractTrace } from '../../simulate/index.ts';
import {
  contractSeries,
  deliveryAtScore,
  endingRights,
  isUsedUp,
  seriesAfterNotice,
  shownReferenceGpus,
  usedOption,
  type ContractSeries,
  type Signing,
} from '../../supply/index.ts';
import type { CashByMonth } from '../planner/cash-reading.ts';
import type { RootDecision } from '../samples/question.ts';
import type { Course, CourseSigning } from './course-answer.ts';
import { seriesAfterLoss, seriesWithOutages } from './course-series.ts';
import { accountsOf, meanCash } from './ledger.ts';

/**
 * The reference course: the fleet and what is signed now, each delivered at the median, in full use, to the end of its
 * term. Nothing is signed later, nobody leaves, nothing is lost.
 */
export function medianCourse(plan: Plan, decision: RootDecision): Course {
  const regime = plan.market.startRegime as 0 | 1 | 2; // one of the three
  const quotes = plan.offers.filter((offer) => offer.kind === 'quote');
  const fleet = plan.fleet.map((offer): Lived => whole(offer, { regime, contractFraction: 1 }));
  const signed = quotes.flatMap((offer, quote): Lived[] => {
    const blocks = decision[quote]!;
    return blocks > 0 ? [whole(offer, { regime, contractFraction: blocks / offer.blocks })] : [];
  });
  return courseOf(plan, {
    name: 'median',
    what: 'the fleet and what is signed now, delivered at the median and in full use to the end of each term; nothing signed later, nobody leaves, nothing is lost',
    contracts: [...fleet, ...signed],
  });
}

/** Paths of the traced courses: a block of their own, and so many paths, that the named ones stand for their share. */
export const COURSE_PATHS = { block: 200_000, pathCount: 32 } as const;

/** Share of paths with less demand over the horizon than the path of a course. */
const COURSES = [
  ['demand p10', 0.1],
  ['demand p50', 0.5],
  ['demand p90', 0.9],
] as const;

/**
 * Courses of replayed paths: what the policy signs and ends along each, in whole blocks, as late as it is there, with the
 * losses and outages that strike; all that is there in full use.
 *
 * @param traces [path of COURSE_PATHS] its contracts
 */
export function tracedCourses(plan: Plan, traces: readonly (readonly ContractTrace[])[]): Course[] {
  const { paths } = blockChances(plan, COURSE_PATHS.block, COURSE_PATHS.pathCount);
  const demand = meanDemandOver(paths, 0, plan.horizonMonths);
  const ordered = Array.from(demand, (_, path) => path).toSorted((a, b) => demand[a]! - demand[b]! || a - b);
  return COURSES.map(([name, fraction]) => {
    const path = ordered[Math.floor(fraction * ordered.length)]!;
    const what = `replayed path number ${path} of ${COURSE_PATHS.pathCount}, ${name} over the horizon: what the policy signs and ends there, as late as it is there, with the losses and outages of the path; in full use`;
    return courseOf(plan, { name, what, contracts: contractsOf(plan, traces[path]!) });
  });
}

/** A contract and what becomes of it. */
interface Lived {
  readonly offer: Offer;
  readonly signing: Signing;
  readonly contractFraction: number;
  readonly events: Pick<CourseSigning, 'givenBy' | 'loss' | 'notices' | 'monthOfOutage'>;
}

const NOTHING: Lived['events'] = { givenBy: null, loss: null, notices: [], monthOfOutage: null };

function whole(offer: Offer, at: { readonly regime: 0 | 1 | 2; readonly contractFraction: number }): Lived {
  const delivery = offer.kind === 'fleet' ? DELIVERED : deliveryAtScore(offer, 0);
  const signing = { signMonth: 0, signingRegime: at.regime, delivery };
  return { offer, signing, contractFraction: at.contractFraction, events: NOTHING };
}

const DELIVERED = { gateStartMonths: [], inServiceMonths: 0 };

/** The contracts of a path; what a right gives comes after the contract whose right it is. */
function contractsOf(plan: Plan, traces: readonly ContractTrace[]): Lived[] {
  const contracts: Lived[] = [];
  for (const trace of traces) {
    const { signMonth, delivery, signingRegime, priceFactor, contractFraction, givenBy } = trace;
    const parent = givenBy && contracts[givenBy.parent]!;
    const own = (trace.isFleet ? plan.fleet : plan.offers)[trace.offerIndex]!;
    const offer = parent === null ? own : givenOffer(parent, { right: givenBy!.right, noticeMonth: signMonth });
    const events = {
      givenBy: givenBy && { signing: givenBy.parent, right: givenBy.right },
      loss: trace.loss,
      notices: trace.notices,
      monthOfOutage: trace.monthOfOutage,
    };
    contracts.push({ offer, signing: { signMonth, delivery, signingRegime, priceFactor }, contractFraction, events });
  }
  return contracts;
}

function givenOffer({ offer, signing }: Lived, use: { readonly right: string; readonly noticeMonth: number }): Offer {
  const { option } = endingRights(offer).find(({ kind }) => kind === use.right)!;
  return usedOption(offer, option!, { ...signing, noticeMonth: use.noticeMonth })!.offer;
}

/** A share of a contract and the series by which it goes on. */
interface Part {
  readonly contractFraction: number;
  readonly series: ContractSeries;
}

/** What runs on without notice, and what each notice leaves, until a loss and with outages. */
function partsOf(plan: Plan, { offer, signing, contractFraction, events }: Lived): Part[] {
  const { horizonMonths } = plan;
  const rights = endingRights(offer);
  const used = events.notices.flatMap(({ right: kind, month, contractFraction: share }): Part[] => {
    const right = rights.find((one) => one.kind === kind)!;
    if (!isUsedUp(right)) return [];
    const series = seriesAfterNotice(offer, { ...signing, right, noticeMonth: month, horizonMonths });
    return [{ contractFraction: share, series }];
  });
  const running = contractFraction - used.reduce((sum, part) => sum + part.contractFraction, 0);
  return [{ contractFraction: running, series: contractSeries(offer, { ...signing, horizonMonths }) }, ...used].map(
    ({ contractFraction: share, series }) => {
      const kept = events.loss === null ? series : seriesAfterLoss(series, events.loss);
      const { monthOfOutage } = events;
      const there = monthOfOutage === null ? kept : seriesWithOutages(kept, { terms: offer.terms, monthOfOutage });
      return { contractFraction: share, series: there };
    },
  );
}

function courseOf(
  plan: Plan,
  events: Pick<Course, 'name' | 'what'> & { readonly contracts: readonly Lived[] },
): Course {
  const unfolded = events.contracts.map((lived) => ({
    lived,
    signing: signingOf(lived),
    parts: partsOf(plan, lived),
  }));
  return {
    name: events.name,
    what: events.what,
    signings: unfolded.map(({ signing }) => signing),
    ledger: accountsOf(
      meanCash([unfolded.flatMap(({ signing, parts }) => parts.flatMap((part) => cashOf(signing, part)))]),
    ),
    capacity: unfolded.map(({ lived, signing, parts }) => ({
      contractId: signing.contractId,
      signed: signing.signed,
      referenceGpus: Array.from({ length: plan.horizonMonths }, (_, month) =>
        parts.reduce(
          (sum, { contractFraction, series }) =>
            sum + series.capacityFraction[month]! * contractFraction * shownReferenceGpus(lived.offer),
          0,
        ),
      ),
    })),
  };
}

function signingOf({ offer, signing, contractFraction, events }: Lived): CourseSigning {
  const { signMonth, delivery, signingRegime, priceFactor = 1 } = signing;
  const { gateStartMonths, inServiceMonths, trancheMonths = [] } = delivery;
  return {
    contractId: offer.id,
    signed: offer.kind === 'fleet' ? 'fleet' : signMonth === 0 ? 'signNow' : 'later',
    signMonth,
    contractFraction,
    supplyRegime: SUPPLY_REGIMES[signingRegime],
    priceFactor,
    gateStartMonths,
    inServiceMonths,
    trancheMonths,
    ...events,
  };
}

function cashOf({ contractId, signed }: CourseSigning, { series, contractFraction }: Part): CashByMonth[] {
  const usage = series.usageUsdByMonth.map((usd) => -usd);
  const lines = [...series.lines, { cause: 'usage', timing: 'monthEnd', usdByMonth: usage } as const];
  return lines.map(({ cause, timing, usdByMonth }) => ({
    cause,
    contractId,
    signed,
    timing,
    usdByMonth: usdByMonth.map((usd) => usd * contractFraction),
  }));
}

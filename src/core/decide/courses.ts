import { deliveryScores, meanDemandOver, samplePaths, type DemandPaths } from '../demand/index.ts';
import { SUPPLY_REGIMES, type Offer, type Plan } from '../domain/index.ts';
import {
  contractSeries,
  deliveryAtScore,
  shownReferenceGpus,
  type ContractSeries,
  type Delivery,
  type SupplyRegimeIndex,
} from '../supply/index.ts';
import type { CashByMonth } from './cash-reading.ts';
import type { LaterDecisions } from './later-decisions.ts';
import { accountsOf, meanCash } from './ledger.ts';
import type { RootDecision } from './question.ts';
import type { Course, CourseSigning } from './result.ts';

/**
 * The reference course: the fleet and what is signed now, each delivered at the median, in full use, to the end of its
 * term. Nothing is signed later, nobody leaves, nothing is lost.
 */
export function medianCourse(plan: Plan, decision: RootDecision): Course {
  const quotes = plan.offers.filter((offer) => offer.kind === 'quote');
  const signed = quotes.flatMap((offer, quote) => {
    const signing = { offer, signMonth: 0, contractFraction: decision[quote]! / offer.blocks };
    return decision[quote]! > 0 ? [signingOf({ ...signing, score: 0, regime: plan.market.startRegime })] : [];
  });
  return courseOf(plan, {
    name: 'median',
    what: 'the fleet and what is signed now, delivered at the median and in full use to the end of each term; nothing signed later, nobody leaves, nothing is lost',
    signings: [...fleetOf(plan), ...signed],
  });
}

/** Paths of the sampled courses are drawn apart from all others, and so many, that the named ones stand for their share. */
export const COURSE_PATHS = { replication: 3_000, pathCount: 32 } as const;

/** Share of paths with less demand over the horizon than the path of a course. */
const COURSES = [
  ['demand p10', 0.1],
  ['demand p50', 0.5],
  ['demand p90', 0.9],
] as const;

/** Less of a block than this is the solver's tolerance. */
const SIGNED_BLOCKS_MIN = 1e-6;

/**
 * Courses of sampled paths: what the policy signs along each, later signings in parts of blocks, each as late as it is
 * there and to the end of its term. Nobody leaves and nothing is lost: notices and losses are not on them.
 */
export function sampledCourses(plan: Plan, decision: RootDecision, later: LaterDecisions): Course[] {
  const paths = samplePaths(plan, { pathCount: later.pathCount, replication: later.replication });
  const demand = meanDemandOver(paths, 0, plan.horizonMonths);
  const ordered = Array.from(demand, (_, path) => path).toSorted((a, b) => demand[a]! - demand[b]! || a - b);
  const scores = plan.offers.map((offer) => deliveryScores(plan, paths, offer, { replication: later.replication }));
  return COURSES.map(([name, fraction]) => {
    const path = ordered[Math.floor(fraction * ordered.length)]!;
    const signed = plan.offers.flatMap((offer, index) =>
      signedOn({ plan, paths, path, decision, later }, { offer, index, score: scores[index]![path]! }),
    );
    const what = `sampled path number ${path} of ${later.pathCount}, ${name} over the horizon: what the policy signs there, as late as it is there, in full use to the end of each term; nobody leaves, nothing is lost`;
    return courseOf(plan, { name, what, signings: [...fleetOf(plan), ...signed] });
  });
}

interface OnPath {
  readonly plan: Plan;
  readonly paths: DemandPaths;
  readonly path: number;
  readonly decision: RootDecision;
  readonly later: LaterDecisions;
}

/** Every signing of one offer along a path, at the root the decision itself. */
function signedOn(on: OnPath, at: { readonly offer: Offer; readonly index: number; readonly score: number }) {
  const { paths, path, later } = on;
  const { offer, index, score } = at;
  const stageCount = later.stageStartMonths.length;
  return later.stageStartMonths.flatMap((signMonth, stage) => {
    const solved = later.blocks[(path * stageCount + stage) * later.offerIds.length + index]!;
    const blocks = stage === 0 && offer.kind === 'quote' ? decidedBlocks(on, offer) : solved;
    if (blocks < SIGNED_BLOCKS_MIN) return [];
    const regime = paths.supplyRegime[path * paths.monthCount + signMonth]!;
    return [signingOf({ offer, signMonth, contractFraction: Math.min(1, blocks / offer.blocks), score, regime })];
  });
}

function decidedBlocks({ plan, decision }: OnPath, offer: Offer): number {
  return decision[plan.offers.filter(({ kind }) => kind === 'quote').indexOf(offer)]!;
}

function fleetOf(plan: Plan): CourseSigning[] {
  const regime = plan.market.startRegime;
  return plan.fleet.map((offer) => signingOf({ offer, signMonth: 0, contractFraction: 1, score: 0, regime }));
}

function signingOf(at: {
  readonly offer: Offer;
  readonly signMonth: number;
  readonly contractFraction: number;
  readonly score: number;
  readonly regime: number;
}): CourseSigning {
  const { offer, signMonth, contractFraction } = at;
  const isFleet = offer.kind === 'fleet';
  const delivery = isFleet ? DELIVERED : deliveryAtScore(offer, at.score);
  const { gateStartMonths, inServiceMonths, trancheMonths = [] } = delivery;
  const supplyRegime = SUPPLY_REGIMES[at.regime]!;
  const signed = isFleet ? 'fleet' : signMonth === 0 ? 'signNow' : 'later';
  const delivered = { gateStartMonths, inServiceMonths, trancheMonths };
  return { contractId: offer.id, signed, signMonth, contractFraction, supplyRegime, ...delivered };
}

const DELIVERED: Delivery = { gateStartMonths: [], inServiceMonths: 0 };

function courseOf(plan: Plan, events: Pick<Course, 'name' | 'what' | 'signings'>): Course {
  const contracts = new Map([...plan.fleet, ...plan.offers].map((offer) => [offer.id, offer]));
  const unfolded = events.signings.map((signing) => {
    const offer = contracts.get(signing.contractId)!;
    return { signing, offer, series: seriesOf(plan, offer, signing) };
  });
  return {
    ...events,
    ledger: accountsOf(meanCash([unfolded.flatMap(({ signing, series }) => cashOf(signing, series))])),
    capacity: unfolded.map(({ signing, offer, series }) => ({
      contractId: offer.id,
      signed: signing.signed,
      referenceGpus: Array.from(
        series.capacityFraction,
        (fraction) => fraction * signing.contractFraction * shownReferenceGpus(offer),
      ),
    })),
  };
}

function seriesOf({ horizonMonths }: Plan, offer: Offer, signing: CourseSigning): ContractSeries {
  const { signMonth, gateStartMonths, inServiceMonths, trancheMonths } = signing;
  const signingRegime = SUPPLY_REGIMES.indexOf(signing.supplyRegime) as SupplyRegimeIndex; // one of the three
  return contractSeries(offer, {
    signMonth,
    signingRegime,
    delivery:
      trancheMonths.length === 0
        ? { gateStartMonths, inServiceMonths }
        : { gateStartMonths, inServiceMonths, trancheMonths },
    horizonMonths,
  });
}

function cashOf({ contractId, signed, contractFraction }: CourseSigning, series: ContractSeries): CashByMonth[] {
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

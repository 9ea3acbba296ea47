import type { BlockChances } from './chances.ts';
import { cashWithin, courseOf, DELIVERED, valueAfterHorizon, type Course, type MonthlyFlow } from './course.ts';
import type { Loss } from './loss.ts';
import type { OutagePath } from './outage.ts';
import type { ReplayWorld } from './world.ts';

/** What becomes of a contract signed in a month of a path, whatever else is decided there. */
export interface Fate {
  readonly course: Course;
  readonly loss: Loss;
  readonly outages: OutagePath | null;
  /** without a notice, whole contract: cash within the horizon, nominal, and worth after it, discounted */
  readonly cashUsd: number;
  readonly afterHorizonUsd: number;
}

/** What is signed, and when. */
export interface Signed {
  /** position in the plan's fleet, or among its offers */
  readonly offerIndex: number;
  readonly isFleet: boolean;
  readonly signMonth: number;
}

/** Reads fates of one block. */
export type FateReader = (path: number, signed: Signed) => Fate;

/** Every policy on the block shares what was found for another. */
export function fateReader(world: ReplayWorld, chances: BlockChances): FateReader {
  const { plan } = world;
  // [contract × month signed][path]
  const known: (Fate | undefined)[][] = Array.from({ length: world.contracts.length * plan.horizonMonths }, () => []);
  return (path, { offerIndex, isFleet, signMonth }) => {
    const contract = isFleet ? offerIndex : plan.fleet.length + offerIndex;
    const ofPaths = known[contract * plan.horizonMonths + signMonth]!;
    return (ofPaths[path] ??= fateOf(world, chances, { contract, isFleet, path, signMonth }));
  };
}

function fateOf(
  world: ReplayWorld,
  chances: BlockChances,
  at: { readonly contract: number; readonly isFleet: boolean; readonly path: number; readonly signMonth: number },
): Fate {
  const { path, signMonth } = at;
  const offer = world.contracts[at.contract]!;
  const { supplyRegime, monthCount } = chances.paths;
  const course = courseOf(world.courses, offer, {
    signMonth,
    delivery: at.isFleet ? DELIVERED : chances.deliveryOf(offer, path),
    signingRegime: supplyRegime[path * monthCount + signMonth] as 0 | 1 | 2,
    priceFactor: chances.priceFactorOf(offer, path, signMonth),
  });
  const befalls = { loss: chances.lossOf(offer, path, course), outages: chances.outagesOf(offer, path) };
  return fateWith(world, course, { ...befalls, endRegime: endRegimeOf(chances, path) });
}

/** The fate of a course that is lost and out as said. */
export function fateWith(
  { courses }: Pick<ReplayWorld, 'courses'>,
  course: Course,
  at: Pick<Fate, 'loss' | 'outages'> & { readonly endRegime: 0 | 1 | 2 },
): Fate {
  const { loss, outages, endRegime } = at;
  const isLost = loss.stopMonth < courses.plan.horizonMonths;
  return {
    course,
    loss,
    outages,
    cashUsd: cashUsdOf({ course, loss, outages }, course),
    afterHorizonUsd: valueAfterHorizon(courses, course, { endRegime, isLost, notice: null }),
  };
}

/** Supply regime at the end of the horizon. */
export function endRegimeOf({ paths }: BlockChances, path: number): 0 | 1 | 2 {
  return paths.supplyRegime[(path + 1) * paths.monthCount - 1] as 0 | 1 | 2;
}

type Befallen = Pick<Fate, 'course' | 'loss' | 'outages'>;

/** Cash of a whole contract within the horizon, net of what lenders paid in, nominal: as its flow is until its loss. */
export function cashUsdOf(fate: Befallen, flow: MonthlyFlow): number {
  const { loss, course } = fate;
  const { stopMonth } = loss;
  const lagMonths = course.offer.terms.paymentLagMonths;
  const usd = stopMonth < flow.capacity.length ? cashWithin(flow, { stopMonth, lagMonths }) : flow.keptUsd;
  return usd + creditsBeyondMean(fate, flow);
}

function creditsBeyondMean(fate: Befallen, flow: MonthlyFlow): number {
  if (fate.outages === null) return 0;
  let usd = 0;
  for (let month = flow.fromMonth; month < flow.toMonth; month++) usd += creditBeyondMean(fate, flow, month);
  return usd;
}

/** Service credit paid in a month beyond what is expected, whole contract: by the outages of the month it is for. */
export function creditBeyondMean({ outages, course, loss }: Befallen, flow: MonthlyFlow, month: number): number {
  const forMonth = month - course.offer.terms.paymentLagMonths;
  if (outages === null || forMonth < 0 || forMonth >= loss.stopMonth) return 0;
  return flow.creditUsd[month]! * (outages.creditMultiple[outages.monthOfOutage[forMonth]!]! - 1);
}

/** Capacity in a month over what is expected of it. */
export function capacityMultiple(outages: OutagePath | null, month: number): number {
  return outages === null ? 1 : outages.capacityMultiple[outages.monthOfOutage[month]!]!;
}

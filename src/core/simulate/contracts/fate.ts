import type { BlockChances } from '../chances/chances.ts';
import { courseOf, DELIVERED, valueAfterHorizon, type Course } from './course.ts';
import type { PathFlow } from './flow-runs.ts';
import { pathFlowOf, type Befallen } from './path-flow.ts';
import type { Schedules } from './schedules.ts';
import type { ReplayWorld } from './world.ts';

/** What becomes of a contract signed in a month of a path, whatever else is decided there. */
export interface Fate extends Befallen {
  /** without a notice, whole contract: what it brings, and what it is worth after the horizon, discounted */
  readonly flow: PathFlow;
  readonly afterHorizonUsd: number;
}

/** What is signed, and when. */
export interface Signed {
  /** position in the plan's fleet, or among its offers */
  readonly offerIndex: number;
  readonly isFleet: boolean;
  readonly signMonth: number;
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
    flow: pathFlowOf({ course, loss, outages }, course),
    afterHorizonUsd: valueAfterHorizon(courses, course, { endRegime, isLost, notice: null }),
  };
}

/** Supply regime at the end of the horizon. */
export function endRegimeOf({ paths }: BlockChances, path: number): 0 | 1 | 2 {
  return paths.supplyRegime[(path + 1) * paths.monthCount - 1] as 0 | 1 | 2;
}

/** Fates of the contracts of a block's paths, found when first asked for: every policy on the block shares them. */
export interface Fates {
  /** where the numbers of a fate begin */
  placeOf(path: number, signed: Signed): number;
  fateAt(place: number): Fate;
  /** each FATE_FIELDS, then its runs of money and of service: what is read for every contract of every path lies together */
  numbers: Float64Array;
}

/** Position among fleet, then offers. */
export const CONTRACT = 0;
export const CLASS = 1;
/** Where its runs of service begin, and where they end; those of money begin after the fields. */
export const SERVED_FROM = 2;
export const SERVED_TO = 3;
export const CASH_USD = 4;
export const AFTER_HORIZON_USD = 5;
/**
 * What can be seen ahead, five numbers: row of its nominal schedule, and of its own once it serves; the first month in which
 * that is seen; the month in which a loss is known, and the first without service by it.
 */
export const AHEAD_AT = 6;
/** 1 for what is paid by use. */
export const BY_USE = 11;
const INDEX = 12;
export const FATE_FIELDS = 13;

export function fatesOf(world: ReplayWorld, chances: BlockChances): Fates {
  const { plan } = world;
  // [contract × month signed][path] places; -1 = not found yet
  const places: (Int32Array | undefined)[] = [];
  const fates: Fate[] = [];
  let end = 0;
  const found: Fates = {
    numbers: new Float64Array(4096),
    fateAt: (place) => fates[found.numbers[place + INDEX]!]!,
    placeOf(path, signed) {
      const contract = signed.isFleet ? signed.offerIndex : plan.fleet.length + signed.offerIndex;
      const key = contract * plan.horizonMonths + signed.signMonth;
      const ofPaths = (places[key] ??= new Int32Array(chances.paths.pathCount).fill(-1));
      if (ofPaths[path]! < 0) {
        const fate = fateOf(world, chances, { contract, path, ...signed });
        const numbers = numbersOf(world.schedules, fate, { contract, ...signed, index: fates.length });
        while (end + numbers.length > found.numbers.length) found.numbers = doubled(found.numbers);
        found.numbers.set(numbers, end);
        ofPaths[path] = end;
        end += numbers.length;
        fates.push(fate);
      }
      return ofPaths[path]!;
    },
  };
  return found;
}

function doubled(numbers: Float64Array): Float64Array {
  const wider = new Float64Array(2 * numbers.length);
  wider.set(numbers);
  return wider;
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

function numbersOf(
  schedules: Schedules,
  { course, loss, flow, afterHorizonUsd }: Fate,
  at: { readonly contract: number; readonly isFleet: boolean; readonly signMonth: number; readonly index: number },
): readonly number[] {
  const { contract, signMonth } = at;
  const { inServiceMonth } = course;
  // The fleet's own schedule is the nominal one.
  const isSeen = !at.isFleet && inServiceMonth < course.capacity.length;
  return [
    contract,
    course.classIndex,
    FATE_FIELDS + flow.money.length,
    FATE_FIELDS + flow.money.length + flow.served.length,
    flow.cashUsd,
    afterHorizonUsd,
    schedules.rowOf(contract, signMonth, null),
    isSeen ? schedules.rowOf(contract, signMonth, inServiceMonth - signMonth) : 0,
    isSeen ? inServiceMonth : Infinity,
    loss.knownMonth,
    loss.stopMonth,
    Number(course.isByUse),
    at.index,
    ...flow.money,
    ...flow.served,
  ];
}

import type { Offer, Plan } from '../../domain/index.ts';
import {
  contractSeries,
  endingRights,
  isPaidByUse,
  seriesAfterNotice,
  terminalValue,
  type CashLine,
  type ClassShare,
  type ContractSeries,
  type Delivery,
  type EndingNotice,
  type Signing,
} from '../../supply/index.ts';
import { Bug } from '../../units/index.ts';
import type { PathFlow } from './flow-runs.ts';

/** A contract's series summed over causes, whole offer, [month]: what one path of the replay adds up. */
export interface MonthlyFlow {
  /** units of its capacity class in service */
  readonly capacity: Float64Array;
  /** USD at month start and at month end; what follows service apart, for it stops with the service */
  readonly startUsd: Float64Array;
  readonly endUsd: Float64Array;
  readonly startServiceUsd: Float64Array;
  readonly endServiceUsd: Float64Array;
  /** the same paid `paymentLagMonths` after the month it is for */
  readonly lateServiceUsd: Float64Array;
  /** of it what comes in as service credit, in the month in which it is paid */
  readonly creditUsd: Float64Array;
  /** what the host pays at the start of the month in which its leaving takes effect */
  readonly recallUsd: Float64Array;
  /** the part of the capacity that is paid whatever its use */
  readonly committedUnits: Float64Array;
  /** first month in which anything comes or is paid, and first after the last such month within the horizon */
  readonly fromMonth: number;
  readonly toMonth: number;
  /** committed payments, positive */
  readonly committedUsd: Float64Array;
  /** what it brings to a path on which nothing is lost, once that is known */
  kept: PathFlow | null;
}

type MonthlyArrays = Omit<MonthlyFlow, 'fromMonth' | 'toMonth' | 'committedUsd' | 'kept'>;

/** An offer signed in a month, delivered at some lateness under some regime: paths that share it share this. */
export interface Course extends MonthlyFlow {
  readonly offer: Offer;
  readonly signing: Signing;
  readonly classIndex: number;
  readonly inServiceMonth: number;
  readonly endMonth: number;
  /** [month] what is committed for a unit in service, USD, and how many tiers are worth it: those that pay most */
  readonly committedUsdPerUnit: Float64Array;
  readonly tiersWorthIt: Uint8Array;
  /** true where some of it is paid by use */
  readonly isByUse: boolean;
  /** [month] USD for a unit of the class used for the month beyond the committed share */
  readonly usageUsdPerUnit: Float64Array;
  /** by right and month: what a notice leaves */
  readonly afterNotice: Map<string, MonthlyFlow>;
  /** value after the horizon without a notice, [end regime × lost], NaN until asked for; and by notice */
  readonly terminals: Float64Array;
  readonly terminalsAfterNotice: Map<string, number>;
}

export interface CourseContext {
  readonly plan: Plan;
  readonly shareOf: (contract: Offer) => ClassShare;
  readonly courses: Map<Offer, Map<string | number, Course>>;
  /** how many tiers of a month are worth a price for a unit of a class, USD per month */
  readonly tiersWorth: (at: {
    readonly month: number;
    readonly classIndex: number;
    readonly usdPerUnit: number;
  }) => number;
}

/** The course of an offer signed in a month; made once. */
export function courseOf(context: CourseContext, offer: Offer, signing: Signing): Course {
  const key = keyOf(signing);
  let ofOffer = context.courses.get(offer);
  if (!ofOffer) context.courses.set(offer, (ofOffer = new Map<string | number, Course>()));
  let course = ofOffer.get(key);
  if (!course) ofOffer.set(key, (course = compiled(context, offer, signing)));
  return course;
}

/** A number for what comes at once at its regime's price, which is most of what is signed: strings are dear to make. */
function keyOf({ delivery, signMonth, signingRegime, priceFactor = 1 }: Signing): string | number {
  const { inServiceMonths, gateStartMonths, trancheMonths = [] } = delivery;
  if (priceFactor === 1 && gateStartMonths.length + trancheMonths.length === 0) {
    return (signMonth * SUPPLY_REGIME_COUNT + signingRegime) * MONTHS_MAX + inServiceMonths;
  }
  const months = `${inServiceMonths}/${gateStartMonths.join('/')}/${trancheMonths.join('/')}`;
  return `${signMonth}/${signingRegime}/${priceFactor}/${months}`;
}

const SUPPLY_REGIME_COUNT = 3;
/** No lead time is longer: what would come later comes after any horizon. */
const MONTHS_MAX = 1e6;

function compiled({ plan, shareOf, tiersWorth }: CourseContext, offer: Offer, signing: Signing): Course {
  const series = contractSeries(offer, { ...signing, horizonMonths: plan.horizonMonths });
  const { classIndex, units } = shareOf(offer);
  const flow = flowOf(series, units);
  const committedUsdPerUnit = flow.committedUsd.map((usd, month) =>
    flow.capacity[month] === 0 ? 0 : usd / flow.capacity[month]!,
  );
  return {
    ...flow,
    offer,
    classIndex,
    isByUse: isPaidByUse(offer),
    inServiceMonth: series.inServiceMonth,
    endMonth: series.endMonth,
    committedUsdPerUnit,
    tiersWorthIt: Uint8Array.from(committedUsdPerUnit, (usdPerUnit, month) =>
      tiersWorth({ month, classIndex, usdPerUnit }),
    ),
    signing,
    usageUsdPerUnit: usageUsdPerUnit(series, units),
    afterNotice: new Map(),
    terminals: new Float64Array(2 * SUPPLY_REGIME_COUNT).fill(NaN),
    terminalsAfterNotice: new Map(),
  };
}

function flowOf(series: ContractSeries, units: number): MonthlyFlow {
  const months = series.capacityFraction.length;
  const flow = {
    capacity: series.capacityFraction.map((fraction) => fraction * units),
    committedUnits: series.committedCapacityFraction.map((fraction) => fraction * units),
    recallUsd: series.recallUsdByMonth,
    startUsd: new Float64Array(months),
    endUsd: new Float64Array(months),
    startServiceUsd: new Float64Array(months),
    endServiceUsd: new Float64Array(months),
    lateServiceUsd: new Float64Array(months),
    creditUsd: new Float64Array(months),
  };
  for (const line of series.lines) {
    const target = targetOf(flow, line);
    for (let month = 0; month < months; month++) target[month]! += line.usdByMonth[month]!;
    if (line.cause === 'serviceCredit') flow.creditUsd.set(line.usdByMonth);
  }
  const committedUsd = new Float64Array(months);
  for (const line of series.lines) {
    if (line.cause === 'committed') line.usdByMonth.forEach((usd, month) => (committedUsd[month]! -= usd));
  }
  return { ...flow, ...monthsWithAny(flow), committedUsd, kept: null };
}

function monthsWithAny(flow: MonthlyArrays): Pick<MonthlyFlow, 'fromMonth' | 'toMonth'> {
  const arrays = Object.values(flow);
  const hasAny = flow.capacity.map((_, month) => (arrays.some((array) => array[month] !== 0) ? 1 : 0));
  const fromMonth = hasAny.indexOf(1);
  return { fromMonth: Math.max(0, fromMonth), toMonth: hasAny.lastIndexOf(1) + 1 };
}

function targetOf(flow: MonthlyArrays, { timing, followsService, lagMonths = 0 }: CashLine): Float64Array {
  const isAtStart = timing === 'monthStart';
  if (!followsService) return isAtStart ? flow.startUsd : flow.endUsd;
  if (isAtStart) return flow.startServiceUsd;
  return lagMonths > 0 ? flow.lateServiceUsd : flow.endServiceUsd;
}

function usageUsdPerUnit(series: ContractSeries, units: number): Float64Array {
  return series.usageUsdByMonth.map((usd, month) => {
    const byUse = (series.capacityFraction[month]! - series.committedCapacityFraction[month]!) * units;
    return byUse > 0 ? usd / byUse : 0;
  });
}

/** What is left of a course after a notice of ours. @throws Bug where the contract gives no such right */
export function flowAfterNotice(context: CourseContext, course: Course, notice: Notice): MonthlyFlow {
  const key = `${notice.right}/${notice.noticeMonth}`;
  let flow = course.afterNotice.get(key);
  if (!flow) {
    const series = seriesAfterNotice(course.offer, {
      ...course.signing,
      ...endingOf(course.offer, notice),
      horizonMonths: context.plan.horizonMonths,
    });
    flow = flowOf(series, context.shareOf(course.offer).units);
    course.afterNotice.set(key, flow);
  }
  return flow;
}

export interface Notice {
  readonly right: EndingNotice['right']['kind'];
  readonly noticeMonth: number;
}

export function endingOf(offer: Offer, { right: kind, noticeMonth }: Notice): EndingNotice {
  const right = endingRights(offer).find((candidate) => candidate.kind === kind);
  if (!right) throw new Bug(`"${offer.id}" gives no right to ${kind}`);
  return { right, noticeMonth };
}

/**
 * What a course is worth after the horizon, USD discounted to month 0, whole offer: we stay after our first exit only
 * where that pays. A contract that was lost keeps what is owed whatever happens to the service.
 */
export function valueAfterHorizon(
  context: CourseContext,
  course: Course,
  at: { readonly endRegime: 0 | 1 | 2; readonly isLost: boolean; readonly notice: Notice | null },
): number {
  const { endRegime, isLost, notice } = at;
  const place = 2 * endRegime + Number(isLost);
  if (notice === null) {
    const known = course.terminals[place]!;
    return Number.isNaN(known) ? (course.terminals[place] = terminalUsd(context, course, at)) : known;
  }
  const key = `${place}/${notice.right}/${notice.noticeMonth}`;
  let usd = course.terminalsAfterNotice.get(key);
  if (usd === undefined) course.terminalsAfterNotice.set(key, (usd = terminalUsd(context, course, at)));
  return usd;
}

function terminalUsd(
  { plan }: CourseContext,
  { offer, signing }: Course,
  { endRegime, isLost, notice }: Parameters<typeof valueAfterHorizon>[2],
): number {
  if (isLost && offer.price.kind !== 'owned') return 0;
  const ending = notice ? { notice: endingOf(offer, notice) } : {};
  const value = terminalValue(offer, { ...signing, plan, endRegime, ...ending });
  const stays = notice ? 0 : Math.max(0, value.rentalAfterExitUsd - value.paymentsAfterExitUsd);
  const runs = value.rentalBeforeExitUsd - value.otherPaymentsUsd;
  return (isLost ? 0 : runs + stays) - value.paymentsBeforeExitUsd;
}

/** A fleet contract is there: nothing of it slips. */
export const DELIVERED: Delivery = { gateStartMonths: [], inServiceMonths: 0 };

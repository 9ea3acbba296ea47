import type { Loss } from '../chances/loss.ts';
import type { OutagePath } from '../chances/outage.ts';
import type { Course, MonthlyFlow } from './course.ts';
import type { PathFlow } from './flow-runs.ts';

/** What befalls a contract. */
export interface Befallen {
  readonly course: Course;
  readonly loss: Loss;
  readonly outages: OutagePath | null;
}

export function pathFlowOf(at: Befallen, flow: MonthlyFlow): PathFlow {
  const isKept = at.loss.stopMonth >= flow.capacity.length && at.outages === null;
  return isKept ? (flow.kept ??= foundFlow(at, flow)) : foundFlow(at, flow);
}

function foundFlow(at: Befallen, flow: MonthlyFlow): PathFlow {
  const { course, loss } = at;
  const { committedUsdPerUnit, tiersWorthIt, inServiceMonth, endMonth, isByUse } = course;
  const serviceEnd = isByUse ? 0 : Math.min(flow.capacity.length, endMonth, loss.stopMonth);
  return {
    money: runsOf(flow.fromMonth, flow.toMonth, (month) => [
      startUsd(at, flow, month) + recallUsd(at, flow, month),
      endUsd(at, flow, month),
      isByUse ? 0 : unitsOf(at, flow, month),
    ]),
    served: runsOf(Math.max(0, inServiceMonth), serviceEnd, (month) => [
      unitsOf(at, flow, month),
      committedUsdPerUnit[month]!,
      tiersWorthIt[month]!,
    ]),
    cashUsd: cashUsdOf(at, flow),
  };
}

/** Months that bring the same, as runs: first, one after the last, and what each brings. */
function runsOf(fromMonth: number, toMonth: number, broughtIn: (month: number) => readonly number[]): Float64Array {
  const runs: number[][] = [];
  for (let month = fromMonth; month < toMonth; month++) {
    const brought = broughtIn(month);
    const before = runs.at(-1);
    if (before && brought.every((value, field) => value === before[2 + field])) before[1] = month + 1;
    else runs.push([month, month + 1, ...brought]);
  }
  return Float64Array.from(runs.flat());
}

/** What follows service comes until the loss. */
function startUsd({ loss }: Befallen, flow: MonthlyFlow, month: number): number {
  return flow.startUsd[month]! + (month < loss.stopMonth ? flow.startServiceUsd[month]! : 0);
}

/** A host that leaves pays what it owes for that. */
function recallUsd({ loss }: Befallen, flow: MonthlyFlow, month: number): number {
  return loss.isRecall && month === loss.stopMonth ? flow.recallUsd[month]! : 0;
}

/** What is paid late comes so much longer. */
function endUsd(at: Befallen, flow: MonthlyFlow, month: number): number {
  const { stopMonth } = at.loss;
  const late = month < stopMonth + at.course.offer.terms.paymentLagMonths ? flow.lateServiceUsd[month]! : 0;
  const service = month < stopMonth ? flow.endServiceUsd[month]! : 0;
  return flow.endUsd[month]! + late + service + creditBeyondMean(at, flow, month);
}

function unitsOf({ loss, outages }: Befallen, flow: MonthlyFlow, month: number): number {
  return month < loss.stopMonth ? flow.capacity[month]! * capacityMultiple(outages, month) : 0;
}

/** What is paid and credited; what a host pays for leaving is no price of the contract. */
function cashUsdOf(at: Befallen, flow: MonthlyFlow): number {
  let usd = 0;
  for (let month = flow.fromMonth; month < flow.toMonth; month++)
    usd += startUsd(at, flow, month) + endUsd(at, flow, month);
  return usd;
}

/** Service credit paid in a month beyond what is expected, whole contract: by the outages of the month it is for. */
function creditBeyondMean({ outages, course, loss }: Befallen, flow: MonthlyFlow, month: number): number {
  const forMonth = month - course.offer.terms.paymentLagMonths;
  if (outages === null || forMonth < 0 || forMonth >= loss.stopMonth) return 0;
  return flow.creditUsd[month]! * (outages.creditMultiple[outages.monthOfOutage[forMonth]!]! - 1);
}

/** Capacity in a month over what is expected of it. */
export function capacityMultiple(outages: OutagePath | null, month: number): number {
  return outages === null ? 1 : outages.capacityMultiple[outages.monthOfOutage[month]!]!;
}

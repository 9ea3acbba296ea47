/**
 * Contracts for the brute force: every path's contract is lived through month by month, to the end of its life, and
 * means over a node's paths are taken last. Written from docs/model.md; shares no code with core/supply or core/decide.
 */
import { deliveryScores, type ScenarioTree, type TreeNode } from '../../src/core/demand/index.ts';
import type { Offer, Plan } from '../../src/core/domain/plan.ts';
import type { Quantiles } from '../../src/core/domain/term-sheet.ts';
import { tripletAtScore } from '../../src/core/numeric/index.ts';

export const HOURS = 730;

/** Months [start, end) in which dispatch is decided once: a stage cut into threes. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

export function spansOf(start: number, end: number): Span[] {
  const spans: Span[] = [];
  for (let month = start; month < end; month += 3) spans.push({ start: month, end: Math.min(end, month + 3) });
  return spans;
}

export function discount(plan: Plan, months: number): number {
  return (1 + plan.discountRatePerYear) ** (-months / 12);
}

/** Months of first service and of each gate's start, after signing, at a lateness score. */
export function leadAt(offer: Offer, score: number): { gateStarts: number[]; lead: number } {
  const whole = (months: Quantiles) => Math.max(0, Math.ceil(tripletAtScore(months, score, 'positive') - 1e-9));
  if (offer.gates.length === 0) return { gateStarts: [], lead: whole(offer.leadTimeMonths) };
  const gateStarts: number[] = [];
  let lead = 0;
  for (const gate of offer.gates) {
    gateStarts.push(lead);
    lead += whole(gate.months);
  }
  return { gateStarts, lead };
}

/** One month of one contract on one path; USD nominal, costs positive here. */
interface Month {
  fraction: number;
  /** paid at the month's start whatever happens to the service: upfront and gates, net of what is lent */
  startUsd: number;
  /** debt service at the month's end, whatever happens to the service */
  debtUsd: number;
  /** committed payments and operations at the month's end, while it serves */
  serviceUsd: number;
  /** payments above take-or-pay if all is used */
  usageUsd: number;
}

export interface Course {
  readonly months: Month[];
  readonly inService: number;
}

/** The whole life of a contract signed in month `signed`, ignoring exits and hazards. */
export function courseOf(
  offer: Offer,
  at: { signed: number; regime: number; gateStarts: readonly number[]; lead: number; stoppedAt?: number },
): Course {
  const isGateLeft = (start: number) => at.stoppedAt !== undefined && start >= at.stoppedAt;
  const inService = Math.max(at.signed + at.lead, offer.serviceFromMonth);
  const tenor = offer.financing && offer.gates.length > 0 ? offer.financing.tenorMonths : 0;
  const last = Math.max(at.signed + (at.gateStarts.at(-1) ?? 0) + 1, inService + Math.max(offer.termMonths, tenor));
  const gpus = offer.quantities.reduce((sum, quantity) => sum + quantity.gpus, 0);
  const { price } = offer;
  const monthlyUsd =
    price.kind === 'owned' ? 0 : price.usd[at.regime]! * (price.kind === 'perGpuHour' ? gpus * HOURS : 1);
  const opexUsd = price.kind === 'owned' ? price.opexUsdPerMonth : 0;
  const { terms } = offer;
  /** Price of a month by how long the contract has served: the last step that has come, and a rise at each anniversary. */
  const priceAt = (age: number): number => {
    let multiple = 1;
    for (const { fromMonth, value } of terms.priceSteps) if (age >= fromMonth) multiple = value;
    for (let year = 1; year * 12 <= age; year++) multiple *= 1 + terms.escalatorPerYear;
    return monthlyUsd * multiple;
  };
  const besideUsd = opexUsd + terms.powerUsdPerMonth + terms.adders.usdPerMonth;
  const months: Month[] = [];
  let upfrontUsd = 0;
  for (let month = 0; month < last; month++) {
    let fraction = 0;
    if (month >= inService && month < inService + offer.termMonths) {
      for (const step of offer.deliveryProfile)
        if (month >= inService + step.monthsAfterStart) fraction = step.fraction;
    }
    const feeUsd = priceAt(month - inService);
    const committedUsd = feeUsd * offer.takeOrPayFraction;
    upfrontUsd += offer.upfrontFraction * committedUsd * fraction;
    months.push({
      fraction,
      startUsd: 0,
      debtUsd: 0,
      serviceUsd: (committedUsd * (1 - offer.upfrontFraction) + besideUsd) * fraction,
      usageUsd: (feeUsd - committedUsd) * fraction,
    });
  }
  if (terms.depositUsd > 0) {
    months[at.signed]!.startUsd += terms.depositUsd;
    months[inService + offer.termMonths - 1]!.serviceUsd -= terms.depositUsd;
  }
  if (upfrontUsd > 0) months[at.signed]!.startUsd += upfrontUsd;
  let balanceUsd = 0;
  const monthlyRate = (offer.financing?.ratePerYear ?? 0) / 12;
  const lent = offer.financing?.debtFraction ?? 0;
  offer.gates.forEach((gate, index) => {
    const start = at.signed + at.gateStarts[index]!;
    // Once stopped, a gate that has not started never comes, and nothing is ever in service.
    if (isGateLeft(start)) {
      for (const month of months) Object.assign(month, { fraction: 0, serviceUsd: 0, usageUsd: 0 });
      return;
    }
    months[start]!.startUsd += gate.capexUsd * (1 - lent);
    let owedUsd = gate.capexUsd * lent;
    for (let month = start; month < inService; month++) owedUsd *= 1 + monthlyRate;
    balanceUsd += owedUsd;
  });
  if (tenor > 0) {
    // The level payment whose present value at the loan's own rate is the balance.
    let annuity = 0;
    for (let k = 1; k <= tenor; k++) annuity += (1 + monthlyRate) ** -k;
    for (let month = inService; month < inService + tenor; month++) months[month]!.debtUsd += balanceUsd / annuity;
  }
  return { months, inService };
}

/** Chance that the contract still runs in each month up to the horizon: both hazards strike at the start of a month. */
function aliveByMonth(plan: Plan, offer: Offer, at: { inService: number; regimes: Uint8Array }): number[] {
  const alive: number[] = [];
  let chance = 1;
  for (let month = 0; month < plan.horizonMonths; month++) {
    const isServing = month >= at.inService && month < at.inService + offer.termMonths;
    if (isServing) chance *= (1 - offer.failureHazardPerYear) ** (1 / 12);
    const exit = offer.hostExit;
    if (exit && isServing) {
      const noticed = month - exit.noticeMonths;
      if (noticed >= 0 && noticed >= at.inService + exit.afterMonths) {
        chance *= (1 - exit.hazardPerYear[at.regimes[noticed]!]!) ** (1 / 12);
      }
    }
    alive.push(chance);
  }
  return alive;
}

/** What the whole contract brings at one node, given when our notice (if any) was given: means over the node's paths. */
export interface NodeFlow {
  /** [span] mean share in service */
  readonly fraction: number[];
  /** [span] undiscounted USD, costs negative */
  readonly cashUsd: number[];
  cashDiscountedUsd: number;
  /** discounted sum of the sizes of all payments, for tolerances */
  grossUsd: number;
  readonly usageUsd: number[];
  /** after the horizon: what is owed and earned until our first exit, and what the right to stay on is worth */
  terminalFirmUsd: number;
  terminalFreeUsd: number;
}

interface Lived {
  readonly course: Course;
  /** the course after a notice that finds a gate of a build not started; null when it finds none */
  readonly stopped: (noticeMonth: number) => Course | null;
  readonly alive: readonly number[];
  readonly regimes: Uint8Array;
}

/** Flows of one contract, signed in month `signed` (fleet: before the start), at any node and for any notice month. */
export function contractFlows(
  plan: Plan,
  tree: ScenarioTree,
  contract: { offer: Offer; signed: number; isFleet: boolean; replication: number },
): (node: TreeNode, noticeMonth: number | null) => NodeFlow {
  const { offer, signed, isFleet } = contract;
  const { paths } = tree;
  const scores = deliveryScores(plan, paths, offer, { replication: contract.replication });
  const lived: Lived[] = Array.from({ length: paths.pathCount }, (_, path) => {
    const regimes = paths.supplyRegime.subarray(path * paths.monthCount, (path + 1) * paths.monthCount);
    const lead = isFleet ? { gateStarts: [], lead: 0 } : leadAt(offer, scores[path]!);
    const signing = { signed, regime: regimes[signed]!, ...lead };
    const course = courseOf(offer, signing);
    const stopped = (noticeMonth: number): Course | null => {
      const isLate = offer.gates.length < 2 || signed + lead.gateStarts.at(-1)! < noticeMonth;
      return isLate ? null : courseOf(offer, { ...signing, stoppedAt: noticeMonth });
    };
    return { course, stopped, alive: aliveByMonth(plan, offer, { inService: course.inService, regimes }), regimes };
  });
  const known = new Map<string, NodeFlow>();
  return (node, noticeMonth) => {
    const key = `${node.index}/${noticeMonth}`;
    const flow = known.get(key) ?? flowAt(plan, offer, { node, noticeMonth, lived });
    known.set(key, flow);
    return flow;
  };
}

function flowAt(
  plan: Plan,
  offer: Offer,
  at: { node: TreeNode; noticeMonth: number | null; lived: readonly Lived[] },
): NodeFlow {
  const { node } = at;
  const spans = spansOf(node.startMonth, node.endMonth);
  const zeros = () => spans.map(() => 0);
  const flow: NodeFlow = {
    fraction: zeros(),
    cashUsd: zeros(),
    cashDiscountedUsd: 0,
    grossUsd: 0,
    usageUsd: zeros(),
    terminalFirmUsd: 0,
    terminalFreeUsd: 0,
  };
  const share = 1 / node.pathIndices.length;
  for (const path of node.pathIndices) {
    const { alive, stopped } = at.lived[path]!;
    const course = (at.noticeMonth === null ? null : stopped(at.noticeMonth)) ?? at.lived[path]!.course;
    const stop = stopMonth(offer, at.noticeMonth, course.inService);
    const leavingUsd = leavingCost(offer, course, stop) * (alive[stop] ?? 0) * share;
    spans.forEach((span, index) => {
      for (let month = span.start; month < span.end; month++) {
        const here = course.months[month];
        if (month === stop) {
          flow.cashUsd[index]! -= leavingUsd;
          flow.cashDiscountedUsd -= leavingUsd * discount(plan, month);
        }
        if (!here) continue;
        const running = month < stop ? alive[month]! * share : 0;
        const endUsd = here.serviceUsd * running + here.debtUsd * share;
        flow.fraction[index]! += (here.fraction * running) / (span.end - span.start);
        flow.cashUsd[index]! -= here.startUsd * share + endUsd;
        flow.cashDiscountedUsd -= here.startUsd * share * discount(plan, month) + endUsd * discount(plan, month + 1);
        flow.usageUsd[index]! += here.usageUsd * running;
      }
    });
    if (node.endMonth === plan.horizonMonths)
      addTerminal(flow, plan, { offer, lived: at.lived[path]!, noticeMonth: at.noticeMonth, share });
  }
  flow.grossUsd = Math.abs(flow.cashDiscountedUsd) + Math.abs(flow.terminalFirmUsd) + Math.abs(flow.terminalFreeUsd);
  return flow;
}

/** What leaving costs at the start of the month in which the contract stops: the fee, less the deposit that comes back. */
function leavingCost(offer: Offer, { inService }: Course, stop: number): number {
  return stop < inService + offer.termMonths ? offer.terms.exitFee.usd - offer.terms.depositUsd : 0;
}

function stopMonth(offer: Offer, noticeMonth: number | null, inService: number): number {
  if (noticeMonth === null || !offer.buyerExit) return Infinity;
  return Math.max(noticeMonth, inService + offer.buyerExit.afterMonths) + offer.buyerExit.noticeMonths;
}

function addTerminal(
  flow: NodeFlow,
  plan: Plan,
  at: { offer: Offer; lived: Lived; noticeMonth: number | null; share: number },
): void {
  const { offer, lived, share } = at;
  const { horizonMonths, market } = plan;
  const course = (at.noticeMonth === null ? null : lived.stopped(at.noticeMonth)) ?? lived.course;
  const weight = lived.alive[horizonMonths - 1]! * share;
  const rentalUsd =
    market.reservedUsdPerReferenceGpuHour[lived.regimes[horizonMonths]!]! * HOURS * Math.max(0, ...offer.referenceGpus);
  // Without notice so far, the first exit is that of a notice at the horizon; with it, everything ends with the notice.
  const stop = stopMonth(offer, at.noticeMonth, course.inService);
  const firmUntil = at.noticeMonth === null ? stopMonth(offer, horizonMonths, course.inService) : stop;
  // Leaving at the first date costs its fee; staying on saves it and forgoes the deposit.
  if (firmUntil >= horizonMonths) {
    const leavingUsd = weight * leavingCost(offer, course, firmUntil) * discount(plan, firmUntil);
    flow.terminalFirmUsd -= leavingUsd || 0;
    if (at.noticeMonth === null) flow.terminalFreeUsd += leavingUsd || 0;
  }
  for (let month = horizonMonths; month < course.months.length; month++) {
    const here = course.months[month]!;
    const factor = discount(plan, month + 1);
    // What is owed whatever happens to the service is owed by dead contracts too, as before the horizon.
    flow.terminalFirmUsd -= share * (here.startUsd * discount(plan, month) + here.debtUsd * factor);
    const rental =
      rentalUsd * (1 - market.rentalDeclinePerYearAfterHorizon) ** ((month - horizonMonths) / 12) * here.fraction;
    if (offer.price.kind === 'owned') {
      flow.terminalFirmUsd += weight * Math.max(0, rental - here.serviceUsd) * factor;
      continue;
    }
    const isFirm = month < firmUntil;
    const firmShare = isFirm ? offer.takeOrPayFraction : 0;
    if (month < stop || isFirm)
      flow.terminalFirmUsd += weight * factor * (rental * firmShare - (isFirm ? here.serviceUsd : 0));
    if (at.noticeMonth === null) {
      flow.terminalFreeUsd +=
        weight * factor * (rental * (1 - firmShare) - here.usageUsd - (isFirm ? 0 : here.serviceUsd));
    }
  }
}

/** Whether a build signed in that month may have a gate left to start in another, however late it comes. */
export function mayStop(offer: Offer, signed: number, month: number): boolean {
  return offer.gates.length > 1 && signed + leadAt(offer, LATEST_SCORE).gateStarts.at(-1)! >= month;
}

/** Scores of lateness are all below this. */
const LATEST_SCORE = 4;

/** Cash payable if every right of ours is used at its first date, at the median delivery signed in month 0, market normal. */
export function firmLiabilityUsd(offer: Offer): number {
  const course = courseOf(offer, { signed: 0, regime: 1, ...leadAt(offer, 0) });
  const free = stopMonth(offer, course.inService, course.inService);
  const beside = offer.terms.powerUsdPerMonth;
  const owedUntil = (end: number): number =>
    course.months.reduce((sum, month, index) => {
      // Energy is for use, and use can be none.
      const serviceUsd = offer.price.kind === 'owned' || index >= end ? 0 : month.serviceUsd - beside * month.fraction;
      return sum + month.startUsd + month.debtUsd + serviceUsd;
    }, 0);
  return Math.min(owedUntil(Infinity), owedUntil(free) + leavingCost(offer, course, free), firstGateUsd(offer));
}

/** What a build has cost when its second gate is never begun: equity and the loan's repayments of the first. */
function firstGateUsd(offer: Offer): number {
  const lead = leadAt(offer, 0);
  const second = lead.gateStarts.find((start) => start > 0);
  if (second === undefined) return Infinity;
  const { months } = courseOf(offer, { signed: 0, regime: 1, ...lead, stoppedAt: second });
  return months.reduce((sum, { startUsd, debtUsd }) => sum + startUsd + debtUsd, 0);
}

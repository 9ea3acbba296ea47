import { pow } from '../numeric/index.ts';
import { Bug, HOURS_PER_MONTH, HOURS_PER_YEAR, MONTHS_PER_YEAR } from '../units/index.ts';
import type { HostCause, HostLine } from './cash-cause.ts';
import type { HostPlan, Interruptible, Structure } from './host-plan.ts';
import type { Occupancy } from './occupancy.ts';

/** What happens to a structure on one path, or in one case: everything that its cash depends on besides its terms. */
export interface Circumstance {
  /** months from the start to service as planned: the building is paid by then at the latest */
  readonly plannedMonth: number;
  /** months to first service as it comes; the GPUs are paid before it */
  readonly serviceMonth: number;
  readonly capexUsdPerItMegawatt: number;
  readonly gpuCapexUsdPerItMegawatt: number;
  readonly powerUsdPerMwh: number;
  /** of the first tenant, at first service */
  readonly priceUsdPerItMegawattYear: number;
  /** what the next tenant's price is a share of */
  readonly marketUsdPerItMegawattYear: number;
  readonly exitFeeUsd: number;
  readonly occupancy: Occupancy;
  readonly interruptible: Interruptible | null;
  readonly hasPrepayment: boolean;
  /** a guarantor makes up the rent after an exit, and was paid for it */
  readonly hasBackstop: boolean;
  /** months spent on building, ending with service or the plan */
  readonly buildMonths: number;
}

/** Points in time of a structure's cash: 0 to first service plus the term. */
export const endPoint = (structure: Structure, circumstance: Circumstance): number =>
  circumstance.serviceMonth + structure.termMonths;

/**
 * A structure's cash before debt, for what the host decides now: nothing spent already is in it.
 *
 * Rent of service month k is price × IT MW / 12 × (1 + escalator)^⌊k/12⌋ × share of the month that a tenant is there,
 * paid at the month's end. The building is paid evenly over its building time before the earlier of plan and service
 * (at month 0 what would fall before it), the GPUs evenly before service. Signing money moves at month 0.
 *
 * @returns lines with some cash, in the order of HOST_CAUSES
 */
export function projectLines(plan: HostPlan, structure: Structure, circumstance: Circumstance): HostLine[] {
  const book = new CashBook(endPoint(structure, circumstance) + 1);
  const at: At = { plan, structure, circumstance, book, share: structure.venture?.hostEquityFraction ?? 1 };
  addCapex(at);
  addService(at);
  addPrepayment(at);
  addVenture(at);
  addResidual(at);
  return book.lines();
}

interface At {
  readonly plan: HostPlan;
  readonly structure: Structure;
  readonly circumstance: Circumstance;
  readonly book: CashBook;
  /** the host's share of everything that the project earns and pays */
  readonly share: number;
}

/** Collects amounts by cause and point. */
class CashBook {
  private readonly usdByCause = new Map<HostCause, Float64Array>();
  private readonly points: number;

  constructor(points: number) {
    this.points = points;
  }

  add(cause: HostCause, point: number, usd: number): void {
    if (usd === 0) return;
    if (!(point >= 0 && point < this.points)) throw new Bug(`${cause} at point ${point} of ${this.points}`);
    let line = this.usdByCause.get(cause);
    if (line === undefined) this.usdByCause.set(cause, (line = new Float64Array(this.points)));
    line[point] = (line[point] ?? 0) + usd;
  }

  lines(): HostLine[] {
    return [...this.usdByCause].map(([cause, usdByPoint]) => ({ cause, usdByPoint }));
  }
}

function addCapex({ structure, circumstance, book, share }: At): void {
  const { plannedMonth, serviceMonth, buildMonths } = circumstance;
  const capexUsd = circumstance.capexUsdPerItMegawatt * structure.itMegawatts;
  const gpuCapexUsd = circumstance.gpuCapexUsdPerItMegawatt * structure.itMegawatts;
  const builtBy = Math.min(plannedMonth, serviceMonth);
  spread(buildMonths, builtBy, (point, fraction) => book.add('capex', point, -share * capexUsd * fraction));
  spread(structure.gpuPaymentMonths, serviceMonth, (point, fraction) =>
    book.add('gpuCapex', point, -share * gpuCapexUsd * fraction),
  );
}

/** Equal parts at the starts of the `months` months before `end`, those before month 0 at month 0; all at `end` for none. */
function spread(months: number, end: number, pay: (point: number, fraction: number) => void): void {
  if (months === 0) pay(end, 1);
  for (let i = 1; i <= months; i++) pay(Math.max(0, end - i), 1 / months);
}

/** Everything that recurs in each month of service. */
function addService(at: At): void {
  const { plan, structure, circumstance, book, share } = at;
  const { occupancy, serviceMonth, interruptible } = circumstance;
  const fixedUsd = (structure.operatingUsdPerItMegawattYear * structure.itMegawatts) / MONTHS_PER_YEAR;
  const cutFraction = interruptible ? (interruptible.loadFraction * interruptible.hoursPerYear) / HOURS_PER_YEAR : 0;
  const gridUsd = interruptible ? interruptibleUsd(structure, interruptible) : 0;
  const forgoneUsd = (plan.site.idleIncomeUsdPerMonth * structure.megawatts) / plan.site.idleMegawatts;
  const flows = monthlyFlows(at);
  for (let month = 0; month < structure.termMonths; month++) {
    const point = serviceMonth + month + 1;
    const { tenantUsd, nextUsd, coveredUsd, powerUsd, present } = flows(month);
    const earn = (cause: HostCause, usd: number): void => book.add(cause, point, share * usd);
    earn('rent', tenantUsd);
    earn('nextRent', nextUsd);
    earn('interruptedRent', -(tenantUsd + nextUsd) * cutFraction);
    earn('operations', -((tenantUsd + nextUsd) * structure.operatingFraction + fixedUsd));
    earn('power', -powerUsd * present * (1 - cutFraction));
    earn('interruptible', gridUsd * present);
    earn('backstop', coveredUsd);
    book.add('exitFee', point - 1, share * circumstance.exitFeeUsd * (occupancy.leaves[month] ?? 0));
    book.add('idleIncomeForgone', point, -forgoneUsd);
  }
  if (circumstance.hasBackstop) book.add('backstopCost', 0, -share * (structure.backstop?.costUsd ?? 0));
}

/** What tenants and a guarantor pay in a month of service, its power bill, and the share in which somebody is there. */
function monthlyFlows({ plan, structure, circumstance }: At) {
  const { occupancy, priceUsdPerItMegawattYear, marketUsdPerItMegawattYear, hasBackstop } = circumstance;
  const priceFactor = escalator(structure.priceEscalatorPerYear, structure.termMonths);
  const powerFactor = escalator(plan.site.powerEscalatorPerYear, structure.termMonths);
  const powerUsd = structure.isPowerPaidByHost ? powerUsdPerMonth(structure, circumstance) : 0;
  const perMonth = structure.itMegawatts / MONTHS_PER_YEAR;
  const share = (by: Float64Array, month: number): number => by[month] ?? Number.NaN;
  return (month: number) => {
    const rentUsd = priceUsdPerItMegawattYear * perMonth * priceFactor(month);
    return {
      tenantUsd: rentUsd * share(occupancy.tenant, month),
      nextUsd: marketUsdPerItMegawattYear * perMonth * priceFactor(month) * share(occupancy.nextPrice, month),
      coveredUsd: hasBackstop ? rentUsd * share(occupancy.covered, month) : 0,
      powerUsd: powerUsd * powerFactor(month),
      present: share(occupancy.tenant, month) + share(occupancy.next, month),
    };
  };
}

/** (1 + rate)^⌊month/12⌋ by service month, each year's power taken once. */
function escalator(ratePerYear: number, termMonths: number): (month: number) => number {
  const years = Math.floor(termMonths / MONTHS_PER_YEAR) + 1;
  const factors = Array.from({ length: years }, (_, year) => (ratePerYear === 0 ? 1 : pow(1 + ratePerYear, year)));
  return (month) => factors[Math.floor(month / MONTHS_PER_YEAR)] ?? Number.NaN;
}

/** The power bill of a full month at first service. */
function powerUsdPerMonth(structure: Structure, { powerUsdPerMwh }: Circumstance): number {
  return structure.megawatts * structure.loadFraction * HOURS_PER_MONTH * powerUsdPerMwh;
}

function interruptibleUsd(structure: Structure, interruptible: Interruptible): number {
  return (structure.megawatts * interruptible.loadFraction * interruptible.paymentUsdPerMegawattYear) / MONTHS_PER_YEAR;
}

function addPrepayment({ structure, circumstance, book, share }: At): void {
  const { prepayment, termMonths, priceEscalatorPerYear, itMegawatts } = structure;
  if (prepayment === null || !circumstance.hasPrepayment) return;
  const escalated = escalator(priceEscalatorPerYear, termMonths);
  let contractUsd = 0;
  for (let month = 0; month < termMonths; month++) {
    contractUsd += (circumstance.priceUsdPerItMegawattYear * itMegawatts * escalated(month)) / MONTHS_PER_YEAR;
  }
  const paidUsd = share * prepayment.fraction * contractUsd;
  const { paidMonthsBeforeService: ahead } = prepayment;
  const paidAt = ahead === null ? 0 : Math.max(0, circumstance.serviceMonth - ahead);
  book.add('prepayment', paidAt, paidUsd);
  const { tenant, leaves } = circumstance.occupancy;
  const creditedUsd = (month: number): number =>
    (paidUsd * Math.min(prepayment.creditMonths, Math.max(0, month - prepayment.creditFromMonth))) /
    prepayment.creditMonths;
  for (let month = 0; month < termMonths; month++) {
    const creditUsd = creditedUsd(month + 1) - creditedUsd(month);
    book.add('prepaymentCredit', circumstance.serviceMonth + month + 1, -creditUsd * (tenant[month] ?? 0));
    if (prepayment.isRefundedOnExit) {
      const leftUsd = paidUsd - creditedUsd(month);
      book.add('prepaymentCredit', circumstance.serviceMonth + month, -leftUsd * (leaves[month] ?? 0));
    }
  }
}

function addVenture({ structure, circumstance, book, share }: At): void {
  const { venture, termMonths, itMegawatts } = structure;
  if (venture === null) return;
  book.add('buyIn', 0, venture.buyInUsd);
  const groundRentUsd = (venture.groundRentUsdPerItMegawattYear * itMegawatts) / MONTHS_PER_YEAR;
  for (let month = 0; month < termMonths; month++) {
    const point = circumstance.serviceMonth + month + 1;
    book.add('groundRentPaid', point, -share * groundRentUsd);
    book.add('groundRent', point, groundRentUsd);
  }
}

/**
 * The building at a share of its cost, or sold at the next year's net operating income over the cap rate (with whoever
 * is there at the end); the GPUs at a share of their cost.
 */
function addResidual(at: At): void {
  const { structure, circumstance, book, share } = at;
  const { termMonths, itMegawatts } = structure;
  const point = circumstance.serviceMonth + termMonths;
  const gpuUsd = structure.gpuResidualFraction * circumstance.gpuCapexUsdPerItMegawatt * itMegawatts;
  const shellUsd =
    structure.saleCapRatePerYear === null
      ? structure.shellResidualFraction * circumstance.capexUsdPerItMegawatt * itMegawatts
      : nextYearIncomeUsd(at) / structure.saleCapRatePerYear;
  book.add('residual', point, share * (gpuUsd + shellUsd));
}

/** Net operating income of the year after the term, at what whoever is there pays then. */
function nextYearIncomeUsd({ plan, structure, circumstance }: At): number {
  const { atEnd } = circumstance.occupancy;
  const year = Math.floor(structure.termMonths / MONTHS_PER_YEAR);
  const price =
    circumstance.priceUsdPerItMegawattYear * atEnd.tenant + circumstance.marketUsdPerItMegawattYear * atEnd.nextPrice;
  const revenueUsd = price * structure.itMegawatts * pow(1 + structure.priceEscalatorPerYear, year);
  const fixedUsd = structure.operatingUsdPerItMegawattYear * structure.itMegawatts;
  const powerUsd = structure.isPowerPaidByHost
    ? powerUsdPerMonth(structure, circumstance) * MONTHS_PER_YEAR * pow(1 + plan.site.powerEscalatorPerYear, year)
    : 0;
  return revenueUsd * (1 - structure.operatingFraction) - fixedUsd - powerUsd;
}

import type { BySupplyRegime } from '../domain/index.ts';
import { pow } from '../numeric/index.ts';
import { MONTHS_PER_YEAR } from '../units/index.ts';
import type { Structure, TenantExit } from './host-plan.ts';

/**
 * Who is in the building in each month of the term: shares in [0, 1] that are 0 or 1 on one path and chances in an
 * expectation. Cash is linear in them, so the cash of the expectation is the expectation of the cash.
 * All arrays: [service month 0..termMonths-1].
 */
export interface Occupancy {
  /** the first tenant is there and pays */
  readonly tenant: Float64Array;
  /** the next tenant is there */
  readonly next: Float64Array;
  /** what the next tenant pays, as a share of the market's price: `next` × price fraction */
  readonly nextPrice: Float64Array;
  /** the first tenant has gone since the start of this month */
  readonly leaves: Float64Array;
  /** months since it left, within `rentMonthsCovered`: the share of the rent that a backstop makes up, what the next tenant pays taken off */
  readonly covered: Float64Array;
  /** after the term: the share of futures in which the first tenant was there to its end, and what others pay then */
  readonly atEnd: { tenant: number; nextPrice: number };
}

/** The tenant stays to the end of the term. */
export function firmOccupancy(structure: Structure): Occupancy {
  const occupancy = emptyOccupancy(structure.termMonths);
  occupancy.tenant.fill(1);
  occupancy.atEnd.tenant = 1;
  return occupancy;
}

/**
 * The tenant is gone from service month `exitMonth` on, in a supply regime; the next tenant comes after the regime's gap
 * and stays. A month at or after the term means that it never leaves.
 */
export function occupancyAfterExit(structure: Structure, exitMonth: number, regime: number): Occupancy {
  const occupancy = emptyOccupancy(structure.termMonths);
  addExit(occupancy, { structure, exitMonth, regime, weight: 1 });
  return occupancy;
}

/** Expectation over the month of the exit in one supply regime, exactly: no draws. */
export function expectedOccupancy(structure: Structure, regime: number): Occupancy {
  const occupancy = emptyOccupancy(structure.termMonths);
  addRegime(occupancy, { structure, regime, weight: 1 });
  return occupancy;
}

/** Expectation over the supply regime as well. */
export function mixedOccupancy(structure: Structure, regimeProbability: BySupplyRegime): Occupancy {
  const occupancy = emptyOccupancy(structure.termMonths);
  regimeProbability.forEach((weight, regime) => {
    if (weight > 0) addRegime(occupancy, { structure, regime, weight });
  });
  return occupancy;
}

/**
 * Chance that the tenant is gone from each service month on: notice falls in each month from `afterMonths` with
 * probability 1 − (1 − h)^(1/12), h the yearly hazard, and it leaves `noticeMonths` later.
 * @returns [service month 0..termMonths-1], summing to the chance that it leaves before the end
 */
export function exitProbability(exit: TenantExit, termMonths: number, regime: number): Float64Array {
  const kept = pow(1 - (exit.hazardPerYear[regime] ?? Number.NaN), 1 / MONTHS_PER_YEAR);
  const probability = new Float64Array(termMonths);
  let stays = 1;
  // Nobody gives notice before it is in service, so even without notice the first exit is after a month.
  for (let month = Math.max(1, exit.afterMonths + exit.noticeMonths); month < termMonths; month++) {
    probability[month] = stays * (1 - kept);
    stays *= kept;
  }
  return probability;
}

interface Exit {
  readonly structure: Structure;
  readonly exitMonth: number;
  readonly regime: number;
  readonly weight: number;
}

function addRegime(occupancy: Occupancy, at: Omit<Exit, 'exitMonth'>): void {
  const { structure, regime, weight } = at;
  const { tenantExit, termMonths } = structure;
  let leaving = 0;
  if (tenantExit !== null) {
    exitProbability(tenantExit, termMonths, regime).forEach((probability, exitMonth) => {
      if (probability > 0) addExit(occupancy, { structure, exitMonth, regime, weight: weight * probability });
      leaving += probability;
    });
  }
  addExit(occupancy, { structure, exitMonth: termMonths, regime, weight: weight * (1 - leaving) });
}

function addExit(occupancy: Occupancy, { structure, exitMonth, regime, weight }: Exit): void {
  const { termMonths, tenantExit, backstop } = structure;
  const end = Math.min(exitMonth, termMonths);
  for (let month = 0; month < end; month++) add(occupancy.tenant, month, weight);
  if (end === termMonths || tenantExit === null) {
    occupancy.atEnd.tenant += weight;
    return;
  }
  add(occupancy.leaves, exitMonth, weight);
  const priceFraction = tenantExit.reletPriceFraction[regime] ?? Number.NaN;
  // An empty building is sold at what its next tenant will pay.
  occupancy.atEnd.nextPrice += weight * priceFraction;
  const nextFrom = exitMonth + (tenantExit.reletGapMonths[regime] ?? Number.NaN);
  const coveredUntil = exitMonth + (backstop?.rentMonthsCovered ?? 0);
  for (let month = exitMonth; month < termMonths; month++) {
    const paid = month >= nextFrom ? priceFraction : 0;
    if (month >= nextFrom) add(occupancy.next, month, weight);
    add(occupancy.nextPrice, month, weight * paid);
    if (month < coveredUntil) add(occupancy.covered, month, weight * Math.max(0, 1 - paid));
  }
}

function add(target: Float64Array, index: number, amount: number): void {
  target[index] = (target[index] ?? Number.NaN) + amount;
}

function emptyOccupancy(termMonths: number): Occupancy {
  const zeros = (): Float64Array => new Float64Array(termMonths);
  return {
    tenant: zeros(),
    next: zeros(),
    nextPrice: zeros(),
    leaves: zeros(),
    covered: zeros(),
    atEnd: { tenant: 0, nextPrice: 0 },
  };
}

import type { Offer } from '../domain/index.ts';
import { Bug, HOURS_PER_MONTH } from '../units/index.ts';
import { capacityFractionByMonth, deliveredOfferMonths, physicalGpus } from './capacity.ts';
import type { CashLine, LedgerCause } from './cash-line.ts';
import { inServiceMonthOf } from './delivery.ts';
import type { Delivery } from './delivery.ts';
import { debtServiceUsdPerMonth } from './financing.ts';

/** Index into SUPPLY_REGIMES: 0 glut, 1 normal, 2 tight. */
export type SupplyRegimeIndex = 0 | 1 | 2;

/** What fixes a contract's months and price: when it was signed, how late it comes, and the market at signing. */
export interface Signing {
  readonly signMonth: number;
  readonly delivery: Delivery;
  readonly signingRegime: SupplyRegimeIndex;
}

/** An offer signed at a month, as monthly capacity and cash of the WHOLE offer; blocks scale every number alike. */
export interface ContractSeries {
  /** month index of first service: max(signMonth + lead, serviceFromMonth); may lie beyond the horizon */
  readonly inServiceMonth: number;
  /** first month index after the term; may lie beyond the horizon */
  readonly endMonth: number;
  /** [month index 0..horizon-1], share of the offer's whole quantity in service, in [0, 1] */
  readonly capacityFraction: Float64Array;
  /** committed cash by cause; a cause without cash has no line */
  readonly lines: readonly CashLine[];
  /** [month index 0..horizon-1], USD at month end when all of the not-committed share is used, positive, price-linked */
  readonly usageUsdByMonth: Float64Array;
  /** share of delivered capacity that is paid only when used: 1 − takeOrPayFraction */
  readonly usageFraction: number;
}

/**
 * What a signed offer delivers and costs, month by month, if it runs its whole term.
 *
 * - Payments fall at month end: price × delivered × takeOrPayFraction is committed, the rest is usage. A price per GPU
 *   hour bills physical GPUs for 730 hours a month; a price per month is for the whole offer.
 * - Upfront share u: u × the term's committed payments at the start of the signing month; each monthly committed payment
 *   is then (1 − u) of itself, so that the total paid is unchanged. A fleet contract's upfront was paid before month 0.
 * - A gate's capex falls at the start of the month in which it starts; the lender's share comes in with it.
 * - Debt service (see `debtServiceUsdPerMonth`) at month end from first service; operations × delivered at month end.
 *
 * Cash before month 0 or from the horizon on is not in the series: see `terminalValue` for the latter.
 * Survival (`survivalByMonth`) is not applied: multiply the lines with `followsService` and the capacity by it.
 *
 * @param options `signMonth` any integer; `delivery` of this offer; `horizonMonths` length of every series
 * @throws Bug when the delivery was made for an offer with other gates
 */
export function contractSeries(offer: Offer, options: Signing & { readonly horizonMonths: number }): ContractSeries {
  const { horizonMonths } = options;
  if (options.delivery.gateStartMonths.length !== offer.gates.length) {
    throw new Bug(`delivery has ${options.delivery.gateStartMonths.length} gates, "${offer.id}" ${offer.gates.length}`);
  }
  const inServiceMonth = inServiceMonthOf(offer, options);
  const capacityFraction = capacityFractionByMonth(offer, { inServiceMonth, horizonMonths });
  const fullPriceUsd = fullPriceUsdPerMonth(offer, options.signingRegime);
  const usageFraction = 1 - offer.takeOrPayFraction;
  return {
    inServiceMonth,
    endMonth: inServiceMonth + offer.termMonths,
    capacityFraction,
    lines: [
      ...paymentLines(offer, { ...options, capacityFraction, committedUsd: fullPriceUsd * offer.takeOrPayFraction }),
      ...gateLines(offer, { ...options, inServiceMonth }),
      ...operationsLines(offer, capacityFraction),
    ],
    usageUsdByMonth: scaled(capacityFraction, fullPriceUsd * usageFraction),
    usageFraction,
  };
}

/**
 * First month index from which a contract neither delivers nor costs anything: the length of a series that holds its
 * whole life (at least 0).
 */
export function lifeEndMonth(offer: Offer, signing: Signing): number {
  const inServiceMonth = inServiceMonthOf(offer, signing);
  const tenorMonths = offer.financing === null || offer.gates.length === 0 ? 0 : offer.financing.tenorMonths;
  const lastGateStart = signing.delivery.gateStartMonths.at(-1) ?? 0;
  return Math.max(0, signing.signMonth + lastGateStart + 1, inServiceMonth + Math.max(offer.termMonths, tenorMonths));
}

/** Nominal USD per month of the whole offer, fully delivered and fully used; 0 for owned kit. */
export function fullPriceUsdPerMonth(offer: Offer, signingRegime: SupplyRegimeIndex): number {
  const price = offer.price;
  if (price.kind === 'owned') return 0;
  const usd = price.usd[signingRegime];
  return price.kind === 'perMonth' ? usd : usd * physicalGpus(offer) * HOURS_PER_MONTH;
}

function paymentLines(
  offer: Offer,
  at: {
    readonly signMonth: number;
    readonly capacityFraction: Float64Array;
    /** per month of the whole offer delivered */
    readonly committedUsd: number;
  },
): CashLine[] {
  if (at.committedUsd === 0) return [];
  const committed = line('committed', scaled(at.capacityFraction, -at.committedUsd * (1 - offer.upfrontFraction)));
  const isPaidNow = offer.upfrontFraction > 0 && offer.kind !== 'fleet';
  if (!isPaidNow) return [committed];
  const upfrontUsdByMonth = new Float64Array(at.capacityFraction.length);
  addAt(upfrontUsdByMonth, at.signMonth, -at.committedUsd * deliveredOfferMonths(offer) * offer.upfrontFraction);
  return [line('upfront', upfrontUsdByMonth), committed];
}

function gateLines(
  offer: Offer,
  at: Signing & { readonly inServiceMonth: number; readonly horizonMonths: number },
): CashLine[] {
  if (offer.gates.length === 0) return [];
  const capexUsdByMonth = new Float64Array(at.horizonMonths);
  offer.gates.forEach((gate, gateIndex) => {
    addAt(capexUsdByMonth, at.signMonth + (at.delivery.gateStartMonths[gateIndex] ?? Number.NaN), -gate.capexUsd);
  });
  const capex = line('capex', capexUsdByMonth);
  if (offer.financing === null || offer.financing.debtFraction === 0) return [capex];
  const debtServiceUsdByMonth = new Float64Array(at.horizonMonths);
  const serviceUsd = debtServiceUsdPerMonth(offer, {
    gateStartMonths: at.delivery.gateStartMonths,
    inServiceMonths: at.inServiceMonth - at.signMonth,
  });
  debtServiceUsdByMonth.fill(
    -serviceUsd,
    Math.max(0, at.inServiceMonth),
    Math.max(0, at.inServiceMonth + offer.financing.tenorMonths),
  );
  return [
    capex,
    line('debtDrawn', scaled(capexUsdByMonth, -offer.financing.debtFraction)),
    line('debtService', debtServiceUsdByMonth),
  ];
}

function operationsLines(offer: Offer, capacityFraction: Float64Array): CashLine[] {
  if (offer.price.kind !== 'owned' || offer.price.opexUsdPerMonth === 0) return [];
  return [line('operations', scaled(capacityFraction, -offer.price.opexUsdPerMonth))];
}

type ContractCause = Extract<
  LedgerCause,
  'upfront' | 'committed' | 'capex' | 'debtDrawn' | 'debtService' | 'operations'
>;

function line(cause: ContractCause, usdByMonth: Float64Array): CashLine {
  const isAtStart = cause === 'upfront' || cause === 'capex' || cause === 'debtDrawn';
  return {
    cause,
    usdByMonth,
    timing: isAtStart ? 'monthStart' : 'monthEnd',
    isPriceLinked: cause !== 'operations',
    followsService: cause === 'committed' || cause === 'operations',
  };
}

/** Adds 0 to the product so that no series holds a negative zero. */
function scaled(values: Float64Array, factor: number): Float64Array {
  const product = new Float64Array(values.length);
  for (let i = 0; i < values.length; i++) product[i] = (values[i] ?? 0) * factor + 0;
  return product;
}

/** Adds where the month lies inside the series; a month outside it is not ours to show. */
function addAt(usdByMonth: Float64Array, monthIndex: number, usd: number): void {
  if (monthIndex >= 0 && monthIndex < usdByMonth.length) usdByMonth[monthIndex] = (usdByMonth[monthIndex] ?? 0) + usd;
}

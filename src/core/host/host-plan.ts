import type { BySupplyRegime, Quantiles } from '../domain/index.ts';

/** What the host may offer. */
export type StructureKind = 'poweredShell' | 'gpuService' | 'jointVenture';

/** Power that the grid may cut, and what it pays for that. */
export interface Interruptible {
  readonly loadFraction: number;
  readonly hoursPerYear: number;
  readonly paymentUsdPerMegawattYear: number;
  /** months to power for a load that may be cut; null when that brings it no sooner */
  readonly gridMonths: Quantiles | null;
}

/** The host's site. Megawatts are at the meter; IT megawatts are those divided by `pue`. */
export interface Site {
  readonly interconnectMegawatts: number;
  readonly idleMegawatts: number;
  readonly pue: number;
  /** months from the start to power */
  readonly gridMonths: Quantiles;
  readonly powerUsdPerMwh: Quantiles;
  readonly powerEscalatorPerYear: number;
  readonly sunkUsd: number;
  readonly idleIncomeUsdPerMonth: number;
  readonly interruptible: Interruptible | null;
}

/** Something to be ordered before service. */
export interface Equipment {
  readonly id: string;
  readonly leadMonths: Quantiles;
  readonly installMonths: number;
  /** structures that need it; null: all */
  readonly structureIds: readonly string[] | null;
}

/** The tenant's right to leave, and the market that the site then meets. */
export interface TenantExit {
  readonly afterMonths: number;
  readonly noticeMonths: number;
  readonly hazardPerYear: BySupplyRegime;
  readonly feeUsd: number;
  readonly reletPriceFraction: BySupplyRegime;
  readonly reletGapMonths: BySupplyRegime;
}

/** Paid ahead of service, credited evenly from service month `creditFromMonth`. */
export interface Prepayment {
  readonly fraction: number;
  /** null: at signing, month 0 */
  readonly paidMonthsBeforeService: number | null;
  readonly creditFromMonth: number;
  readonly creditMonths: number;
  readonly isRefundedOnExit: boolean;
}

/** Debt drawn with the capex, interest added until service, then level payments. */
export interface Loan {
  readonly loanToCostFraction: number;
  readonly ratePerYear: number;
  readonly tenorMonths: number;
}

/** A guarantor's promise: cheaper debt, and rent after an exit. */
export interface Backstop {
  readonly spreadBasisPoints: number;
  readonly rentMonthsCovered: number;
  readonly costUsd: number;
}

/** Terms of a joint venture. */
export interface Venture {
  readonly hostEquityFraction: number;
  readonly groundRentUsdPerItMegawattYear: number;
  readonly buyInUsd: number;
}

/** One way of letting the site. */
export interface Structure {
  readonly id: string;
  readonly kind: StructureKind;
  readonly megawatts: number;
  readonly itMegawatts: number;
  /** asked of the first tenant, per IT megawatt and year at first service */
  readonly priceUsdPerItMegawattYear: number;
  /** how the file states the price */
  readonly priceUnit: PriceUnit;
  readonly gpusPerItMegawatt: number | null;
  readonly priceEscalatorPerYear: number;
  readonly termMonths: number;
  readonly buildMonths: Quantiles;
  readonly capexUsdPerItMegawatt: Quantiles;
  readonly gpuCapexUsdPerItMegawatt: Quantiles;
  readonly gpuPaymentMonths: number;
  readonly operatingFraction: number;
  readonly operatingUsdPerItMegawattYear: number;
  readonly isPowerPaidByHost: boolean;
  readonly loadFraction: number;
  readonly shellResidualFraction: number;
  /** null: the building is worth `shellResidualFraction` of its cost */
  readonly saleCapRatePerYear: number | null;
  readonly gpuResidualFraction: number;
  readonly prepayment: Prepayment | null;
  readonly tenantExit: TenantExit | null;
  readonly financing: Loan | null;
  readonly backstop: Backstop | null;
  /** the whole project is the host's where it is not a venture */
  readonly venture: Venture | null;
}

/** Units in which a structure's price is stated and its floor is answered. */
export type PriceUnit = 'usdPerKwMonth' | 'usdPerGpuHour' | 'usdPerItMegawattYear';

/** Decide later, knowing the supply regime. */
export interface Wait {
  readonly months: number;
  readonly structureId: string;
  readonly priceMultiple: BySupplyRegime;
  readonly holdUsdPerMonth: number;
}

/** A host file in one form: every default filled in, every price on one basis. `parseHost` is its only maker. */
export interface HostPlan {
  readonly name: string;
  readonly asOf: string;
  readonly startMonth: string;
  readonly requiredReturnPerYear: number;
  readonly requiredEquityReturnPerYear: number;
  readonly seed: number;
  readonly paths: number;
  readonly supplyRegimeProbability: BySupplyRegime;
  readonly site: Site;
  readonly equipment: readonly Equipment[];
  readonly structures: readonly Structure[];
  readonly wait: Wait | null;
}

import { byRegimeOf, quantilesOf } from '../domain/index.ts';
import type { IssueList } from '../domain/index.ts';
import { noticeDaysToMonths } from '../units/index.ts';
import { HOST_DEFAULTS } from './defaults.ts';
import type { Equipment, HostPlan, Site, Structure, TenantExit, Wait } from './host-plan.ts';
import { statedPriceOf } from './price-unit.ts';
import type { HostInput, StructureInput } from './schema-host.ts';

/** Fills in every default, listing those that matter as assumptions, and brings all prices to one basis. */
export function normaliseHost(input: HostInput, issues: IssueList): HostPlan {
  return {
    name: input.name,
    asOf: input.asOf,
    startMonth: input.startMonth,
    requiredReturnPerYear: input.requiredReturnPerYear,
    requiredEquityReturnPerYear: equityReturn(input, issues),
    seed: input.seed ?? HOST_DEFAULTS.seed,
    paths: input.paths ?? HOST_DEFAULTS.paths,
    supplyRegimeProbability: byRegimeOf(input.supplyRegimeProbability),
    site: normaliseSite(input, issues),
    equipment: (input.equipment ?? []).map(normaliseEquipment),
    structures: input.structures.map((structure, index) =>
      normaliseStructure(structure, { path: `structures[${index}]`, input, issues }),
    ),
    wait: normaliseWait(input),
  };
}

function equityReturn(input: HostInput, issues: IssueList): number {
  if (input.requiredEquityReturnPerYear !== undefined) return input.requiredEquityReturnPerYear;
  if (input.structures.some((structure) => structure.financing)) {
    const what = 'equity must earn after debt what the project must earn before it';
    const fix = 'give requiredEquityReturnPerYear';
    issues.assume({ code: 'default-equity-return', path: 'requiredReturnPerYear', what, fix });
  }
  return input.requiredReturnPerYear;
}

function normaliseSite({ site }: HostInput, issues: IssueList): Site {
  if (site.powerEscalatorPerYear === undefined) {
    const what = 'the power price does not change over the years';
    issues.assume({ code: 'default-power-escalator', path: 'site', what, fix: 'give powerEscalatorPerYear' });
  }
  if (site.idleIncomeUsdPerMonth === undefined) {
    const what = 'the idle power earns nothing today';
    issues.assume({ code: 'default-idle-income', path: 'site', what, fix: 'give idleIncomeUsdPerMonth' });
  }
  const { interruptible } = site;
  return {
    interconnectMegawatts: site.interconnectMegawatts,
    idleMegawatts: site.idleMegawatts,
    pue: site.pue,
    gridMonths: quantilesOf(site.gridMonths),
    powerUsdPerMwh: quantilesOf(site.powerUsdPerMwh),
    powerEscalatorPerYear: site.powerEscalatorPerYear ?? HOST_DEFAULTS.powerEscalatorPerYear,
    sunkUsd: site.sunkUsd ?? HOST_DEFAULTS.sunkUsd,
    idleIncomeUsdPerMonth: site.idleIncomeUsdPerMonth ?? HOST_DEFAULTS.idleIncomeUsdPerMonth,
    interruptible: interruptible
      ? {
          ...interruptible,
          gridMonths: interruptible.gridMonths === undefined ? null : quantilesOf(interruptible.gridMonths),
        }
      : null,
  };
}

function normaliseEquipment(item: NonNullable<HostInput['equipment']>[number]): Equipment {
  return {
    id: item.id,
    leadMonths: quantilesOf(item.leadMonths),
    installMonths: item.installMonths,
    structureIds: item.structures ?? null,
  };
}

interface At {
  readonly path: string;
  readonly input: HostInput;
  readonly issues: IssueList;
}

function normaliseStructure(given: StructureInput, at: At): Structure {
  const megawatts = given.megawatts ?? at.input.site.idleMegawatts;
  listAssumptions(given, at);
  return {
    id: given.id,
    kind: given.kind,
    megawatts,
    itMegawatts: megawatts / at.input.site.pue,
    ...statedPriceOf(given),
    gpusPerItMegawatt: given.gpusPerItMegawatt ?? null,
    priceEscalatorPerYear: given.priceEscalatorPerYear ?? HOST_DEFAULTS.priceEscalatorPerYear,
    termMonths: given.termMonths,
    buildMonths: quantilesOf(given.buildMonths),
    capexUsdPerItMegawatt: quantilesOf(given.capexUsdPerItMegawatt),
    gpuCapexUsdPerItMegawatt: quantilesOf(given.gpuCapexUsdPerItMegawatt ?? 0),
    gpuPaymentMonths: given.gpuPaymentMonths ?? HOST_DEFAULTS.gpuPaymentMonths,
    isPowerPaidByHost: (given.powerPaidBy ?? payerByDefault(given)) === 'host',
    loadFraction: given.loadFraction ?? HOST_DEFAULTS.loadFraction,
    ...costsOf(given),
    ...clausesOf(given),
  };
}

function costsOf(
  given: StructureInput,
): Pick<
  Structure,
  | 'operatingFraction'
  | 'operatingUsdPerItMegawattYear'
  | 'shellResidualFraction'
  | 'saleCapRatePerYear'
  | 'gpuResidualFraction'
> {
  return {
    operatingFraction: given.operatingFraction ?? HOST_DEFAULTS.operatingFraction,
    operatingUsdPerItMegawattYear: given.operatingUsdPerItMegawattYear ?? HOST_DEFAULTS.operatingUsdPerItMegawattYear,
    shellResidualFraction: given.shellResidualFraction ?? HOST_DEFAULTS.shellResidualFraction,
    saleCapRatePerYear: given.saleCapRatePerYear ?? null,
    gpuResidualFraction: given.gpuResidualFraction ?? HOST_DEFAULTS.gpuResidualFraction,
  };
}

function clausesOf(
  given: StructureInput,
): Pick<Structure, 'prepayment' | 'tenantExit' | 'financing' | 'backstop' | 'venture'> {
  const { prepayment, tenantExit, financing, backstop, venture } = given;
  return {
    prepayment: prepayment
      ? {
          fraction: prepayment.fraction,
          paidMonthsBeforeService: prepayment.paidMonthsBeforeService ?? null,
          creditFromMonth: prepayment.creditFromMonth,
          creditMonths: prepayment.creditMonths,
          isRefundedOnExit: prepayment.refundedOnExit ?? false,
        }
      : null,
    tenantExit: tenantExit ? normaliseExit(tenantExit) : null,
    financing: financing && financing.loanToCostFraction > 0 ? financing : null,
    backstop: backstop ? { ...backstop, costUsd: backstop.costUsd ?? HOST_DEFAULTS.costUsd } : null,
    venture: venture
      ? {
          hostEquityFraction: venture.hostEquityFraction,
          groundRentUsdPerItMegawattYear:
            venture.groundRentUsdPerItMegawattYear ?? HOST_DEFAULTS.groundRentUsdPerItMegawattYear,
          buyInUsd: venture.buyInUsd ?? HOST_DEFAULTS.buyInUsd,
        }
      : null,
  };
}

function normaliseExit(given: NonNullable<StructureInput['tenantExit']>): TenantExit {
  return {
    afterMonths: given.afterMonths,
    noticeMonths: noticeDaysToMonths(given.noticeDays),
    hazardPerYear: byRegimeOf(given.hazardPerYear),
    feeUsd: given.feeUsd ?? HOST_DEFAULTS.feeUsd,
    reletPriceFraction: byRegimeOf(given.relet.priceFraction),
    reletGapMonths: byRegimeOf(given.relet.gapMonths),
  };
}

/** Who pays for power when the file does not say: with a shell the tenant, with GPUs the host. */
function payerByDefault(given: StructureInput): 'host' | 'tenant' {
  return given.gpuCapexUsdPerItMegawatt === undefined ? 'tenant' : 'host';
}

function listAssumptions(given: StructureInput, { path, issues }: At): void {
  const assume = (isAbsent: boolean, code: string, what: string, fix: string): void => {
    if (isAbsent) issues.assume({ code, path, what: `${given.id}: ${what}`, fix });
  };
  assume(
    given.priceEscalatorPerYear === undefined,
    'default-escalator',
    'the price stays as it is over the term',
    'give priceEscalatorPerYear',
  );
  assume(
    given.operatingFraction === undefined && given.operatingUsdPerItMegawattYear === undefined,
    'default-operations',
    'operation costs nothing',
    'give operatingFraction or operatingUsdPerItMegawattYear',
  );
  assume(
    given.shellResidualFraction === undefined && given.saleCapRatePerYear === undefined,
    'default-residual',
    'the building is worth nothing after the term',
    'give shellResidualFraction or saleCapRatePerYear',
  );
  assume(
    given.gpuCapexUsdPerItMegawatt !== undefined && given.gpuResidualFraction === undefined,
    'default-gpu-residual',
    'the GPUs are worth nothing after the term',
    'give gpuResidualFraction',
  );
  assume(
    given.prepayment !== undefined && given.prepayment.paidMonthsBeforeService === undefined,
    'default-prepayment-date',
    'the prepayment is paid at signing',
    'give prepayment.paidMonthsBeforeService',
  );
  assume(
    given.prepayment !== undefined && given.tenantExit !== undefined && given.prepayment.refundedOnExit === undefined,
    'default-refund',
    'a tenant that leaves forfeits what is not credited yet of its prepayment',
    'give prepayment.refundedOnExit',
  );
  assume(
    given.powerPaidBy === undefined,
    'default-power-payer',
    `the ${payerByDefault(given)} pays for power`,
    'give powerPaidBy: host or tenant',
  );
}

function normaliseWait({ wait }: HostInput): Wait | null {
  if (!wait) return null;
  return {
    months: wait.months,
    structureId: wait.structure,
    priceMultiple: byRegimeOf(wait.priceMultiple),
    holdUsdPerMonth: wait.holdUsdPerMonth ?? HOST_DEFAULTS.holdUsdPerMonth,
  };
}

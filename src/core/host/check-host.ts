import { checkReference, checkUnique } from '../domain/index.ts';
import type { IssueList } from '../domain/index.ts';
import { pow } from '../numeric/index.ts';
import { HOURS_PER_YEAR, MONTHS_PER_YEAR, noticeDaysToMonths } from '../units/index.ts';
import { statedPriceOf } from './price-unit.ts';
import type { HostInput, StructureInput } from './schema-host.ts';

/** Probabilities sum to 1 up to this. */
const PROBABILITY_ROUNDING = 1e-9;
/** Beyond this, sums of cents are no longer exact: 2^53 cents are 90 trillion USD. */
const MONEY_USD_MAX = 1e13;
/** Prices per IT megawatt and year outside this are probably in another unit. */
const USUAL_USD_PER_IT_MEGAWATT_YEAR = { low: 0.5e6, high: 40e6 } as const;

/** The checks on meaning that no schema can make; every fault is listed with its place and its remedy. */
export function checkHost(input: HostInput, issues: IssueList): void {
  checkSite(input, issues);
  const ids = input.structures.map((structure) => structure.id);
  checkUnique(
    input.structures.map(({ id }, index) => ({ id, path: `structures[${index}].id` })),
    'structure',
    issues,
  );
  checkUnique(
    (input.equipment ?? []).map(({ id }, index) => ({ id, path: `equipment[${index}].id` })),
    'equipment',
    issues,
  );
  input.structures.forEach((structure, index) => {
    checkStructure(structure, { path: `structures[${index}]`, input }, issues);
  });
  (input.equipment ?? []).forEach((item, index) => {
    (item.structures ?? []).forEach((id, at) => {
      checkStructureName(id, { path: `equipment[${index}].structures[${at}]`, known: ids }, issues);
    });
  });
  if (input.wait) checkStructureName(input.wait.structure, { path: 'wait.structure', known: ids }, issues);
}

function checkStructureName(
  id: string,
  at: { readonly path: string; readonly known: readonly string[] },
  issues: IssueList,
): void {
  const undeclaredFix = `name one of ${at.known.join(', ')}`;
  checkReference({ id, path: at.path, kind: 'structure' }, { known: at.known, undeclaredFix }, issues);
}

function checkSite({ site, supplyRegimeProbability }: HostInput, issues: IssueList): void {
  if (site.idleMegawatts > site.interconnectMegawatts) {
    const what = `${site.idleMegawatts} MW are idle of a connection of ${site.interconnectMegawatts} MW`;
    issues.error({ code: 'idle-above-total', path: 'site.idleMegawatts', what, fix: 'give at most the connection' });
  }
  const { glut, normal, tight } = supplyRegimeProbability;
  const sum = glut + normal + tight;
  if (Math.abs(sum - 1) > PROBABILITY_ROUNDING) {
    const what = `the chances of glut, normal and tight sum to ${sum}, not 1`;
    issues.error({ code: 'probability-sum', path: 'supplyRegimeProbability', what, fix: 'make them sum to 1' });
  }
}

interface At {
  readonly path: string;
  readonly input: HostInput;
}

function checkStructure(structure: StructureInput, at: At, issues: IssueList): void {
  const { path, input } = at;
  if (structure.megawatts !== undefined && structure.megawatts > input.site.idleMegawatts) {
    const what = `${structure.megawatts} MW are offered, ${input.site.idleMegawatts} MW are idle`;
    const fix = 'offer at most site.idleMegawatts';
    issues.error({ code: 'megawatts-above-idle', path: `${path}.megawatts`, what, fix });
  }
  checkPrice(structure, path, issues);
  checkSize(structure, at, issues);
  checkKind(structure, path, issues);
  checkTerm(structure, path, issues);
  if (structure.shellResidualFraction !== undefined && structure.saleCapRatePerYear !== undefined) {
    const what = 'the building has two values at the end of the term';
    const fix = 'keep one of shellResidualFraction and saleCapRatePerYear';
    issues.error({ code: 'two-residuals', path: `${path}.saleCapRatePerYear`, what, fix });
  }
}

/** Whether the ledger can hold the structure's money to the cent. */
function checkSize(structure: StructureInput, { path, input }: At, issues: IssueList): void {
  const { site } = input;
  const megawatts = structure.megawatts ?? site.idleMegawatts;
  const years = structure.termMonths / MONTHS_PER_YEAR;
  const grown = (usdPerYear: number, escalator = 0): number =>
    usdPerYear * years * pow(1 + Math.max(0, escalator), years);
  const capexUsd = highest(structure.capexUsdPerItMegawatt) + highest(structure.gpuCapexUsdPerItMegawatt ?? 0);
  const priceUsd = statedPriceOf(structure).priceUsdPerItMegawattYear + (structure.operatingUsdPerItMegawattYear ?? 0);
  const powerUsd = highest(site.powerUsdPerMwh) * HOURS_PER_YEAR;
  const totalUsd =
    megawatts *
    (capexUsd + grown(priceUsd, structure.priceEscalatorPerYear) + grown(powerUsd, site.powerEscalatorPerYear));
  if (totalUsd <= MONEY_USD_MAX) return;
  const what = `the money of "${structure.id}" comes to ${totalUsd.toExponential(1)} USD, too much to count in cents`;
  const fix = 'check megawatts, prices, escalators and the term for a slip in the unit';
  issues.error({ code: 'amount-too-large', path, what, fix });
}

const highest = (value: number | { readonly p90: number }): number => (typeof value === 'number' ? value : value.p90);

function checkPrice(structure: StructureInput, path: string, issues: IssueList): void {
  const { priceUsdPerKwMonth, priceUsdPerGpuHour, priceUsdPerItMegawattYear, gpusPerItMegawatt } = structure;
  const given = [priceUsdPerKwMonth, priceUsdPerGpuHour, priceUsdPerItMegawattYear].filter((one) => one !== undefined);
  const fix = 'give one of priceUsdPerKwMonth, priceUsdPerGpuHour and priceUsdPerItMegawattYear';
  if (given.length === 0) {
    issues.error({ code: 'missing-price', path, what: `the structure "${structure.id}" has no price`, fix });
    return;
  }
  if (given.length > 1) {
    issues.error({ code: 'two-prices', path, what: `the structure "${structure.id}" has ${given.length} prices`, fix });
    return;
  }
  if (priceUsdPerGpuHour !== undefined && gpusPerItMegawatt === undefined) {
    const what = 'a price per GPU hour does not become revenue without GPUs';
    issues.error({ code: 'missing-field', path, what, fix: 'add gpusPerItMegawatt, or price by megawatt' });
    return;
  }
  warnUnusual(statedPriceOf(structure).priceUsdPerItMegawattYear, path, issues);
}

function warnUnusual(usdPerItMegawattYear: number, path: string, issues: IssueList): void {
  const { low, high } = USUAL_USD_PER_IT_MEGAWATT_YEAR;
  if (usdPerItMegawattYear >= low && usdPerItMegawattYear <= high) return;
  const what = `${Number((usdPerItMegawattYear / 1e6).toPrecision(3))} million USD per IT megawatt and year is unusual; typical is 1.2 to 2.4 for a shell, 8 to 16 with GPUs`;
  issues.warn({ code: 'unusual-value', path, what, fix: 'check for a price in another unit' });
}

function checkKind(structure: StructureInput, path: string, issues: IssueList): void {
  const { kind, venture, gpuCapexUsdPerItMegawatt } = structure;
  if (kind === 'jointVenture' && venture === undefined) {
    const what = 'a joint venture needs its terms';
    issues.error({ code: 'missing-field', path, what, fix: 'add venture: {hostEquityFraction: ...}' });
  }
  if (kind !== 'jointVenture' && venture !== undefined) {
    const fix = 'write kind: jointVenture, or delete venture';
    issues.error({ code: 'venture-terms', path: `${path}.venture`, what: `a ${kind} has no partner`, fix });
  }
  if (kind === 'poweredShell' && gpuCapexUsdPerItMegawatt !== undefined) {
    const fix = 'delete it, or write kind: gpuService';
    const what = 'in a powered shell the tenant brings the GPUs';
    issues.error({ code: 'shell-with-gpus', path: `${path}.gpuCapexUsdPerItMegawatt`, what, fix });
  }
  if (kind === 'gpuService' && gpuCapexUsdPerItMegawatt === undefined) {
    const what = 'a GPU service needs GPUs';
    issues.error({ code: 'missing-field', path, what, fix: 'add gpuCapexUsdPerItMegawatt' });
  }
}

function checkTerm(structure: StructureInput, path: string, issues: IssueList): void {
  const { termMonths, prepayment, tenantExit, financing } = structure;
  if (prepayment && prepayment.creditFromMonth + prepayment.creditMonths > termMonths) {
    const what = `the prepayment is credited until month ${prepayment.creditFromMonth + prepayment.creditMonths} of a term of ${termMonths}`;
    const fix = 'let creditFromMonth + creditMonths be at most termMonths';
    issues.error({ code: 'credit-after-term', path: `${path}.prepayment`, what, fix });
  }
  if (tenantExit) {
    const first = tenantExit.afterMonths + noticeDaysToMonths(tenantExit.noticeDays);
    if (first >= termMonths) {
      const what = `the tenant can leave from month ${first} of a term of ${termMonths}`;
      const fix = 'let the first exit be before the end of the term, or delete tenantExit';
      issues.error({ code: 'exit-after-term', path: `${path}.tenantExit`, what, fix });
    }
  }
  if (financing && financing.tenorMonths > termMonths) {
    const what = `the debt is repaid over ${financing.tenorMonths} months, the term has ${termMonths}`;
    const fix = 'give a tenor of at most the term: nothing here pays debt after it';
    issues.error({ code: 'tenor-after-term', path: `${path}.financing.tenorMonths`, what, fix });
  }
}

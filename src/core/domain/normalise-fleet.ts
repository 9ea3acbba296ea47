import { PLAN_DEFAULTS } from './defaults.ts';
import type { NormaliseContext } from './normalise-context.ts';
import { byRegimeOf, monthIndexIn, quantilesOf, scaleByRegime } from './normalise-context.ts';
import { identity, rights } from './normalise-offers.ts';
import { renewalTerms, sharedTerms } from './normalise-terms.ts';
import { quantitiesOf, referenceGpusOf, scaledBy, totalGpus } from './offer-quantity.ts';
import type { Offer, Price } from './plan.ts';
import type { FleetInput } from './schema-offers.ts';

/** The id of the template by which a fleet contract may be renewed. */
export const renewalIdOf = (fleetId: string): string => `${fleetId}-renewal`;

const WHOLE_AT_ONCE = [{ monthsAfterStart: 0, fraction: 1 }] as const;
const AT_ONCE = quantilesOf(0);

/** Signed contracts: in service from month 0 until the end of `untilMonth`. */
export function normaliseFleet(context: NormaliseContext): Offer[] {
  return (context.input.fleet ?? []).map((contract) => {
    const quantities = quantitiesOf(contract, context);
    const termMonths = monthIndexIn(context, contract.untilMonth) + 1;
    const terms = sharedTerms(contract, termMonths, context);
    return {
      ...identity(contract),
      kind: 'fleet',
      quantities,
      referenceGpus: scaledBy(referenceGpusOf({}, quantities, context), terms.usefulFraction),
      blocks: 1,
      blocksMin: 1,
      availableFraction: [1, 1, 1],
      signFromMonth: 0,
      signByMonth: 0,
      decideBy: null,
      leadTimeMonths: AT_ONCE,
      gates: [],
      serviceFromMonth: 0,
      deliveryProfile: WHOLE_AT_ONCE,
      termMonths,
      price: fleetPrice(contract),
      takeOrPayFraction:
        contract.takeOrPaySchedule?.[0]?.fraction ?? contract.takeOrPayFraction ?? PLAN_DEFAULTS.takeOrPayFraction,
      upfrontFraction: 0,
      ...rights(contract),
      financing: null,
      terms,
    };
  });
}

function fleetPrice(contract: FleetInput): Price {
  if (contract.route === 'build') return { kind: 'owned', opexUsdPerMonth: contract.opexUsdPerMonth ?? 0 };
  if (contract.priceUsdPerGpuHour !== undefined)
    return { kind: 'perGpuHour', usd: byRegimeOf(contract.priceUsdPerGpuHour) };
  return { kind: 'perMonth', usd: byRegimeOf(contract.priceUsdPerMonth ?? 0) };
}

/** What may be signed as each fleet contract ends; nothing for kit of our own or an end beyond the horizon. */
export function normaliseRenewals(context: NormaliseContext): Offer[] {
  return (context.input.fleet ?? []).flatMap((contract, index) => {
    const serviceFromMonth = monthIndexIn(context, contract.untilMonth) + 1;
    if (contract.renewal === 'none' || contract.route === 'build') return [];
    if (serviceFromMonth >= context.horizonMonths) return [];
    return [renewalOf(contract, { context, path: `fleet[${index}]`, serviceFromMonth })];
  });
}

interface Renewal {
  readonly context: NormaliseContext;
  readonly path: string;
  readonly serviceFromMonth: number;
}

function renewalOf(contract: FleetInput, { context, path, serviceFromMonth }: Renewal): Offer {
  const stated = contract.renewal === 'none' ? undefined : contract.renewal;
  const terms = renewalTerms(contract);
  const whole = quantitiesOf(contract, context);
  const share = Math.min(1, (stated?.gpusMax ?? Infinity) / totalGpus(whole));
  const quantities = whole.map(({ acceleratorIndex, gpus }) => ({ acceleratorIndex, gpus: gpus * share }));
  const price = renewalPrice(contract, context);
  const termMonths = stated?.termMonths ?? PLAN_DEFAULTS.renewalTermMonths;
  if (stated?.priceUsdPerGpuHour === undefined || stated.termMonths === undefined) {
    const [glut, normal, tight] = price.usd.map((usd) => usd.toFixed(2));
    context.issues.assume({
      code: 'default-renewal',
      path,
      what: `"${contract.id}" may be renewed for ${termMonths} months at ${glut} (glut), ${normal} (normal) or ${tight} (tight) USD per GPU hour`,
      fix: 'give renewal: {priceUsdPerGpuHour, termMonths}, or renewal: none',
    });
  }
  return {
    ...identity(contract),
    id: renewalIdOf(contract.id),
    kind: 'renewal',
    quantities,
    referenceGpus: scaledBy(referenceGpusOf({}, quantities, context), terms.usefulFraction),
    blocks: PLAN_DEFAULTS.renewalBlocks,
    blocksMin: 0,
    availableFraction: [1, 1, 1],
    signFromMonth: Math.max(0, serviceFromMonth - PLAN_DEFAULTS.renewalSignMonthsAhead),
    signByMonth: serviceFromMonth,
    decideBy: null,
    leadTimeMonths: AT_ONCE,
    gates: [],
    serviceFromMonth,
    deliveryProfile: WHOLE_AT_ONCE,
    termMonths,
    price,
    takeOrPayFraction: PLAN_DEFAULTS.takeOrPayFraction,
    upfrontFraction: 0,
    buyerExit: null,
    hostExit: null,
    failureHazardPerYear: contract.failureHazardPerYear ?? 0,
    financing: null,
    terms,
  };
}

/** The market's reserved price of a reference GPU, times the reference GPUs per GPU in the plan's first workload. */
function renewalPrice(contract: FleetInput, context: NormaliseContext): Extract<Price, { kind: 'perGpuHour' }> {
  const stated = contract.renewal === 'none' ? undefined : contract.renewal?.priceUsdPerGpuHour;
  if (stated !== undefined) return { kind: 'perGpuHour', usd: byRegimeOf(stated) };
  const quantities = quantitiesOf(contract, context);
  const equivalents = (referenceGpusOf({}, quantities, context)[0] ?? 0) / totalGpus(quantities);
  const reserved = byRegimeOf(context.input.market.reservedUsdPerReferenceGpuHour);
  return { kind: 'perGpuHour', usd: scaleByRegime(reserved, equivalents) };
}

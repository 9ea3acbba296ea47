import { PLAN_DEFAULTS } from './defaults.ts';
import type { NormaliseContext } from './normalise-context.ts';
import { byRegimeOf } from './normalise-context.ts';
import type { Market } from './plan.ts';
import { SUPPLY_REGIMES } from './plan.ts';

export function normaliseMarket(context: NormaliseContext): Market {
  const { market } = context.input;
  const { start, correlationWithGrowth, meanMonths } = market.supplyRegimes;
  reportDefaults(context);
  return {
    startRegime: SUPPLY_REGIMES.indexOf(start),
    regimeMeanMonths: byRegimeOf(meanMonths ?? PLAN_DEFAULTS.regimeMeanMonths),
    correlationWithGrowth: correlationWithGrowth ?? PLAN_DEFAULTS.correlationWithGrowth,
    onDemand: onDemandOf(context),
    reservedUsdPerReferenceGpuHour: byRegimeOf(market.reservedUsdPerReferenceGpuHour),
    rentalDeclinePerYearAfterHorizon:
      market.rentalDeclinePerYearAfterHorizon ?? PLAN_DEFAULTS.rentalDeclinePerYearAfterHorizon,
    fluctuation: fluctuationOf(context),
  };
}

function fluctuationOf({ input, issues }: NormaliseContext): Market['fluctuation'] {
  const { fluctuation } = input.market;
  if (fluctuation === undefined || fluctuation === 'none') return null;
  const found = fluctuation === 'calibrated' ? PLAN_DEFAULTS.marketFluctuation : fluctuation;
  issues.assume({
    code: 'market-fluctuation',
    path: 'market.fluctuation',
    what:
      `in replays prices on demand and of offers to come move within a supply regime, by ${found.priceVolatilityPerMonth} a month ` +
      `with ${found.jumpsPerYear} jumps a year, half gone after ${found.halfLifeMonths} months; decisions know the regime's price alone`,
    fix: 'give its five numbers, or none',
  });
  return { ...found };
}

function onDemandOf(context: NormaliseContext): Market['onDemand'] {
  const { onDemand } = context.input.market;
  if (onDemand === undefined || onDemand === 'none') return null;
  const acceleratorIndex = context.acceleratorIndexById.get(onDemand.accelerator) ?? 0;
  if (context.accelerators[acceleratorIndex]?.equivalents.every((count) => count === 0)) {
    const what = `no workload can use ${onDemand.accelerator}: it comes to no reference GPU of any`;
    const fix = 'name one that some workload can, or write onDemand: none';
    context.issues.error({ code: 'serves-nothing', path: 'market.onDemand.accelerator', what, fix });
  }
  return {
    acceleratorIndex,
    priceUsdPerGpuHour: byRegimeOf(onDemand.priceUsdPerGpuHour),
    availableGpus: byRegimeOf(onDemand.availableGpus),
  };
}

function reportDefaults({ input, issues }: NormaliseContext): void {
  const { market } = input;
  const path = 'market.supplyRegimes';
  if (market.supplyRegimes.meanMonths === undefined) {
    const what = `each supply regime lasts ${PLAN_DEFAULTS.regimeMeanMonths} months on average`;
    issues.assume({ code: 'default-supply-duration', path, what, fix: 'give meanMonths: {glut, normal, tight}' });
  }
  if (market.supplyRegimes.correlationWithGrowth === undefined) {
    const what = 'supply tightens and loosens independently of demand growth';
    issues.assume({ code: 'default-supply-correlation', path, what, fix: 'give correlationWithGrowth' });
  }
  if (market.onDemand === undefined) {
    const what = 'no capacity can be bought by the hour';
    issues.assume({ code: 'default-on-demand', path: 'market', what, fix: 'give onDemand, or onDemand: none' });
  }
  if (market.rentalDeclinePerYearAfterHorizon === undefined) {
    const fraction = PLAN_DEFAULTS.rentalDeclinePerYearAfterHorizon;
    const what = `after the horizon the rental price falls by ${fraction} a year`;
    const fix = 'give rentalDeclinePerYearAfterHorizon';
    issues.assume({ code: 'default-rental-decline', path: 'market', what, fix });
  }
}

import { SUPPLY_REGIMES, type Offer, type Plan } from '../domain/index.ts';
import {
  contractSeries,
  deliveryAtScore,
  shownReferenceGpus,
  type ContractSeries,
  type Delivery,
  type SupplyRegimeIndex,
} from '../supply/index.ts';
import type { CashByMonth } from './cash-reading.ts';
import { accountsOf } from './ledger.ts';
import type { RootDecision } from './question.ts';
import type { Course, CourseSigning } from './result.ts';

/**
 * The reference course: the fleet and what is signed now, each delivered at the median, in full use, to the end of its
 * term. Nothing is signed later, nobody leaves, nothing is lost.
 */
export function medianCourse(plan: Plan, decision: RootDecision): Course {
  const quotes = plan.offers.filter((offer) => offer.kind === 'quote');
  const fleet = plan.fleet.map((offer) => signingOf(plan, offer, 1));
  const signed = quotes.flatMap((offer, quote) =>
    decision[quote]! > 0 ? [signingOf(plan, offer, decision[quote]! / offer.blocks)] : [],
  );
  return courseOf(plan, {
    name: 'median',
    what: 'the fleet and what is signed now, delivered at the median and in full use to the end of each term; nothing signed later, nobody leaves, nothing is lost',
    signings: [...fleet, ...signed],
  });
}

function signingOf(plan: Plan, offer: Offer, contractFraction: number): CourseSigning {
  const isFleet = offer.kind === 'fleet';
  const { gateStartMonths, inServiceMonths, trancheMonths = [] } = isFleet ? DELIVERED : deliveryAtScore(offer, 0);
  return {
    contractId: offer.id,
    signed: isFleet ? 'fleet' : 'signNow',
    signMonth: 0,
    contractFraction,
    supplyRegime: SUPPLY_REGIMES[plan.market.startRegime]!,
    gateStartMonths,
    inServiceMonths,
    trancheMonths,
  };
}

const DELIVERED: Delivery = { gateStartMonths: [], inServiceMonths: 0 };

function courseOf(plan: Plan, events: Pick<Course, 'name' | 'what' | 'signings'>): Course {
  const contracts = new Map([...plan.fleet, ...plan.offers].map((offer) => [offer.id, offer]));
  const unfolded = events.signings.map((signing) => {
    const offer = contracts.get(signing.contractId)!;
    return { signing, offer, series: seriesOf(plan, offer, signing) };
  });
  return {
    ...events,
    ledger: accountsOf(unfolded.flatMap(({ signing, series }) => cashOf(signing, series))),
    capacity: unfolded.map(({ signing, offer, series }) => ({
      contractId: offer.id,
      signed: signing.signed,
      referenceGpus: Array.from(
        series.capacityFraction,
        (fraction) => fraction * signing.contractFraction * shownReferenceGpus(offer),
      ),
    })),
  };
}

function seriesOf({ horizonMonths }: Plan, offer: Offer, signing: CourseSigning): ContractSeries {
  const { signMonth, gateStartMonths, inServiceMonths, trancheMonths } = signing;
  const signingRegime = SUPPLY_REGIMES.indexOf(signing.supplyRegime) as SupplyRegimeIndex; // one of the three
  return contractSeries(offer, {
    signMonth,
    signingRegime,
    delivery:
      trancheMonths.length === 0
        ? { gateStartMonths, inServiceMonths }
        : { gateStartMonths, inServiceMonths, trancheMonths },
    horizonMonths,
  });
}

function cashOf({ contractId, signed, contractFraction }: CourseSigning, series: ContractSeries): CashByMonth[] {
  const usage = series.usageUsdByMonth.map((usd) => -usd);
  const lines = [...series.lines, { cause: 'usage', timing: 'monthEnd', usdByMonth: usage } as const];
  return lines.map(({ cause, timing, usdByMonth }) => ({
    cause,
    contractId,
    signed,
    timing,
    usdByMonth: usdByMonth.map((usd) => usd * contractFraction),
  }));
}

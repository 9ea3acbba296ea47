import type { Offer, ValueFlow } from '../domain/index.ts';
import { deliveredParts } from './capacity.ts';
import type { CashLine } from './cash-line.ts';
import { addAt, placed, type Timeline } from './timeline.ts';

/** What a contract costs and brings beside its fee: operations, power, adders, own kit, flows, people, its end. */
export function sideLines(offer: Offer, timeline: Timeline): CashLine[] {
  const { terms, price } = offer;
  const delivered = (usdPerMonth: number) =>
    placed(timeline, (month) => -usdPerMonth * (timeline.service.delivered[month] ?? 0));
  const endUsd = terms.endOfLife.valueUsd - terms.endOfLife.decommissionUsd;
  const whileServing = { timing: 'monthEnd', isPriceLinked: false, followsService: true } as const;
  return [
    { cause: 'operations', usdByMonth: delivered(price.kind === 'owned' ? price.opexUsdPerMonth : 0), ...whileServing },
    { cause: 'power', usdByMonth: delivered(terms.powerUsdPerMonth), ...whileServing },
    { cause: 'adders', usdByMonth: delivered(terms.adders.usdPerMonth), ...whileServing },
    onceAtService('adders', timeline, -terms.adders.onceUsd),
    ownHardwareLine(offer, timeline),
    ...terms.flows.map((flow) => flowLine(flow, timeline)),
    // Our own kit is ours to sell and to take away whatever has happened to its service.
    { ...atEnd('endOfLife', timeline, endUsd), followsService: price.kind !== 'owned' },
    relationshipLine(offer, timeline),
  ];
}

/** Kit of our own is bought as each part of the capacity enters service. */
function ownHardwareLine(offer: Offer, timeline: Timeline): CashLine {
  const usdByMonth = new Float64Array(timeline.horizonMonths);
  for (const { fraction, fromMonth } of deliveredParts(offer, timeline.delivery)) {
    addAt(usdByMonth, timeline.inServiceMonth + fromMonth, 0 - fraction * offer.terms.ownHardwareUsd);
  }
  return { cause: 'ownHardware', usdByMonth, timing: 'monthStart', isPriceLinked: false, followsService: true };
}

function flowLine({ kind, usd, timing }: ValueFlow, timeline: Timeline): CashLine {
  if (timing === 'firstService') return onceAtService(kind, timeline, usd);
  if (timing === 'end') return atEnd(kind, timeline, usd);
  if (timing === 'monthly') {
    const monthly = placed(timeline, (month) => usd * (timeline.service.delivered[month] ?? 0));
    return { cause: kind, usdByMonth: monthly, timing: 'monthEnd', isPriceLinked: false, followsService: true };
  }
  const usdByMonth = new Float64Array(timeline.horizonMonths);
  if (!timeline.isSignedBefore) addAt(usdByMonth, timeline.signMonth, usd);
  return { cause: kind, usdByMonth, timing: 'monthStart', isPriceLinked: false, followsService: false };
}

type SideCause = ValueFlow['kind'] | 'adders' | 'endOfLife';

function onceAtService(cause: SideCause, timeline: Timeline, usd: number): CashLine {
  const usdByMonth = new Float64Array(timeline.horizonMonths);
  addAt(usdByMonth, timeline.inServiceMonth, usd + 0);
  return { cause, usdByMonth, timing: 'monthStart', isPriceLinked: false, followsService: true };
}

/** At the end of the last month of service. */
function atEnd(cause: SideCause, timeline: Timeline, usd: number): CashLine {
  const usdByMonth = new Float64Array(timeline.horizonMonths);
  addAt(usdByMonth, timeline.inServiceMonth + timeline.service.delivered.length - 1, usd + 0);
  return { cause, usdByMonth, timing: 'monthEnd', isPriceLinked: false, followsService: true };
}

/** From signing to the end of the term. */
function relationshipLine({ terms }: Offer, timeline: Timeline): CashLine {
  const { signMonth, inServiceMonth, service, horizonMonths, isSignedBefore } = timeline;
  const usdByMonth = new Float64Array(horizonMonths);
  const from = Math.max(0, isSignedBefore ? inServiceMonth : signMonth);
  const end = Math.max(0, inServiceMonth + service.delivered.length);
  if (terms.relationshipUsdPerMonth > 0 && from < end) usdByMonth.fill(-terms.relationshipUsdPerMonth, from, end);
  return { cause: 'relationship', usdByMonth, timing: 'monthEnd', isPriceLinked: false, followsService: true };
}

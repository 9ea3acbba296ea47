import type { RootDecision } from '../decide/index.ts';
import type { Plan } from '../domain/index.ts';
import { contractSeries, deliveryAtScore, firmLiability } from '../supply/index.ts';
import { largestHostOf, type Held } from './shares.ts';
import { quotesOf } from './variants.ts';

/** What a set of signings binds and brings, whatever the future: no sampling in it. */
export interface Footprint {
  /** undiscounted cash payable if every right of ours is used at its first date */
  readonly firmLiabilityUsd: number;
  /** months until the first of it serves, at median lead times; null when nothing is signed */
  readonly monthsToCapacity: number | null;
  /** of the first workload, all delivered */
  readonly referenceGpus: number;
  /** largest share of a host in capacity once all is in service, fleet included; null without capacity */
  readonly largestHost: { readonly host: string; readonly fraction: number } | null;
  /** hosts that the fleet does not have: relationships to be built and run */
  readonly newHosts: readonly string[];
}

/** Signing now at the normal market's price. */
const NOMINAL = { signMonth: 0, signingRegime: 1 } as const;

/** The blocks of a root decision as shares of their offers. */
export function heldOf(plan: Plan, decision: RootDecision): Held[] {
  return quotesOf(plan).flatMap((offer, quote) => {
    const blocks = decision[quote] ?? 0;
    return blocks > 0 ? [{ offer, fraction: blocks / offer.blocks }] : [];
  });
}

/** What a root decision binds and brings. */
export function footprintOf(plan: Plan, decision: RootDecision): Footprint {
  const held = heldOf(plan, decision);
  const starts = held.map(({ offer }) => monthsToServiceOf(offer, plan.horizonMonths));
  const known = new Set(plan.fleet.map(({ host }) => host));
  const hosts = held.filter(({ offer }) => offer.route !== 'build').map(({ offer }) => offer.host);
  return {
    firmLiabilityUsd: held.reduce((sum, { offer, fraction }) => {
      const delivery = deliveryAtScore(offer, 0);
      return sum + fraction * firmLiability(offer, { ...NOMINAL, delivery }).totalUsd;
    }, 0),
    monthsToCapacity: starts.length === 0 ? null : Math.min(...starts),
    referenceGpus: held.reduce((sum, { offer, fraction }) => sum + fraction * (offer.referenceGpus[0] ?? 0), 0),
    largestHost: largestHostOf(plan, held),
    newHosts: [...new Set(hosts)].filter((host) => !known.has(host)),
  };
}

/** Months from now to first service when signed now, at the median lead time. */
export function monthsToServiceOf(offer: Held['offer'], horizonMonths: number): number {
  return contractSeries(offer, { ...NOMINAL, delivery: deliveryAtScore(offer, 0), horizonMonths }).inServiceMonth;
}

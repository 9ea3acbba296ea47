import type { OfferAnswer, Result } from '../../decide/index.ts';
import { formatPrice } from '../words/format.ts';
import { plainText } from '../words/plain-text.ts';
import { isUnsignable, shortVerdict, walkAwayText } from '../words/verdict-text.ts';

/** Hosts with a colour of their own in the capacity chart; the rest share one. */
export const HOSTS_SHOWN_MAX = 6;
const OTHER_HOSTS = 'other hosts';

/** Demand's quantiles against capacity, by month, all in reference GPUs of the first workload. */
export interface FanSeries {
  /** "YYYY-MM", one for each entry of every array */
  readonly months: readonly string[];
  readonly demandP5: readonly number[];
  readonly demandP25: readonly number[];
  readonly demandP50: readonly number[];
  readonly demandP75: readonly number[];
  readonly demandP95: readonly number[];
  /** fleet and what is signed now */
  readonly committed: readonly number[];
  /** the same with expected later signings */
  readonly planned: readonly number[];
}

export type CapacityKind = 'fleet' | 'signNow' | 'later';

/** Capacity stacked from the fleet up, in reference GPUs of the first workload. */
export interface CapacitySeries {
  readonly months: readonly string[];
  /** hosts in colour order; the last may stand for all others */
  readonly hosts: readonly string[];
  /** in stacking order: fleet, signed now, expected later; within a kind in host order */
  readonly layers: readonly {
    readonly hostIndex: number;
    readonly kind: CapacityKind;
    /** "Cloud A, fleet" */
    readonly label: string;
    readonly referenceGpus: readonly number[];
  }[];
}

/** Each offer's walk-away price against its ask (1 = the ask), in plan order. */
export interface WalkAwaySeries {
  readonly offers: readonly {
    readonly name: string;
    /** "$1.30 asked, worth at most $1.62 (1.49 to 1.75)" */
    readonly prices: string;
    readonly verdict: OfferAnswer['verdict'];
    readonly verdictText: string;
    /** multiples of the ask; null where not known */
    readonly walkAway: number | null;
    readonly low: number | null;
    readonly high: number | null;
  }[];
}

export const KIND_NAMES: Readonly<Record<CapacityKind, string>> = {
  fleet: 'fleet',
  signNow: 'sign now',
  later: 'expected later',
};

const KINDS: readonly CapacityKind[] = ['fleet', 'signNow', 'later'];

/** Demand's p5, p25, p50, p75 and p95 by month against the capacity in service. */
export function fanSeries(result: Result): FanSeries {
  const { months, demandReferenceGpus: demand, capacity } = result.series;
  const committed = capacity.filter((contract) => contract.kind !== 'later');
  return {
    months,
    demandP5: demand.p5,
    demandP25: demand.p25,
    demandP50: demand.p50,
    demandP75: demand.p75,
    demandP95: demand.p95,
    committed: summed(committed, months.length),
    planned: summed(capacity, months.length),
  };
}

/** Capacity by host and kind; the hosts with the most capacity keep their names. */
export function capacitySeries(result: Result): CapacitySeries {
  const { months, capacity } = result.series;
  const hosts = shownHosts(result);
  const hostIndexOf = (host: string) => {
    const index = hosts.indexOf(plainText(host));
    return index < 0 ? hosts.length - 1 : index;
  };
  const layers = KINDS.flatMap((kind) =>
    hosts.map((host, hostIndex) => {
      const contracts = capacity.filter(
        (contract) => contract.kind === kind && hostIndexOf(contract.host) === hostIndex,
      );
      return {
        hostIndex,
        kind,
        label: `${host}, ${KIND_NAMES[kind]}`,
        referenceGpus: summed(contracts, months.length),
      };
    }),
  );
  return { months, hosts, layers: layers.filter((layer) => layer.referenceGpus.some((gpus) => gpus > 0)) };
}

/** Walk-away prices as multiples of the ask, with their ranges. */
export function walkAwaySeries(result: Result): WalkAwaySeries {
  return {
    offers: result.offers.map((offer) => ({
      name: plainText(offer.offerId),
      prices: `${formatPrice(offer.askPriceUsdPerGpuHour)} asked, worth at most ${walkAwayText(offer)}`,
      verdict: offer.verdict,
      verdictText: isUnsignable(offer) ? 'cannot be signed' : shortVerdict(result, offer),
      walkAway: isUnsignable(offer) ? null : finiteOrNull(offer.walkAwayFractionOfAsk.estimate),
      low: finiteOrNull(offer.walkAwayFractionOfAsk.low),
      high: finiteOrNull(offer.walkAwayFractionOfAsk.high),
    })),
  };
}

/** Hosts in order of appearance; beyond the palette the smallest are put together. */
function shownHosts(result: Result): readonly string[] {
  const gpuMonthsByHost = new Map<string, number>();
  for (const contract of result.series.capacity) {
    const host = plainText(contract.host);
    const gpuMonths = contract.referenceGpus.reduce((total, gpus) => total + gpus, 0);
    gpuMonthsByHost.set(host, (gpuMonthsByHost.get(host) ?? 0) + gpuMonths);
  }
  const hosts = [...gpuMonthsByHost.keys()];
  if (hosts.length <= HOSTS_SHOWN_MAX) return hosts;
  const bySize = [...hosts].sort((a, b) => (gpuMonthsByHost.get(b) ?? 0) - (gpuMonthsByHost.get(a) ?? 0));
  const largest = new Set(bySize.slice(0, HOSTS_SHOWN_MAX - 1));
  return [...hosts.filter((host) => largest.has(host)), OTHER_HOSTS];
}

function summed(
  contracts: readonly { readonly referenceGpus: readonly number[] }[],
  months: number,
): readonly number[] {
  return Array.from({ length: months }, (_, month) =>
    contracts.reduce((total, contract) => total + (contract.referenceGpus[month] ?? 0), 0),
  );
}

function finiteOrNull(value: number | null): number | null {
  return value !== null && Number.isFinite(value) ? value : null;
}

import { monthNumberOf } from '../units/index.ts';
import { isSameChip, type ChipFamily } from './chip.ts';
import type { Catalogue } from './parse-catalogue.ts';
import { isOutlier, placementOf, type Placement } from './placement.ts';
import type { DealBasis, PublicDeal } from './public-deals.ts';

/** Deals and prices further away in time than this are not comparable. */
export const COMPARABLE_MONTHS_MAX = 24;
/** Listed prices are stale sooner. */
const LISTED_MONTHS_MAX = 12;

/** A published price beside an offer's, in the same unit. */
export interface Comparable {
  readonly id: string;
  readonly name: string;
  readonly asOfMonth: string;
  readonly usd: number;
  /** null when counted; otherwise why it is shown only */
  readonly notCounted: 'cited' | 'floor' | 'estimate' | null;
  readonly isOutlier: boolean;
  /** how large the deal was, as published; a price of capex is of no one size */
  readonly gpus: number | null;
  /** of `powerKind` */
  readonly megawatts: number | null;
  readonly powerKind: string | null;
  readonly quality: string;
  readonly sourceUrl: string;
}

type PublishedPrice = Omit<Comparable, 'isOutlier'>;

/** A listed or surveyed price of the same chip. */
export interface ComparableMarketPrice {
  readonly asOfMonth: string;
  readonly channel: string;
  readonly provider: string;
  readonly usdPerGpuHour: number;
  readonly quality: string;
  readonly sourceUrl: string;
}

/** What is asked of the record. */
interface Wanted {
  readonly basis: DealBasis;
  /** of the offer; null compares with every family */
  readonly chipFamily: ChipFamily | null;
  /** "YYYY-MM" near which deals count */
  readonly nearMonth: string;
  /** sources that the offer's own numbers cite: what stands there is no other price to compare with */
  readonly citedUrls?: ReadonlySet<string>;
}

/** Comparable prices, oldest first, and where the offer's own stands among the counted ones. */
export interface Compared {
  readonly prices: readonly Comparable[];
  readonly placement: Placement;
  readonly isOfferOutlier: boolean;
}

/**
 * Public deals on the same basis, for the same chip family, signed at most COMPARABLE_MONTHS_MAX months from the month
 * asked for, that give a price per GPU hour, or per facility megawatt and year.
 *
 * Megawatts of critical IT load are turned into facility megawatts: price · IT load / facility = price / pue; those that
 * do not say are taken as facility megawatts.
 *
 * @param offer `usd` its price in the metric's unit; `pue` for the conversion, > 0
 */
export function comparableDeals(
  catalogue: Catalogue,
  wanted: Wanted,
  offer: { readonly metric: 'gpuHour' | 'megawattYear'; readonly usd: number; readonly pue: number },
): Compared {
  const found = catalogue.deals.flatMap((deal): PublishedPrice[] => {
    const usd =
      offer.metric === 'gpuHour'
        ? deal.usdPerGpuHour
        : facilityPrice(deal.usdPerMegawattYear, deal.powerKind, offer.pue);
    if (usd === null || deal.basis !== wanted.basis || !isNear(deal.asOfMonth, wanted.nearMonth)) return [];
    const isOtherChip = wanted.chipFamily !== null && deal.chipFamily !== null && deal.chipFamily !== wanted.chipFamily;
    if (isOtherChip) return [];
    const notCounted = notCountedOf(deal, wanted);
    const { id, asOfMonth, gpus, megawatts, powerKind, quality, sourceUrl } = deal;
    const name = `${deal.tenant} at ${deal.host}`;
    return [{ id, name, asOfMonth, usd, notCounted, gpus, megawatts, powerKind, quality, sourceUrl }];
  });
  return compared(offer.usd, found);
}

function notCountedOf({ sourceUrl, isFloor, quality }: PublicDeal, { citedUrls }: Wanted): Comparable['notCounted'] {
  if (citedUrls?.has(sourceUrl)) return 'cited';
  if (isFloor) return 'floor';
  return quality === 'estimate' ? 'estimate' : null;
}

/** Published all-in capex per facility megawatt, near in time. All are somebody's model, and all are counted. */
export function comparableCapex(
  catalogue: Catalogue,
  { nearMonth, citedUrls }: Pick<Wanted, 'nearMonth' | 'citedUrls'>,
  offer: { readonly usd: number; readonly pue: number },
): Compared {
  const found = catalogue.capex
    .filter(({ asOfMonth }) => isNear(asOfMonth, nearMonth))
    .map(({ metric, asOfMonth, usdPerMegawatt, isItPower, quality, sourceUrl }): PublishedPrice => ({
      id: metric,
      name: metric,
      asOfMonth,
      usd: isItPower ? usdPerMegawatt / offer.pue : usdPerMegawatt,
      notCounted: citedUrls?.has(sourceUrl) ? 'cited' : null,
      gpus: null,
      megawatts: null,
      powerKind: isItPower ? 'critical_it' : 'facility',
      quality,
      sourceUrl,
    }));
  return compared(offer.usd, found);
}

/** Listed, reserved and spot prices of the same chip within a year: the newest of each channel and provider. */
export function comparablePrices(
  catalogue: Catalogue,
  accelerator: string,
  nearMonth: string,
): readonly ComparableMarketPrice[] {
  const newest = new Map<string, ComparableMarketPrice>();
  for (const { accelerator: chip, ...price } of catalogue.prices) {
    if (!isSameChip(chip, accelerator) || monthsApart(price.asOfMonth, nearMonth) > LISTED_MONTHS_MAX) continue;
    const key = `${price.channel} ${price.provider}`;
    const known = newest.get(key);
    if (known === undefined || price.asOfMonth >= known.asOfMonth) newest.set(key, price);
  }
  return [...newest.values()].toSorted((a, b) => a.usdPerGpuHour - b.usdPerGpuHour);
}

function compared(offerUsd: number, found: readonly PublishedPrice[]): Compared {
  const counted = found.filter(({ notCounted }) => notCounted === null).map(({ usd }) => usd);
  const placement = placementOf(offerUsd, counted);
  return {
    prices: found
      .map((price) => ({ ...price, isOutlier: price.notCounted === null && isOutlier(price.usd, placement) }))
      .toSorted((a, b) => (a.asOfMonth < b.asOfMonth ? -1 : a.asOfMonth > b.asOfMonth ? 1 : 0)),
    placement,
    isOfferOutlier: isOutlier(offerUsd, placement),
  };
}

function facilityPrice(usd: number | null, powerKind: string | null, pue: number): number | null {
  return usd !== null && powerKind === 'critical_it' ? usd / pue : usd;
}

function isNear(month: string, other: string): boolean {
  return monthsApart(month, other) <= COMPARABLE_MONTHS_MAX;
}

function monthsApart(month: string, other: string): number {
  return Math.abs(monthNumberOf(month) - monthNumberOf(other));
}

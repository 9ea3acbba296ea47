import { COMPARABLE_MONTHS_MAX, OUTLIER_MULTIPLE } from '../catalogue/index.ts';
import type { Comparable, ComparableMarketPrice } from '../catalogue/index.ts';
import { quantileOfSorted } from '../numeric/index.ts';
import {
  formatCount,
  formatGpus,
  formatPrice,
  pageTable,
  plainText,
  truncated,
  type PageSection,
  type PageTable,
} from '../report/index.ts';
import type { BreakEven } from './break-even.ts';
import type { ComparedPrices, DealAnswer } from './deal-desk.ts';
import { BASIS_TEXT, METRIC_TEXT, metricPriceText } from './deal-words.ts';

const NAME_COLUMNS = 40;

/** The markets of a break-even, in words. */
export const MARKET_TEXT: Readonly<Record<BreakEven['market'], string>> = {
  onDemand: 'on demand',
  reserved: 'reserved',
};

/** Where an offer stands among public deals on its own basis. */
export function comparedSections(offer: DealAnswer): readonly PageSection[] {
  const chips = offer.chipFamily === null ? 'any chip' : `${offer.chipFamily.replace('_', ' ')} of any model`;
  const scope = offer.basis === 'gpuCloud' ? `, ${chips}` : '';
  const heading = `AMONG PUBLIC DEALS: ${plainText(offer.offerId)}, ${BASIS_TEXT[offer.basis]}${scope}, within ${COMPARABLE_MONTHS_MAX} months`;
  const sets = offer.compared.filter(({ prices }) => prices.length > 0);
  if (sets.length === 0) {
    return [
      {
        heading,
        parts: ['No public deal on this basis, for such chips and near in time, gives a price.'],
      },
    ];
  }
  return [{ heading, parts: sets.flatMap((set) => [placeText(set, offer), pricesTable(set)]) }];
}

function placeText(set: ComparedPrices, { price: { gpus, facilityMegawatts } }: DealAnswer): string {
  const { placement, metric, offerUsd, isOfferOutlier } = set;
  const size = sizeText({ gpus, megawatts: facilityMegawatts, powerKind: 'facility' }, metric);
  const own = `${metricPriceText(offerUsd, metric)}${metric === 'capexUsdPerMegawatt' ? '' : ' over its term'}`;
  const price = `${METRIC_TEXT[metric]}: ${own}, for ${size}`;
  if (placement.count === 0 || placement.quantile === null) return `${price}; none of these counts as a price.`;
  const below = Math.round(placement.quantile * placement.count * 2) / 2;
  const range = `median ${metricPriceText(placement.median, metric)}, ${metricPriceText(placement.low, metric)} to ${metricPriceText(placement.high, metric)}`;
  const flag = isOfferOutlier
    ? ` OUTLIER: more than ${OUTLIER_MULTIPLE} times off the median, of prices for any size.`
    : '';
  return `${price}, above ${below} of the ${placement.count} that count (${range}).${flag}`;
}

function pricesTable({ prices, metric }: ComparedPrices): PageTable {
  const isSized = prices.some((price) => sizeText(price, metric) !== '');
  const rows = prices.map((price) => [
    `${price.asOfMonth} ${truncated(plainText(price.name), NAME_COLUMNS)}`,
    metricPriceText(price.usd, metric),
    ...(isSized ? [sizeText(price, metric)] : []),
    price.quality.replace('_', ' '),
    sourceText(price.sourceUrl),
    remarkOf(price),
  ]);
  const head = ['', 'price', ...(isSized ? ['size'] : []), 'quality', 'source', ''];
  return pageTable([head, ...rows], (column) => column >= head.indexOf('quality'));
}

/** What a price is of in its metric's unit, as published: a price per megawatt is of megawatts. */
function sizeText(
  { gpus, megawatts, powerKind }: Pick<Comparable, 'gpus' | 'megawatts' | 'powerKind'>,
  metric: ComparedPrices['metric'],
): string {
  if (metric === 'usdPerGpuHour') return gpus === null ? '' : `${formatGpus(gpus)} GPUs`;
  if (megawatts === null) return '';
  return `${formatCount(megawatts)} MW${POWER_TEXT[powerKind ?? 'unstated'] ?? ''}`;
}

/** Which megawatts; nothing for those at the meter, as the prices here are. */
const POWER_TEXT: Readonly<Record<string, string>> = {
  critical_it: ' of IT',
  gross: ' gross',
  unstated: ', kind unsaid',
};

/** The site that says so; the whole address is in the JSON and in `eightyfold catalogue deals`. */
function sourceText(url: string): string {
  return /^https?:\/\/(?:www\.)?([^/]+)/.exec(url)?.[1] ?? plainText(url);
}

function remarkOf({ notCounted, isOutlier }: Comparable): string {
  if (notCounted === 'cited') return "not counted: the offer's own source";
  if (notCounted === 'floor') return 'not counted: "up to" quantities';
  if (notCounted === 'estimate') return "not counted: somebody's estimate";
  return isOutlier ? 'outlier' : '';
}

/** Listed prices of the same chip, by channel. */
export function listedSection(offer: DealAnswer): readonly PageSection[] {
  if (offer.marketPrices.length === 0) return [];
  const channels = [...new Set(offer.marketPrices.map(({ channel }) => channel))];
  const rows = channels.map((channel) => {
    const prices = offer.marketPrices.filter((price) => price.channel === channel);
    return channelRow(channel, prices);
  });
  const heading = `LISTED PRICES of the same chip within a year: ${plainText(offer.offerId)}, USD per GPU-hour`;
  return [{ heading, parts: [pageTable([['channel', 'prices', 'low', 'median', 'high', 'newest'], ...rows])] }];
}

function channelRow(channel: string, prices: readonly ComparableMarketPrice[]): string[] {
  const sorted = prices.map(({ usdPerGpuHour }) => usdPerGpuHour).toSorted((a, b) => a - b);
  const newest = prices.reduce((latest, { asOfMonth }) => (asOfMonth > latest ? asOfMonth : latest), '');
  return [
    channel,
    `${prices.length}`,
    ...[0, 0.5, 1].map((probability) => formatPrice(quantileOfSorted(sorted, probability))),
    newest,
  ];
}

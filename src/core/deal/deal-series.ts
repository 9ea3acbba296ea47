import { formatCount, formatLadder, plainText } from '../report/index.ts';
import type { DealAnswer, DealDesk } from './deal-desk.ts';
import { stepText } from './deal-words.ts';
import { LOSS_STEPS, type EffectivePrice, type PriceStep, type PriceStepId } from './effective-price.ts';

/** The ladders of offers on one basis, for a picture. USD per GPU hour. */
export interface LadderSeries {
  readonly offers: readonly {
    readonly name: string;
    readonly steps: readonly {
      readonly id: PriceStepId;
      readonly label: string;
      readonly usdPerGpuHour: number;
      /** as printed: the amounts of an offer add up to its totals */
      readonly amount: string;
    }[];
    readonly allInUsdPerGpuHour: number;
    readonly effectiveUsdPerGpuHour: number;
    /** the same by what the GPU does, which alone ranks offers of different chips; null where it serves nothing */
    readonly effectiveUsdPerReferenceGpuHour: number | null;
    /** worth at most, on the quoted price; null when not known */
    readonly walkAway: { readonly estimate: number; readonly low: number | null; readonly high: number | null } | null;
  }[];
  /** names of offers on another basis than the first, left out */
  readonly leftOut: readonly string[];
}

/** The ladder of each offer whose price includes the GPUs exactly where the first one's does. */
export function ladderSeries(desk: DealDesk): LadderSeries {
  const isShell = (offer: DealAnswer | undefined) => offer?.basis === 'poweredShell';
  const isFirstBasis = (offer: DealAnswer) => isShell(offer) === isShell(desk.offers[0]);
  return {
    offers: desk.offers.filter(isFirstBasis).map(({ offerId, price, walkAway }) => ({
      name: plainText(offerId),
      steps: ladderSteps(price),
      allInUsdPerGpuHour: price.allInUsdPerGpuHour,
      effectiveUsdPerGpuHour: price.effectiveUsdPerGpuHour,
      effectiveUsdPerReferenceGpuHour: isShell(desk.offers[0]) ? null : price.effectiveUsdPerReferenceGpuHour,
      walkAway: walkAway === null ? null : walkAway.walkAwayUsdPerGpuHour,
    })),
    leftOut: desk.offers.filter((offer) => !isFirstBasis(offer)).map(({ offerId }) => plainText(offerId)),
  };
}

function ladderSteps({ steps }: EffectivePrice): LadderSeries['offers'][number]['steps'] {
  const shown = steps.filter(({ id, usdPerGpuHour }) => id === 'quoted' || usdPerGpuHour !== 0);
  const isLoss = ({ id }: PriceStep) => LOSS_STEPS.has(id);
  const [paid, lost] = [shown.filter((step) => !isLoss(step)), shown.filter(isLoss)];
  const usdOf = ({ usdPerGpuHour }: PriceStep) => usdPerGpuHour;
  const amounts = formatLadder([paid.map(usdOf), lost.map(usdOf)], 'price').flatMap((group) => group.amounts);
  return [...paid, ...lost].map(({ id, usdPerGpuHour }, index) => ({
    id,
    label: id === 'quoted' ? 'quoted' : stepText(id),
    usdPerGpuHour,
    amount: amounts[index] ?? '',
  }));
}

/** What is left to pay at the start of each month, nominal USD, by offer. */
export interface LiabilitySeries {
  /** [month index] "YYYY-MM", the longest life of any offer */
  readonly months: readonly string[];
  readonly offers: readonly {
    readonly name: string;
    /** [month index] */
    readonly headlineRemainingUsd: readonly number[];
    readonly firmRemainingUsd: readonly number[];
  }[];
}

/** Headline and firm liability still to come, for a picture. */
export function liabilitySeries({ offers }: DealDesk): LiabilitySeries {
  const longest = offers.reduce<readonly string[]>(
    (months, { exposure }) => (exposure.months.length > months.length ? exposure.months : months),
    [],
  );
  const padded = (values: readonly number[]) => longest.map((_, month) => values[month] ?? 0);
  return {
    months: longest,
    offers: offers.map(({ offerId, exposure }) => ({
      name: plainText(offerId),
      headlineRemainingUsd: padded(remainingOf(exposure.headlineUsdByMonth)),
      firmRemainingUsd: padded(exposure.firmRemainingUsdByMonth),
    })),
  };
}

/** What is left to pay of each offer in each month, to the dollar: for whoever points at a month, or hears the chart. */
export function liabilityReadings({ months, offers }: LiabilitySeries): readonly string[] {
  const usd = (amount: number | undefined): string => `$${formatCount(Math.round(amount ?? 0))}`;
  return months.map((month, index) => {
    const parts = offers.map(
      ({ name, firmRemainingUsd, headlineRemainingUsd }) =>
        `${name} ${usd(firmRemainingUsd[index])} firm of ${usd(headlineRemainingUsd[index])}`,
    );
    return `${month}, left to pay: ${parts.join('; ')}.`;
  });
}

/** [month] the sum of that month and all after it */
function remainingOf(usdByMonth: readonly number[]): readonly number[] {
  let left = 0;
  return usdByMonth
    .toReversed()
    .map((usd) => (left += usd))
    .toReversed();
}

import type { Delivery } from '../supply/index.ts';
import type { BlockChances, Loss } from './chances.ts';
import { dependsOn, type SharedFactor } from './shared-factor.ts';

/** What befalls a replay beyond chance; no draw moves, so what it costs is paired path by path. Plain data. */
export interface Shock {
  /** deliveries of the contracts of these factors come so many months later */
  readonly slips: readonly { readonly factor: SharedFactor; readonly months: number }[];
  /** contracts of a factor in service in a month are lost then: by failure, or by the host's notice where it has that right */
  readonly losses: readonly { readonly factor: SharedFactor; readonly month: number; readonly isRecall: boolean }[];
  /** the market stays in this supply regime from month 1 on; null = as drawn */
  readonly supplyRegime: 0 | 1 | 2 | null;
}

export const NO_SHOCK: Shock = { slips: [], losses: [], supplyRegime: null };

/** The same chances under a shock. */
export function shockedChances(chances: BlockChances, shock: Shock): BlockChances {
  const { paths } = chances;
  const { supplyRegime } = shock;
  const regimes =
    supplyRegime === null
      ? paths.supplyRegime
      : paths.supplyRegime.map((drawn, index) => (index % paths.monthCount === 0 ? drawn : supplyRegime));
  const under = { ...paths, supplyRegime: regimes };
  return {
    paths: under,
    market: supplyRegime === null ? chances.market : chances.marketFor(under),
    priceFactorOf: (offer, path, signMonth) => chances.priceFactorOf(offer, path, signMonth),
    marketFor: (other) => chances.marketFor(other),
    deliveryOf(offer, path) {
      const slips = shock.slips.flatMap(({ factor, months }) => (dependsOn(offer, factor) ? [months] : []));
      return later(chances.deliveryOf(offer, path), Math.max(0, ...slips));
    },
    outagesOf: (offer, path) => chances.outagesOf(offer, path),
    lossOf(offer, path, service) {
      const forced = shock.losses.flatMap(({ factor, month, isRecall }): Loss[] => {
        const isServing = service.inServiceMonth <= month && month < service.endMonth;
        if (!isServing || !dependsOn(offer, factor)) return [];
        if (!isRecall) return [{ stopMonth: month, knownMonth: month, isRecall: false }];
        const notice = offer.hostExit;
        return notice ? [{ stopMonth: month + notice.noticeMonths, knownMonth: month, isRecall: true }] : [];
      });
      return forced.reduce(
        (first, loss) => (loss.stopMonth < first.stopMonth ? loss : first),
        chances.lossOf(offer, path, service),
      );
    },
  };
}

/** Months later: a build's first gate starts in its month all the same. */
function later(delivery: Delivery, months: number): Delivery {
  if (months === 0) return delivery;
  const { gateStartMonths, inServiceMonths, trancheMonths } = delivery;
  return {
    gateStartMonths: gateStartMonths.map((month, gate) => (gate === 0 ? month : month + months)),
    inServiceMonths: inServiceMonths + months,
    ...(trancheMonths ? { trancheMonths: trancheMonths.map((month) => month + months) } : {}),
  };
}

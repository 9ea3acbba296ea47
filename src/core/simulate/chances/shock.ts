import type { ForcedGrowth } from '../../demand/index.ts';
import type { Delivery } from '../../supply/index.ts';
import type { BlockChances } from './chances.ts';
import type { Loss } from './loss.ts';
import { dependsOn, type SharedFactor } from './shared-factor.ts';

/** What befalls a replay beyond chance; no draw moves, so what it costs is paired path by path. Plain data. */
export interface Shock {
  /** deliveries of the contracts of these factors, renewals apart, come so many months later */
  readonly slips: readonly { readonly factor: SharedFactor; readonly months: number }[];
  /** contracts of a factor in service in a month are lost then: by failure, or by the host's notice where it has that right */
  readonly losses: readonly { readonly factor: SharedFactor; readonly month: number; readonly isRecall: boolean }[];
  /** the market stays in this supply regime from month 1 to the last; null = as drawn */
  readonly supplyRegime: 0 | 1 | 2 | null;
  /** demand grows so; null = as drawn */
  readonly growth: ForcedGrowth | null;
}

export const NO_SHOCK: Shock = { slips: [], losses: [], supplyRegime: null, growth: null };

/**
 * The same chances under a shock. What is left at the end of the horizon is valued in the market as drawn: a squeeze that
 * lasted for ever would make every contract dearer to have, and would show as a gain.
 */
export function shockedChances(drawn: BlockChances, shock: Shock): BlockChances {
  const chances = movedChances(drawn, shock);
  return {
    ...chances,
    deliveryOf(offer, path) {
      // What is renewed stands already: nobody has to deliver it.
      const mayBeLate = offer.kind !== 'renewal';
      const slips = shock.slips.flatMap(({ factor, months }) =>
        mayBeLate && dependsOn(offer, factor) ? [months] : [],
      );
      return later(chances.deliveryOf(offer, path), Math.max(0, ...slips));
    },
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

/** The chances where the market or demand goes as the shock says; draws are kept, chances of recall and lateness follow the market. */
function movedChances(drawn: BlockChances, { supplyRegime, growth }: Shock): BlockChances {
  if (supplyRegime === null && growth === null) return drawn;
  const paths = growth === null ? drawn.paths : drawn.forcedPaths(growth);
  const { monthCount } = paths;
  const isForced = (month: number) => supplyRegime !== null && month > 0 && month < monthCount - 1;
  const regimes = paths.supplyRegime.map((regime, index) => (isForced(index % monthCount) ? supplyRegime! : regime));
  return drawn.under({ ...paths, supplyRegime: regimes });
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

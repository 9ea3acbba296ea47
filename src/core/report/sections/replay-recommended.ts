import type { ReplayedPolicy, Result } from '../../decide/index.ts';
import { formatCount, formatFraction, formatUsd } from '../words/format.ts';
import type { PlainSection } from './answer-section.ts';
import { cells, numbers, shareOnlyCell, usdOnlyCell, words } from './cells.ts';
import { share } from './replay-cells.ts';

/** When the recommended policy is short. */
export function quarterSection(ours: ReplayedPolicy, { shortageFraction }: Result['plan']): PlainSection {
  const { quarters, shortRunMonths, everShortProbability, longestShortMonthsP95 } = ours;
  const run = Number.isFinite(shortRunMonths.estimate)
    ? `${share(everShortProbability).text} of paths are ever short. A run of shortage lasts ${shortRunMonths.estimate.toFixed(1)} months ` +
      `on the mean; on 1 path in 20 the longest is ${formatCount(longestShortMonthsP95.estimate)} months or more.`
    : 'No path is ever short.';
  return {
    title: 'Replay: shortage by quarter',
    text:
      `The recommended policy: chance that at a moment of the quarter over ${formatFraction(shortageFraction)} of protected demand goes ` +
      `unserved, and the unserved share of it. ${run}`,
    table: {
      columns: [...words('Quarter from'), ...numbers('chance', 'unserved')],
      rows: quarters.map(({ startMonth, shortageProbability, unservedFraction }) =>
        cells(startMonth, share(shortageProbability), share(unservedFraction)),
      ),
    },
  };
}

/** Whether its money lasts. */
export function moneySection({ quarters, liquidityUsd, troughMonth }: ReplayedPolicy): PlainSection {
  const lastMonth = liquidityUsd.p50.length - 1;
  return {
    title: 'Replay: money in hand',
    text: `The recommended policy at the end of each quarter, without drawing. Half of the worst twentieth of paths reach their low by ${troughMonth}.`,
    table: {
      columns: [...words('Quarter from'), ...numbers('1 path in 20 below', 'middle', '1 in 20 above')],
      rows: quarters.map(({ startMonth }, quarter) => {
        const month = Math.min(3 * quarter + 2, lastMonth);
        const { p5, p50, p95 } = liquidityUsd;
        return cells(startMonth, formatUsd(p5[month]!), formatUsd(p50[month]!), formatUsd(p95[month]!));
      }),
    },
  };
}

/** What each of its contracts is used for and costs. */
export function contractSection({ contracts }: ReplayedPolicy): PlainSection {
  return {
    title: 'Replay: contracts',
    text:
      'The recommended policy, means over paths within the horizon. Used: share of the capacity in service on which any work ran, ' +
      'whatever that was worth; stranded: what of the payment was for capacity that no work worth its price used, so that a ' +
      'contract in full use may be stranded in part.',
    table: {
      columns: [...words('Contract'), ...numbers('blocks', 'used', 'paid', 'stranded')],
      rows: contracts.map(({ contractId, blocksSigned, utilisationFraction, paidUsd, strandedUsd }) =>
        cells(
          contractId,
          blocksText(blocksSigned),
          shareOnlyCell(utilisationFraction),
          usdOnlyCell(paidUsd),
          usdOnlyCell(strandedUsd),
        ),
      ),
    },
  };
}

/** Blocks on the mean: few are not none. */
function blocksText(blocks: number): string {
  return blocks > 0 && blocks < 0.05 ? '<0.1' : formatCount(blocks);
}

/** How much hangs on one name. */
export function concentrationSection({ concentration }: ReplayedPolicy): PlainSection {
  return {
    title: 'Replay: concentration',
    text: 'The largest share of each kind over the horizon, and the sum of squared shares (1 is one alone).',
    table: {
      columns: [...words('Of', 'by', 'largest'), ...numbers('share', 'sum of squares')],
      rows: concentration.map(({ of, by, name, fraction, herfindahlIndex }) =>
        cells(of, by, name, formatFraction(fraction), herfindahlIndex === null ? '' : herfindahlIndex.toFixed(2)),
      ),
    },
  };
}

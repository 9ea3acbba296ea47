import type { ReplayAnswer } from '../../decide/index.ts';
import { formatCount, formatUsd } from '../words/format.ts';
import type { PlainSection } from './answer-section.ts';
import { cells, numbers } from './cells.ts';
import { usd } from './replay-cells.ts';

/** What knowing each path would have brought. */
export function regretSection({ regret }: ReplayAnswer): PlainSection {
  const { pathCount, meanUsd, p50Usd, p90Usd, largestUsd } = regret;
  return {
    title: 'Replay: regret',
    text:
      `What the recommended policy falls short of the best that was found knowing each of ${formatCount(pathCount)} paths: its ` +
      'programme solved alone and carried out in whole blocks, or whichever replayed policy did better there. At least so much.',
    table: {
      columns: numbers('mean', 'middle', '1 path in 10 above', 'largest'),
      rows: [cells(usd(meanUsd), usd(p50Usd), usd(p90Usd), formatUsd(largestUsd))],
    },
  };
}

/** What planning again along each path would have brought. */
export function deepSection({ deep }: ReplayAnswer): PlainSection {
  return {
    title: 'Replay: planned again along each path',
    text: deep
      ? `On ${formatCount(deep.pathCount)} of the same paths the programme was trained on from where the path stood at every decision ` +
        `date, ${formatCount(deep.planCount)} times in all: what that gains on the policy, paired by path.`
      : '',
    table: {
      columns: numbers('policy', 'planned again', 'gains'),
      rows: deep ? [cells(usd(deep.policyUsd), usd(deep.replannedUsd), usd(deep.gainUsd))] : [],
    },
  };
}

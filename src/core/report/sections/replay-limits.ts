import type { ReplayAnswer, Result } from '../../decide/index.ts';
import { formatFraction } from '../words/format.ts';
import { amountText, keepingText } from '../words/limit-text.ts';
import type { PlainSection } from './answer-section.ts';
import { cells, numbers, words } from './cells.ts';
import { share } from './replay-cells.ts';

/** A result's replay, and what of the rest its sections name. */
export type Replayed = Pick<Result, 'replay' | 'plan' | 'issues'>;

/** The plan's limits that only futures can try, and whether they are kept. */
export function limitsSection(replay: ReplayAnswer, { plan, issues }: Replayed): PlainSection {
  return {
    title: 'Replay: limits',
    text:
      `Limits of the plan that only futures can try, held on paths that nothing was chosen on. Shortage is a share of all hours of ` +
      `the horizon in which over ${formatFraction(plan.shortageFraction)} of protected demand goes unserved. ` +
      `${keepingText(replay)}${inheritedText(issues)}`,
    table: {
      columns: [...words('Limit', 'without'), ...numbers('limit', 'found'), ...words('verdict')],
      rows: replay.limits.map((check) =>
        cells(check.field, check.factor ?? '', formatFraction(check.limit), share(check.found), verdictText(check)),
      ),
    },
  };
}

/** Limits that contracts of today exceed already, which no replay tries. */
function inheritedText(issues: Result['issues']): string {
  return issues
    .filter(({ code }) => code === 'inherited-breach')
    .map(({ what }) => ` Not met today: ${what}.`)
    .join('');
}

function verdictText({ isMet, isSure, wouldTake }: ReplayAnswer['limits'][number]): string {
  if (isMet) return isSure ? 'met' : 'met, though the range reaches beyond it';
  if (!wouldTake) return 'missed';
  return `missed: ${amountText(wouldTake)} would keep it`;
}

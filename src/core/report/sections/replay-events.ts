import type { ReplayAnswer } from '../../decide/index.ts';
import { formatCount, formatFraction } from '../words/format.ts';
import type { Span } from '../words/spans.ts';
import type { PlainSection } from './answer-section.ts';
import { lostCell, recoveryText } from './break-section.ts';
import { cells, numbers, words } from './cells.ts';
import { share, usd, type Interval } from './replay-cells.ts';

/** The recommended policy by the regime in which demand starts. */
export function growthSection({ growth }: ReplayAnswer): PlainSection {
  const known = (interval: Interval | null, cell: (interval: Interval) => Span) =>
    interval ? cell(interval) : 'too few paths';
  return {
    title: 'Replay: by how demand starts',
    text: 'The paths of the replay that start in each growth regime, which no policy sees.',
    table: {
      columns: [...words('Regime'), ...numbers('a year', 'paths', 'mean value', 'ruin', 'short')],
      rows: growth.map((row) =>
        cells(
          row.regimeId,
          `${formatCount(row.multiplePerYear)}x`,
          formatCount(row.pathCount),
          known(row.expectedUsd, usd),
          known(row.ruinProbability, share),
          known(row.shortageProbability, share),
        ),
      ),
    },
  };
}

/** The recommended policy under each stress. */
export function stressSection({ stresses }: ReplayAnswer): PlainSection {
  const paths = stresses[0]?.pathCount ?? 0;
  const without = stresses[0]?.ruinProbabilityWithout;
  return {
    title: 'Replay: stress library',
    text:
      `The recommended policy on ${formatCount(paths)} of the same paths, struck without warning: mean value lost (paired), how much more ` +
      'of protected demand goes unserved in the worst month, and months from the strike until no more than 1 % more does. ' +
      'Service holds: in no month 1 % more. A stress may gain: more demand is worth more even where much of it goes unserved, a crash ' +
      'makes cheaper what is still to be signed, and what is lost is no longer paid. What is left after the horizon is valued in the ' +
      'market as drawn, so that a squeeze is no gain by that.' +
      (without ? ` Ruin on these paths without any stress: ${share(without).text}.` : ''),
    table: {
      columns: [
        ...words('Stress'),
        ...numbers('loses', 'ruin', 'worst month', 'recovers'),
        ...words('served less, share of hours'),
      ],
      rows: stresses.map((stress) =>
        cells(
          stress.name,
          lostCell(stress.lostUsd),
          share(stress.ruinProbability),
          `${formatFraction(stress.worstUnservedFraction)} in ${stress.worstMonth}`,
          recoveryText(stress.monthsToRecover),
          stress.tiersHit.map(({ tier, lostFraction }) => `${tier} ${formatFraction(lostFraction)}`).join(', ') ||
            'none',
        ),
      ),
    },
  };
}

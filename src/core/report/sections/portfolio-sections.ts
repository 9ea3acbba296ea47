import type { Answers, PortfolioMeasure, Sensitivity, SensitivityAnswer, TriggerAnswer } from '../../answers/index.ts';
import { formatCount, formatFraction, formatUsdEstimate } from '../words/format.ts';
import { signedText } from '../words/named-blocks.ts';
import { plainText } from '../words/plain-text.ts';
import type { AnswerSection } from './answer-section.ts';
import { cells, numbers, shareCell, shareOnlyCell, usdCell, usdOnlyCell, words } from './cells.ts';
import { largestHostText, shortageText } from './growth-sections.ts';

const MEASURE_WORDS: Readonly<Record<PortfolioMeasure, string>> = {
  firmLiability: 'less is firmly owed',
  monthsToCapacity: 'serves sooner',
  shortage: 'short less often',
  worstOutcomes: 'better in the worst futures',
  cash: 'more cash at its lowest',
  concentration: 'less on one host',
  relationships: 'fewer new hosts',
};

/** Near-optimal sets of signings. */
export function portfolioSection({ portfolios }: Answers): AnswerSection {
  return {
    question: null,
    title: 'Other plans that come close',
    text:
      'Sets of signings that give up at most a tenth of what the recommended ones add, each better in something. What is ' +
      'given up is the recommended value less this one’s, on the same futures; below zero it may be the better choice.',
    table: {
      columns: [
        ...words('Sign now'),
        ...numbers('Gives up (range)', 'Firm liability', 'Shortage', 'Cash trough', 'Largest host'),
        ...words('Better at'),
      ],
      rows: portfolios.map(({ signNow, isRecommended, costUsd, footprint, outlook, betterAt }) =>
        cells(
          signedText(signNow),
          isRecommended ? 'recommended' : formatUsdEstimate(costUsd),
          usdOnlyCell(footprint.firmLiabilityUsd),
          shortageText(outlook),
          usdOnlyCell(outlook.liquidityTroughUsd.estimate),
          largestHostText(footprint),
          betterAt.map((measure) => MEASURE_WORDS[measure]).join(', '),
        ),
      ),
    },
  };
}

/** Question 10: the frontier as a table; its rows carry the numbers of the chart. */
export function frontierSection({ frontier = [] }: Pick<Partial<Answers>, 'frontier'>): AnswerSection {
  return {
    question: 10,
    title: 'Less cost or less loss',
    text:
      'Every set of signings that was tried, by what it gives up in the mean against the recommended ones and what it ' +
      'leaves in the worst futures, before risk is weighed. Efficient: no other is better in both, by the estimates.',
    table: {
      columns: [
        ...numbers('No.'),
        ...words('Sign now'),
        ...numbers('Mean given up (range)', 'Mean of the worst', 'against the recommended (range)'),
        ...words(''),
      ],
      rows: frontier.map(({ signNow, isRecommended, isEfficient, costUsd, tailMeanUsd, tailGainUsd }, index) =>
        cells(
          String(index + 1),
          signedText(signNow),
          isRecommended ? 'none' : usdCell(costUsd),
          usdOnlyCell(tailMeanUsd.estimate),
          isRecommended ? 'none' : usdCell(tailGainUsd),
          [...(isEfficient ? ['efficient'] : []), ...(isRecommended ? ['recommended'] : [])].join(', '),
        ),
      ),
    },
  };
}

/** The tornado as a table. */
export function sensitivitySection(sensitivity: Sensitivity): AnswerSection {
  const { reference, isRecommended, bars } = sensitivity;
  const held = isRecommended
    ? 'the recommended signings held'
    : `${signedText(reference)} held, for the trees value it above the recommendation`;
  return {
    question: null,
    title: 'What the answer hangs on',
    text:
      `One assumption moved at a time, ${held}: the change in value, and where on the way the best signings change. ` +
      'The flip is read off a straight line between the plan and the end of the bar, and said only where it is sure.',
    table: {
      columns: [
        ...words('Assumption'),
        ...numbers('Plan', 'Low', 'Value moves by', 'High', 'Value moves by'),
        ...words('The best signings change'),
      ],
      rows: bars.map((bar) => {
        const [low, high] = bar.ends;
        return cells(
          bar.assumption,
          amountText(bar.at, bar.unit),
          amountText(low.at, bar.unit),
          usdCell(low.changeUsd),
          amountText(high.at, bar.unit),
          usdCell(high.changeUsd),
          flipText(bar),
        );
      }),
    },
  };
}

/** An assumption's figure with its unit: three digits are as many as anybody weighs. */
export function amountText(amount: number, unit: string): string {
  const digits = Number(amount.toPrecision(3));
  if (unit.startsWith('$')) return `$${digits.toFixed(2)}${unit.slice(1)}`;
  if (unit === 'a year') return `${formatFraction(amount)} ${unit}`;
  if (unit === 'months') return `${formatCount(digits)} month${digits === 1 ? '' : 's'}`;
  return unit === 'x' ? `${digits}x` : `${formatCount(digits)} ${unit}`;
}

/** "below $2.31 /GPU-h: hyperscaler-10y 6, neocloud 4", or that they do not. */
export function flipText({ ends, unit }: SensitivityAnswer): string {
  const texts = ends.flatMap(({ flipsAt, signNow }, index) =>
    flipsAt === null ? [] : [`${index === 0 ? 'below' : 'above'} ${amountText(flipsAt, unit)}: ${signedText(signNow)}`],
  );
  return texts.join('; ') || 'nowhere in this range';
}

/** Question 14. */
export function triggerSection({ triggers }: Answers): AnswerSection {
  return {
    question: 14,
    title: 'What to watch, and what to do then',
    text:
      'Rules on what can be seen, learned from the plan’s own later decisions and tested on futures that neither they nor ' +
      'the plan had seen. Right: share of those futures on which the rule says what the plan does; without a rule: what ' +
      'always saying the commoner thing would reach.',
    table: {
      columns: [
        ...words('In', 'If one then sees', 'Do'),
        ...numbers('Right (range)', 'Without a rule', 'Right when it fires', 'Catches', 'Fires'),
      ],
      rows: triggers.map((trigger) =>
        cells(
          trigger.month,
          ruleText(trigger.rule),
          actionText(trigger),
          shareCell(trigger.accuracyFraction),
          shareOnlyCell(trigger.baselineFraction),
          shareOnlyCell(trigger.precisionFraction),
          shareOnlyCell(trigger.recallFraction),
          shareOnlyCell(trigger.firesFraction),
        ),
      ),
    },
  };
}

/** "demand grew at 24x a year or more over three months, supply tight" */
export function ruleText({ growthMultiplePerYear, utilisationFraction, supplyRegimes }: TriggerAnswer['rule']): string {
  const parts = [
    ...(growthMultiplePerYear === null
      ? []
      : [
          `demand grew at ${formatCount(growthMultiplePerYear.at)}x a year ${growthMultiplePerYear.isAbove ? 'or more' : 'or less'} over three months`,
        ]),
    ...(utilisationFraction === null
      ? []
      : [
          `average busy demand ${utilisationFraction.isAbove ? 'at least' : 'under'} ${formatFraction(utilisationFraction.at)} of what is signed`,
        ]),
    ...(supplyRegimes === null ? [] : [`supply ${supplyRegimes.join(' or ')}`]),
  ];
  return parts.join(', ') || 'always';
}

/** What to do when a trigger fires. */
export function actionText({ kind, id, blocks }: Pick<TriggerAnswer, 'kind' | 'id' | 'blocks'>): string {
  if (kind === 'growth') return `plan again: growth is in "${plainText(id)}"`;
  return `sign ${plainText(id)}, about ${formatCount(blocks)} block${blocks === 1 ? '' : 's'}`;
}

import type { AnsweredResult } from '../../answers/index.ts';
import { actionText, amountText, ruleText } from '../sections/portfolio-sections.ts';
import { signedText } from '../words/named-blocks.ts';
import { columns, joined, ROWS, said, type MemoSection, type Piece, type Readers, type Sentence } from './memo-text.ts';

/** Worth and regret of the signings under each regime of growth. */
export function growthMemo({ answers }: AnsweredResult, read: Readers): MemoSection {
  const rows = (answers?.growth ?? []).slice(0, ROWS.growth).map((_, index) => {
    const at = `answers.growth[${index}]`;
    return [
      said`${read.text(`${at}.regimeId`)}`,
      said`${read.count(`${at}.growthMultiplePerYear`)}x`,
      said`${read.share(`${at}.startProbability`)}`,
      said`${read.usdRange(`${at}.worthUsd`)}`,
      said`${read.usdRange(`${at}.regretUsd`)}`,
      said`${read.shareRange(`${at}.held.shortageProbability`)}`,
    ];
  });
  return {
    title: 'If growth turns out otherwise',
    paragraphs: [],
    table: {
      columns: columns(
        ['Growth now'],
        ['A year', 'Chance', 'Worth of these signings', 'Regret', 'Shortage, worst stage'],
      ),
      rows,
    },
  };
}

/** The assumptions that the value hangs on, and where the best signings turn. */
export function flipsSection({ answers }: AnsweredResult, read: Readers): MemoSection {
  const bars = answers?.sensitivity.bars ?? [];
  const flips = bars.flatMap(({ ends, unit, assumption }, bar) =>
    ends.flatMap(({ flipsAt, signNow }, end): Sentence[] => {
      if (flipsAt === null) return [];
      const at = `answers.sensitivity.bars[${bar}]`;
      const limit: Piece = { text: amountText(flipsAt, unit), path: `${at}.ends[${end}].flipsAt` };
      const what: Piece = { text: signedText(signNow), path: `${at}.ends[${end}].signNow` };
      const name: Piece = { text: assumption, path: `${at}.assumption` };
      return [said`${name} ${end === 0 ? 'below' : 'above'} ${limit} (then: ${what})`];
    }),
  );
  if (bars.length === 0) return { title: 'What would change the recommendation', paragraphs: [], table: null };
  const widest: Sentence[] = bars
    .slice(0, ROWS.bars)
    .map((_, bar) => said`${read.text(`answers.sensitivity.bars[${bar}].assumption`)}`);
  return {
    title: 'What would change the recommendation',
    paragraphs: [
      said`The value hangs most on: ${joined(widest, '; ')}.`,
      flips.length === 0
        ? said`Within the ranges tried no single assumption changes the best signings beyond doubt.`
        : said`The best signings change with: ${joined(flips.slice(0, ROWS.bars), '; ')}.`,
    ],
    table: null,
  };
}

/** The tests on what is seen that say best what to do then. */
export function triggersMemo({ answers }: AnsweredResult, read: Readers): MemoSection {
  const rows = (answers?.triggers ?? [])
    .map((trigger, index) => ({ trigger, index }))
    .toSorted((a, b) => b.trigger.accuracyFraction.estimate - a.trigger.accuracyFraction.estimate)
    .slice(0, ROWS.triggers)
    .toSorted((a, b) => a.index - b.index)
    .map(({ trigger, index }) => {
      const at = `answers.triggers[${index}]`;
      const rule: Piece = { text: ruleText(trigger.rule), path: `${at}.rule` };
      const action: Piece = { text: actionText(trigger), path: at };
      return [
        said`${read.text(`${at}.month`)}`,
        said`${rule}`,
        said`${action}`,
        said`${read.shareRange(`${at}.accuracyFraction`)}`,
      ];
    });
  return {
    title: 'What to watch',
    paragraphs: [],
    table: { columns: columns(['In', 'If one then sees', 'Do'], ['Right on unseen futures']), rows },
  };
}

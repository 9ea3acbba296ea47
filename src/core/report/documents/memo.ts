import type { AnsweredResult } from '../../answers/index.ts';
import { datesSection, decisionSection, rejectedMemo } from './memo-decision.ts';
import { flipsSection, growthMemo, triggersMemo } from './memo-outlook.ts';
import { shortageSection, survivalSection } from './memo-survival.ts';
import { readersOf, said, type Memo, type MemoSection, type Readers } from './memo-text.ts';

/**
 * A board memo of two pages: what to decide, what it is worth and binds, when, what may go wrong, what would turn it.
 * Every number in it is a field of `result.json`, and says which.
 */
export function memoOf(result: AnsweredResult): Memo {
  const read = readersOf(result);
  const sections = [
    decisionSection(result, read),
    rejectedMemo(result, read),
    datesSection(result, read),
    shortageSection(result, read),
    survivalSection(result, read),
    growthMemo(result, read),
    flipsSection(result, read),
    triggersMemo(result, read),
    basisSection(result, read),
  ];
  return {
    title: said`${read.text('plan.name')}: what to sign now`,
    lead: said`To the board. As of ${read.text('plan.asOf')}; ${read.count('plan.horizonMonths')} months from ${read.text('plan.startMonth')}; US dollars of the day, values discounted.`,
    sections: sections.filter(({ paragraphs, table }) => paragraphs.length > 0 || (table?.rows.length ?? 0) > 0),
  };
}

/** Where every number and name of a memo stands in the result. */
export function memoTraces(memo: Memo): { readonly text: string; readonly path: string }[] {
  const sentences = [
    memo.title,
    memo.lead,
    ...memo.sections.flatMap(({ paragraphs, table }) => [...paragraphs, ...(table?.rows.flat() ?? [])]),
  ];
  return sentences.flat().filter((piece) => typeof piece !== 'string');
}

function basisSection({ certificate }: AnsweredResult, read: Readers): MemoSection {
  const check = certificate.accepted
    ? 'The numbers passed their own check.'
    : 'The numbers FAILED their own check: do not act on them.';
  return {
    title: 'Basis',
    paragraphs: [
      said`${check} Ranges hold what differs between independent samples of the future, not what the plan assumes. Seed ${read.text('recipe.seed')}, engine ${read.text('recipe.engineVersion')}, ${read.text('recipe.solver')} ${read.text('recipe.solverVersion')}, plan ${read.text('plan.hash')}. It recommends; it never transacts.`,
    ],
    table: null,
  };
}

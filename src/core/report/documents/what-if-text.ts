import type { Outlook, WhatIfAnswer, WhatIfChange } from '../../answers/index.ts';
import { cells, numbers, words, type ReportTable } from '../sections/cells.ts';
import { shortageText } from '../sections/growth-sections.ts';
import { formatCount, formatFraction, formatUsd, formatUsdEstimate } from '../words/format.ts';
import { signedText } from '../words/named-blocks.ts';
import { plainText } from '../words/plain-text.ts';
import { sectionsText } from './answers-text.ts';

/** What a what-if says, as two sentences: what it does to the signings that are held, and whether others are better. */
export function whatIfSentence({ changes, changeUsd, regretUsd, isTurned, best, held }: WhatIfAnswer): string {
  const asked = changes.length === 0 ? 'As the plan is' : `With ${changes.map(changeText).join(' and ')}`;
  const worth =
    changes.length === 0 ? '' : `, the value of ${signedText(held.signNow)} moves by ${formatUsdEstimate(changeUsd)}`;
  const other = `${signedText(best.signNow)} (worth ${formatUsdEstimate(regretUsd)} more)`;
  const isSure = (regretUsd.low ?? 0) > 0;
  const same = isSure
    ? `These trees would rather sign ${other}, with the change as without it.`
    : `No other signings are surely better (the best less these: ${formatUsdEstimate(regretUsd)}).`;
  const turn = isTurned ? `It turns the choice: one would sign ${other}.` : same;
  return `${asked}${worth}. ${turn}`;
}

/** Why a what-if is no plan. */
export function whatIfMethodSentence({ trees }: WhatIfAnswer): string {
  return (
    `An approximation: exact optima on ${formatCount(trees)} sampled trees, the same futures before and after; ` +
    'ranges are Student t 95 % of the paired differences. Plan the changed file for prices and limits to sign by.'
  );
}

/** "neocloud at 0.9 of its ask" */
export function changeText(change: WhatIfChange): string {
  const offerId = plainText(change.offerId);
  switch (change.kind) {
    case 'price':
      return `${offerId} at ${formatFraction(change.multiple)} of its ask`;
    case 'lead': {
      const count = Math.abs(change.months);
      return `${offerId} ${formatCount(count)} month${count === 1 ? '' : 's'} ${change.months < 0 ? 'earlier' : 'later'}`;
    }
    case 'clause':
      return `${offerId}: ${plainText(change.clause)} changed`;
  }
}

/** The plan as it is, and changed with the same and with the best signings. */
export function whatIfTable({ asItIs, held, best }: WhatIfAnswer): ReportTable {
  const rowOf = (name: string, outlook: Outlook) =>
    cells(
      name,
      signedText(outlook.signNow),
      formatUsd(outlook.valueUsd.estimate),
      shortageText(outlook),
      formatUsd(outlook.liquidityTroughUsd.estimate),
      formatUsd(outlook.footprint.firmLiabilityUsd),
    );
  return {
    columns: [...words('', 'Sign now'), ...numbers('Value', 'Shortage, worst stage', 'Cash trough', 'Firm liability')],
    rows: [
      rowOf('As the plan is', asItIs),
      rowOf('Changed, the same signings', held),
      rowOf('Changed, the best signings', best),
    ],
  };
}

/** A what-if as a page of text. */
export function whatIfText(answer: WhatIfAnswer, as: { readonly width: number; readonly colour: boolean }): string {
  const section = { title: 'What if', text: whatIfSentence(answer), table: whatIfTable(answer) };
  return sectionsText([section], { ...as, method: whatIfMethodSentence(answer) });
}

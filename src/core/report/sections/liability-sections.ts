import type { AnsweredResult, Answers } from '../../answers/index.ts';
import { formatUsd, formatUsdEstimate } from '../words/format.ts';
import { signedText } from '../words/named-blocks.ts';
import type { AnswerSection } from './answer-section.ts';
import { cells, numbers, usdOnlyCell, words } from './cells.ts';

/** Months between two rows of the table of what is owed. */
const EXPOSURE_STEP_MONTHS = 6;

/** Question 8. */
export function exposureSection({ exposure }: AnsweredResult): AnswerSection {
  const rows = (exposure?.months ?? []).flatMap((month, index) =>
    index % EXPOSURE_STEP_MONTHS === 0
      ? [
          cells(
            month,
            usdOnlyCell(exposure?.fleetUsd[index] ?? null),
            usdOnlyCell(exposure?.signedUsd[index] ?? null),
            usdOnlyCell((exposure?.fleetUsd[index] ?? 0) + (exposure?.signedUsd[index] ?? 0)),
          ),
        ]
      : [],
  );
  return {
    question: 8,
    title: 'What is firmly owed over time',
    text: 'Undiscounted cash still payable from the month on if every right to leave is used at its first date; later signings not included.',
    table: { columns: [...words('From'), ...numbers('Contracts of today', 'Signed now', 'Together')], rows },
  };
}

/** Question 8. */
export function liabilitySection({ liabilityCaps }: Answers): AnswerSection {
  return {
    question: 8,
    title: 'Less firm liability, and its price',
    text: 'The firm liability of all quotes capped along every path; the price is the best plan without that cap less with it.',
    table: {
      columns: [...numbers('Firm liability at most', 'Price of the cap'), ...words('Signs now')],
      rows: liabilityCaps.map(({ firmLiabilityUsdMax, priceUsd, outlook }) =>
        cells(formatUsd(firmLiabilityUsdMax), formatUsdEstimate(priceUsd), signedText(outlook.signNow)),
      ),
    },
  };
}

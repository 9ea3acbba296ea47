import type { Answers, DelayAnswer } from '../../answers/index.ts';
import { formatPrice, formatUsdEstimate } from '../words/format.ts';
import type { AnswerSection } from './answer-section.ts';
import { cells, numbers, priceCell, shareCell, usdCell, words } from './cells.ts';

/** Question 2. */
export function delaySection(delay: readonly DelayAnswer[]): AnswerSection {
  const months = [...new Set(delay.flatMap(({ costs }) => costs.map(({ fromMonth }) => fromMonth)))].toSorted();
  return {
    question: 2,
    title: 'What waiting costs',
    text:
      'The plan as it is less the plan in which the offer can be signed only from that month on, or never; all else ' +
      're-optimised. The first date is the first page’s own figure, on the lattices; later dates and never are on the ' +
      'sampled trees, whose levels may differ. The last free date is the last one for which the range of that cost still ' +
      'reaches zero.',
    table: {
      columns: [...words('Offer', 'Last free date'), ...numbers(...months.map((month) => `from ${month}`), 'never')],
      rows: delay.map(({ offerId, lastFreeMonth, costs, neverUsd }) =>
        cells(
          offerId,
          lastFreeMonth ?? (neverUsd.low === null || neverUsd.low <= 0 ? 'none needed' : 'now'),
          ...months.map((month) => {
            const found = costs.find(({ fromMonth }) => fromMonth === month);
            return found ? formatUsdEstimate(found.costUsd) : 'lapsed';
          }),
          usdCell(neverUsd),
        ),
      ),
    },
  };
}

/** Question 12. */
export function unitCostSection({ unitCosts }: Answers): AnswerSection {
  return {
    question: 12,
    title: 'What an hour costs and earns',
    text: 'Per reference-GPU hour served, cash and hours both discounted; capacity is all contracts and the on-demand market.',
    table: {
      columns: [...words('Growth now'), ...numbers('Capacity costs', 'Customers bring', 'Margin')],
      rows: unitCosts.map(({ regimeId, costUsdPerServedGpuHour, earnedUsdPerServedGpuHour, marginFraction }) =>
        cells(
          regimeId ?? 'as the plan believes',
          priceCell(costUsdPerServedGpuHour),
          priceCell(earnedUsdPerServedGpuHour),
          shareCell(marginFraction),
        ),
      ),
    },
  };
}

/** Question 13. */
export function tierSection({ tiers }: Answers): AnswerSection {
  return {
    question: 13,
    title: 'Who gets capacity when short',
    text:
      'Served from the top down; the share of what each asks for that goes unserved, at its worst stage. Serving the next ' +
      'tier of the same workload before it, in the same capacity, would cost the last column.',
    table: {
      columns: [
        ...words('Workload', 'Tier', 'Protected'),
        ...numbers('Worth of an hour', 'Unserved, worst stage', 'Putting it one place down costs'),
      ],
      rows: tiers.map((tier) => {
        const worst = tier.unservedFraction.reduce((a, b) => (b.estimate > a.estimate ? b : a));
        return cells(
          tier.workloadId,
          tier.tierId,
          tier.isProtected ? 'yes' : 'no',
          formatPrice(tier.valueUsdPerReferenceGpuHour),
          shareCell(worst),
          tier.demotionCostUsd === null ? 'last of its workload' : formatUsdEstimate(tier.demotionCostUsd),
        );
      }),
    },
  };
}

import { ROUTES, type Answers, type DelayAnswer, type GrowthAnswer, type RegretAnswer } from '../answers/index.ts';
import {
  formatCount,
  formatFraction,
  formatFractionEstimate,
  formatPrice,
  formatPriceEstimate,
  formatUsd,
  formatUsdEstimate,
} from './format.ts';
import { cells, numbers, words, type ReportTable } from './tables.ts';

/** One answer: its question as a heading, what the table says and by what measure, and the table. */
export interface AnswerSection {
  readonly title: string;
  readonly text: string;
  readonly table: ReportTable;
}

/** Every answer beyond the plan itself, in the order in which people ask. */
export function answerSections(answers: Answers): readonly AnswerSection[] {
  return [
    delaySection(answers.delay),
    clauseSection(answers),
    growthSection(answers.growth),
    routeSection(answers.growth),
    regretSection(answers.regret),
    liabilitySection(answers),
    hostCapSection(answers),
    unitCostSection(answers),
    tierSection(answers),
  ].filter(({ table }) => table.rows.length > 0);
}

/** What every section shares: how its ranges were made. */
export function answersMethodSentence({ trees }: Answers): string {
  return (
    `Each figure compares exact optima of the plan and of its change on the same ${formatCount(trees)} sampled trees; ` +
    'ranges are Student t 95 % of the paired differences. Trees know the end of each path after their last branching, ' +
    'so levels are too good, differences less so.'
  );
}

type Signed = readonly { readonly offerId: string; readonly blocks: number }[];

function signedText(signNow: Signed): string {
  return signNow.map(({ offerId, blocks }) => `${offerId} ${formatCount(blocks)}`).join(', ') || 'nothing';
}

function delaySection(delay: readonly DelayAnswer[]): AnswerSection {
  const months = [...new Set(delay.flatMap(({ costs }) => costs.map(({ fromMonth }) => fromMonth)))].toSorted();
  return {
    title: 'What waiting costs',
    text:
      'The plan as it is less the plan in which the offer can be signed only from that month on, or never; all else ' +
      're-optimised. The last free date is the last stage start whose cost its range does not tell from nothing.',
    table: {
      columns: [...words('Offer', 'Last free date'), ...numbers(...months.map((month) => `from ${month}`), 'never')],
      rows: delay.map(({ offerId, lastFreeMonth, costs, neverUsd }) =>
        cells(
          offerId,
          lastFreeMonth ?? 'now',
          ...months.map((month) => {
            const found = costs.find(({ fromMonth }) => fromMonth === month);
            return found ? formatUsdEstimate(found.costUsd) : 'lapsed';
          }),
          formatUsdEstimate(neverUsd),
        ),
      ),
    },
  };
}

function clauseSection({ clauses }: Answers): AnswerSection {
  return {
    title: 'What each clause is worth',
    text:
      'To us, with the clause less without it. Held: the offer has it. Wanted: it does not, and this is the most to ' +
      'give for it; a negative figure is a clause that serves the host.',
    table: {
      columns: [...words('Offer', 'Clause', 'Now'), ...numbers('Worth (range)', 'per GPU-hour')],
      rows: clauses.map(({ offerId, clause, kind, valueUsd, valueUsdPerGpuHour }) =>
        cells(offerId, clause, kind, formatUsdEstimate(valueUsd), formatPrice(valueUsdPerGpuHour.estimate)),
      ),
    },
  };
}

function growthSection(growth: readonly GrowthAnswer[]): AnswerSection {
  return {
    title: 'If growth were known today',
    text:
      'Growth starts in the regime and then moves as the plan says; the recommended signings are held. Regret: the best ' +
      'plan had we known, less these signings.',
    table: {
      columns: [
        ...words('Growth now'),
        ...numbers('a year', 'chance', 'Worth of signings', 'Regret', 'Shortage, worst stage', 'Cash trough'),
        ...words('Best had we known'),
      ],
      rows: growth.map((answer) =>
        cells(
          answer.regimeId,
          `${formatCount(answer.growthMultiplePerYear)}x`,
          formatFraction(answer.startProbability),
          formatUsdEstimate(answer.worthUsd),
          formatUsdEstimate(answer.regretUsd),
          `${formatFraction(answer.held.shortageProbability.estimate)} from ${answer.held.shortageMonth}`,
          formatUsd(answer.held.liquidityTroughUsd.estimate),
          signedText(answer.best.mix.signNow),
        ),
      ),
    },
  };
}

function routeSection(growth: readonly GrowthAnswer[]): AnswerSection {
  return {
    title: 'Build, lease or partner',
    text:
      'The best plan with one route only, beside the fleet, its renewals and the on-demand market, less the best free ' +
      'mix, growth known today. No clear winner where ranges of the differences reach zero.',
    table: {
      columns: [
        ...words('Growth now'),
        ...numbers('Mix', ...ROUTES.map((route) => `${route} only`)),
        ...words('Best single route'),
      ],
      rows: growth.map(({ regimeId, best, routeCostUsd, routeWinner }) =>
        cells(
          regimeId,
          formatUsd(best.mix.valueUsd.estimate),
          ...ROUTES.map((route) => formatUsdEstimate(routeCostUsd[route])),
          routeWinner ?? 'no clear winner',
        ),
      ),
    },
  };
}

function regretSection(regret: readonly RegretAnswer[]): AnswerSection {
  return {
    title: 'What one would regret',
    text:
      'Each set of signings held in every growth regime, against the best had we known it; smallest largest regret ' +
      'first. Cost: the recommended signings less these on the plan’s own belief.',
    table: {
      columns: [
        ...words('Sign now'),
        ...numbers('Largest regret', 'in', 'Mean regret', 'Cost against the recommendation'),
      ],
      rows: regret.map(({ signNow, isRecommended, largestUsd, largestIn, expectedUsd, costUsd }) =>
        cells(
          `${signedText(signNow)}${isRecommended ? ' (recommended)' : ''}`,
          formatUsd(largestUsd),
          largestIn,
          formatUsd(expectedUsd),
          isRecommended ? 'none' : formatUsdEstimate(costUsd),
        ),
      ),
    },
  };
}

function liabilitySection({ liabilityCaps }: Answers): AnswerSection {
  return {
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

function hostCapSection({ hostCaps }: Answers): AnswerSection {
  return {
    title: 'The price of spreading over hosts',
    text: 'No host above the share of capacity in service when a signing enters; the price is the best plan without a cap less with it.',
    table: {
      columns: [...numbers('Largest share', 'Price of the cap', 'Mean', 'Worst tail'), ...words('Signs now')],
      rows: hostCaps.map(({ hostFractionMax, priceUsd, expectedUsd, tailMeanUsd, outlook, isThePlans }) =>
        cells(
          `${formatFraction(hostFractionMax)}${isThePlans ? ' (the plan’s)' : ''}`,
          formatUsdEstimate(priceUsd),
          formatUsd(expectedUsd.estimate),
          formatUsd(tailMeanUsd.estimate),
          signedText(outlook.signNow),
        ),
      ),
    },
  };
}

function unitCostSection({ unitCosts }: Answers): AnswerSection {
  return {
    title: 'What an hour costs and earns',
    text: 'Per reference-GPU hour served, cash and hours both discounted; capacity is all contracts and the on-demand market.',
    table: {
      columns: [...words('Growth now'), ...numbers('Capacity costs', 'Customers bring', 'Margin')],
      rows: unitCosts.map(({ regimeId, costUsdPerServedGpuHour, earnedUsdPerServedGpuHour, marginFraction }) =>
        cells(
          regimeId ?? 'as the plan believes',
          formatPriceEstimate(costUsdPerServedGpuHour),
          formatPriceEstimate(earnedUsdPerServedGpuHour),
          formatFractionEstimate(marginFraction),
        ),
      ),
    },
  };
}

function tierSection({ tiers }: Answers): AnswerSection {
  return {
    title: 'Who gets capacity when short',
    text: 'Served from the top down; the share of what each asks for that goes unserved, in the mean and at its worst stage.',
    table: {
      columns: [...words('Workload', 'Tier', 'Protected'), ...numbers('Worth of an hour', 'Unserved, worst stage')],
      rows: tiers.map(({ workloadId, tierId, isProtected, valueUsdPerReferenceGpuHour, unservedFraction }) => {
        const worst = unservedFraction.reduce((a, b) => (b.estimate > a.estimate ? b : a));
        return cells(
          workloadId,
          tierId,
          isProtected ? 'yes' : 'no',
          formatPrice(valueUsdPerReferenceGpuHour),
          formatFractionEstimate(worst),
        );
      }),
    },
  };
}

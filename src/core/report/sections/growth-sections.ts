import {
  ROUTES,
  type Answers,
  type GrowthAnswer,
  type Outlook,
  type RegretAnswer,
  type Route,
  type RouteAnswer,
  type RouteChoice,
} from '../../answers/index.ts';
import type { OfferAnswer } from '../../decide/index.ts';
import { formatCount, formatFraction, formatFractionEstimate, formatUsd, formatUsdEstimate } from '../words/format.ts';
import { signedText } from '../words/named-blocks.ts';
import { plainText } from '../words/plain-text.ts';
import type { AnswerSection } from './answer-section.ts';
import { cells, monthsCell, numbers, shareOnlyCell, usdCell, usdOnlyCell, words } from './cells.ts';

/** Question 4. */
export function growthSection(growth: readonly GrowthAnswer[]): AnswerSection {
  return {
    question: 4,
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
          multipleText(answer.growthMultiplePerYear),
          shareOnlyCell(answer.startProbability),
          usdCell(answer.worthUsd),
          usdCell(answer.regretUsd),
          shortageText(answer.held),
          usdOnlyCell(answer.held.liquidityTroughUsd.estimate),
          signedText(answer.best.signNow),
        ),
      ),
    },
  };
}

/** Question 6: what each route alone gives up. */
export function routeSection(routes: readonly RouteAnswer[], offers: readonly OfferAnswer[]): AnswerSection {
  const without = unquotedRoutes(offers);
  const none = without.map((route) => ` No ${route} quote: ${route} only is having nothing of that route today.`);
  return {
    question: 6,
    title: 'Build, lease or partner',
    text:
      'What is given up when capacity may come by one route only, beside the fleet, its renewals and the on-demand market, ' +
      `against the best free mix under the same belief. No clear winner where the ranges of the differences overlap.${none.join('')}`,
    table: {
      columns: [
        ...words('Growth now'),
        ...numbers('Value of the mix', ...ROUTES.map((route) => `${route} only`)),
        ...words('Best single route'),
        ...numbers('ahead by'),
      ],
      rows: routes.map(({ regimeId, growthMultiplePerYear, best, routeCostUsd, routeWinner, lead }) =>
        cells(
          beliefText(regimeId, growthMultiplePerYear),
          usdOnlyCell(best.mix.valueUsd.estimate),
          ...ROUTES.map((route) => usdCell(routeCostUsd[route])),
          routeWinner ?? 'no clear winner',
          lead === null
            ? ''
            : `${formatUsdEstimate(lead.usd)} over ${lead.over}${without.includes(lead.over) ? ' (no quote)' : ''}`,
        ),
      ),
    },
  };
}

/** Routes by which nothing is on offer today: alone they are the fleet, its renewals and the market. */
export function unquotedRoutes(offers: readonly OfferAnswer[]): readonly Route[] {
  return ROUTES.filter((route) => offers.every((offer) => offer.route !== route));
}

const CHOICES: readonly RouteChoice[] = ['mix', ...ROUTES];

/** Question 6: money, months and ties of every cell. */
export function routeTermsSection(routes: readonly RouteAnswer[]): AnswerSection {
  return {
    question: 6,
    title: 'What each route brings and binds',
    text:
      'Of the best plan by each route under each belief: when the first new capacity serves, the chance of shortage in the ' +
      'worst stage, what is firmly owed, the deepest cash, the largest host, and how many new hosts one has to learn to ' +
      'work with.',
    table: {
      columns: [
        ...words('Growth now', 'Route', 'Signs now'),
        ...numbers('Months to capacity', 'Shortage', 'Firm liability', 'Cash trough', 'Largest host', 'New hosts'),
      ],
      rows: routes.flatMap(({ regimeId, growthMultiplePerYear, best }) =>
        CHOICES.map((choice) => {
          const { signNow, footprint, liquidityTroughUsd } = best[choice];
          return cells(
            beliefText(regimeId, growthMultiplePerYear),
            choice,
            signedText(signNow),
            monthsCell(footprint.monthsToCapacity, 'none'),
            shortageText(best[choice]),
            usdOnlyCell(footprint.firmLiabilityUsd),
            usdOnlyCell(liquidityTroughUsd.estimate),
            largestHostText(footprint),
            formatCount(footprint.newHosts.length),
          );
        }),
      ),
    },
  };
}

/** Question 6: where the order of two routes turns. */
export function routeFlipSection({ routeFlips }: Answers, offers: readonly OfferAnswer[]): AnswerSection {
  const without = unquotedRoutes(offers);
  // Two routes without a quote are the same nothing.
  const told = routeFlips.filter(({ slower, faster }) => !without.includes(slower) || !without.includes(faster));
  return {
    question: 6,
    title: 'Where routes change places',
    text: 'The growth known today above which the second route alone beats the first; between two rows of the matrix, read off a straight line in the logarithm of growth.',
    table: {
      columns: [...words('Below, better', 'Above, better'), ...numbers('Growth a year'), ...words('Between')],
      rows: told.map(({ slower, faster, growthMultiplePerYear, between }) =>
        cells(slower, faster, multipleText(growthMultiplePerYear), between.join(' and ')),
      ),
    },
  };
}

/** Question 9. */
export function regretSection(regret: readonly RegretAnswer[]): AnswerSection {
  return {
    question: 9,
    title: 'What one would regret',
    text:
      'Each set of signings held in every growth regime, against the best had we known it; smallest largest regret ' +
      `first. Cost: the recommended signings less these on the plan’s own belief. ${hedgeSentence(regret)}`,
    table: {
      columns: [
        ...words('Sign now'),
        ...numbers(...(regret[0]?.regretUsd ?? []).map(({ regimeId }) => `in ${plainText(regimeId)}`)),
        ...numbers('Largest', 'Mean', 'Cost against the recommendation'),
      ],
      rows: regret.map(({ signNow, isRecommended, regretUsd, largestUsd, largestIn, expectedUsd, costUsd }) =>
        cells(
          `${signedText(signNow)}${isRecommended ? ' (recommended)' : ''}`,
          ...regretUsd.map(({ usd }) => ({ ...usdCell(usd), text: formatUsd(usd.estimate) })),
          `${formatUsd(largestUsd)} in ${plainText(largestIn)}`,
          usdOnlyCell(expectedUsd),
          isRecommended ? 'none' : formatUsdEstimate(costUsd),
        ),
      ),
    },
  };
}

/** The set of signings with less largest regret that costs least against the recommendation. */
function hedgeSentence(regret: readonly RegretAnswer[]): string {
  const recommended = regret.find(({ isRecommended }) => isRecommended);
  const [hedge] = regret
    .filter(({ largestUsd }) => recommended && largestUsd < recommended.largestUsd)
    .toSorted((a, b) => a.costUsd.estimate - b.costUsd.estimate);
  if (!recommended || !hedge) return 'No set that was tried has a smaller largest regret than the recommendation.';
  return (
    `The cheapest hedge is to sign ${signedText(hedge.signNow)}: it cuts the largest regret from ` +
    `${formatUsd(recommended.largestUsd)} to ${formatUsd(hedge.largestUsd)} and costs ${formatUsdEstimate(hedge.costUsd)}.`
  );
}

function multipleText(multiple: number): string {
  return `${formatCount(multiple)}x`;
}

/** "surge, 80x", or the plan's own belief. */
export function beliefText(regimeId: string | null, growthMultiplePerYear: number | null): string {
  if (regimeId === null || growthMultiplePerYear === null) return 'as the plan believes';
  return `${regimeId}, ${multipleText(growthMultiplePerYear)}`;
}

/** "5% (4 to 6) from 2027-01" */
export function shortageText({ shortageProbability, shortageMonth }: Outlook): string {
  return `${formatFractionEstimate(shortageProbability)} from ${shortageMonth}`;
}

/** "cloud-a 38%" */
export function largestHostText({ largestHost }: Outlook['footprint']): string {
  return largestHost === null ? 'none' : `${largestHost.host} ${formatFraction(largestHost.fraction)}`;
}

import type { Estimate, StudyAnswer, StudyQuestion } from '../decide/index.ts';
import type { Offer, Plan } from '../domain/index.ts';
import { exp, log } from '../numeric/index.ts';
import { calendarMonthOf } from '../units/index.ts';
import { commonestOf, namedBlocks, type NamedBlocks } from './decisions.ts';
import { footprintOf, type Footprint } from './footprint.ts';
import {
  figureOf,
  repliesTo,
  shareOf,
  valueLess,
  type Ground,
  type RegimeQuestion,
  type StudyReplies,
} from './studies.ts';
import { knowingRegime } from './variants.ts';

/** Ways to secure capacity that the matrix compares; `mix` is all of them together. */
export const ROUTES = ['build', 'lease', 'partner'] as const;
export type Route = (typeof ROUTES)[number];
export type RouteChoice = Route | 'mix';

/** What a policy comes to under one belief. */
export interface Outlook {
  /** blocks of the quotes signed now on the trees, the commonest decision and on how many of them */
  readonly signNow: NamedBlocks;
  readonly signedOnTrees: number;
  /** what those signings bind and bring */
  readonly footprint: Footprint;
  readonly valueUsd: Estimate;
  /** largest over the stages of the mean chance of a shortage beyond the plan's fraction, and the month in which it starts */
  readonly shortageProbability: Estimate;
  readonly shortageMonth: string;
  readonly liquidityTroughUsd: Estimate;
  readonly creditProbability: Estimate;
}

/** A row of the matrix of question 6: one belief about growth today, in the first row the plan's own. */
export interface RouteAnswer {
  /** regime that growth is known to be in; null: as the plan believes */
  readonly regimeId: string | null;
  /** annualised: 80 is 80x a year; null: as the plan believes */
  readonly growthMultiplePerYear: number | null;
  /** the best plan free to mix routes, and restricted to one of them beside fleet, its renewals and the market */
  readonly best: Readonly<Record<RouteChoice, Outlook>>;
  /** route alone less the best mix, paired: what the restriction costs (negative) */
  readonly routeCostUsd: Readonly<Record<Route, Estimate>>;
  /** the best single route; null where another route's interval reaches into its advantage: no clear winner */
  readonly routeWinner: Route | null;
  /** best single route by its mean less the next best, paired: by how much the next would have to gain */
  readonly lead: { readonly route: Route; readonly over: Route; readonly usd: Estimate } | null;
}

/** Where the order of two routes turns as growth changes. */
export interface RouteFlip {
  readonly slower: Route;
  readonly faster: Route;
  /** `faster` is the better one above this growth, `slower` below; between two regimes, linear in its logarithm */
  readonly growthMultiplePerYear: number;
  readonly between: readonly [regimeId: string, regimeId: string];
}

/** Question 4: growth is known to be in one regime now. */
export interface GrowthAnswer {
  readonly regimeId: string;
  /** annualised: 80 is 80x a year */
  readonly growthMultiplePerYear: number;
  readonly meanMonths: number;
  readonly startProbability: number;
  /** the recommended signings held, all later decisions re-optimised under this belief */
  readonly held: Outlook;
  /** none of the quotes, at any date */
  readonly nothing: Outlook;
  /** the best plan had we known */
  readonly best: Outlook;
  /** best less the recommended signings, paired: what not knowing costs in this regime */
  readonly regretUsd: Estimate;
  /** recommended signings less nothing, paired: what they are worth in this regime */
  readonly worthUsd: Estimate;
}

/** What is asked under every belief about growth. */
export function beliefQuestions({
  plan,
  decision,
}: Pick<Ground, 'plan' | 'decision'>): Record<RegimeQuestion, StudyQuestion> {
  const bars = (barred: (offer: Offer) => boolean): StudyQuestion => ({
    barred: plan.offers.filter(barred).map(({ id }) => ({ offerId: id, beforeMonth: Infinity })),
  });
  // What the fleet already is may go on: its renewals stay whatever the route.
  const only = (route: string) =>
    bars((offer) => offer.route !== route && offer.kind !== 'renewal' && offer.blocksMin === 0);
  return {
    best: {},
    held: { held: decision },
    nothing: bars(({ kind, blocksMin }) => kind === 'quote' && blocksMin === 0),
    build: only('build'),
    lease: only('lease'),
    partner: only('partner'),
  };
}

/** Growth known to be in each regime of the plan, one study each. */
export function askRegimes(ground: Pick<Ground, 'plan' | 'decision' | 'ask'>): Promise<Ground['regimes']> {
  const { plan, ask } = ground;
  const questions = beliefQuestions(ground);
  return Promise.all(plan.growth.regimes.map((_, regime) => ask({ plan: knowingRegime(plan, regime), questions })));
}

/** What each regime would bring. */
export function growthAnswers(ground: Ground): GrowthAnswer[] {
  const { plan } = ground;
  return ground.regimes.map((replies, regime) => {
    const { id, multiplePerYear, meanMonths, startProbability } = plan.growth.regimes[regime]!;
    const of = (name: RegimeQuestion) => repliesTo(replies, name);
    return {
      regimeId: id,
      growthMultiplePerYear: multiplePerYear,
      meanMonths,
      startProbability,
      held: outlookOf(plan, of('held')),
      nothing: outlookOf(plan, of('nothing')),
      best: outlookOf(plan, of('best')),
      regretUsd: valueLess(of('best'), of('held')),
      worthUsd: valueLess(of('held'), of('nothing')),
    };
  });
}

/** The matrix: the plan's own belief, then growth known to be in each regime. */
export function routeAnswers(ground: Ground): RouteAnswer[] {
  const { plan, base, regimes } = ground;
  const rows = regimes.map((replies, regime) => {
    const { id, multiplePerYear } = plan.growth.regimes[regime]!;
    return routeAnswer(plan, { regimeId: id, growthMultiplePerYear: multiplePerYear }, replies);
  });
  return [routeAnswer(plan, { regimeId: null, growthMultiplePerYear: null }, base), ...rows];
}

function routeAnswer(
  plan: Plan,
  belief: Pick<RouteAnswer, 'regimeId' | 'growthMultiplePerYear'>,
  replies: StudyReplies<RegimeQuestion>,
): RouteAnswer {
  const of = (name: RegimeQuestion) => repliesTo(replies, name);
  const outlook = (name: RegimeQuestion) => outlookOf(plan, of(name));
  const routeCost = (route: Route) => valueLess(of(route), of('best'));
  const routeCostUsd = { build: routeCost('build'), lease: routeCost('lease'), partner: routeCost('partner') };
  const [first, second] = ROUTES.filter((route) => routeCostUsd[route].low !== null).toSorted(
    (a, b) => routeCostUsd[b].estimate - routeCostUsd[a].estimate,
  );
  return {
    ...belief,
    best: { mix: outlook('best'), build: outlook('build'), lease: outlook('lease'), partner: outlook('partner') },
    routeCostUsd,
    routeWinner: winnerOf(of),
    lead: first && second ? { route: first, over: second, usd: valueLess(of(first), of(second)) } : null,
  };
}

/** Every pair of routes whose order differs between two regimes that are neighbours by growth. */
export function routeFlips(rows: readonly RouteAnswer[]): RouteFlip[] {
  const known = rows
    .flatMap((row) =>
      row.growthMultiplePerYear === null ? [] : [{ ...row, growthMultiplePerYear: row.growthMultiplePerYear }],
    )
    .toSorted((a, b) => a.growthMultiplePerYear - b.growthMultiplePerYear);
  const pairs = ROUTES.flatMap((a, index) => ROUTES.slice(index + 1).map((b) => [a, b] as const));
  return known.slice(1).flatMap((upper, index) => {
    const lower = known[index]!;
    return pairs.flatMap(([a, b]): RouteFlip[] => {
      const less = (row: RouteAnswer) => row.routeCostUsd[a].estimate - row.routeCostUsd[b].estimate;
      const [below, above] = [less(lower), less(upper)];
      if (!(below * above < 0)) return [];
      const [from, to] = [log(lower.growthMultiplePerYear), log(upper.growthMultiplePerYear)];
      return [
        {
          slower: below > 0 ? a : b,
          faster: below > 0 ? b : a,
          growthMultiplePerYear: exp(from + ((to - from) * below) / (below - above)),
          between: [lower.regimeId ?? '', upper.regimeId ?? ''],
        },
      ];
    });
  });
}

/** The route whose paired advantage over each other one is above zero at its lower end. */
function winnerOf(of: (route: Route) => readonly StudyAnswer[]): RouteAnswer['routeWinner'] {
  const isBetter = (route: Route, other: Route) => (valueLess(of(route), of(other)).low ?? -1) > 0;
  return ROUTES.find((route) => ROUTES.every((other) => other === route || isBetter(route, other))) ?? null;
}

/** What the answers of a question on all trees come to. */
export function outlookOf(plan: Plan, answers: readonly StudyAnswer[]): Outlook {
  const commonest = commonestOf(answers.map(({ decision }) => decision));
  const stageCount = answers[0]?.shortage.length ?? 0;
  const chances = Array.from({ length: stageCount }, (_, stage) =>
    shareOf(answers, ({ shortage }) => shortage[stage]?.probability ?? NaN),
  );
  const worst = chances.reduce((at, { estimate }, stage) => (estimate > chances[at]!.estimate ? stage : at), 0);
  return {
    signNow: namedBlocks(plan, commonest.decision),
    footprint: footprintOf(plan, commonest.decision),
    signedOnTrees: commonest.count,
    valueUsd: figureOf(answers, ({ valueUsd }) => valueUsd),
    shortageProbability: chances[worst] ?? shareOf(answers, () => NaN),
    shortageMonth: calendarMonthOf(plan.tree.stageStartMonths[worst]!, plan.startMonth),
    liquidityTroughUsd: figureOf(answers, ({ liquidity }) => liquidity.troughUsd),
    creditProbability: shareOf(answers, ({ liquidity }) => liquidity.creditProbability),
  };
}

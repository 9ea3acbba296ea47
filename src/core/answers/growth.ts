import type { Estimate, RootDecision, StudyAnswer, StudyQuestion } from '../decide/index.ts';
import type { Offer, Plan } from '../domain/index.ts';
import { calendarMonthOf } from '../units/index.ts';
import { figureOf, repliesTo, valueLess, type Ground, type RegimeQuestion, type StudyReplies } from './studies.ts';
import { knowingRegime, quotesOf } from './variants.ts';

/** Ways to secure capacity that the matrix compares; `mix` is all of them together. */
export const ROUTES = ['build', 'lease', 'partner'] as const;
export type Route = (typeof ROUTES)[number];
export type RouteChoice = Route | 'mix';

/** What a policy comes to under one belief. */
export interface Outlook {
  /** blocks of the quotes signed now on the trees, the commonest decision and on how many of them */
  readonly signNow: readonly { readonly offerId: string; readonly blocks: number }[];
  readonly signedOnTrees: number;
  readonly valueUsd: Estimate;
  /** largest over the stages of the mean chance of a shortage beyond the plan's fraction, and the month in which it starts */
  readonly shortageProbability: Estimate;
  readonly shortageMonth: string;
  readonly liquidityTroughUsd: Estimate;
  readonly creditProbability: Estimate;
}

/** Question 4 and a row of question 6: growth is known to be in one regime now. */
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
  /** the best plan had we known, free to mix routes, and restricted to one of them beside fleet, its renewals and the market */
  readonly best: Readonly<Record<RouteChoice, Outlook>>;
  /** best mix less the recommended signings, paired: what not knowing costs in this regime */
  readonly regretUsd: Estimate;
  /** recommended signings less nothing, paired: what they are worth in this regime */
  readonly worthUsd: Estimate;
  /** route alone less the best mix, paired: what the restriction costs (negative) */
  readonly routeCostUsd: Readonly<Record<Route, Estimate>>;
  /** the best single route; null where another route's interval reaches into its advantage */
  readonly routeWinner: Route | null;
}

/** Growth known to be in each regime of the plan, one study each. */
export function askRegimes({
  plan,
  decision,
  ask,
}: Pick<Ground, 'plan' | 'decision' | 'ask'>): Promise<Ground['regimes']> {
  const bars = (barred: (offer: Offer) => boolean): StudyQuestion => ({
    barred: plan.offers.filter(barred).map(({ id }) => ({ offerId: id, beforeMonth: Infinity })),
  });
  // What the fleet already is may go on: its renewals stay whatever the route.
  const only = (route: string) =>
    bars((offer) => offer.route !== route && offer.kind !== 'renewal' && offer.blocksMin === 0);
  const questions: Record<RegimeQuestion, StudyQuestion> = {
    best: {},
    held: { held: decision },
    nothing: bars(({ kind, blocksMin }) => kind === 'quote' && blocksMin === 0),
    build: only('build'),
    lease: only('lease'),
    partner: only('partner'),
  };
  return Promise.all(plan.growth.regimes.map((_, regime) => ask({ plan: knowingRegime(plan, regime), questions })));
}

/** What each regime would bring, one row of the matrix each. */
export function growthAnswers(ground: Ground): GrowthAnswer[] {
  return ground.regimes.map((replies, regime) => growthAnswer(ground, { regime, replies }));
}

function growthAnswer(
  { plan }: Ground,
  { regime, replies }: { readonly regime: number; readonly replies: StudyReplies<RegimeQuestion> },
): GrowthAnswer {
  const { id, multiplePerYear, meanMonths, startProbability } = plan.growth.regimes[regime]!;
  const of = (name: RegimeQuestion) => repliesTo(replies, name);
  const outlook = (name: RegimeQuestion) => outlookOf(plan, of(name));
  const routeCost = (route: Route) => valueLess(of(route), of('best'));
  return {
    regimeId: id,
    growthMultiplePerYear: multiplePerYear,
    meanMonths,
    startProbability,
    held: outlook('held'),
    nothing: outlook('nothing'),
    best: { mix: outlook('best'), build: outlook('build'), lease: outlook('lease'), partner: outlook('partner') },
    regretUsd: valueLess(of('best'), of('held')),
    worthUsd: valueLess(of('held'), of('nothing')),
    routeCostUsd: { build: routeCost('build'), lease: routeCost('lease'), partner: routeCost('partner') },
    routeWinner: winnerOf(of),
  };
}

/** The route whose paired advantage over each other one is above zero at its lower end. */
function winnerOf(of: (route: Route) => readonly StudyAnswer[]): GrowthAnswer['routeWinner'] {
  const isBetter = (route: Route, other: Route) => (valueLess(of(route), of(other)).low ?? -1) > 0;
  return ROUTES.find((route) => ROUTES.every((other) => other === route || isBetter(route, other))) ?? null;
}

/** What the answers of a question on all trees come to. */
export function outlookOf(plan: Plan, answers: readonly StudyAnswer[]): Outlook {
  const commonest = commonestOf(answers.map(({ decision }) => decision));
  const stageCount = answers[0]?.shortage.length ?? 0;
  const chances = Array.from({ length: stageCount }, (_, stage) =>
    figureOf(answers, ({ shortage }) => shortage[stage]?.probability ?? NaN),
  );
  const worst = chances.reduce((at, { estimate }, stage) => (estimate > chances[at]!.estimate ? stage : at), 0);
  return {
    signNow: quotesOf(plan).flatMap(({ id }, quote) =>
      (commonest.decision[quote] ?? 0) > 0 ? [{ offerId: id, blocks: commonest.decision[quote]! }] : [],
    ),
    signedOnTrees: commonest.count,
    valueUsd: figureOf(answers, ({ valueUsd }) => valueUsd),
    shortageProbability: chances[worst] ?? figureOf(answers, () => NaN),
    shortageMonth: calendarMonthOf(plan.tree.stageStartMonths[worst]!, plan.startMonth),
    liquidityTroughUsd: figureOf(answers, ({ liquidity }) => liquidity.troughUsd),
    creditProbability: figureOf(answers, ({ liquidity }) => liquidity.creditProbability),
  };
}

function commonestOf(decisions: readonly RootDecision[]): { decision: RootDecision; count: number } {
  const counts = new Map<string, { decision: RootDecision; count: number }>();
  for (const decision of decisions) {
    const key = decision.join('/');
    counts.set(key, { decision, count: (counts.get(key)?.count ?? 0) + 1 });
  }
  return [...counts.values()].toSorted((a, b) => b.count - a.count)[0] ?? { decision: [], count: 0 };
}

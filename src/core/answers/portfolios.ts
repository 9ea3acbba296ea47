import type { Estimate, RootDecision, StudyAnswer, StudyQuestion } from '../decide/index.ts';
import type { Offer, Plan } from '../domain/index.ts';
import { keyOf, namedBlocks, ranked, type NamedBlocks } from './decisions.ts';
import { footprintOf, monthsToServiceOf, type Footprint } from './footprint.ts';
import { frontierOf, type FrontierPoint } from './frontier.ts';
import { outlookOf, type Outlook } from './growth.ts';
import { figureOf, repliesTo, valueLess, type AskStudy } from './studies.ts';
import { quotesOf } from './variants.ts';

/** A set of signings that comes close to the best, and what it does better. */
export interface PortfolioAnswer {
  readonly signNow: NamedBlocks;
  readonly isRecommended: boolean;
  /** recommended less this, paired: what choosing it gives up */
  readonly costUsd: Estimate;
  readonly footprint: Footprint;
  readonly outlook: Outlook;
  readonly tailMeanUsd: Estimate;
  /** measures in which it beats the recommendation, by name of `PORTFOLIO_MEASURES` */
  readonly betterAt: readonly PortfolioMeasure[];
}

/** A rejected quote against the signed one that it comes nearest to. */
export interface RivalAnswer {
  readonly rejectedId: string;
  readonly signedId: string;
  /** blocks of each in the comparison: the signed ones, and as much capacity of the other as its blocks allow */
  readonly rejectedBlocks: number;
  readonly signedBlocks: number;
  /** first service of the rejected less that of the signed, at median lead times: positive is how much earlier we are */
  readonly monthsEarlier: number;
  /** value with the signed less value with the rejected in its place, paired, the other signings held */
  readonly worthUsd: Estimate;
}

export const PORTFOLIO_MEASURES = [
  'firmLiability',
  'monthsToCapacity',
  'shortage',
  'worstOutcomes',
  'cash',
  'concentration',
  'relationships',
] as const;
export type PortfolioMeasure = (typeof PORTFOLIO_MEASURES)[number];

/** A portfolio may give up so much of what the recommendation adds over signing nothing, by its estimate. */
export const NEAR_OPTIMAL_FRACTION = 0.1;
/** Portfolios shown beside the recommendation, the cheapest first. */
const PORTFOLIOS_MAX = 8;

/** Everything one study asks about whole sets of signings. */
export interface PortfolioStudy {
  readonly portfolios: readonly PortfolioAnswer[];
  readonly rivals: readonly RivalAnswer[];
  readonly frontier: readonly FrontierPoint[];
}

/**
 * Values every neighbour of the recommendation (one quote left out, a block more or less, all of one more, one put in
 * another's place) and every set given, all held in one study of the plan as it is.
 *
 * @param given sets that were best on some tree or in some growth regime
 */
export async function portfolioAnswers(
  { plan, decision, ask }: { readonly plan: Plan; readonly decision: RootDecision; readonly ask: AskStudy },
  given: readonly RootDecision[],
): Promise<PortfolioStudy> {
  const swaps = swapsOf(plan, decision);
  const sets = [decision, ...given, ...neighboursOf(plan, decision), ...swaps.map((swap) => swap.decision)];
  const tried = ranked(sets).map((found) => found.decision);
  const questions = Object.fromEntries(tried.map((held) => [keyOf(held), { held }]));
  const named: Record<string, StudyQuestion> = { ...questions, [NOTHING]: { held: decision.map(() => 0) } };
  const replies = await ask({ plan, questions: named });
  const of = (held: RootDecision) => repliesTo(replies, keyOf(held));
  const recommended = of(decision);
  const room = NEAR_OPTIMAL_FRACTION * valueLess(recommended, repliesTo(replies, NOTHING)).estimate;
  const nothing = { held: decision.map(() => 0), answers: repliesTo(replies, NOTHING) };
  const others = tried.filter((held) => keyOf(held) !== keyOf(nothing.held));
  const triedSets = [...others.map((held) => ({ held, answers: of(held) })), nothing];
  const all = tried.map((held) => portfolioOf(plan, { held, answers: of(held), decision, recommended }));
  const near = all.filter(
    ({ isRecommended, costUsd, betterAt }) =>
      isRecommended || (costUsd.low !== null && costUsd.estimate <= room && betterAt.length > 0),
  );
  return {
    portfolios: near.toSorted((a, b) => a.costUsd.estimate - b.costUsd.estimate).slice(0, PORTFOLIOS_MAX + 1),
    frontier: frontierOf(plan, triedSets, { held: decision, answers: recommended }),
    rivals: nearestOf(swaps.map((swap) => rivalOf(plan, swap, { recommended, answers: of(swap.decision) }))),
  };
}

const NOTHING = 'nothing';

function portfolioOf(
  plan: Plan,
  of: {
    readonly held: RootDecision;
    readonly answers: readonly StudyAnswer[];
    readonly decision: RootDecision;
    readonly recommended: readonly StudyAnswer[];
  },
): PortfolioAnswer {
  const { held, answers, decision, recommended } = of;
  const isRecommended = keyOf(held) === keyOf(decision);
  return {
    signNow: namedBlocks(plan, held),
    isRecommended,
    costUsd: valueLess(recommended, answers),
    footprint: footprintOf(plan, held),
    outlook: outlookOf(plan, answers),
    tailMeanUsd: figureOf(answers, ({ tailMeanUsd }) => tailMeanUsd),
    betterAt: isRecommended ? [] : betterAt(plan, of),
  };
}

/** Shares of the recommendation's own figure by which another has to be better before it is said. */
const NOTICEABLE_FRACTION = 0.05;

function betterAt(
  plan: Plan,
  of: {
    readonly held: RootDecision;
    readonly decision: RootDecision;
    readonly answers: readonly StudyAnswer[];
    readonly recommended: readonly StudyAnswer[];
  },
): PortfolioMeasure[] {
  const [own, best] = [footprintOf(plan, of.held), footprintOf(plan, of.decision)];
  const isLess = (a: number, b: number) => a < b - NOTICEABLE_FRACTION * Math.abs(b);
  /** low end of a paired difference in a figure, positive when the other one's is surely larger */
  const surely = (read: (answer: StudyAnswer) => number) => {
    const differences = of.answers.map((answer, tree) => read(answer) - read(of.recommended[tree]!));
    return differences.length > 1 && differences.every((difference) => difference > 0);
  };
  const short = (answer: StudyAnswer) => -Math.max(0, ...answer.shortage.map(({ fraction }) => fraction));
  const found: Record<PortfolioMeasure, boolean> = {
    firmLiability: isLess(own.firmLiabilityUsd, best.firmLiabilityUsd),
    monthsToCapacity: (own.monthsToCapacity ?? Infinity) < (best.monthsToCapacity ?? Infinity),
    shortage: surely(short),
    worstOutcomes: surely(({ tailMeanUsd }) => tailMeanUsd),
    cash: surely(({ liquidity }) => liquidity.troughUsd),
    concentration: isLess(own.largestHost?.fraction ?? 0, best.largestHost?.fraction ?? 0),
    relationships: own.newHosts.length < best.newHosts.length,
  };
  return PORTFOLIO_MEASURES.filter((measure) => found[measure]);
}

/** One quote changed: left out, a block more or less, or all of it. */
function neighboursOf(plan: Plan, decision: RootDecision): RootDecision[] {
  return quotesOf(plan).flatMap((offer, quote) => {
    const now = decision[quote] ?? 0;
    const wanted = [0, now - 1, now + 1, offer.blocks].filter(
      (blocks) => blocks !== now && blocks >= offer.blocksMin && blocks <= offer.blocks && blocks >= 0,
    );
    return wanted.map((blocks) => decision.map((known, index) => (index === quote ? blocks : known)));
  });
}

interface Swap {
  readonly decision: RootDecision;
  readonly rejected: Offer;
  readonly rejectedBlocks: number;
  readonly signed: Offer;
  readonly signedBlocks: number;
}

/** Every rejected quote in every signed one's place, in about as much capacity as its blocks give. */
function swapsOf(plan: Plan, decision: RootDecision): Swap[] {
  const quotes = quotesOf(plan);
  const places = quotes.map((offer, quote) => ({ offer, quote, blocks: decision[quote] ?? 0 }));
  const rejected = places.filter(({ blocks }) => blocks === 0);
  const signed = places.filter(({ blocks, offer }) => blocks > 0 && offer.blocksMin === 0);
  return rejected.flatMap((out) =>
    signed.map((kept) => {
      const wanted = ((kept.offer.referenceGpus[0] ?? 0) * kept.blocks) / kept.offer.blocks;
      const perBlock = (out.offer.referenceGpus[0] ?? 0) / out.offer.blocks;
      const rejectedBlocks = Math.max(1, Math.min(out.offer.blocks, perBlock > 0 ? Math.round(wanted / perBlock) : 1));
      return {
        decision: decision.with(kept.quote, 0).with(out.quote, rejectedBlocks),
        rejected: out.offer,
        rejectedBlocks,
        signed: kept.offer,
        signedBlocks: kept.blocks,
      };
    }),
  );
}

function rivalOf(
  plan: Plan,
  swap: Swap,
  values: { readonly recommended: readonly StudyAnswer[]; readonly answers: readonly StudyAnswer[] },
): RivalAnswer {
  const { horizonMonths } = plan;
  return {
    rejectedId: swap.rejected.id,
    signedId: swap.signed.id,
    rejectedBlocks: swap.rejectedBlocks,
    signedBlocks: swap.signedBlocks,
    monthsEarlier: monthsToServiceOf(swap.rejected, horizonMonths) - monthsToServiceOf(swap.signed, horizonMonths),
    worthUsd: valueLess(values.recommended, values.answers),
  };
}

/** For each rejected quote the comparison that it loses by least. */
function nearestOf(rivals: readonly RivalAnswer[]): RivalAnswer[] {
  const known = rivals.filter(({ worthUsd }) => worthUsd.low !== null);
  return [...new Set(known.map(({ rejectedId }) => rejectedId))].map((id) => {
    const ofOne = known.filter(({ rejectedId }) => rejectedId === id);
    return ofOne.reduce((a, b) => (b.worthUsd.estimate < a.worthUsd.estimate ? b : a));
  });
}

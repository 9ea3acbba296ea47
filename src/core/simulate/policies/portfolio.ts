import type { Plan } from '../../domain/index.ts';
import { endingRights, type EndingRight } from '../../supply/index.ts';
import { blocksOnOffer } from '../contracts/world.ts';
import type { Decision, ReplayPolicy, Seen } from './policy.ts';

/** Signings and notices at fixed dates, whatever is seen: a portfolio that somebody has in mind. */
export interface FixedPortfolio {
  readonly name: string;
  readonly signings: readonly PortfolioSigning[];
  readonly notices: readonly PortfolioNotice[];
  /** renew the fleet's contracts whole when their renewal is on offer */
  readonly renewsFleet: boolean;
}

export interface PortfolioSigning {
  readonly offerIndex: number;
  readonly month: number;
  readonly blocks: number;
}

/** Ends all of an offer's blocks, or of a fleet contract, that still run. */
export interface PortfolioNotice {
  /** position among the plan's offers, or in its fleet */
  readonly offerIndex: number;
  readonly isFleet: boolean;
  readonly month: number;
  readonly right: EndingRight['kind'];
}

/**
 * The portfolio as a policy: each signing in its month, as many of its blocks as the market then has on offer; each notice
 * where the contract still runs.
 */
export function portfolioPolicy(plan: Plan, portfolio: FixedPortfolio): ReplayPolicy {
  const renewals = portfolio.renewsFleet ? renewalsOf(plan) : [];
  const signings = [...portfolio.signings, ...renewals];
  const months = [...signings, ...portfolio.notices].map(({ month }) => month);
  return {
    id: portfolio.name,
    decisionMonths: [...new Set(months)].toSorted((a, b) => a - b),
    decide: (month, seen) =>
      seen.map((one) => decisionOf(plan, { signings, notices: portfolio.notices, month, seen: one })),
  };
}

/** Each renewal at the first month in which it can be signed. */
function renewalsOf(plan: Plan): PortfolioSigning[] {
  return plan.offers.flatMap((offer, offerIndex) =>
    offer.kind === 'renewal' && offer.signFromMonth < plan.horizonMonths
      ? [{ offerIndex, month: Math.max(0, offer.signFromMonth), blocks: offer.blocks }]
      : [],
  );
}

function decisionOf(
  plan: Plan,
  at: {
    readonly signings: readonly PortfolioSigning[];
    readonly notices: readonly PortfolioNotice[];
    readonly month: number;
    readonly seen: Seen;
  },
): Decision {
  const { month, seen } = at;
  const wanted = new Map<number, number>();
  for (const { offerIndex, month: signMonth, blocks } of at.signings) {
    if (signMonth === month) wanted.set(offerIndex, (wanted.get(offerIndex) ?? 0) + blocks);
  }
  const signings = [...wanted].map(([offerIndex, blocks]) => {
    const offer = plan.offers[offerIndex]!;
    const signed = seen.holdings.reduce(
      (sum, held) => sum + (!held.isFleet && held.offerIndex === offerIndex ? held.blocks : 0),
      0,
    );
    return {
      offerIndex,
      blocks: Math.max(0, Math.min(blocks, offer.blocks - signed, blocksOnOffer(offer, seen.supplyRegime))),
    };
  });
  const notices = at.notices.flatMap(({ offerIndex, isFleet, month: noticeMonth, right }) => {
    if (noticeMonth !== month) return [];
    const contract = (isFleet ? plan.fleet : plan.offers)[offerIndex]!;
    return seen.holdings.flatMap((held, holdingIndex) => {
      if (held.isFleet !== isFleet || held.offerIndex !== offerIndex || held.isLost) return [];
      const { fractionMax } = endingRights(contract).find(({ kind }) => kind === right)!;
      const running = held.ended.reduce((left, part) => left - part.blocks, held.blocks);
      const used = held.ended.reduce((sum, part) => sum + (part.right === right ? part.blocks : 0), 0);
      const blocks = Math.min(running, fractionMax * held.blocks - used);
      return blocks > 0 ? [{ holdingIndex, right, blocks }] : [];
    });
  });
  return { signings, notices };
}

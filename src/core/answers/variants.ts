import type { Offer, Plan } from '../domain/index.ts';

/** The plan with its belief set to one growth regime now; afterwards the regimes follow each other as the plan says. */
export function knowingRegime(plan: Plan, regime: number): Plan {
  const regimes = plan.growth.regimes.map((known, index) => ({
    ...known,
    startProbability: index === regime ? 1 : 0,
  }));
  return { ...plan, growth: { ...plan.growth, regimes } };
}

/** The plan under another cap on any host's share of capacity in service; 1 = none. */
export function withHostCap(plan: Plan, hostFractionMax: number): Plan {
  return { ...plan, limits: { ...plan.limits, hostFractionMax } };
}

/** The plan under another cap on the firm liability of its quotes; null = none. */
export function withLiabilityCap(plan: Plan, firmLiabilityUsdMax: number | null): Plan {
  return { ...plan, limits: { ...plan.limits, firmLiabilityUsdMax } };
}

/** The plan with room for so many more new partners at once; unchanged where it states no limit. */
export function withMorePartners(plan: Plan, more: number): Plan {
  const { newPartners } = plan.limits;
  if (newPartners === null) return plan;
  const limit = { ...newPartners, atOnceMax: newPartners.atOnceMax + more };
  return { ...plan, limits: { ...plan.limits, newPartners: limit } };
}

/** The plan with one offer changed. */
export function withOffer(plan: Plan, offerId: string, change: (offer: Offer) => Offer): Plan {
  return { ...plan, offers: plan.offers.map((offer) => (offer.id === offerId ? change(offer) : offer)) };
}

/** The quotes on the table, in plan order: the positions of a root decision. */
export function quotesOf(plan: Plan): readonly Offer[] {
  return plan.offers.filter(({ kind }) => kind === 'quote');
}

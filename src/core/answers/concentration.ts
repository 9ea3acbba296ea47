import type { Estimate, StudyAnswer } from '../decide/index.ts';
import { outlookOf, type Outlook } from './growth.ts';
import { figureOf, repliesTo, valueLess, type Ground } from './studies.ts';
import { withHostCap, withLiabilityCap, withMorePartners } from './variants.ts';

/** One point of the price of a cap: the plan under another cap, against the plan without it. */
export interface CapPoint {
  readonly hostFractionMax: number;
  /** without any cap less with this one, paired */
  readonly priceUsd: Estimate;
  readonly outlook: Outlook;
  readonly expectedUsd: Estimate;
  readonly tailMeanUsd: Estimate;
  /** true: the plan's own cap */
  readonly isThePlans: boolean;
}

/** Caps tried beside the plan's own. */
const HOST_CAPS = [1, 0.7, 0.5, 0.4, 0.3, 0.2];

/** Question 10: what each cap on a host's share costs, and the frontier of mean against worst outcomes it gives. */
export async function hostCapPrices({ plan, ask }: Ground): Promise<CapPoint[]> {
  const own = plan.limits.hostFractionMax;
  const caps = [...new Set([...HOST_CAPS, own])].toSorted((a, b) => b - a);
  const answers = await Promise.all(
    caps.map(async (cap) => repliesTo(await ask({ plan: withHostCap(plan, cap), questions: { best: {} } }), 'best')),
  );
  return caps.map((cap, index) => capPoint(cap, answers[index]!, answers[0]!));

  function capPoint(cap: number, capped: readonly StudyAnswer[], free: readonly StudyAnswer[]): CapPoint {
    return {
      hostFractionMax: cap,
      priceUsd: valueLess(free, capped),
      outlook: outlookOf(plan, capped),
      expectedUsd: figureOf(capped, ({ expectedUsd }) => expectedUsd),
      tailMeanUsd: figureOf(capped, ({ tailMeanUsd }) => tailMeanUsd),
      isThePlans: cap === own,
    };
  }
}

/** One point of the frontier of value against what is firmly owed. */
export interface LiabilityPoint {
  readonly firmLiabilityUsdMax: number;
  readonly priceUsd: Estimate;
  readonly outlook: Outlook;
}

/** Shares of the recommended firm liability that a cap would leave. */
const LIABILITY_FRACTIONS = [0.75, 0.5, 0.25, 0];

/** What less firm liability would cost. @param firmLiabilityUsd of the recommended signings */
export async function liabilityPrices(
  { plan, ask, base }: Ground,
  firmLiabilityUsd: number,
): Promise<LiabilityPoint[]> {
  if (firmLiabilityUsd <= 0) return [];
  const free = repliesTo(base, 'best');
  return Promise.all(
    LIABILITY_FRACTIONS.map(async (fraction) => {
      const cap = fraction * firmLiabilityUsd;
      const capped = repliesTo(await ask({ plan: withLiabilityCap(plan, cap), questions: { best: {} } }), 'best');
      return {
        firmLiabilityUsdMax: cap,
        priceUsd: valueLess(free, capped),
        outlook: outlookOf(plan, capped),
      };
    }),
  );
}

/** Question 8, people: what room for one new partner more at once would be worth. */
export interface PartnerLimitAnswer {
  readonly atOnceMax: number;
  /** best with room for one more less best under the plan's limit, paired */
  readonly oneMoreUsd: Estimate;
}

/** Null where the plan states no limit: nothing then says how many partners its people can settle in. */
export async function partnerLimitAnswer({ plan, ask, base }: Ground): Promise<PartnerLimitAnswer | null> {
  const { newPartners } = plan.limits;
  if (newPartners === null) return null;
  const roomier = repliesTo(await ask({ plan: withMorePartners(plan, 1), questions: { best: {} } }), 'best');
  return { atOnceMax: newPartners.atOnceMax, oneMoreUsd: valueLess(roomier, repliesTo(base, 'best')) };
}

import type { Offer, Plan } from '../domain/index.ts';
import { allInPriceUsdPerGpuHour, contractSeries, deliveryAtScore, physicalGpus } from '../supply/index.ts';
import { calendarMonthOf, HOURS_PER_YEAR, KILOWATTS_PER_MEGAWATT } from '../units/index.ts';

/** What a share is measured by: money paid a year, reference GPUs in service, megawatts at the meter. */
export const SHARE_MEASURES = ['dollars', 'capacity', 'megawatts'] as const;
export type ShareMeasure = (typeof SHARE_MEASURES)[number];

/** Who or what capacity depends on; all but host and route are read from `factors` that start with the word. */
export const SHARE_GROUPS = ['host', 'parent', 'site', 'grid', 'vendor', 'investor', 'route'] as const;
export type ShareGroup = (typeof SHARE_GROUPS)[number];

/** Question 10: how a measure of what is in service splits over one kind of dependence. */
export interface ConcentrationAnswer {
  readonly group: ShareGroup;
  readonly measure: ShareMeasure;
  /** `today`: the fleet at the start; `signed`: fleet and what is signed now, once all of it serves */
  readonly when: 'today' | 'signed';
  readonly month: string;
  /** largest first; a contract with several names of a kind counts in equal parts for each */
  readonly shares: readonly { readonly name: string; readonly fraction: number }[];
  /** sum of squared shares in [0, 1]: 1 is one name only. Over what states a name, null when nothing does */
  readonly herfindahl: number | null;
  /** share of the measure (of capacity, for megawatts) whose contract states name and measure; the shares are of that part */
  readonly statedFraction: number;
}

/** Some blocks of a contract. */
export interface Held {
  readonly offer: Offer;
  /** share of the whole offer, in [0, 1] */
  readonly fraction: number;
}

/** All shares, of the fleet today and with what is signed. Kinds that no contract names are left out. */
export function concentrationAnswers(plan: Plan, signed: readonly Held[]): ConcentrationAnswer[] {
  const fleet = plan.fleet.map((offer) => ({ offer, fraction: 1 }));
  const settledMonth = settledMonthOf(plan, signed);
  return SHARE_GROUPS.flatMap((group) =>
    SHARE_MEASURES.flatMap((measure) => [
      answerOf(plan, fleet, { group, measure, when: 'today', month: 0 }),
      answerOf(plan, [...fleet, ...signed], { group, measure, when: 'signed', month: settledMonth }),
    ]),
  ).filter(({ shares }) => shares.length > 0);
}

/** Largest share of a host in capacity once all that is signed serves; null without capacity. */
export function largestHostOf(plan: Plan, signed: readonly Held[]): { host: string; fraction: number } | null {
  const fleet = plan.fleet.map((offer) => ({ offer, fraction: 1 }));
  const month = settledMonthOf(plan, signed);
  const { shares } = answerOf(plan, [...fleet, ...signed], {
    group: 'host',
    measure: 'capacity',
    when: 'signed',
    month,
  });
  const [first] = shares;
  return first ? { host: first.name, fraction: first.fraction } : null;
}

/** The month within the horizon from which all that is signed is fully delivered, at median lead times. */
function settledMonthOf(plan: Plan, signed: readonly Held[]): number {
  const months = signed.map(({ offer }) => {
    const delivered = offer.deliveryProfile.at(-1)?.monthsAfterStart ?? 0;
    return startOf(offer, plan).inServiceMonth + delivered;
  });
  return Math.min(plan.horizonMonths - 1, Math.max(0, ...months));
}

function startOf(offer: Offer, plan: Plan) {
  const nominal = { signMonth: 0, signingRegime: 1, delivery: deliveryAtScore(offer, 0) } as const;
  return contractSeries(offer, { ...nominal, horizonMonths: plan.horizonMonths });
}

function answerOf(
  plan: Plan,
  held: readonly Held[],
  of: Pick<ConcentrationAnswer, 'group' | 'measure' | 'when'> & { readonly month: number },
): ConcentrationAnswer {
  const { group, measure, when, month } = of;
  const hasParents = held.some(({ offer }) => offer.terms.parent !== null);
  const sums = new Map<string, number>();
  let total = 0;
  let stated = 0;
  let statedWeight = 0;
  for (const one of held) {
    const size = sizeOf(plan, one, { measure, month });
    // What has no megawatts has capacity, so that is what the stated part of megawatts is measured by.
    const weight = measure === 'megawatts' ? sizeOf(plan, one, { measure: 'capacity', month })! : size!;
    const names = namesOf(one.offer, group, hasParents);
    total += weight;
    if (size === null || names.length === 0) continue;
    stated += size;
    statedWeight += weight;
    for (const name of names) sums.set(name, (sums.get(name) ?? 0) + size / names.length);
  }
  const shares = [...sums]
    .filter(([, size]) => size > 0)
    .map(([name, size]) => ({ name, fraction: size / stated }))
    .toSorted((a, b) => b.fraction - a.fraction);
  return {
    group,
    measure,
    when,
    month: calendarMonthOf(month, plan.startMonth),
    shares,
    herfindahl: shares.length === 0 ? null : shares.reduce((sum, { fraction }) => sum + fraction * fraction, 0),
    statedFraction: total > 0 ? statedWeight / total : 0,
  };
}

function namesOf(offer: Offer, group: ShareGroup, hasParents: boolean): readonly string[] {
  // A host without a parent is its own, once any contract names one.
  if (group === 'parent' && hasParents) return [offer.terms.parent ?? offer.host];
  if (group === 'host' || group === 'route') return [offer[group]];
  return offer.factors
    .filter((factor) => factor.startsWith(`${group}-`))
    .map((factor) => factor.slice(group.length + 1));
}

/** One contract's part of a measure in a month: what serves then, at its median delivery; null: megawatts not known. */
function sizeOf(plan: Plan, { offer, fraction }: Held, of: { measure: ShareMeasure; month: number }): number | null {
  const serving = fraction * (startOf(offer, plan).capacityFraction[of.month] ?? 0);
  if (of.measure === 'capacity') return serving * (offer.referenceGpus[0] ?? 0);
  if (of.measure === 'megawatts') {
    const megawatts = megawattsOf(plan, offer);
    return megawatts === null ? null : serving * megawatts;
  }
  const { discountRatePerYear } = plan;
  const price = allInPriceUsdPerGpuHour(offer, { discountRatePerYear, signingRegime: 1 });
  return serving * price.usdPerGpuHour * physicalGpus(offer) * HOURS_PER_YEAR;
}

/** Facility megawatts of the whole offer; null where the power of some of its kit is not known. */
function megawattsOf(plan: Plan, { quantities }: Offer): number | null {
  let megawatts = 0;
  for (const { acceleratorIndex, gpus } of quantities) {
    const kilowatts = plan.accelerators[acceleratorIndex]?.facilityKwPerGpu ?? null;
    if (kilowatts === null) return null;
    megawatts += (kilowatts * gpus) / KILOWATTS_PER_MEGAWATT;
  }
  return megawatts;
}

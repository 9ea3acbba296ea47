import { DELIVERY_VARIANCE_FRACTIONS, type DemandPaths } from '../../demand/index.ts';
import type { Offer, Plan } from '../../domain/index.ts';
import { normalCdf } from '../../numeric/index.ts';
import { streamFor } from '../../random/index.ts';

/** Outages of one contract on one path, as multiples of what the plan expects; their means are 1. */
export interface OutagePath {
  /** [month] month of an outage, from 1; 0 = none */
  readonly monthOfOutage: Uint8Array;
  /** [month of an outage] capacity, and service credit, over what is expected */
  readonly capacityMultiple: Float64Array;
  readonly creditMultiple: Float64Array;
}

/** Outages of a contract on all paths of a block; null where it has none that are drawn. */
export interface OutageDraws extends Omit<OutagePath, 'monthOfOutage'> {
  /** [path × month] */
  readonly monthOfOutage: Uint8Array;
}

/**
 * Draws when a contract's outages begin. With C the mean months from one to the next and D the months of one, an outage
 * begins in a month without one with probability 1 / (1 + C − D); month 0 is in month k of one with probability 1 / C
 * each. So every month is in month k of an outage with probability 1 / C, and means are what the plan expects.
 *
 * A month's draw is Φ(√w F + √(1 − w) own), w as in lateness: F the standardised mean of a draw for each factor name,
 * shared by all contracts that have it. Streams `replay/outage/{factor/<name>, offer/<id>}/replication-r` at (path, month):
 * they run on whether the contract serves or not, so neither a delay nor another contract moves them.
 */
export function outageDraws(
  plan: Plan,
  { terms, factors, id }: Offer,
  at: { readonly paths: DemandPaths; readonly replication: number },
): OutageDraws | null {
  const { outage } = terms;
  if (outage === null) return null;
  const { pathCount, monthCount } = at.paths;
  const names = [...new Set(factors)].toSorted();
  const weight = names.length === 0 ? 0 : DELIVERY_VARIANCE_FRACTIONS.factors;
  const streamOf = (whose: string) => streamFor(plan.seed, `replay/outage/${whose}/replication-${at.replication}`);
  const streams = [
    { stream: streamOf(`offer/${id}`), weight: Math.sqrt(1 - weight) },
    ...names.map((name) => ({ stream: streamOf(`factor/${name}`), weight: Math.sqrt(weight / names.length) })),
  ];
  const monthOfOutage = new Uint8Array(pathCount * monthCount);
  const normals = new Float64Array(monthCount);
  const scores = new Float64Array(monthCount);
  for (let path = 0; path < pathCount; path++) {
    scores.fill(0);
    for (const { stream, weight: share } of streams) {
      stream.fillNormals(normals, path);
      for (let month = 0; month < monthCount; month++) scores[month]! += share * normals[month]!;
    }
    const row = monthOfOutage.subarray(path * monthCount, (path + 1) * monthCount);
    markOutages(row, scores, { cycleMonths: outage.cycleMonths, count: outage.monthsOut.length });
  }
  return { monthOfOutage, ...multiplesOf(outage, terms.serviceCreditFraction) };
}

function markOutages(
  row: Uint8Array,
  scores: Float64Array,
  { cycleMonths, count }: { readonly cycleMonths: number; readonly count: number },
): void {
  const startChance = 1 / (1 + cycleMonths - count);
  const first = Math.floor(normalCdf(scores[0]!) * cycleMonths) + 1;
  row[0] = first <= count ? first : 0;
  for (let month = 1; month < row.length; month++) {
    const before = row[month - 1]!;
    const goesOn = before > 0 && before < count;
    row[month] = goesOn ? before + 1 : Number(normalCdf(scores[month]!) < startChance);
  }
}

function multiplesOf(
  { monthsOut, cycleMonths, creditFractionElse }: NonNullable<Offer['terms']['outage']>,
  serviceCreditFraction: number,
): Pick<OutageDraws, 'capacityMultiple' | 'creditMultiple'> {
  const months = [{ outFraction: 0, creditFraction: creditFractionElse }, ...monthsOut];
  const meanOut = monthsOut.reduce((sum, { outFraction }) => sum + outFraction, 0) / cycleMonths;
  return {
    capacityMultiple: Float64Array.from(months, ({ outFraction }) =>
      meanOut < 1 ? (1 - outFraction) / (1 - meanOut) : 0,
    ),
    creditMultiple: Float64Array.from(months, ({ creditFraction }) =>
      serviceCreditFraction > 0 ? creditFraction / serviceCreditFraction : 1,
    ),
  };
}

/** The outages of one path. */
export function outagesOn(draws: OutageDraws | null, path: number, monthCount: number): OutagePath | null {
  if (draws === null) return null;
  return { ...draws, monthOfOutage: draws.monthOfOutage.subarray(path * monthCount, (path + 1) * monthCount) };
}

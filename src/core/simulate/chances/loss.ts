import type { DemandPaths } from '../../demand/index.ts';
import type { Offer, Plan } from '../../domain/index.ts';
import { pow } from '../../numeric/index.ts';
import { streamFor } from '../../random/index.ts';
import { hostOf } from '../../supply/index.ts';
import { MONTHS_PER_YEAR } from '../../units/index.ts';

export interface Loss {
  readonly stopMonth: number;
  readonly knownMonth: number;
  /** true: by the host's notice, who then pays what it owes for that */
  readonly isRecall: boolean;
}

/** First month of service, and first after the last of it. */
export interface Service {
  readonly inServiceMonth: number;
  readonly endMonth: number;
}

const NEVER: Loss = { stopMonth: Infinity, knownMonth: Infinity, isRecall: false };

/** Uniform draws of an event and whom it befalls (hosts of one owner are one), [path × month]; made when first asked for. */
export type EventDraws = (what: 'recall' | 'failure' | 'permit', whose: string) => Float64Array;

export function eventDraws(plan: Plan, size: { readonly replication: number; readonly pathCount: number }): EventDraws {
  const known = new Map<string, Float64Array>();
  const { replication, pathCount } = size;
  const monthCount = plan.horizonMonths + 1;
  return (what, whose) => {
    const cause = `replay/${what}/${whose}/replication-${replication}`;
    let draws = known.get(cause);
    if (!draws) {
      draws = new Float64Array(pathCount * monthCount);
      const stream = streamFor(plan.seed, cause);
      for (let path = 0; path < pathCount; path++) {
        stream.fillUniforms(draws.subarray(path * monthCount, (path + 1) * monthCount), path);
      }
      known.set(cause, draws);
    }
    return draws;
  };
}

/** When a contract's service on a path is lost. */
export type LossReader = (path: number, service: Service) => Loss;

/** Reads an offer's losses; of several the first counts, and notice before failure before a lost permit. */
export function lossReader(
  { horizonMonths }: Plan,
  offer: Offer,
  { paths, draws }: { readonly paths: DemandPaths; readonly draws: EventDraws },
): LossReader {
  const recall = recallReader(offer, paths, draws);
  const endings = [
    { hazardPerYear: offer.failureHazardPerYear, drawn: () => draws('failure', hostOf(offer)) },
    { hazardPerYear: offer.terms.permitHazardPerYear, drawn: () => draws('permit', offer.id) },
  ]
    .filter(({ hazardPerYear }) => hazardPerYear > 0)
    .map(({ hazardPerYear, drawn }) => ({ chance: chancePerMonth(hazardPerYear), draws: drawn() }));
  if (recall === null && endings.length === 0) return () => NEVER;
  return (path, { inServiceMonth, endMonth }) => {
    const row = path * paths.monthCount;
    const service = { inServiceMonth, endMonth: Math.min(horizonMonths, endMonth) };
    let first = recall === null ? NEVER : recall(row, service);
    for (const ending of endings) {
      const month = firstBelow(ending, row, { inServiceMonth, endMonth: Math.min(service.endMonth, first.stopMonth) });
      if (month !== null) first = { stopMonth: month, knownMonth: month, isRecall: false };
    }
    return first;
  };
}

/** A failure or a lost permit: in each month of service, at a hazard that no regime changes. */
function firstBelow(
  { draws, chance }: { readonly draws: Float64Array; readonly chance: number },
  row: number,
  { inServiceMonth, endMonth }: Service,
): number | null {
  for (let month = Math.max(0, inServiceMonth); month < endMonth; month++) {
    if (draws[row + month]! < chance) return month;
  }
  return null;
}

function recallReader(offer: Offer, paths: DemandPaths, eventsOf: EventDraws): LossReader | null {
  const { hostExit } = offer;
  if (!hostExit?.hazardPerYear.some((hazard) => hazard > 0)) return null;
  const { afterMonths, noticeMonths } = hostExit;
  const chances = hostExit.hazardPerYear.map(chancePerMonth);
  const draws = eventsOf('recall', hostOf(offer));
  return (row, { inServiceMonth, endMonth }) => {
    for (let month = Math.max(0, inServiceMonth + afterMonths); month + noticeMonths < endMonth; month++) {
      const chance = chances[paths.supplyRegime[row + month]!]!;
      if (draws[row + month]! < chance) return { stopMonth: month + noticeMonths, knownMonth: month, isRecall: true };
    }
    return NEVER;
  };
}

/** Chance of an event in a month at a yearly hazard h: 1 − (1 − h)^(1/12); few hazards are asked for very often. */
function chancePerMonth(hazardPerYear: number): number {
  let chance = knownChances.get(hazardPerYear);
  if (chance === undefined) {
    chance = 1 - pow(1 - hazardPerYear, 1 / MONTHS_PER_YEAR);
    knownChances.set(hazardPerYear, chance);
  }
  return chance;
}
const knownChances = new Map<number, number>();

import type { ReplayAnswer, Result } from '../decide/index.ts';
import type { Plan } from '../domain/index.ts';
import { decisionOf } from './decisions.ts';
import { footprintOf } from './footprint.ts';

type StressFigures = ReplayAnswer['stresses'][number];
type Interval = StressFigures['lostUsd'];

/** What a business of compute can run out of and a stress can take from it. */
export type StressedResource = 'chips' | 'power' | 'time';

/** The stress of one resource that costs most. */
export interface ResourceBreak {
  readonly resource: StressedResource;
  readonly stress: string;
  /** mean value lost, paired by path */
  readonly lostUsd: Interval;
  /** how much more of protected demand goes unserved in the worst month, and which that is */
  readonly worstUnservedFraction: number;
  readonly worstMonth: string;
  /** months from the strike until served as without it; null: not within the horizon */
  readonly monthsToRecover: number | null;
  readonly ruinProbability: Interval;
}

/** The chance of ruin, and the stress that adds most to it. */
export interface CashBreak {
  /** without any stress, on all paths of the replay */
  readonly ruinProbability: Interval;
  /** null: the plan states no limit */
  readonly ruinProbabilityMax: number | null;
  /** null: none adds anything */
  readonly stress: string | null;
  /** under it, and on the same paths without it */
  readonly stressedRuinProbability: Interval | null;
  readonly unstressedRuinProbability: Interval | null;
}

/** New partners that the signings of now bring, against how many may settle in at once (null: the plan does not say). */
export interface PeopleBreak {
  readonly newPartners: readonly string[];
  readonly atOnceMax: number | null;
}

/**
 * Questions 5 and 8: what breaks first, from the stress library of the replay.
 *
 * `first` is cash where the plan's limit on ruin is missed without any stress; else the resource whose hardest stress loses
 * most value on the mean; null where no stress surely loses any. People have no stress in the library: their row is the
 * limit on new partners and how much of it is used.
 */
export interface BreakAnswer {
  readonly first: StressedResource | 'cash' | null;
  /** the losses of the first and of the next do not overlap, or cash misses its limit over its whole range */
  readonly isSure: boolean;
  /** by what they lose, most first */
  readonly resources: readonly ResourceBreak[];
  readonly cash: CashBreak;
  readonly people: PeopleBreak;
}

const RESOURCES: readonly StressedResource[] = ['chips', 'power', 'time'];

/** What breaks first, read off the replay of a result; null where the plan was not replayed. */
export function breaksOf(plan: Plan, { replay, signNow }: Pick<Result, 'replay' | 'signNow'>): BreakAnswer | null {
  const ours = replay?.policies[0];
  if (!replay || !ours) return null;
  const resources = RESOURCES.flatMap((resource) => hardestOf(replay, resource)).toSorted(
    (a, b) => b.lostUsd.estimate - a.lostUsd.estimate,
  );
  const limit = replay.limits.find(({ field }) => field === 'limits.ruinProbabilityMax');
  const hardest = replay.stresses.toSorted((a, b) => ruinRise(b) - ruinRise(a)).find((stress) => ruinRise(stress) > 0);
  return {
    ...firstOf(resources, limit),
    resources,
    cash: {
      ruinProbability: ours.ruinProbability,
      ruinProbabilityMax: plan.limits.ruinProbabilityMax,
      stress: hardest?.name ?? null,
      stressedRuinProbability: hardest?.ruinProbability ?? null,
      unstressedRuinProbability: hardest?.ruinProbabilityWithout ?? null,
    },
    people: {
      newPartners: footprintOf(plan, decisionOf(plan, signNow)).newHosts,
      atOnceMax: plan.limits.newPartners?.atOnceMax ?? null,
    },
  };
}

function ruinRise({ ruinProbability, ruinProbabilityWithout }: StressFigures): number {
  return ruinProbability.estimate - ruinProbabilityWithout.estimate;
}

function hardestOf({ stresses }: ReplayAnswer, resource: StressedResource): readonly ResourceBreak[] {
  const [hardest] = stresses
    .filter(({ strains }) => strains === resource)
    .toSorted((a, b) => b.lostUsd.estimate - a.lostUsd.estimate);
  if (!hardest) return [];
  const { name, lostUsd, worstUnservedFraction, worstMonth, monthsToRecover, ruinProbability } = hardest;
  return [{ resource, stress: name, lostUsd, worstUnservedFraction, worstMonth, monthsToRecover, ruinProbability }];
}

function firstOf(
  [first, second]: readonly ResourceBreak[],
  limit: ReplayAnswer['limits'][number] | undefined,
): Pick<BreakAnswer, 'first' | 'isSure'> {
  if (limit && !limit.isMet) return { first: 'cash', isSure: limit.found.low > limit.limit };
  if (!first || first.lostUsd.low <= 0) return { first: null, isSure: false };
  return { first: first.resource, isSure: !second || first.lostUsd.low > second.lostUsd.high };
}

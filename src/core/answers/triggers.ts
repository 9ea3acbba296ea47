import { estimateOfFraction, type Estimate, type LaterDecisions } from '../decide/index.ts';
import { samplePaths, type DemandPaths } from '../demand/index.ts';
import { protectedFixedIn, SUPPLY_REGIMES, type Plan, type SupplyRegime } from '../domain/index.ts';
import { exp, log } from '../numeric/index.ts';
import { calendarMonthOf, MONTHS_PER_YEAR } from '../units/index.ts';

/** What a trigger may look at: all of it is known to the reader when its month begins. */
export interface TriggerRule {
  /** growth of demand over the last three months (fewer at the start), annualised; null: not looked at */
  readonly growthMultiplePerYear: Threshold | null;
  /** busy demand over capacity signed so far, the fleet and what is signed now; null: not looked at */
  readonly utilisationFraction: Threshold | null;
  /** market's supply regimes in which it fires; null: not looked at */
  readonly supplyRegimes: readonly SupplyRegime[] | null;
}

export interface Threshold {
  readonly isAbove: boolean;
  readonly at: number;
}

/** Question 14: a rule on what can be seen, how well it tells the policy's decisions, and what to do when it fires. */
export interface TriggerAnswer {
  readonly month: string;
  /** `sign`: the policy signs this offer then; `growth`: growth has changed regime, so plan again */
  readonly kind: 'sign' | 'growth';
  /** the offer; of a growth trigger the regime that has set in */
  readonly id: string;
  readonly rule: TriggerRule;
  /** share of fresh paths on which the rule and what it stands for agree */
  readonly accuracyFraction: Estimate;
  /** the same of always saying the commoner of the two */
  readonly baselineFraction: number;
  /** of the paths on which it fires, the share on which it is right; of those it should catch, the share it does */
  readonly precisionFraction: number | null;
  readonly recallFraction: number | null;
  /** share of paths on which it fires */
  readonly firesFraction: number;
  /** mean blocks that the policy signs when it fires; null for a growth trigger */
  readonly blocks: number | null;
}

/** Paths of one sample as a trigger sees them at one month. */
interface Seen {
  readonly growthMultiplePerYear: Float64Array;
  readonly utilisationFraction: Float64Array;
  readonly supplyRegime: Uint8Array;
}

/** Months over which growth is looked at. */
const GROWTH_MONTHS = 3;
/** A decision taken on fewer paths than this share, or on all but this share, needs no rule. */
const DECISION_SHARE_MIN = 0.05;
/** A rule must do better than always saying the commoner thing by at least so much of what that misses. */
const GAIN_FRACTION_MIN = 0.25;
const THRESHOLDS_TRIED = 24;
/** Blocks from which a continuous later decision counts as a signing. */
const SIGNED_BLOCKS = 0.5;
const TRIGGERS_MAX = 12;

/** What triggers are learned from: one sample of decisions to learn, others to test. */
export interface TriggerSamples {
  readonly plan: Plan;
  /** [month] reference GPUs of the fleet and what is signed now */
  readonly committedReferenceGpus: readonly number[];
  /** decisions on the paths of one replication each: the first to learn from, the rest fresh */
  readonly decisions: readonly LaterDecisions[];
}

/** Rules for every later decision that depends on what is seen, and for growth changing regime; the surest first. */
export function triggerAnswers(samples: TriggerSamples): TriggerAnswer[] {
  const { plan, decisions } = samples;
  const paths = decisions.map(({ replication, pathCount }) => samplePaths(plan, { pathCount, replication }));
  const views = { samples, paths };
  const [first] = decisions;
  if (!first) return [];
  const found = first.stageStartMonths.slice(1).flatMap((month, index) => {
    const stage = index + 1;
    return first.offerIds.flatMap((id, offer) => {
      const blocksOn = (sample: number, path: number) =>
        decisions[sample]!.blocks[(path * first.stageStartMonths.length + stage) * first.offerIds.length + offer]!;
      return triggerFor(views, {
        month,
        kind: 'sign',
        id,
        blocksOn,
        isTrue: (s, p) => blocksOn(s, p) >= SIGNED_BLOCKS,
      });
    });
  });
  const kept = found.toSorted((a, b) => gain(b) - gain(a)).slice(0, TRIGGERS_MAX);
  return [...growthTriggers(views), ...kept].toSorted((a, b) => (a.month < b.month ? -1 : a.month > b.month ? 1 : 0));
}

interface Views {
  readonly samples: TriggerSamples;
  readonly paths: readonly DemandPaths[];
}

/** Growth in its fastest regime, and in one that shrinks, as three months of growth tell it. */
function growthTriggers(views: Views): TriggerAnswer[] {
  const { regimes } = views.samples.plan.growth;
  const fastest = regimes.reduce(
    (at, { multiplePerYear }, k) => (multiplePerYear > regimes[at]!.multiplePerYear ? k : at),
    0,
  );
  const month = GROWTH_MONTHS;
  if (month >= views.samples.plan.horizonMonths || regimes.length < 2) return [];
  const isTrue = (sample: number, path: number) => {
    const { regime, monthCount } = views.paths[sample]!;
    return regime[path * monthCount + month - 1] === fastest;
  };
  return triggerFor(views, { month, kind: 'growth', id: regimes[fastest]!.id, blocksOn: null, isTrue });
}

interface Wanted {
  readonly month: number;
  readonly kind: TriggerAnswer['kind'];
  readonly id: string;
  readonly blocksOn: ((sample: number, path: number) => number) | null;
  readonly isTrue: (sample: number, path: number) => boolean;
}

function triggerFor(views: Views, wanted: Wanted): TriggerAnswer[] {
  const { samples, paths } = views;
  const truths = paths.map(({ pathCount }, sample) =>
    Array.from({ length: pathCount }, (_, path) => wanted.isTrue(sample, path)),
  );
  const share = fractionOf(truths[0]!, Boolean);
  if (Math.min(share, 1 - share) < DECISION_SHARE_MIN) return [];
  const seen = paths.map((of) => seenAt(samples, of, wanted.month));
  const rule = bestRule(seen[0]!, truths[0]!);
  const tests = truths.slice(1).map((truth, index) => ({ truth, fires: firing(rule, seen[index + 1]!) }));
  const all = tests.flatMap(({ truth, fires }, test) =>
    truth.map((isTrue, path) => ({ isTrue, fires: fires[path]!, blocks: wanted.blocksOn?.(test + 1, path) ?? 0 })),
  );
  const caught = all.filter(({ isTrue }) => isTrue);
  const fired = all.filter(({ fires }) => fires);
  const truthShare = caught.length / all.length;
  const answer: TriggerAnswer = {
    month: calendarMonthOf(wanted.month, samples.plan.startMonth),
    kind: wanted.kind,
    id: wanted.id,
    rule,
    accuracyFraction: estimateOfFraction(
      tests.map(({ truth, fires }) => fractionOf(truth, (isTrue, path) => isTrue === fires[path])),
      'sets of fresh paths',
    ),
    baselineFraction: Math.max(truthShare, 1 - truthShare),
    precisionFraction: fired.length === 0 ? null : fractionOf(fired, ({ isTrue }) => isTrue),
    recallFraction: caught.length === 0 ? null : fractionOf(caught, ({ fires }) => fires),
    firesFraction: fired.length / all.length,
    blocks:
      wanted.blocksOn === null || fired.length === 0
        ? null
        : fired.reduce((sum, { blocks }) => sum + blocks, 0) / fired.length,
  };
  return gain(answer) >= GAIN_FRACTION_MIN ? [answer] : [];
}

/** Share of the baseline's misses that the rule gets right. */
function gain({ accuracyFraction, baselineFraction }: TriggerAnswer): number {
  return (accuracyFraction.estimate - baselineFraction) / Math.max(1e-9, 1 - baselineFraction);
}

function fractionOf<T>(values: readonly T[], isCounted: (value: T, index: number) => boolean): number {
  return values.filter(isCounted).length / Math.max(1, values.length);
}

function seenAt({ plan, committedReferenceGpus }: TriggerSamples, paths: DemandPaths, month: number): Seen {
  const back = Math.min(GROWTH_MONTHS, month);
  const busy = plan.workloads.reduce((sum, { busyReferenceGpus }) => sum + busyReferenceGpus, 0);
  const fixed = protectedFixedIn(plan, month);
  const capacity = Math.max(1e-9, committedReferenceGpus[month] ?? committedReferenceGpus.at(-1) ?? 0);
  const at = (path: number, when: number) => path * paths.monthCount + when;
  return {
    growthMultiplePerYear: Float64Array.from({ length: paths.pathCount }, (_, path) => {
      if (back === 0) return 1;
      const ratio = paths.multiple[at(path, month)]! / paths.multiple[at(path, month - back)]!;
      return exp((log(ratio) * MONTHS_PER_YEAR) / back);
    }),
    utilisationFraction: Float64Array.from(
      { length: paths.pathCount },
      (_, path) => (busy * paths.multiple[at(path, month)]! + fixed) / capacity,
    ),
    supplyRegime: Uint8Array.from({ length: paths.pathCount }, (_, path) => paths.supplyRegime[at(path, month)]!),
  };
}

/** Sets of supply regimes that a rule may ask for. */
const SUPPLY_SETS: readonly (readonly SupplyRegime[] | null)[] = [
  null,
  ['glut'],
  ['normal'],
  ['tight'],
  ['glut', 'normal'],
  ['normal', 'tight'],
];

/** The rule of at most one threshold and one set of supply regimes that is right most often; the simplest on a tie. */
function bestRule(seen: Seen, truth: readonly boolean[]): TriggerRule {
  let best: TriggerRule = { growthMultiplePerYear: null, utilisationFraction: null, supplyRegimes: [] };
  let right = -1;
  for (const supplyRegimes of SUPPLY_SETS) {
    for (const threshold of thresholdsOf(seen)) {
      const rule = { ...threshold, supplyRegimes };
      const fires = firing(rule, seen);
      const found = truth.reduce((sum, isTrue, path) => sum + Number(isTrue === fires[path]), 0);
      if (found > right) [best, right] = [rule, found];
    }
  }
  return best;
}

function thresholdsOf(seen: Seen): Omit<TriggerRule, 'supplyRegimes'>[] {
  const none = { growthMultiplePerYear: null, utilisationFraction: null };
  const both = (at: number): Threshold[] => [
    { isAbove: true, at },
    { isAbove: false, at },
  ];
  return [
    none,
    ...quantilesOf(seen.growthMultiplePerYear).flatMap((at) =>
      both(at).map((growthMultiplePerYear) => ({ ...none, growthMultiplePerYear })),
    ),
    ...quantilesOf(seen.utilisationFraction).flatMap((at) =>
      both(at).map((utilisationFraction) => ({ ...none, utilisationFraction })),
    ),
  ];
}

/** Values to part at, to two digits: nobody watches a third. */
function quantilesOf(values: Float64Array): number[] {
  const sorted = values.toSorted();
  const found = Array.from({ length: THRESHOLDS_TRIED }, (_, index) =>
    Number(sorted[Math.floor(((index + 0.5) * sorted.length) / THRESHOLDS_TRIED)]!.toPrecision(2)),
  );
  return [...new Set(found)];
}

/** [path] whether the rule fires. */
function firing(rule: TriggerRule, seen: Seen): boolean[] {
  return Array.from({ length: seen.supplyRegime.length }, (_, path) =>
    doesFire(rule, {
      growthMultiplePerYear: seen.growthMultiplePerYear[path]!,
      utilisationFraction: seen.utilisationFraction[path]!,
      supplyRegime: SUPPLY_REGIMES[seen.supplyRegime[path]!]!,
    }),
  );
}

/** Whether a rule fires on what is seen. */
export function doesFire(
  rule: TriggerRule,
  seen: {
    readonly growthMultiplePerYear: number;
    readonly utilisationFraction: number;
    readonly supplyRegime: SupplyRegime;
  },
): boolean {
  const passes = (threshold: Threshold | null, value: number) =>
    threshold === null || (threshold.isAbove ? value >= threshold.at : value < threshold.at);
  return (
    passes(rule.growthMultiplePerYear, seen.growthMultiplePerYear) &&
    passes(rule.utilisationFraction, seen.utilisationFraction) &&
    (rule.supplyRegimes === null || rule.supplyRegimes.includes(seen.supplyRegime))
  );
}

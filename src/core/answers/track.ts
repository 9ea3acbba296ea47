import { growthBeliefAfter } from '../demand/index.ts';
import { protectedFixedIn, type Plan, type SupplyRegime } from '../domain/index.ts';
import { exp, log } from '../numeric/index.ts';
import { calendarMonthOf, monthIndexOf, MONTHS_PER_YEAR } from '../units/index.ts';
import { elapsedMonths, supplyRegimeOf, type ActualMonth } from './actuals.ts';
import { doesFire, type TriggerAnswer } from './triggers.ts';

/** A deal signed since the last plan. */
export interface SignedDeal {
  readonly offerId: string;
  readonly blocks: number;
  /** "YYYY-MM" */
  readonly month: string;
}

/** What actuals say of growth, by regime in plan order. */
export interface BeliefChange {
  readonly regimeId: string;
  readonly beforeProbability: number;
  readonly nowProbability: number;
}

/** A trigger of the last plan against what came to pass. */
export interface TrackedTrigger {
  readonly trigger: TriggerAnswer;
  /** null: its month lies ahead, or what it looks at is not in the actuals */
  readonly hasFired: boolean | null;
  readonly growthMultiplePerYear: number | null;
  readonly utilisationFraction: number | null;
  readonly supplyRegime: SupplyRegime | null;
}

/** What is known now, and what it makes of the plan. */
export interface Tracked {
  readonly asOf: string;
  readonly startMonth: string;
  /** of demand over the last three months (fewer at the start), annualised; null with a single month */
  readonly growthMultiplePerYear: number | null;
  /** months over which that was measured, 0..3: from the actuals' month so many before to the last */
  readonly growthMonths: number;
  readonly belief: readonly BeliefChange[];
  /** growth expected of the coming month, by which the last month's demand is carried to the new start */
  readonly expectedGrowthMultiplePerYear: number;
  readonly busyReferenceGpus: number;
  readonly supplyRegime: SupplyRegime | null;
  readonly triggers: readonly TrackedTrigger[];
  readonly signed: readonly SignedDeal[];
  readonly lapsedIds: readonly string[];
  readonly endedIds: readonly string[];
  /** what the next plan cannot carry over by itself, in words */
  readonly remarks: readonly string[];
}

/** Months over which growth is looked at, as in triggers. */
const GROWTH_MONTHS = 3;

/** What actuals and signed deals say, and the changes that make the next plan of the last one's text. */
export function trackPlan(
  plan: Plan,
  known: {
    readonly months: readonly ActualMonth[];
    readonly signed: readonly SignedDeal[];
    readonly triggers: readonly TriggerAnswer[];
    /** [month of the last plan] reference GPUs of the fleet and what was signed; empty: not known */
    readonly committedReferenceGpus: readonly number[];
  },
): Tracked {
  const { months, signed } = known;
  const elapsed = elapsedMonths(plan, months);
  const startMonth = calendarMonthOf(elapsed, plan.startMonth);
  const logGrowths = months
    .slice(1)
    .map((month, index) => log(month.busyReferenceGpus / months[index]!.busyReferenceGpus));
  const after = growthBeliefAfter(plan, {
    logGrowths,
    busyReferenceGpus: months.map((month) => month.busyReferenceGpus),
  });
  const last = months.at(-1)!;
  const taken = new Set(signed.map(({ offerId }) => offerId));
  const quotes = plan.offers.filter(({ kind }) => kind === 'quote');
  return {
    asOf: `${startMonth}-01`,
    startMonth,
    growthMultiplePerYear: growthOver(months, months.length - 1),
    growthMonths: growthMonthsAt(months.length - 1),
    belief: plan.growth.regimes.map(({ id, startProbability }, regime) => ({
      regimeId: id,
      beforeProbability: startProbability,
      nowProbability: after.probability[regime]!,
    })),
    expectedGrowthMultiplePerYear: exp(after.expectedLogGrowthPerMonth * MONTHS_PER_YEAR),
    busyReferenceGpus: last.busyReferenceGpus * exp(after.expectedLogGrowthPerMonth),
    supplyRegime: months.map((month) => supplyRegimeOf(plan, month)).findLast((regime) => regime !== null) ?? null,
    triggers: known.triggers.map((trigger) => tracked(plan, trigger, known)),
    signed,
    lapsedIds: quotes.filter(({ id, signByMonth }) => !taken.has(id) && signByMonth < elapsed).map(({ id }) => id),
    endedIds: plan.fleet.filter(({ termMonths }) => termMonths <= elapsed).map(({ id }) => id),
    remarks:
      last.liquidityUsd === null
        ? ['cash at the start is not in the actuals: the last plan’s opening cash stands']
        : [],
  };
}

function growthMonthsAt(at: number): number {
  return Math.min(GROWTH_MONTHS, at);
}

/** Growth over the months before one, annualised. */
function growthOver(months: readonly ActualMonth[], at: number): number | null {
  const back = growthMonthsAt(at);
  if (back === 0) return null;
  const ratio = months[at]!.busyReferenceGpus / months[at - back]!.busyReferenceGpus;
  return exp((log(ratio) * MONTHS_PER_YEAR) / back);
}

function tracked(
  plan: Plan,
  trigger: TriggerAnswer,
  known: { readonly months: readonly ActualMonth[]; readonly committedReferenceGpus: readonly number[] },
): TrackedTrigger {
  const at = monthIndexOf(trigger.month, plan.startMonth);
  const seen = seenIn(plan, known, at);
  return { trigger, hasFired: seen === null ? null : firedOn(trigger.rule, seen), ...(seen ?? NOTHING_SEEN) };
}

type SeenThen = Pick<TrackedTrigger, 'growthMultiplePerYear' | 'utilisationFraction' | 'supplyRegime'>;
const NOTHING_SEEN: SeenThen = { growthMultiplePerYear: null, utilisationFraction: null, supplyRegime: null };

/** What a trigger may look at in a month; null where the month lies ahead. */
function seenIn(
  plan: Plan,
  known: { readonly months: readonly ActualMonth[]; readonly committedReferenceGpus: readonly number[] },
  at: number,
): SeenThen | null {
  const month = known.months[at];
  const capacity = known.committedReferenceGpus[at];
  if (!month) return null;
  return {
    growthMultiplePerYear: growthOver(known.months, at),
    utilisationFraction: capacity ? (month.busyReferenceGpus + protectedFixedIn(plan, at)) / capacity : null,
    supplyRegime: supplyRegimeOf(plan, month),
  };
}

/** Whether a rule fires; null where something that it looks at is not known. */
function firedOn(rule: TriggerAnswer['rule'], seen: SeenThen): boolean | null {
  const isMissing =
    (rule.growthMultiplePerYear !== null && seen.growthMultiplePerYear === null) ||
    (rule.utilisationFraction !== null && seen.utilisationFraction === null) ||
    (rule.supplyRegimes !== null && seen.supplyRegime === null);
  if (isMissing) return null;
  return doesFire(rule, {
    growthMultiplePerYear: seen.growthMultiplePerYear ?? 1,
    utilisationFraction: seen.utilisationFraction ?? 0,
    supplyRegime: seen.supplyRegime ?? 'normal',
  });
}

import type { Plan } from '../../domain/index.ts';
import type { LimitCheck } from '../../simulate/index.ts';
import type { RootDecision } from '../samples/question.ts';
import type { PolicyChoice } from '../samples/replay-server.ts';
import type { SampleCaller } from '../samples/sample-caller.ts';
import { confirmingBlocks, tuningBlocks } from './replay-paths.ts';
import { leastMissing, missesOf, mostValuable, policyTrier, type Trial, type TriedPolicy } from './tried-policy.ts';

/** The policy that is recommended, and how it came to be. */
export interface Tuning {
  readonly chosen: PolicyChoice;
  /** what would be chosen if the plan limited neither ruin nor shortage */
  readonly unlimited: PolicyChoice;
  /** every policy compared on the paths on which `chosen` was chosen, in order */
  readonly tried: readonly TriedPolicy[];
  /** a policy that the tuning paths flattered, on the confirming paths, where it misses a limit; null where none did */
  readonly flattered: TriedPolicy | null;
}

export interface TuningCase {
  readonly plan: Plan;
  readonly caller: SampleCaller;
  /** root decisions by value, the recommended one first */
  readonly decisions: readonly RootDecision[];
  /** opens the lattices of another risk weight: the best root decision there, none where there is none */
  readonly proposeAt: (riskWeight: number) => Promise<RootDecision | null>;
}

/** Reserves tried, as shares of the opening liquidity. */
const RESERVE_FRACTIONS = [0, 0.25, 0.5, 1] as const;
/** Other root decisions tried where the best one misses a limit whatever the reserve. */
const OTHERS_MAX = 3;

/**
 * Moves the recommended policy until its replay meets the plan's limits on ruin and shortage: the engine's lattices average
 * money over their nodes and know no limit on a probability, so they see less of the tail than there is on monthly paths.
 *
 * Tried in turn, until some policy meets them: the cash reserve; the next best root decisions; other risk weights
 * (`otherWeights`), each with lattices trained anew and their own best root decision. Of the reserves of that step that
 * meet the limits the one of highest risk-adjusted value is taken. Where no step does, what misses them least is.
 *
 * A policy that meets them on the tuning paths by less than chance may give is tried on the confirming paths. Where it misses
 * there, those join the tuning paths, and from that step on a limit must be kept by a margin (`foreseenMost`).
 * The paths that are reported choose nothing.
 */
export async function tuned(given: TuningCase): Promise<Tuning> {
  const { plan } = given;
  const search = searchOf(given);
  let opened = plan.risk.weight;
  const proposeAt = (riskWeight: number) => given.proposeAt((opened = riskWeight));
  for await (const step of stepsOf({ ...given, proposeAt }, search.least)) {
    const found = await search.keptAt(step);
    if (found) return search.ended(found);
  }
  const least = search.least();
  if (least.riskWeight !== plan.risk.weight && least.riskWeight !== opened) await proposeAt(least.riskWeight);
  return search.ended(least);
}

/** What is tried at every reserve. */
type Step = Omit<PolicyChoice, 'reserveUsd'>;

/** Holds what was tried so far, and on which paths policies are compared by now. */
function searchOf({ plan, caller }: TuningCase) {
  const tryOn = policyTrier(plan, caller);
  let trial: Trial = { blocks: tuningBlocks(plan.lattice.lattices), hasMargin: false };
  let tried: TriedPolicy[] = [];
  let unlimited: TriedPolicy | null = null;
  let flattered: TriedPolicy | null = null;
  const bestKept = async (step: Step): Promise<TriedPolicy | null> => {
    const found: TriedPolicy[] = [];
    for (const fraction of RESERVE_FRACTIONS) {
      found.push(await tryOn({ ...step, reserveUsd: fraction * plan.money.openingLiquidityUsd }, trial));
    }
    tried.push(...found);
    unlimited ??= mostValuable(found);
    return mostValuable(found.filter(({ missed }) => missed === 0));
  };
  const isFlattered = async (found: TriedPolicy): Promise<boolean> => {
    if (trial.hasMargin || missesOf(found, true).missed === 0) return false;
    const again = await tryOn(found, { blocks: confirmingBlocks(), hasMargin: false });
    if (again.missed === 0) return false;
    flattered = again;
    trial = { blocks: [...trial.blocks, ...confirmingBlocks()], hasMargin: true };
    tried = [];
    return true;
  };
  return {
    /** the most valuable policy of a step that keeps the limits, on new ground where that flattered it; none, null */
    keptAt: async (step: Step): Promise<TriedPolicy | null> => {
      const found = await bestKept(step);
      return found && (await isFlattered(found)) ? bestKept(step) : found;
    },
    least: () => leastMissing(tried),
    ended: (chosen: PolicyChoice): Tuning => ({
      chosen: choiceOf(chosen),
      unlimited: choiceOf(unlimited!),
      tried,
      flattered,
    }),
  };
}

/** The steps in turn; which weights are tried depends on what is missed by then. */
async function* stepsOf(
  { plan, decisions, proposeAt }: TuningCase,
  least: () => TriedPolicy,
): AsyncGenerator<Step, void> {
  const { weight } = plan.risk;
  for (const decision of decisions.slice(0, 1 + OTHERS_MAX)) yield { decision, riskWeight: weight };
  for (const riskWeight of otherWeights(plan.risk, least())) {
    const decision = await proposeAt(riskWeight);
    if (decision) yield { decision, riskWeight };
  }
}

/** Shares of the way to the end of the range at which a risk weight is tried. */
const WEIGHT_STEPS = [1 / 3, 2 / 3] as const;

/**
 * Risk weights tried for the limits that a policy misses. Who weighs the tail more keeps more money, so towards 1 for ruin, and
 * never 1 itself, where nothing better than the tail counts; who weighs it less signs more, so towards 0 for shortage.
 */
export function otherWeights(
  { weight, tailFraction }: Pick<Plan['risk'], 'weight' | 'tailFraction'>,
  { missedFields }: Pick<TriedPolicy, 'missedFields'>,
): readonly number[] {
  if (tailFraction === 1) return [];
  const isMissed = (field: LimitCheck['field']) => missedFields.includes(field);
  const up = isMissed('limits.ruinProbabilityMax') ? WEIGHT_STEPS.map((share) => weight + share * (1 - weight)) : [];
  const isDown = isMissed('limits.shortage.probabilityMax') && weight > 0;
  return [...up, ...(isDown ? WEIGHT_STEPS.map((share) => weight - share * weight) : [])];
}

function choiceOf({ decision, reserveUsd, riskWeight }: PolicyChoice): PolicyChoice {
  return { decision, reserveUsd, riskWeight };
}

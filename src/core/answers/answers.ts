import type { Result, RootDecision, SampleCaller } from '../decide/index.ts';
import type { Plan } from '../domain/index.ts';
import { hostCapPrices, liabilityPrices, type CapPoint, type LiabilityPoint } from './concentration.ts';
import { delayAnswers, type DelayAnswer } from './delay.ts';
import { clauseAnswers, type ClauseAnswer } from './flexibility.ts';
import { askRegimes, growthAnswers, type GrowthAnswer } from './growth.ts';
import { regretAnswers, type RegretAnswer } from './regret.ts';
import { tierAnswers, unitCostAnswers, type TierAnswer, type UnitCostAnswer } from './service.ts';
import { STUDY_TREES, StudiesCancelled, studyAsker, type Ground } from './studies.ts';
import { quotesOf } from './variants.ts';

/** What is asked beyond the plan itself, from re-optimised changes of it on sampled trees. */
export interface Answers {
  /** independent trees behind every figure here */
  readonly trees: number;
  /** question 2 */
  readonly delay: readonly DelayAnswer[];
  /** questions 3 and 11 */
  readonly clauses: readonly ClauseAnswer[];
  /** questions 4 and 6, by growth regime in plan order */
  readonly growth: readonly GrowthAnswer[];
  /** question 9, least regret first */
  readonly regret: readonly RegretAnswer[];
  /** question 10, from no cap down */
  readonly hostCaps: readonly CapPoint[];
  /** question 8: less firm liability, and what it costs */
  readonly liabilityCaps: readonly LiabilityPoint[];
  /** question 12 */
  readonly unitCosts: readonly UnitCostAnswer[];
  /** question 13, most valuable first */
  readonly tiers: readonly TierAnswer[];
}

/** A plan's result and, where they were asked for, the answers beyond it. */
export interface AnsweredResult extends Result {
  readonly answers?: Answers;
}

export interface AnswersOptions {
  readonly caller: SampleCaller;
  /** the recommended signings, as the plan's result has them */
  readonly signNow: Result['signNow'];
  readonly onProgress?: (progress: { readonly done: number; readonly total: number; readonly what: string }) => void;
  readonly isCancelled?: () => boolean;
}

/** Answers the questions that need the plan changed; null when cancelled. The caller stays open. */
export async function answersOf(plan: Plan, options: AnswersOptions): Promise<Answers | null> {
  const decision = decisionOf(plan, options.signNow);
  const firmLiabilityUsd = options.signNow.reduce((sum, signing) => sum + signing.firmLiabilityUsd, 0);
  const ask = studyAsker(options.caller, options.isCancelled ?? (() => false));
  const total = 7;
  let done = 0;
  const step = async <T>(what: string, answer: Promise<T>): Promise<T> => {
    const value = await answer;
    options.onProgress?.({ done: ++done, total, what });
    return value;
  };
  try {
    const [base, regimes, delay] = await Promise.all([
      step('the plan as it is', ask({ plan, questions: { best: {}, held: { held: decision } } })),
      step('growth what-ifs and routes', askRegimes({ plan, decision, ask })),
      step('costs of delay', delayAnswers({ plan, ask })),
    ]);
    const ground: Ground = { plan, decision, ask, base, regimes };
    const [clauses, regret, hostCaps, liabilityCaps] = await Promise.all([
      step('values of clauses', clauseAnswers(ground)),
      step('regret', regretAnswers(ground)),
      step('price of host caps', hostCapPrices(ground)),
      step('price of less liability', liabilityPrices(ground, firmLiabilityUsd)),
    ]);
    return {
      trees: STUDY_TREES,
      delay,
      clauses,
      growth: growthAnswers(ground),
      regret,
      hostCaps,
      liabilityCaps,
      unitCosts: unitCostAnswers(ground),
      tiers: tierAnswers(ground),
    };
  } catch (error) {
    if (error instanceof StudiesCancelled) return null;
    throw error;
  }
}

function decisionOf(plan: Plan, signNow: Result['signNow']): RootDecision {
  return quotesOf(plan).map(({ id }) => signNow.find(({ offerId }) => offerId === id)?.blocks ?? 0);
}

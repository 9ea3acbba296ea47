/**
 * The answers that need the plan changed: what a delay, a clause, a cap or another growth would do. Main function:
 * `answersOf`.
 *
 * Invariants: every figure is a difference of exact optima on the same sampled trees, paired, with its interval; a study
 * changes one term and leaves every draw that does not depend on it; results depend on plan, seed and version only.
 */
export { answersOf } from './answers.ts';
export { ROUTES } from './growth.ts';
export type { AnsweredResult, Answers, AnswersOptions } from './answers.ts';
export type { CapPoint, LiabilityPoint } from './concentration.ts';
export type { DelayAnswer } from './delay.ts';
export type { ClauseAnswer } from './flexibility.ts';
export type { GrowthAnswer, Outlook, RouteChoice } from './growth.ts';
export type { RegretAnswer } from './regret.ts';
export type { TierAnswer, UnitCostAnswer } from './service.ts';

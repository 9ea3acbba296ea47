/**
 * The answers that need the plan changed: what a delay, a clause, a cap or another growth would do. Main function:
 * `answersOf`.
 *
 * Invariants: every figure is a difference of exact optima on the same sampled trees, paired, with its interval; a study
 * changes one term and leaves every draw that does not depend on it; results depend on plan, seed and version only.
 */
export { answersOf, withDatesAndShares } from './answers.ts';
export type { AnsweredResult, Answers, AnswersOptions } from './answers.ts';
export type { BreakAnswer, CashBreak, PeopleBreak, ResourceBreak, StressedResource } from './breaks.ts';
export type { CalendarEntry } from './calendar.ts';
export type { CapPoint, LiabilityPoint } from './concentration.ts';
export type { NamedBlocks } from './decisions.ts';
export type { DelayAnswer } from './delay.ts';
export type { ExposureAnswer } from './exposure.ts';
export { clauseChangesOf } from './clause-changes.ts';
export type { ClauseChange, ClauseKind } from './clause-changes.ts';
export type { ClauseAnswer } from './flexibility.ts';
export type { Footprint } from './footprint.ts';
export type { FrontierPoint } from './frontier.ts';
export { ROUTES } from './growth.ts';
export type { GrowthAnswer, Outlook, Route, RouteAnswer, RouteChoice, RouteFlip } from './growth.ts';
export type { HostEventAnswer } from './hosts.ts';
export type { LeadFlip } from './lead-flips.ts';
export { PORTFOLIO_MEASURES } from './portfolios.ts';
export type { PortfolioAnswer, PortfolioMeasure, RivalAnswer } from './portfolios.ts';
export type { RegretAnswer } from './regret.ts';
export { atPriceMultiple } from './sensitivity.ts';
export type { Sensitivity, SensitivityAnswer } from './sensitivity.ts';
export type { TierAnswer, UnitCostAnswer } from './service.ts';
export type { ConcentrationAnswer } from './shares.ts';
export { readActuals } from './actuals.ts';
export type { ActualMonth, ReadActuals } from './actuals.ts';
export { nextPlanOf, SIGNED_SUFFIX } from './next-plan.ts';
export { trackPlan } from './track.ts';
export type { SignedDeal, Tracked, TrackedTrigger } from './track.ts';
export { planDifference } from './track-difference.ts';
export type { PlanDifference } from './track-difference.ts';
export type { TriggerAnswer, TriggerRule } from './triggers.ts';
export { openWhatIfs, whatIfFault, whatIfLeadMonthsMin } from './what-if.ts';
export type { WhatIfAnswer, WhatIfChange, WhatIfs } from './what-if.ts';

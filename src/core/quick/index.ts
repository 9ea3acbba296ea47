/**
 * The two-minute answer: a usage table and some quotes become what the load alone says on how much to commit, and a
 * full plan file for the planner. Main function: `quickAnswer`.
 *
 * Invariants: whatever the caller did not state stands in `assumptions` and at the top of the plan; no price, cash or
 * capacity is computed here that the plan would compute, save the load-only commitment, which says what it leaves out.
 */
export { quickAnswer } from './quick-answer.ts';
export type { QuickAnswer, QuickQuestion } from './quick-answer.ts';
export type { QuickBasis, QuickStated } from './quick-assumptions.ts';
export type { CommittedQuote, QuickCommitment } from './quick-commitment.ts';

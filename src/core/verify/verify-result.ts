import type { Issue, Plan } from '../domain/index.ts';
import { checkCapacitySeries } from './check-capacity.ts';
import { checkCourses } from './check-course.ts';
import { checkDecision } from './check-decision.ts';
import { checkEstimates } from './check-estimates.ts';
import { checkLedgers } from './check-ledger.ts';
import { checkOffers } from './check-offers.ts';
import { checkRecipe, type Machine } from './check-recipe.ts';
import { checkReplay } from './check-replay.ts';
import { checkRest } from './check-rest.ts';
import { checkRights } from './check-rights.ts';
import { checkSampledCourses } from './check-sampled.ts';
import { checkValue } from './check-value.ts';
import { readClaim } from './claim.ts';
import { findings } from './findings.ts';
import { withGiven } from './given-contracts.ts';
import { checkBlocks } from './known-blocks.ts';
import { checkSeal, type Digest } from './seal.ts';

export interface VerifyOptions extends Machine {
  /** makes the digest that a result is sealed with; null: the result is not sealed yet */
  readonly digest: Digest | null;
}

export interface Verification {
  /** `not-verifiable`: the plan says something that this verifier does not understand, and nothing else is wrong */
  readonly status: 'accepted' | 'refused' | 'not-verifiable';
  /** comparisons made */
  readonly checks: number;
  /** every rule that does not hold, in the order of the checks: the first is the first violated rule */
  readonly violations: readonly Issue[];
}

/**
 * Checks a result against its plan by its own arithmetic, from the words of the contracts to cash in cents.
 *
 * What it proves: file, plan and versions belong together; the decision keeps every hard rule; its cash, capacity and
 * liability on the stated courses are those of the contracts; headline figures are read from the ledger; expected amounts
 * of contracts are possible; estimates lie in their intervals, chances in [0, 1], verdicts follow from intervals. What it
 * cannot: that another decision is no better, or what demand will earn. That takes planning again.
 *
 * @param result whatever `result.json` holds, parsed as JSON; of any form
 */
export function verifyResult(plan: Plan, result: unknown, options: VerifyOptions): Verification {
  const found = findings();
  const { claim, faults } = readClaim(result);
  if (claim === null) return { status: 'refused', checks: faults.length, violations: faults };
  if (options.digest) checkSeal(found, result, options.digest);
  checkRecipe(found, { plan, claim, machine: options });
  checkBlocks(found, plan);
  checkDecision(found, plan, claim);
  checkCourses(found, plan, claim);
  checkSampledCourses(found, plan, claim);
  const contracts = withGiven(plan);
  checkLedgers(found, contracts, claim);
  checkCapacitySeries(found, contracts, claim);
  checkOffers(found, plan, claim);
  checkValue(found, claim);
  checkEstimates(found, result);
  checkRest(found, contracts, claim);
  checkRights(found, plan, claim);
  checkReplay(found, plan, claim);
  return { status: statusOf(found.faults), checks: found.checks, violations: found.faults };
}

/** Where a block is not understood, what follows from it may look wrong: nothing is said of it but that. */
function statusOf(violations: readonly Issue[]): Verification['status'] {
  if (violations.length === 0) return 'accepted';
  return violations.some(({ code }) => code === 'not-verifiable') ? 'not-verifiable' : 'refused';
}

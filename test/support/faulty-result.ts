/** Results with a fault planted in them, as an engine with that fault would write them: everything else agrees with it. */
import { createHighsSolver } from '../../src/adapters/node/highs-solver.ts';
import { sha256Of } from '../../src/adapters/node/sha256.ts';
import { calendarOf } from '../../src/core/decide/cohorts/calendar.ts';
import { callerInThread, decide } from '../../src/core/decide/index.ts';
import { medianCourse } from '../../src/core/decide/result/courses.ts';
import { discountedUsd } from '../../src/core/decide/result/ledger.ts';
import type { LedgerAccount } from '../../src/core/decide/result/ledger.ts';
import type { Result } from '../../src/core/decide/result/result.ts';
import { parsePlan, type Offer, type Plan } from '../../src/core/domain/index.ts';
import { deliveryAtScore, firmLiability } from '../../src/core/supply/index.ts';
import { sealed, verifyResult, type Verification } from '../../src/core/verify/index.ts';

export interface PlannedPlan {
  readonly plan: Plan;
  readonly result: Result;
}

/** Plans a text with the real engine. */
export async function planned(text: string): Promise<PlannedPlan> {
  const { plan, issues, sources } = parsePlan(text, 'plan.yaml');
  if (plan === null) throw new Error(`the plan has faults: ${issues[0]?.what}`);
  const caller = callerInThread(plan, await createHighsSolver());
  const facts = { planHash: sha256Of(text), engineVersion: '0.1.0', issues, sources };
  const outcome = await decide(plan, { caller, ...facts });
  if (outcome.status !== 'planned') throw new Error(`the plan is ${outcome.status}`);
  return { plan, result: outcome.result };
}

/** Verifies what a file would hold; a forger seals again what he changed. */
export function verified(plan: Plan, result: Result): Verification {
  const { hash } = result.plan;
  const { engineVersion, solver, solverVersion } = result.recipe;
  const written: unknown = JSON.parse(JSON.stringify(sealed(result, sha256Of)));
  return verifyResult(plan, written, { planHash: hash, engineVersion, solver, solverVersion, digest: sha256Of });
}

export type Where = 'course' | 'recommended' | 'signNothing';

/** Every account of every ledger passed through a fault; headlines are then read from the faulty ledgers. */
export function withAccounts(
  { plan, result }: PlannedPlan,
  fault: (account: LedgerAccount, where: Where) => readonly LedgerAccount[],
): Result {
  const over = (accounts: readonly LedgerAccount[], where: Where) => accounts.flatMap((one) => fault(one, where));
  const ledger = {
    recommended: over(result.ledger.recommended, 'recommended'),
    signNothing: over(result.ledger.signNothing, 'signNothing'),
  };
  const courses = result.courses.map((course) => ({ ...course, ledger: over(course.ledger, 'course') }));
  return headlinesOf(plan, { ...result, courses, ledger });
}

/** All that is read from the ledgers, and what follows from it, so that only the ledgers themselves can be wrong. */
export function headlinesOf(plan: Plan, result: Result): Result {
  const { discountAtStart } = calendarOf(plan);
  const worth = (accounts: readonly LedgerAccount[]) =>
    accounts.reduce((sum, account) => sum + discountedUsd(account, discountAtStart), 0);
  const { recommended, signNothing } = result.ledger;
  const { value } = result;
  const keys = new Set(recommended.map(({ cause, contractId }) => `${cause}/${contractId}`));
  const cash = [...keys].map((key) => {
    const own = recommended.filter(({ cause, contractId }) => `${cause}/${contractId}` === key);
    return { cause: own[0]!.cause, contractId: own[0]!.contractId, isCash: true, usd: worth(own) };
  });
  const movedUsd = worth(recommended) - result.certificate.ledgerUsd;
  const others = value.lines
    .filter(({ isCash }) => !isCash)
    .map((line) => (line.cause === 'riskAdjustment' ? { ...line, usd: line.usd - movedUsd } : line));
  const addedUsd = worth(recommended) - worth(signNothing);
  const partUsd = addedUsd - value.addedParts.cashUsd.estimate;
  const moved = (estimate: Result['value']['expectedUsd'], usd: number) => ({
    ...estimate,
    estimate: estimate.estimate + usd,
    low: estimate.low! + usd,
    high: estimate.high! + usd,
  });
  return {
    ...result,
    certificate: { ...result.certificate, ledgerUsd: worth(recommended) },
    value: {
      ...value,
      lines: [...cash, ...others],
      expectedUsd: moved(value.expectedUsd, movedUsd),
      afterHorizonFraction:
        (value.afterHorizonFraction * value.expectedUsd.estimate) / (value.expectedUsd.estimate + movedUsd),
      addedParts: {
        ...value.addedParts,
        cashUsd: moved(value.addedParts.cashUsd, partUsd),
        riskAndPenaltiesUsd: moved(value.addedParts.riskAndPenaltiesUsd, -partUsd),
      },
    },
  };
}

/** A plan in which one contract was misread. */
export function misread(plan: Plan, id: string, fault: (offer: Offer) => Partial<Offer>): Plan {
  const read = (offer: Offer): Offer => (offer.id === id ? { ...offer, ...fault(offer) } : offer);
  return { ...plan, fleet: plan.fleet.map(read), offers: plan.offers.map(read) };
}

/** The median course and the liabilities of an engine that understands the plan as `faulty`. */
export function withCourseOf(faulty: Plan, { plan, result }: PlannedPlan): Result {
  const course = medianCourse(
    faulty,
    result.decision.map(({ blocks }) => blocks),
  );
  const { signings } = medianCourse(
    plan,
    result.decision.map(({ blocks }) => blocks),
  );
  return { ...result, courses: [{ ...course, signings }] };
}

/** The liabilities of an engine that understands the plan as `faulty`. */
export function withLiabilityOf(faulty: Plan, result: Result): Result {
  const of = (offerId: string, blocks: number) => {
    const offer = faulty.offers.find(({ id }) => id === offerId)!;
    const at = { signMonth: 0, signingRegime: 1, delivery: deliveryAtScore(offer, 0) } as const;
    const { totalUsd, headlineUsd } = firmLiability(offer, at);
    const share = blocks / offer.blocks;
    return { firmLiabilityUsd: totalUsd * share, headlineUsd: headlineUsd * share };
  };
  return {
    ...result,
    offers: result.offers.map((answer) => ({ ...answer, ...of(answer.offerId, answer.blocks) })),
    signNow: result.signNow.map((signing) => ({
      ...signing,
      firmLiabilityUsd: of(signing.offerId, signing.blocks).firmLiabilityUsd,
    })),
  };
}

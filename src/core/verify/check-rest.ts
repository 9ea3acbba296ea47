import type { Plan } from '../domain/index.ts';
import { monthAfter } from './calendar.ts';
import { blocksOf } from './check-decision.ts';
import type { Claim } from './claim.ts';
import { shownReferenceGpus } from './contract-life.ts';
import { isSameNumber, type Findings } from './findings.ts';
import { fixed, numberOf, over, times } from './fixed-point.ts';

/** Largest residual that the engine accepts of a solved programme, as a share of a row's activity. */
const RESIDUAL_MAX = 1e-6;

/** Later signings, candidates, counts over samples, and the engine's own certificate. */
export function checkRest(found: Findings, plan: Plan, claim: Claim): void {
  checkLater(found, plan, claim);
  checkCandidates(found, claim);
  const { certificate, crossCheck, recipe } = claim;
  found.that(certificate.accepted && certificate.reason === null, 'certificate', () => ({
    path: 'certificate',
    what: `the engine refused this result itself: ${certificate.reason ?? 'no reason given'}`,
  }));
  found.that(
    certificate.worstResidualFraction >= 0 && certificate.worstResidualFraction <= RESIDUAL_MAX,
    'residual',
    () => ({
      path: 'certificate.worstResidualFraction',
      what: `a row of the programme is broken by ${certificate.worstResidualFraction} of its activity; at most ${RESIDUAL_MAX} is accepted`,
    }),
  );
  const counts = crossCheck.trees === recipe.trees && crossCheck.bestInTrees <= recipe.trees;
  found.that(counts, 'cross-check', () => ({
    path: 'crossCheck',
    what: `${crossCheck.bestInTrees} of ${crossCheck.trees} trees is not possible with ${recipe.trees} trees`,
  }));
}

/** A later signing is at a later stage, inside the offer's window, and no more than the offer has left. */
function checkLater(found: Findings, plan: Plan, claim: Claim): void {
  claim.later.forEach((later, index) => {
    const path = `later[${index}]`;
    const isSigned = later.right === null;
    const offer = [...plan.offers, ...(isSigned ? [] : plan.fleet)].find(({ id }) => id === later.offerId);
    const month =
      plan.tree.stageStartMonths.find((start) => monthAfter(plan.startMonth, start) === later.startMonth) ?? -1;
    const isInWindow = offer !== undefined && month >= offer.signFromMonth && month <= offer.signByMonth;
    // What ends may have been signed at any time before.
    const isOpen = offer !== undefined && month > 0 && (!isSigned || isInWindow);
    found.that(isOpen, 'later', () => ({
      path,
      what: `"${later.offerId}" cannot be signed in ${later.startMonth}: that is no later stage inside its window`,
    }));
    if (!offer) return;
    const left = offer.blocks - (isSigned && offer.kind === 'quote' ? blocksOf(claim, offer.id) : 0);
    found.that(later.blocks >= 0 && later.blocks <= left * (1 + RESIDUAL_MAX), 'later', () => ({
      path: `${path}.blocks`,
      what: `${later.blocks} blocks of "${offer.id}" are signed later; ${left} are left`,
    }));
    const exact = times(over(fixed(later.blocks), fixed(offer.blocks)), shownReferenceGpus(offer));
    found.that(isSameNumber(later.referenceGpus, exact), 'later', () => ({
      path: `${path}.referenceGpus`,
      what: `${later.blocks} blocks of "${offer.id}" are ${numberOf(exact)} reference GPUs, not ${later.referenceGpus}`,
    }));
  });
}

function checkCandidates(found: Findings, claim: Claim): void {
  claim.candidates.forEach(({ bestInLattices }, index) => {
    found.that(bestInLattices <= claim.recipe.lattices, 'candidates', () => ({
      path: `candidates[${index}].bestInLattices`,
      what: `${bestInLattices} lattices of ${claim.recipe.lattices} is not possible`,
    }));
  });
}

import type { Offer, Plan } from '../domain/index.ts';
import type { Claim } from './claim.ts';
import type { Findings } from './findings.ts';
import { givenIdOf } from './given-contracts.ts';

/** Largest residual that the engine accepts of a solved programme. */
const RESIDUAL_MAX = 1e-6;

/** A right that is named is one of the contract named, an offer that is taken up is open, and no more of the contract uses it than may. */
export function checkRights(found: Findings, plan: Plan, claim: Claim): void {
  claim.rightsNow.forEach(({ right, usedFraction, referenceGpus }, index) => {
    const path = `rightsNow[${index}]`;
    const isTaken = right.kind === 'takeUp';
    const contract = (isTaken ? plan.offers.filter(isOpenNow) : plan.fleet).find(({ id }) => id === right.contractId);
    const most = contract ? (isTaken ? Math.max(...contract.availableFraction) : mostOf(contract, right.kind)) : 0;
    found.that(usedFraction.estimate > 0 && usedFraction.estimate <= most * (1 + RESIDUAL_MAX), 'right', () => ({
      path,
      what: `${usedFraction.estimate} of "${right.contractId}" uses its right to ${right.kind}; at most ${most} of it may, now`,
    }));
    if (!contract) return;
    const size = Math.max(...[contract, ...contract.terms.options.flatMap(({ kit }) => kit ?? [])].map(sizeOf));
    const isPossible = referenceGpus >= 0 && referenceGpus <= usedFraction.estimate * size * (1 + RESIDUAL_MAX);
    found.that(isPossible, 'right', () => ({
      path: `${path}.referenceGpus`,
      what: `${referenceGpus} reference GPUs are more than ${usedFraction.estimate} of "${right.contractId}" has`,
    }));
  });
  claim.later.forEach(({ offerId, right }, index) => {
    if (right === null) return;
    const contract = [...plan.fleet, ...plan.offers].find(({ id }) => id === right.contractId);
    const names =
      contract === undefined ? [] : [contract.id, ...contract.terms.options.map((one) => givenIdOf(contract, one))];
    found.that(contract !== undefined && mostOf(contract, right.kind) > 0 && names.includes(offerId), 'right', () => ({
      path: `later[${index}].right`,
      what: `"${offerId}" does not come of a right of "${right.contractId}" to ${right.kind}`,
    }));
  });
}

/** Whether an offer beside the quotes may be taken up at the start. */
const isOpenNow = ({ kind, signFromMonth }: Offer): boolean => kind !== 'quote' && signFromMonth <= 0;

const sizeOf = ({ referenceGpus }: Pick<Offer, 'referenceGpus'>): number => Math.max(...referenceGpus);

/** Share of a contract that may use a right; 0 without it. */
export function mostOf(contract: Offer, kind: string): number {
  const { terms } = contract;
  const shares: Readonly<Record<string, number | undefined>> = {
    exit: Number(contract.buyerExit !== null),
    rampDown: terms.rampDown?.fractionMax,
    sublet: terms.sublet?.fractionMax,
    endLate: Number(terms.late !== null && terms.late.terminate !== 'nothing'),
    stopBuild: Number(contract.gates.length > 1),
  };
  return shares[kind] ?? terms.options.find((option) => option.kind === kind)?.fractionMax ?? 0;
}

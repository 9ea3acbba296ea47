import type { ActNow, RightAtRoot } from '../planner/later.ts';
import { estimateOf, type Estimate } from './estimates.ts';

/** A right of a signed contract that is used at the start, or an offer beside the quotes that is taken up then. */
export interface RightNow {
  readonly right: ActNow;
  /** share of the contract; the samples decide it each for itself */
  readonly usedFraction: Estimate;
  /** mean of what it ends or gives, in reference GPUs */
  readonly referenceGpus: number;
}

/** Below this share of a contract the use of a right is rounding. */
const NOTICEABLE_FRACTION = 0.005;

/** Rights used at the root over the lattices, each of which decides it for itself; what is hardly used is left out. */
export function rightsNowOf(ofLattices: readonly (readonly RightAtRoot[])[]): RightNow[] {
  const keyOf = ({ right }: RightAtRoot) => `${right.kind}/${right.contractId}`;
  const byKey = new Map(ofLattices.flat().map((used) => [keyOf(used), used.right]));
  return [...byKey].flatMap(([key, right]) => {
    const each = ofLattices.map((uses) => uses.find((used) => keyOf(used) === key));
    const gpus = each.reduce((sum, used) => sum + (used?.referenceGpus ?? 0), 0) / ofLattices.length;
    const usedFraction = atLeastNothing(estimateOf(each.map((used) => used?.usedFraction ?? 0)));
    return usedFraction.estimate < NOTICEABLE_FRACTION ? [] : [{ right, usedFraction, referenceGpus: gpus }];
  });
}

/** No less than nothing of a contract is used; a right to more may be more than all of it. */
function atLeastNothing(estimate: Estimate): Estimate {
  return { ...estimate, low: estimate.low === null ? null : Math.max(0, estimate.low) };
}

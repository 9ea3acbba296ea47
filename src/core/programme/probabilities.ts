import { arcsByOrigin } from './graph.ts';
import { ProgrammeError } from './programme-error.ts';
import type { Programme } from './programme.ts';

/** Sums of probabilities may miss 1 by this much. */
export const PROBABILITY_TOLERANCE = 1e-12;

/**
 * Refuses a programme whose probabilities, used as given, do not sum to 1 at some node or source of noise: its weighted
 * sum has a meaning, but `what` has not.
 */
export function refuseUnevenProbabilities(programme: Programme, what: string): void {
  if (programme.areProbabilitiesAsGiven !== true) return;
  const refuse = (name: string, sum: number): never => {
    throw new ProgrammeError(
      `${what} needs probabilities that sum to 1; those after node "${name}" sum to ${Number(sum.toPrecision(12))}`,
    );
  };
  const arcsFrom = arcsByOrigin(programme);
  programme.nodes.forEach(({ name, noise = [] }, node) => {
    const arcs = arcsFrom[node]!;
    for (const parts of arcs.length > 0 ? [arcs, ...noise] : noise) {
      const sum = parts.reduce((total, { probability }) => total + probability, 0);
      if (!(Math.abs(sum - 1) <= PROBABILITY_TOLERANCE)) refuse(name, sum);
    }
  });
}

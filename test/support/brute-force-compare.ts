/** Holds the planner against the brute force on one plan: every value, the decision, and what cannot be done. */
import { OPERATING_STATE_COUNT_MAX } from '../../src/core/decide/planner/operating-state.ts';
import { openTree, type TreeSession } from '../../src/core/decide/samples/tree-session.ts';
import type { Plan } from '../../src/core/domain/plan.ts';
import type { Solver } from '../../src/core/solve/index.ts';
import { bruteForce, type BruteForce, type Met } from './brute-force.ts';

/** Largest difference that counts as agreement, relative to the money that flows. */
const TOLERANCE_FRACTION = 1e-7;

export interface Comparison {
  /** in words; empty when planner and brute force agree */
  readonly disagreements: readonly string[];
  readonly met: Met;
}

/**
 * Compares the two on one plan.
 *
 * @param options `isBound`: the brute force follows a policy that need not be best: it may be beaten, never be better;
 *   `believed`: the plan that the brute force is given instead, to see that a difference shows
 */
export function comparePlanner(
  plan: Plan,
  solver: Solver,
  options: { readonly isBound?: boolean; readonly believed?: Plan } = {},
): Comparison {
  const brute = bruteForce(options.believed ?? plan, { replication: 0, stateCountMax: OPERATING_STATE_COUNT_MAX });
  const session = openTree(plan, 0, solver);
  try {
    const found = compare(brute, session, options.isBound ?? false);
    return { disagreements: found.map((text) => `${plan.name}: ${text}`), met: brute.met };
  } finally {
    session.dispose();
  }
}

function compare(brute: BruteForce, session: TreeSession, isBound: boolean): string[] {
  const found: string[] = [];
  const check = (what: string, planner: { status: string; valueUsd: number }, expectedUsd: number) => {
    const tolerance = TOLERANCE_FRACTION * brute.grossUsd;
    if (Number.isNaN(expectedUsd)) {
      if (planner.status !== 'infeasible')
        found.push(`${what}: planner ${planner.status} ${planner.valueUsd}, brute force says infeasible`);
      return;
    }
    const differenceUsd = planner.valueUsd - expectedUsd;
    const isWithin = differenceUsd >= -tolerance && (isBound || differenceUsd <= tolerance);
    if (!isWithin)
      found.push(
        `${what}: planner ${planner.status} ${planner.valueUsd}, brute force ${expectedUsd}, tolerance ${tolerance}`,
      );
  };
  const optimum = session.ask({});
  const bestUsd = brute.bestUsd();
  check('optimum', optimum, bestUsd);
  if (optimum.status === 'optimal') {
    // On ties any of the best decisions will do: what counts is what the decision is worth.
    check(
      `decision ${optimum.decision.join('/')}`,
      optimum,
      brute.bestUsd({ held: optimum.decision.map((blocks, quote) => [quote, blocks]) }),
    );
  }
  for (const { blocks, valueUsd } of brute.decisions) {
    check(`held ${blocks.join('/')}`, session.ask({ held: blocks.map((count, quote) => [quote, count]) }), valueUsd);
  }
  session.quotes.forEach((_, quote) => {
    check(`without ${quote}`, session.ask({ removed: [quote] }), brute.bestUsd({ removed: quote }));
  });
  return found;
}

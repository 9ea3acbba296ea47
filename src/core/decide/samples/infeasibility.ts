import { smallestChange, type Solver } from '../../solve/index.ts';
import { NEW_PARTNERS_ROW } from '../planner/new-partners.ts';
import { FIRM_LIABILITY_ROW } from '../planner/signing-limits.ts';
import type { TreeSession } from './tree-session.ts';

/** Why no plan meets the hard rows, and the smallest change that would let one. */
export interface InfeasibleReason {
  readonly what: string;
  readonly have: string;
  readonly need: string;
  readonly fix: string;
}

/**
 * The least movement of the plan's hard limits at the root that makes required signings possible. Fleet, required blocks
 * and windows stay as they are.
 */
export function infeasibleReasons(session: TreeSession, solver: Solver): InfeasibleReason[] {
  const { planner, form } = session;
  const { units, plan } = planner.frame;
  // The root's limits come first; rows of later nodes only repeat them for what is signed along a path.
  const limits = planner.programme.nodes.flatMap((node, nodeIndex) =>
    node.rows.flatMap((row, index) =>
      row.name.startsWith('limits.') ? [{ row: form.rowOf(nodeIndex, index), label: row.name, weight: 1 }] : [],
    ),
  );
  const required = plan.offers
    .filter((offer) => offer.blocksMin > 0)
    .map((offer) => `"${offer.id}"`)
    .join(', ');
  const change = smallestChange(form.model, solver, limits);
  if (change.changes.length === 0) {
    const what = 'the hard rows contradict each other whatever the limits are';
    return [
      { what, have: `required: ${required || 'none'}`, need: change.message || 'a plan', fix: 'drop a requirement' },
    ];
  }
  const byLabel = new Map(change.changes.toReversed().map((moved) => [moved.label, moved]));
  return [...byLabel.values()].map(({ label, have, need }) => {
    const limit = label.split(' ')[0]!;
    const fix = `raise ${limit}, or require less of ${required}`;
    if (label === FIRM_LIABILITY_ROW) {
      const tenths = (value: number) => (10 * value * units.usd) / USD_PER_MILLION;
      const millions = (count: number) => `$${(count / 10).toFixed(1)}M`;
      const what = `the required offers (${required}) owe more than ${limit} allows`;
      // Rounded up: a limit set to what is said to be needed has to be enough.
      return { what, have: millions(tenths(have)), need: millions(Math.ceil(tenths(need) - WHOLE_SLACK)), fix };
    }
    if (label === NEW_PARTNERS_ROW) {
      const what = `the required offers (${required}) bring more new partners at once than ${limit} allows`;
      return { what, have: `${Math.round(have)}`, need: `${Math.ceil(need - WHOLE_SLACK)}`, fix };
    }
    const over = Math.ceil((need - have) * units.referenceGpus);
    return {
      what: `the required offers (${required}) break ${label}`,
      have: `${plan.limits.hostFractionMax} of all capacity`,
      need: `${over} reference GPUs less of that host, or a higher cap`,
      fix,
    };
  });
}

const USD_PER_MILLION = 1e6;
const WHOLE_SLACK = 1e-6;

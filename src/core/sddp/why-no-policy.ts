import type { LinearModel } from '../programme/index.ts';
import { whyInfeasible, type Limit, type Solver } from '../solve/index.ts';

/** Rows and columns of a model up to which the limits that contradict each other are looked for. */
const SIZE_MAX = 20_000;
/** Solves, and branch-and-bound nodes of each, that the search may take. */
const SOLVES_MAX = 300;
const NODES_MAX = 300;
/** Limits that are named. */
const NAMED_MAX = 6;
const DIGITS = 6;

/** Why a programme over all histories has no feasible point, in a sentence that names the limits in conflict. */
export function whyNoPolicy(model: LinearModel, solver: Solver): string {
  if (model.rowCount + model.columnCount > SIZE_MAX) return NO_POLICY;
  const { conflict, needsIntegers } = whyInfeasible(model, solver, { solveLimit: SOLVES_MAX, nodeLimit: NODES_MAX });
  if (conflict.length === 0) return NO_POLICY;
  const named = conflict.slice(0, NAMED_MAX).map(limitText).join(', ');
  const rest = conflict.length > NAMED_MAX ? ` and ${conflict.length - NAMED_MAX} more` : '';
  return `${NO_POLICY}: these contradict each other${needsIntegers ? ' in whole numbers' : ''}: ${named}${rest}`;
}

const NO_POLICY = 'no decisions meet all limits';

function limitText({ name, side, have, need }: Limit): string {
  const instead = Number.isNaN(need) ? '' : ` (${shown(need)} would do)`;
  return `"${name}" at ${side === 'lower' ? 'least' : 'most'} ${shown(have)}${instead}`;
}

function shown(value: number): string {
  return String(Number(value.toPrecision(DIGITS)));
}

import {
  arcsByOrigin,
  nestedRiskForm,
  outcomeCount,
  splitSeparable,
  type ExtensiveForm,
  type Programme,
  type RiskMeasure,
} from '../programme/index.ts';
import { optimise, type Optimum } from '../solve/index.ts';
import { solveByCuts } from './solve-by-cuts.ts';
import { provedOf, type ProgrammeSolution, type SolveMethod, type SolveProgrammeOptions } from './solve-solution.ts';
import { whyNoPolicy } from './why-no-policy.ts';

/** Rows and columns of an extensive form up to which `methodFor` chooses it. */
export const EXTENSIVE_SIZE_MAX = 250_000;
/** Tree nodes of an extensive form, whatever it was asked by. */
const TREE_NODES_MAX = 200_000;

/**
 * The method taken when none is asked for: decomposition where an extensive form does not exist (a cycle, the modified
 * chi-squared measure) or would have more than `EXTENSIVE_SIZE_MAX` rows and columns; else the extensive form, which is
 * exact, integers included.
 */
export function methodFor(programme: Programme, risk: RiskMeasure): SolveMethod {
  if (risk.kind === 'modifiedChiSquared') return 'sddp';
  const size = extensiveSize(programme);
  return size !== null && size <= EXTENSIVE_SIZE_MAX ? 'extensive' : 'sddp';
}

/** Rows and columns of a programme over all histories, by counting them; null when there is a cycle. */
export function extensiveSize(programme: Programme): number | null {
  const arcsFrom = arcsByOrigin(programme);
  const counts = programme.nodes.map(outcomeCount);
  let size = 0;
  let histories = new Map([[0, counts[0]!]]);
  for (let depth = 0; histories.size > 0; depth++) {
    if (depth > programme.nodes.length) return null;
    const next = new Map<number, number>();
    for (const [node, count] of histories) {
      const { rows, columns } = programme.nodes[node]!;
      size += count * (rows.length + columns.length);
      for (const { to } of arcsFrom[node]!) next.set(to, (next.get(to) ?? 0) + count * counts[to]!);
    }
    histories = next;
  }
  return size;
}

/**
 * Solves a programme and says how far the answer is proved.
 *
 * extensive: one certified LP or MIP over all histories, under a nested measure with the rows that state it; a MIP as
 * `optimiseWithin` says. sddp: see
 * `solveByCuts`; where that proves no bound, the extensive form, if `methodFor` would choose it, says whether there is one.
 *
 * @throws ProgrammeError when the extensive form is asked for and does not exist or is too large
 */
export async function solveProgramme(programme: Programme, options: SolveProgrammeOptions): Promise<ProgrammeSolution> {
  const risk = options.risk ?? { kind: 'expectation' };
  // Under the expectation parts that share nothing need not be joined: what they cost adds up.
  const whole = risk.kind === 'expectation' ? splitSeparable(programme) : programme;
  const method = options.method ?? methodFor(whole, risk);
  const extensive = () => solveExtensive(nestedRiskForm(whole, risk, TREE_NODES_MAX), options);
  if (method === 'extensive') return extensive();
  const solution = await solveByCuts(whole, { ...options, risk });
  const isBounded = solution.status !== 'limit' || solution.bound !== null;
  const isTold = isBounded && solution.status !== 'infeasible';
  if (isTold || methodFor(whole, risk) !== 'extensive') return solution;
  // Cuts cannot tell what has no bound from what was trained too little, nor which limits contradict each other.
  const { status, message } = extensive();
  return status === 'unbounded' || status === solution.status ? { ...solution, status, message } : solution;
}

/** Asked for no gap and no limit, a MIP is solved exactly where this many branch-and-bound nodes prove it, */
const EXACT_NODES = 1000;
/** and else to within this share of its optimum: the last digits of a proof can take longer than anybody waits. */
const INTEGER_GAP_DEFAULT = 1e-4;

function optimiseWithin(model: ExtensiveForm['model'], options: SolveProgrammeOptions): Optimum {
  const { solver, relax = false, relativeGap, nodeLimit } = options;
  if (nodeLimit !== undefined) return optimise(model, solver, { relax, relativeGap: relativeGap ?? 0, nodeLimit });
  if (relativeGap !== undefined) return optimise(model, solver, { relax, relativeGap });
  const exact = optimise(model, solver, { relax, nodeLimit: EXACT_NODES });
  return exact.status === 'limit' ? optimise(model, solver, { relax, relativeGap: INTEGER_GAP_DEFAULT }) : exact;
}

function solveExtensive({ model }: ExtensiveForm, options: SolveProgrammeOptions): ProgrammeSolution {
  const { solver } = options;
  const optimum = optimiseWithin(model, options);
  const { status, iterations } = optimum;
  const message = status === 'infeasible' ? whyNoPolicy(model, solver) : optimum.message;
  return {
    status,
    ...provedOf(optimum.objective, optimum.bound),
    method: 'extensive',
    iterations,
    rows: model.rowCount,
    columns: model.columnCount,
    simulated: null,
    message: status === 'optimal' ? '' : message,
  };
}

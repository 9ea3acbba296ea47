import {
  extensiveForm,
  meanProgramme,
  pathProgramme,
  terminalRiskOf,
  unroll,
  refuseUnevenProbabilities,
  withoutNoise,
  withTerminalRisk,
  type ExtensiveForm,
  type Programme,
  type ProgrammeNode,
  type TerminalRisk,
} from '../programme/index.ts';
import type { Optimum } from './linear-optimum.ts';
import { openModel } from './model-session.ts';
import { optimise, type OptimiseOptions } from './optimise.ts';
import type { Solver, SolveStatus } from './port.ts';

export interface InformationOptions {
  /** measure over the distribution of totals; left out, the expectation */
  readonly risk?: TerminalRisk;
  readonly solving?: OptimiseOptions;
}

export interface WaitAndSee {
  /** `optimal` only when every path is solved; else the first path's status that is not */
  readonly status: SolveStatus;
  readonly message: string;
  /** [leaf, in tree order] optimum with the whole path known in advance, integers included */
  readonly values: readonly number[];
  readonly probabilities: readonly number[];
  /** the measure over the paths' values; NaN unless optimal */
  readonly objective: number;
}

/** Commitments that a policy fixes, per tree node of `extensiveForm(programme)`. */
export interface PolicyCommitments {
  readonly status: SolveStatus;
  readonly message: string;
  /** objective of the mean problem at the root (EV); NaN unless optimal */
  readonly expectedValue: number;
  /** [tree node] values of its commitment columns; an empty list leaves the node free */
  readonly commitments: readonly (readonly ColumnValue[])[];
}

export interface ColumnValue {
  readonly column: number;
  readonly value: number;
}

const NEUTRAL: TerminalRisk = { tailFraction: 1, weight: 0 };

/**
 * Wait-and-see: each path of the tree solved as if known in advance, noise included; an upper bound when maximising
 * (lower when minimising).
 *
 * @throws ProgrammeError as `extensiveForm` does, and where probabilities used as given do not sum to 1
 */
export function waitAndSee(given: Programme, solver: Solver, options: InformationOptions = {}): WaitAndSee {
  refuseUnevenProbabilities(given, 'wait-and-see');
  const programme = withoutNoise(given);
  const tree = unroll(programme);
  const leaves = tree.flatMap((node, index) => (node.children.length === 0 ? [index] : []));
  const probabilities = leaves.map((leaf) => tree[leaf]!.probability);
  const values: number[] = [];
  for (const leaf of leaves) {
    const optimum = optimise(extensiveForm(pathProgramme(programme, tree, leaf)).model, solver, options.solving);
    if (optimum.status !== 'optimal') {
      const { status, message } = optimum;
      return { status, message: `path to tree node ${leaf}: ${message}`, values, probabilities, objective: NaN };
    }
    values.push(optimum.objective);
  }
  const risk = { ...(options.risk ?? NEUTRAL), sense: programme.sense };
  return {
    status: 'optimal',
    message: '',
    values,
    probabilities,
    objective: terminalRiskOf(values, probabilities, risk),
  };
}

/**
 * What a planner does who replaces the future by its mean.
 *
 * `static`: the root's commitments of the mean problem, everything later free. `rolling`: at every tree node, in order,
 * the mean problem from there on is solved from the states that its own decisions have led to, and that node's
 * commitments are fixed. The caller fixes the columns in the extensive form to evaluate the policy. Behind a noisy root
 * nothing is committed before the noise is seen, so `static` fixes nothing.
 *
 * @throws ProgrammeError as `meanProgramme` and `extensiveForm` do
 */
export function expectedValuePolicy(
  given: Programme,
  solver: Solver,
  options: InformationOptions & { readonly kind: 'static' | 'rolling' },
): PolicyCommitments {
  const programme = withoutNoise(given);
  const tree = unroll(programme);
  const commitments: (readonly ColumnValue[])[] = tree.map(() => []);
  const incoming: (readonly number[])[] = [programme.states.map((state) => state.initial)];
  let expectedValue = NaN;
  for (const [index, { origin, children }] of tree.entries()) {
    // A leaf's mean problem is its own: left free, recourse decides the same.
    if (index > 0 && children.length === 0) continue;
    const mean = meanProgramme(programme, origin, incoming[index]);
    const optimum = optimise(extensiveForm(mean).model, solver, options.solving);
    if (optimum.status !== 'optimal') {
      const message = `mean problem at tree node ${index}: ${optimum.message}`;
      return { status: optimum.status, message, expectedValue, commitments };
    }
    if (index === 0) expectedValue = optimum.objective;
    const node = programme.nodes[origin]!;
    commitments[index] = commitmentsOf(node, optimum.columnValues);
    if (options.kind === 'static') break;
    const outgoing = nextStates(node, incoming[index]!, { columnValues: optimum.columnValues, programme });
    for (const child of children) incoming[child] = outgoing;
  }
  return { status: 'optimal', message: '', expectedValue, commitments };
}

function commitmentsOf(node: ProgrammeNode, columnValues: Float64Array): readonly ColumnValue[] {
  return node.columns.flatMap(({ isCommitment }, column) =>
    isCommitment ? [{ column, value: columnValues[column]! }] : [],
  );
}

/** States after a node: s' = M s + A x + b, the node's columns being the first of `columnValues`. */
function nextStates(
  node: ProgrammeNode,
  states: readonly number[],
  decided: { readonly columnValues: Float64Array; readonly programme: Programme },
): readonly number[] {
  const { columnValues, programme } = decided;
  const next = states.slice();
  for (const update of node.updates) {
    let value = update.constant;
    const scale = (parameter: number | undefined): number =>
      parameter === undefined ? 1 : programme.parameters[parameter]!;
    for (const entry of update.columns) value += entry.value * scale(entry.parameter) * columnValues[entry.index]!;
    for (const entry of update.states) value += entry.value * scale(entry.parameter) * states[entry.index]!;
    next[update.state] = value;
  }
  return next;
}

/** The optimum when a policy's commitments are fixed: its value under the programme's own recourse. */
export function evaluateCommitments(
  form: ExtensiveForm,
  solver: Solver,
  policy: { readonly commitments: PolicyCommitments['commitments']; readonly solving?: OptimiseOptions },
): Optimum {
  const session = openModel(form.model, solver);
  try {
    policy.commitments.forEach((columns, treeNode) => {
      for (const { column, value } of columns) session.fix([form.columnOf(treeNode, column)], [value]);
    });
    return optimise(session, solver, policy.solving);
  } finally {
    session.dispose();
  }
}

export interface ValueOfInformation {
  /** first status that is not `optimal`; a policy without recourse is `infeasible` */
  readonly status: SolveStatus;
  readonly message: string;
  /** RP: the programme's optimum; WS; EV; EEV static and rolling: NaN where not solved */
  readonly recourse: number;
  readonly waitAndSee: number;
  readonly expectedValue: number;
  readonly staticPolicy: number;
  readonly rollingPolicy: number;
  /** expected value of perfect information, >= 0 within the gap */
  readonly evpi: number;
  /** value of the stochastic solution against the static and the rolling mean plan, >= 0 within the gap */
  readonly vssStatic: number;
  readonly vssRolling: number;
}

/**
 * RP, WS, EV, EEV (static and rolling), EVPI and VSS of a programme, all under one measure.
 *
 * @throws ProgrammeError as `waitAndSee`, `expectedValuePolicy` and `withTerminalRisk` do
 */
export function valueOfInformation(
  programme: Programme,
  solver: Solver,
  options: InformationOptions = {},
): ValueOfInformation {
  const { solving } = options;
  const form = extensiveForm(withTerminalRisk(programme, options.risk ?? NEUTRAL).programme);
  const recourse = optimise(form.model, solver, solving);
  const clairvoyant = waitAndSee(programme, solver, options);
  const policies = (['static', 'rolling'] as const).map((kind) => {
    const policy = expectedValuePolicy(programme, solver, { ...options, kind });
    if (policy.status !== 'optimal') return { policy, ...policy, objective: NaN };
    const { commitments } = policy;
    return { policy, ...evaluateCommitments(form, solver, solving ? { commitments, solving } : { commitments }) };
  });
  const bad = [recourse, clairvoyant, ...policies].find(({ status }) => status !== 'optimal');
  const better = programme.sense === 'maximise' ? 1 : -1;
  const [fixed, rolling] = policies;
  return {
    status: bad?.status ?? 'optimal',
    message: bad?.message ?? '',
    recourse: recourse.objective,
    waitAndSee: clairvoyant.objective,
    expectedValue: fixed!.policy.expectedValue,
    staticPolicy: fixed!.objective,
    rollingPolicy: rolling!.objective,
    evpi: better * (clairvoyant.objective - recourse.objective),
    vssStatic: better * (recourse.objective - fixed!.objective),
    vssRolling: better * (recourse.objective - rolling!.objective),
  };
}

import type { RiskMeasure } from '../programme/index.ts';
import type { Solver, SolveStatus } from '../solve/index.ts';

/** `extensive` = one big programme over all histories; `sddp` = decomposition by cuts. */
export type SolveMethod = 'extensive' | 'sddp';

export interface SolveProgrammeOptions {
  readonly solver: Solver;
  /** nested measure; left out, the expectation */
  readonly risk?: RiskMeasure;
  /** left out, `methodFor` chooses */
  readonly method?: SolveMethod;
  /** true: integer columns may take any value between their bounds */
  readonly relax?: boolean;
  /** extensive: branch-and-bound nodes at most; left out, no limit */
  readonly nodeLimit?: number;
  /**
   * extensive: a MIP stops when this near to the optimum is proved, as a share of it; default: see `solveProgramme`.
   * sddp: training stops so near, where the value of decisions is known exactly; default 0
   */
  readonly relativeGap?: number;
  /** sddp: training stops here at the latest; default `ITERATIONS_DEFAULT` */
  readonly iterations?: number;
  /** sddp: of the sampled paths; default 0 */
  readonly seed?: number;
  readonly onProgress?: (progress: { readonly done: number; readonly total: number; readonly what: string }) => void;
}

/** What solving gave. Numbers that are not known are null; none comes from a claim that was not checked. */
export interface ProgrammeSolution {
  readonly status: SolveStatus;
  /** value of a policy that was found, exactly; null where it is known by simulation only */
  readonly objective: number | null;
  /** proved bound on the optimum: below it when minimising, above it when maximising */
  readonly bound: number | null;
  /** |objective - bound| over the larger of both sizes; null unless both are proved */
  readonly relativeGap: number | null;
  readonly method: SolveMethod;
  /** of the simplex method when extensive, of training when sddp */
  readonly iterations: number;
  /** of the programme solved: the extensive form, or one copy of every node */
  readonly rows: number;
  readonly columns: number;
  /** estimate of the policy's value by paths drawn at random; null where the objective is exact, or none could be made */
  readonly simulated: SimulatedValue | null;
  /** why the status is not `optimal`, empty when it is; what reads a problem puts before it what it sampled */
  readonly message: string;
}

export interface SimulatedValue {
  readonly mean: number;
  /** ends of the interval that covers the mean with this confidence */
  readonly low: number;
  readonly high: number;
  readonly confidence: number;
  readonly paths: number;
}

/** Where a programme's noise is a sample: how the answer stands under the laws that it was drawn from. */
export interface OutOfSample {
  /** value of the sample's policy on fresh samples; null where it cannot be carried out on one */
  readonly policyValue: SampleEstimate | null;
  /** mean of what was proved to bound the optima of fresh samples, which in expectation bounds the true optimum */
  readonly optimumBound: SampleEstimate | null;
}

/** A mean over independent samples. */
export interface SampleEstimate {
  readonly mean: number;
  /** ends of the interval that covers the expectation with this confidence */
  readonly low: number;
  readonly high: number;
  readonly confidence: number;
  readonly samples: number;
}

/** Numbers as they may be shown: null where there is none; a gap only between two that are proved. */
export function provedOf(
  objective: number,
  bound: number,
): Pick<ProgrammeSolution, 'objective' | 'bound' | 'relativeGap'> {
  const known = (value: number): number | null => (Number.isFinite(value) ? value : null);
  return { objective: known(objective), bound: known(bound), relativeGap: known(relativeGapOf(objective, bound)) };
}

function relativeGapOf(objective: number, bound: number): number {
  const gap = Math.abs(objective - bound);
  return gap === 0 ? 0 : gap / Math.max(Math.abs(objective), Math.abs(bound));
}

import type { Programme, RiskMeasure } from '../programme/index.ts';
import type { SolveStatus } from '../solve/index.ts';
import { isRiskNeutral } from './head-programme.ts';
import { createNodePool } from './node-models.ts';
import type { NodePool } from './node-pool.ts';
import { SIMULATION_CONFIDENCE_DEFAULT, simulatePolicy } from './simulate-policy.ts';
import { policyValue } from './solve-policy-value.ts';
import { provedOf, type ProgrammeSolution, type SimulatedValue, type SolveProgrammeOptions } from './solve-solution.ts';
import { trainPolicy, type Training, type TrainingProgress } from './train-policy.ts';

/** Training stops here when no number of iterations is given. */
export const ITERATIONS_DEFAULT = 1000;
/** It also stops when the bound has moved by less than this share of itself over so many iterations. */
const STALLED_ITERATIONS = 100;
const STALLED_FRACTION = 1e-9;
/** A gap of at most this share counts as none. */
const OPTIMAL_GAP = 1e-6;
/** Visits of nodes up to which a policy's value is computed over all histories. */
const VISITS_MAX = 20_000;
/** Paths by which its value is estimated otherwise: of linear programmes, and with a MIP at every step. */
const PATHS = 1000;
const INTEGER_PATHS = 100;

interface CutOptions extends SolveProgrammeOptions {
  readonly risk: RiskMeasure;
}

/** What is known of the trained policy: its exact value, or an estimate, or neither. */
interface PolicyWorth {
  readonly exact: number;
  readonly simulated: SimulatedValue | null;
}

/**
 * Solves by decomposition: trains cuts, which bound the optimum, and values the policy they make: over all histories
 * where these are few, else by simulation, which needs a measure that is the expectation.
 *
 * Integers are relaxed in the cuts, so the bound holds but stays away from the optimum by the integrality gap; without
 * `relax` the policy takes whole numbers, by a MIP at each step, and its value is estimated by simulation.
 */
export async function solveByCuts(programme: Programme, options: CutOptions): Promise<ProgrammeSolution> {
  const pool = createNodePool(programme, options.solver);
  try {
    const training = await train(programme, pool, options);
    const ending = endingWithout(training);
    const worth = ending ? NO_WORTH : await worthOf(training, pool, options);
    const proved = provedOf(worth.exact, ending ? NaN : training.policy.bound);
    const isOptimal = proved.relativeGap !== null && proved.relativeGap <= OPTIMAL_GAP;
    return {
      status: ending?.status ?? (isOptimal ? 'optimal' : 'limit'),
      ...proved,
      method: 'sddp',
      iterations: training.iterations,
      rows: sum(programme, 'rows'),
      columns: sum(programme, 'columns'),
      simulated: worth.simulated,
      message: ending?.message ?? (isOptimal ? '' : whyLimit(programme, options)),
    };
  } finally {
    await pool.close();
  }
}

const NO_WORTH: PolicyWorth = { exact: NaN, simulated: null };

async function train(programme: Programme, pool: NodePool, options: CutOptions): Promise<Training> {
  const { risk, iterations = ITERATIONS_DEFAULT, seed = 0, onProgress } = options;
  const bounds: number[] = [];
  const note = ({ iteration, bound }: TrainingProgress): void => {
    bounds.push(bound);
    onProgress?.({ done: iteration, total: iterations, what: 'training' });
  };
  const isCancelled = (): boolean => isStalled(bounds);
  return trainPolicy(programme, { pool, risk, iterations, seed, isCancelled, onProgress: note });
}

function isStalled(bounds: readonly number[]): boolean {
  const before = bounds.at(-1 - STALLED_ITERATIONS);
  const now = bounds.at(-1);
  if (before === undefined || now === undefined || !Number.isFinite(now)) return false;
  return Math.abs(now - before) <= STALLED_FRACTION * Math.abs(now);
}

/** Endings that leave no policy to be valued. */
function endingWithout(training: Training): { readonly status: SolveStatus; readonly message: string } | null {
  if (training.status === 'infeasible') return { status: 'infeasible', message: 'no policy meets the rows' };
  if (Number.isFinite(training.policy.bound)) return null;
  const message = `no finite bound was proved in ${training.iterations} iterations: the optimum may be unbounded`;
  return { status: 'limit', message };
}

async function worthOf(training: Training, pool: NodePool, options: CutOptions): Promise<PolicyWorth> {
  const { policy } = training;
  const isWhole = options.relax !== true && hasIntegers(policy.programme);
  if (!isWhole) {
    const exact = Number.isNaN(training.value) ? await policyValue(policy, pool, VISITS_MAX) : training.value;
    if (exact !== null) return { exact, simulated: null };
  }
  if (!isRiskNeutral(policy.risk)) return NO_WORTH;
  const { seed = 0, solver } = options;
  const pathCount = isWhole ? INTEGER_PATHS : PATHS;
  const simulation = await simulatePolicy(policy, {
    pool,
    pathCount,
    seed,
    ...(isWhole ? { integer: { solver } } : {}),
  });
  const estimate = simulation.controlled;
  if (!estimate) return NO_WORTH;
  const { low, high } = estimate.interval;
  const confidence = SIMULATION_CONFIDENCE_DEFAULT;
  return { exact: NaN, simulated: { mean: estimate.mean, low, high, confidence, paths: pathCount } };
}

function hasIntegers({ nodes }: Programme): boolean {
  return nodes.some(({ columns }) => columns.some(({ isInteger }) => isInteger));
}

function whyLimit(programme: Programme, { relax = false }: CutOptions): string {
  if (!relax && hasIntegers(programme)) return 'the bound is that of the relaxation: cuts do not see integers';
  return 'training ended before bound and value were proved to meet';
}

function sum({ nodes }: Programme, parts: 'rows' | 'columns'): number {
  return nodes.reduce((total, node) => total + node[parts].length, 0);
}

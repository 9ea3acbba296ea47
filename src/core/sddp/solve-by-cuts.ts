import type { Programme, ProgrammeNode, RiskMeasure } from '../programme/index.ts';
import type { SolveStatus } from '../solve/index.ts';
import { isRiskNeutral } from './head-programme.ts';
import { createNodePool } from './node-models.ts';
import type { NodePool } from './node-pool.ts';
import { historyCount, policyGraph } from './policy-graph.ts';
import type { Policy } from './policy.ts';
import { enumeratePolicy } from './simulate-enumerate.ts';
import { SIMULATION_CONFIDENCE_DEFAULT, simulatePolicy } from './simulate-policy.ts';
import { policyValue } from './solve-policy-value.ts';
import { provedOf, type ProgrammeSolution, type SimulatedValue, type SolveProgrammeOptions } from './solve-solution.ts';
import { trainPolicy, type Training, type TrainingProgress } from './train-policy.ts';
import { wholeRoot, type WholeRoot } from './whole-root.ts';

/** Training stops here when no number of iterations is given. */
export const ITERATIONS_DEFAULT = 1000;
/** It also stops when the bound has moved by less than this share of itself over so many iterations. */
const STALLED_ITERATIONS = 100;
const STALLED_FRACTION = 1e-9;
/** A gap of at most this share counts as none. */
const OPTIMAL_GAP = 1e-6;
/** Visits of nodes up to which a policy's value is computed over all histories. */
export const VISITS_MAX = 20_000;
/** Paths by which its value is estimated otherwise: of linear programmes, and with a MIP at every step. */
const PATHS = 1000;
const INTEGER_PATHS = 100;
/** Visits up to which whole numbers are decided along all histories, by a MIP at each. */
const INTEGER_VISITS_MAX = 500;

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
 * Integers after the root are relaxed in the cuts, so the bound holds but stays away from the optimum by their
 * integrality gap; without `relax` the policy takes whole numbers, by a MIP at each step.
 */
export async function solveByCuts(programme: Programme, options: CutOptions): Promise<ProgrammeSolution> {
  const pool = createNodePool(programme, options.solver);
  try {
    const training = await train(programme, pool, options);
    const ending = endingWithout(training);
    const { policy, bound } = ending ? NO_POLICY : await forIntegers(training.policy, pool, options);
    const worth = policy ? await worthOf({ ...training, policy }, pool, options) : NO_WORTH;
    const proved = provedOf(worth.exact, bound);
    const gapMax = Math.max(OPTIMAL_GAP, options.relativeGap ?? 0);
    const isOptimal = proved.relativeGap !== null && proved.relativeGap <= gapMax;
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

/** The policy that `solveByCuts` values, and its bound, under the expectation; null where it finds none. */
export async function policyByCuts(programme: Programme, options: SolveProgrammeOptions): Promise<WholeRoot | null> {
  const pool = createNodePool(programme, options.solver);
  try {
    const training = await train(programme, pool, { ...options, risk: { kind: 'expectation' } });
    return endingWithout(training) ? null : await forIntegers(training.policy, pool, options);
  } finally {
    await pool.close();
  }
}

const NO_POLICY = { policy: null, bound: NaN };
const NO_WORTH: PolicyWorth = { exact: NaN, simulated: null };

/** The policy as it is, or trained on for whole numbers at its root. */
async function forIntegers(
  policy: Policy,
  pool: NodePool,
  { relax, solver, seed = 0, iterations = ITERATIONS_DEFAULT }: SolveProgrammeOptions,
): Promise<WholeRoot> {
  const isRootWhole = relax !== true && isWhole(policy.programme.nodes[0]!);
  if (!isRootWhole) return { policy, bound: policy.bound };
  return wholeRoot(policy, { pool, solver, seed, rounds: iterations });
}

async function train(programme: Programme, pool: NodePool, options: CutOptions): Promise<Training> {
  const { risk, iterations = ITERATIONS_DEFAULT, seed = 0, relativeGap = 0, onProgress } = options;
  const bounds: number[] = [];
  let isNear = false;
  const note = ({ iteration, bound, value }: TrainingProgress): void => {
    bounds.push(bound);
    isNear = Math.abs(value - bound) <= relativeGap * Math.max(Math.abs(value), Math.abs(bound));
    onProgress?.({ done: iteration, total: iterations, what: 'training' });
  };
  const isCancelled = (): boolean => isNear || isStalled(bounds);
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
  const exact = isWhole ? await wholeValue(policy, pool, options) : await relaxedValue(training, pool);
  if (exact !== null) return { exact, simulated: null };
  if (!isRiskNeutral(policy.risk)) return NO_WORTH;
  const { seed = 0, solver } = options;
  const pathCount = isWhole ? INTEGER_PATHS : PATHS;
  const integer = isWhole ? { integer: { solver } } : {};
  const { controlled: estimate } = await simulatePolicy(policy, { pool, pathCount, seed, ...integer });
  if (!estimate) return NO_WORTH;
  const { low, high } = estimate.interval;
  const confidence = SIMULATION_CONFIDENCE_DEFAULT;
  return { exact: NaN, simulated: { mean: estimate.mean, low, high, confidence, paths: pathCount } };
}

async function relaxedValue({ policy, value }: Training, pool: NodePool): Promise<number | null> {
  return Number.isNaN(value) ? policyValue(policy, pool, VISITS_MAX) : value;
}

/** Null when there are many histories, on one of them the policy gets stuck, or the measure is not the expectation. */
async function wholeValue(policy: Policy, pool: NodePool, { solver }: CutOptions): Promise<number | null> {
  const visits = historyCount(policyGraph(policy.programme), INTEGER_VISITS_MAX);
  if (visits > INTEGER_VISITS_MAX || !isRiskNeutral(policy.risk)) return null;
  const { mean } = await enumeratePolicy(policy, { pool, integer: { solver }, controlVariate: false });
  return Number.isFinite(mean) ? mean : null;
}

/** Whether some node has integer columns. */
export function hasIntegers({ nodes }: Programme): boolean {
  return nodes.some(isWhole);
}

function isWhole({ columns }: ProgrammeNode): boolean {
  return columns.some(({ isInteger }) => isInteger);
}

function whyLimit(programme: Programme, { relax = false }: CutOptions): string {
  if (!relax && programme.nodes.slice(1).some(isWhole)) {
    return 'the bound relaxes integers after the first date: cuts do not see them';
  }
  return 'training ended before bound and value were proved to meet';
}

function sum({ nodes }: Programme, parts: 'rows' | 'columns'): number {
  return nodes.reduce((total, node) => total + node[parts].length, 0);
}

/**
 * Decomposition: value functions of a policy graph by cuts (SDDP; on a tree nested Benders, on a fan the L-shaped
 * method). It knows nothing of GPUs.
 *
 * Main function: `trainPolicy`. Invariants: a cut is accepted only when primal and dual objective agree; the same
 * programme, seed and options give the same bytes for any number of threads; limits are iterations, never seconds.
 */
export type * from './cut.ts';
export type * from './policy.ts';
export type * from './risk-measure.ts';
export type * from './node-pool.ts';
export { nodePlaces, OUTCOMES_PER_MODEL, type NodePlaces } from './places.ts';
export {
  ACTIVE_CUT_LIMIT,
  createNodeModels,
  createNodePool,
  type NodeModelOptions,
  type NodeModels,
} from './node-models.ts';
export { riskWeights } from './risk-weights.ts';
export {
  PATHS_TOGETHER,
  TILT_TAIL_FRACTION,
  TILTED_SHARE,
  trainPolicy,
  type Training,
  type TrainingOptions,
  type TrainingProgress,
} from './train-policy.ts';
export {
  headProgramme,
  isRiskNeutral,
  type Head,
  type HeadNode,
  type HeadOptions,
  type HeadStart,
} from './head-programme.ts';
export * from './head-session.ts';
export {
  SIMULATION_CONFIDENCE_DEFAULT,
  simulatePolicy,
  type PathEstimate,
  type PolicyReplayOptions,
  type RootDecision as HeldRootDecision,
  type Simulation,
  type SimulationOptions,
} from './simulate-policy.ts';
export * from './simulate-enumerate.ts';
export type { Stuck } from './simulate-replay.ts';
export * from './stopping-gap.ts';
export * from './stopping-rule.ts';
export { EXTENSIVE_SIZE_MAX, extensiveSize, methodFor, solveProgramme } from './solve-programme.ts';
export { ITERATIONS_DEFAULT } from './solve-by-cuts.ts';
export { outOfSample, type SampledProgramme } from './out-of-sample.ts';
export type {
  OutOfSample,
  ProgrammeSolution,
  SampleEstimate,
  SimulatedValue,
  SolveMethod,
  SolveProgrammeOptions,
} from './solve-solution.ts';

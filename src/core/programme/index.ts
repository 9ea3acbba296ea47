/**
 * The generic multistage stochastic programme: a policy graph of nodes with columns, rows, a linear state and data, and
 * its extensive form as one sparse model.
 *
 * Main function: `extensiveForm`. Invariants: nothing here knows of GPUs or money; models are never changed in place;
 * rows hold ascending, distinct columns; the same programme gives the same bytes.
 */
export * from './programme.ts';
export * from './noise.ts';
export * from './state-operator.ts';
export * from './state-operator.ts';
export * from './linear-model.ts';
export * from './programme-error.ts';
export { refuseUnevenProbabilities } from './probabilities.ts';
export * from './unroll.ts';
export * from './node-builder.ts';
export { arcsByOrigin, reachable } from './graph.ts';
export type { ExtensiveForm } from './assemble.ts';
export * from './extensive-form.ts';
export * from './nested-risk.ts';
export type * from './risk-measure.ts';
export * from './without-noise.ts';
export * from './split-separable.ts';
export { sizeOf, SOLVER_HEAP_BYTES, type FormSize } from './size-of.ts';
export * from './parameters.ts';
export * from './validate.ts';
export { terminalRiskOf, withTerminalRisk, type RiskProgramme, type TerminalRisk } from './terminal-risk.ts';
export * from './mean-programme.ts';
export * from './coefficient-range.ts';
export * from './fixed-parameters.ts';

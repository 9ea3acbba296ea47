/**
 * Solving: the solver's port and its contract suite, scaling, and `optimise`, which certifies every answer.
 *
 * Main function: `optimise`. Invariants: no objective is read from a status other than `optimal` (or a `limit` that has
 * a point); every point returned has passed our own arithmetic, integers exactly; limits are counts, never seconds.
 *
 * Sign convention of duals: a row dual is the change of the objective, in the model's own sense, per unit of the row's
 * active bound; reduced costs are cost - sum of coefficient x dual.
 */
export * from './port.ts';
export * from './certificate.ts';
export * from './scaling.ts';
export * from './model-session.ts';
export type { Optimum } from './linear-optimum.ts';
export * from './optimise.ts';
export { smallestChange, type BoundChange, type ElasticRow, type SmallestChange } from './smallest-change.ts';
export * from './why-infeasible.ts';
export * from './information-value.ts';
export type { ContractCase } from './contract-case.ts';
export * from './dense-model.ts';
export * from './solver-contract.ts';
export { branchAndBound, type BranchOptions } from './branch-and-bound.ts';

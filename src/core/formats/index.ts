/**
 * Problem files of others: MPS, SMPS and policy graphs as JSON, read into programmes and written from them.
 *
 * Main functions: `readMps`, `readSmps`. Invariants: text in, values out; no text makes a reader throw or hang, and every
 * fault has its file and line; probabilities are used as given.
 */
export type { FileFault, Reading } from './file-fault.ts';
export * from './mps-core.ts';
export { readMps } from './read-mps.ts';
export { readSmps, type SmpsFile, type SmpsFiles, type SmpsOptions, type SmpsProblem } from './read-smps.ts';
export { DEFAULT_SMPS_SAMPLING, type SmpsSampling } from './smps-sampling.ts';
export type { ScenarioValues } from './smps-tree.ts';

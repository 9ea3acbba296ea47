/**
 * Problem files of others: MPS, SMPS and policy graphs as JSON, read into programmes and written from them.
 *
 * Main functions: `readMps`, `readSmps`, `readMspJson`, and `writeMps`, `writeSmps`, `writeMspJson`. Invariants: text in,
 * values out; no text makes a reader throw or hang, and every fault has its file and line; probabilities are used as
 * given.
 */
export type { FileFault, Reading } from './file-fault.ts';
export { linearModelOf, type MpsColumn, type MpsCore, type MpsRow, type RowKind } from './mps-core.ts';
export { readMspJson, type MspProblem } from './msp-json.ts';
export { writeMspJson } from './msp-json-writer.ts';
export { readMps } from './read-mps.ts';
export { writeMps } from './write-mps.ts';
export { writeSmps, type SmpsTexts } from './write-smps.ts';
export {
  readSmps,
  smpsFilesOf,
  type SmpsFile,
  type SmpsFiles,
  type SmpsOptions,
  type SmpsProblem,
  type SmpsSample,
} from './read-smps.ts';
export { type SmpsSampling } from './smps-sampling.ts';
export type { ScenarioValues } from './smps-tree.ts';

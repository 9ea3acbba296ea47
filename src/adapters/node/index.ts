/**
 * What the planner needs of Node: the HiGHS solver, trees in worker threads, plan files in, results out, a document to
 * draw charts in, the release's version. Main functions: `readPlanFile`, `sampleWorkers`, `writeFiles`.
 *
 * Invariants: nothing here computes an answer; worker count and finishing order never change one; a file appears whole
 * or not at all and is readable by its owner only; faults of files come back as an `Issue`, never thrown; no network.
 */
export { createChartDocument, type ChartDocument } from './chart-document.ts';
export { createHighsSolver } from './highs-solver.ts';
export { nodeWorkers, type NodeWorkersOptions } from './node-workers.ts';
export { ENGINE_VERSION, PACKAGE_FOLDER } from './package-folder.ts';
export {
  PLAN_BYTES_MAX,
  readPlanFile,
  readTextFile,
  type PlanFile,
  type ReadPlanFile,
  type TextLimit,
} from './read-plan-file.ts';
export { catalogueNames, readCatalogueTable } from './read-catalogue.ts';
export { readTextPieces, type ReadPieces, type TextPiece } from './read-text-pieces.ts';
export { decodeOldText } from './old-text.ts';
export { fileBeside, type FileBeside } from './file-beside.ts';
export { fileIssue } from './file-issue.ts';
export { sampleWorkers, WORKERS_DEFAULT, type SampleWorkersOptions } from './sample-workers.ts';
export { sha256Of } from './sha256.ts';
export { refusalToWrite, writeFiles, type FilesToWrite } from './write-files.ts';
export { storeParts } from './store-parts.ts';
export { workbookParts } from './workbook-parts.ts';
export { startRunProcess, type RunProcess, type RunProcessEnd } from './run-process.ts';
export { startWhatIfProcess, type WhatIfProcess } from './what-if-process.ts';

/** The thread that reads and solves one problem, so that the process can still be stopped; started by `solveInThread`. */
import { parentPort, workerData } from 'node:worker_threads';

import { createHighsSolver } from '../adapters/node/index.ts';
import { Bug } from '../core/index.ts';
import { solveProblem, type SolveRequest } from './solve-problem.ts';
import type { SolveMessage } from './solve-thread.ts';

const port = parentPort;
if (port === null) throw new Bug('solve-problem.worker.ts runs in a worker thread only');
const send = (message: SolveMessage): void => port.postMessage(message);

const solver = await createHighsSolver();
const reply = await solveProblem(workerData as SolveRequest, {
  solver,
  onProgress: (progress) => send({ kind: 'progress', progress }),
});
send({ kind: 'reply', reply });

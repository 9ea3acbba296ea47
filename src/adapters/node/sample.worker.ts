/** The thread that serves some of a plan's samples with a HiGHS of its own; started by `sampleWorkers`. */
import { parentPort, workerData } from 'node:worker_threads';

import { Bug, sampleServer } from '../../core/index.ts';
import { createHighsSolver } from './highs-solver.ts';
import type { RequestMessage, SentError, WorkerMessage, WorkerStart } from './sample-messages.ts';

const port = parentPort;
if (port === null) throw new Bug('sample.worker.ts runs in a worker thread only');
const { plan } = workerData as WorkerStart; // sent by sampleWorkers alone
const solver = await createHighsSolver();
const server = sampleServer(plan, solver);

// Requests that came while the solver was loading wait in the port; the server answers one after the other.
port.on('message', ({ requestIndex, sampleIndex, request }: RequestMessage) => {
  server.reply(sampleIndex, request).then(
    (reply) => send({ kind: 'reply', requestIndex, reply }),
    (error: unknown) => send({ kind: 'error', requestIndex, error: sentError(error) }),
  );
});
send({ kind: 'ready', solverName: solver.name, solverVersion: solver.version });

function send(message: WorkerMessage): void {
  port?.postMessage(message);
}

function sentError(error: unknown): SentError {
  if (!(error instanceof Error)) return { message: String(error), stack: '' };
  return { message: error.message, stack: error.stack ?? '' };
}

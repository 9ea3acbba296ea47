/** The thread that holds some of a programme's node LPs, with a HiGHS of its own; started by `nodeWorkers`. */
import { parentPort, workerData } from 'node:worker_threads';

import { Bug, createNodeModels } from '../../core/index.ts';
import { createHighsSolver } from './highs-solver.ts';
import {
  buffersOf,
  packAnswers,
  unpackCuts,
  unpackTasks,
  type NodeReply,
  type NodeRequest,
  type NodeWorkerStart,
} from './node-messages.ts';

const port = parentPort;
if (port === null) throw new Bug('node.worker.ts runs in a worker thread only');
const { programme, options } = workerData as NodeWorkerStart; // sent by nodeWorkers alone
const models = createNodeModels(programme, await createHighsSolver(), options);

// Requests that came while the solver was loading wait in the port. Each is done before the next is looked at.
port.on('message', (request: NodeRequest) => {
  try {
    if (request.kind === 'addCuts') models.addCuts(request.cuts.map(unpackCuts));
    else answer(request);
  } catch (error) {
    send({ kind: 'error', to: request.kind, error: sentError(error) });
  }
});
send({ kind: 'ready' });

function answer({ tasks }: Extract<NodeRequest, { kind: 'solve' }>): void {
  const answers = packAnswers(unpackTasks(tasks).map((task) => models.solveTask(task)));
  send({ kind: 'answers', answers }, buffersOf(answers));
}

function send(reply: NodeReply, handedOver: ArrayBuffer[] = []): void {
  port?.postMessage(reply, handedOver);
}

function sentError(error: unknown): { message: string; stack: string } {
  if (!(error instanceof Error)) return { message: String(error), stack: '' };
  return { message: error.message, stack: error.stack ?? '' };
}

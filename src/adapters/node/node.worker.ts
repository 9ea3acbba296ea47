/** The thread that holds some of a programme's node LPs, with a HiGHS of its own; started by `nodeWorkers`. */
import { parentPort, workerData } from 'node:worker_threads';

import { Bug, createNodeModels } from '../../core/index.ts';
import { createHighsSolver } from './highs-solver.ts';
import { packAnswers, unpackCuts, unpackTasks } from './node-messages.ts';
import type { NodeReply, NodeRequest, NodeWorkerStart } from './node-messages.ts';

const port = parentPort;
if (port === null) throw new Bug('node.worker.ts runs in a worker thread only');
const { programme, options } = workerData as NodeWorkerStart; // sent by nodeWorkers alone
const models = createNodeModels(programme, await createHighsSolver(), options);

const stateCount = programme.states.length;

// Requests that came while the solver was loading wait in the port. Each is done before the next is looked at.
port.on('message', ({ kind, packed }: NodeRequest) => {
  try {
    if (kind === 'addCuts') return models.addCuts(unpackCuts(packed, stateCount));
    const answers = packAnswers(unpackTasks(packed, stateCount).map((task) => models.solveTask(task)));
    return send({ kind: 'answers', packed: answers }, [answers.buffer]);
  } catch (error) {
    return send({ kind: 'error', to: kind, error: sentError(error) });
  }
});
send({ kind: 'ready' });

function send(reply: NodeReply, handedOver: ArrayBuffer[] = []): void {
  port?.postMessage(reply, handedOver);
}

function sentError(error: unknown): { message: string; stack: string } {
  if (!(error instanceof Error)) return { message: String(error), stack: '' };
  return { message: error.message, stack: error.stack ?? '' };
}

import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';

import { Bug, nodePlaces, outcomeCount } from '../../core/index.ts';
import type { NodeAnswer, NodeCuts, NodeModelOptions, NodePool, NodeTask, Programme } from '../../core/index.ts';
import { packCuts, packTasks, unpackAnswers } from './node-messages.ts';
import type { NodeReply, NodeRequest, NodeWorkerStart } from './node-messages.ts';
import { WORKERS_DEFAULT } from './sample-workers.ts';

export interface NodeWorkersOptions extends NodeModelOptions {
  /** threads, >= 1; left out, `WORKERS_DEFAULT` but never more than processors */
  readonly workerCount?: number;
}

/**
 * A pool of node LPs in worker threads: the model of place i lives in thread i mod N, so each model sees the same tasks
 * and cuts in the same order for any N, and every answer is the same to the byte. N changes only the time taken.
 *
 * One message each way per thread and batch, its numbers handed over; cuts go only to threads that hold the node's
 * models. An error in a worker rejects the batch with the worker's message and stack; a worker that dies rejects all
 * that it owes, and all that is asked later. `close` stops the threads at once, even in the middle of a solve.
 */
export async function nodeWorkers(programme: Programme, options: NodeWorkersOptions = {}): Promise<NodePool> {
  const { workerCount = Math.min(WORKERS_DEFAULT, availableParallelism()), ...modelOptions } = options;
  const { modelCount, placeOf } = nodePlaces(programme, options.outcomesPerModel);
  const threadCount = Math.max(1, Math.min(workerCount, modelCount));
  const threadOf = (task: Pick<NodeTask, 'node' | 'outcome'>): number => placeOf(task) % threadCount;
  const holders = programme.nodes.map((node, index) => {
    const outcomes = Array.from({ length: outcomeCount(node) }, (_, outcome) => ({ node: index, outcome }));
    return new Set(outcomes.map(threadOf));
  });
  const stateCount = programme.states.length;
  const threads = Array.from({ length: threadCount }, () => startThread({ programme, options: modelOptions }));
  const close = async (): Promise<void> => {
    await Promise.all(threads.map(async (thread) => thread.close()));
  };
  try {
    await Promise.all(threads.map(async ({ ready }) => ready));
  } catch (error) {
    await close();
    throw error;
  }
  return {
    solve: (tasks) => solve(threads, tasks, { threadOf, stateCount }),
    async addCuts(cuts) {
      for (const [index, thread] of threads.entries()) {
        const own = cuts.filter(({ node }) => holders[node]!.has(index));
        if (own.length > 0) thread.addCuts(own, stateCount);
      }
    },
    close,
  };
}

async function solve(
  threads: readonly Thread[],
  tasks: readonly NodeTask[],
  by: { readonly threadOf: (task: NodeTask) => number; readonly stateCount: number },
): Promise<readonly NodeAnswer[]> {
  const indices: number[][] = threads.map(() => []);
  tasks.forEach((task, index) => indices[by.threadOf(task)]!.push(index));
  const answers: NodeAnswer[] = Array.from({ length: tasks.length });
  await Promise.all(
    indices.map(async (own, thread) => {
      if (own.length === 0) return;
      const solved = await threads[thread]!.solve(
        own.map((index) => tasks[index]!),
        by.stateCount,
      );
      own.forEach((index, place) => (answers[index] = solved[place]!));
    }),
  );
  return answers;
}

interface Thread {
  readonly ready: Promise<void>;
  solve(tasks: readonly NodeTask[], stateCount: number): Promise<readonly NodeAnswer[]>;
  /** in silence: a failure rejects all that is asked later */
  addCuts(cuts: readonly NodeCuts[], stateCount: number): void;
  close(): Promise<void>;
}

function startThread(start: NodeWorkerStart): Thread {
  // The flags of this process are its own: a test runner's would not suit the worker.
  const worker = new Worker(new URL('./node.worker.ts', import.meta.url), { workerData: start, execArgv: [] });
  const ready = Promise.withResolvers<void>();
  // Batches come back in the order in which they were sent.
  const owed: PromiseWithResolvers<readonly NodeAnswer[]>[] = [];
  let end: Error | null = null;

  const failAll = (error: Error): void => {
    end ??= error;
    ready.reject(end);
    for (const { reject } of owed.splice(0)) reject(end);
  };
  worker.on('message', (reply: NodeReply) => {
    if (reply.kind === 'ready') return ready.resolve();
    if (reply.kind === 'answers') return owed.shift()?.resolve(unpackAnswers(reply.packed));
    if (reply.to === 'solve') return owed.shift()?.reject(bugOf(reply.error));
    return failAll(bugOf(reply.error));
  });
  worker.on('messageerror', failAll);
  worker.on('error', (error) =>
    failAll(error instanceof Error ? bugOf({ message: error.message, stack: error.stack }) : new Bug(String(error))),
  );
  worker.on('exit', (code) => failAll(new Bug(`a worker thread ended early with code ${code}`)));
  const send = (request: NodeRequest): void => worker.postMessage(request, [request.packed.buffer]);

  return {
    ready: ready.promise,
    solve(asked, stateCount) {
      if (end) return Promise.reject(end);
      const reply = Promise.withResolvers<readonly NodeAnswer[]>();
      owed.push(reply);
      send({ kind: 'solve', packed: packTasks(asked, stateCount) });
      return reply.promise;
    },
    addCuts(found, stateCount) {
      if (end) throw end;
      send({ kind: 'addCuts', packed: packCuts(found, stateCount) });
    },
    async close() {
      failAll(new Error('the workers were closed before they answered'));
      await worker.terminate();
    },
  };
}

/** The worker's error, thrown here with the stack it had there. */
function bugOf({ message, stack }: { readonly message: string; readonly stack: string | undefined }): Bug {
  const bug = new Bug(message);
  if (stack) bug.stack = stack;
  return bug;
}

import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';

import { Bug } from '../../core/index.ts';
import type { Plan, SampleCaller } from '../../core/index.ts';
import type { RequestMessage, WorkerMessage, WorkerStart } from './sample-messages.ts';

export const WORKERS_DEFAULT = 2;

export interface SampleWorkersOptions {
  /** wished number of threads, >= 1; never more than samples or processors. Left out: WORKERS_DEFAULT */
  readonly workerCount?: number;
}

/**
 * Serves the samples of a plan in worker threads: sample i lives in worker i mod N, so its requests run in order and N
 * changes nothing but the time taken. This thread stays free. Threads start when first needed, the first one at once.
 *
 * An error in a worker rejects its request with the worker's message and stack; a worker that dies rejects all of its
 * requests. `close` stops the threads at once, even in the middle of a solve, and rejects what they still owed.
 */
export async function sampleWorkers(plan: Plan, options: SampleWorkersOptions = {}): Promise<SampleCaller> {
  const wished = options.workerCount ?? WORKERS_DEFAULT;
  const workerCount = Math.max(
    1,
    Math.min(wished, Math.max(plan.lattice.lattices, plan.tree.trees), availableParallelism()),
  );
  const workers: (SampleWorker | undefined)[] = [];
  const workerOf = (sampleIndex: number): SampleWorker => {
    const place = sampleIndex % workerCount;
    return (workers[place] ??= startWorker({ plan }));
  };
  const { solverName, solverVersion } = await workerOf(0).ready;
  return {
    solverName,
    solverVersion,
    // The reply's kind follows the request's, as in callerInThread, whose server answers here too.
    ask: async (sampleIndex, request) => (await workerOf(sampleIndex).ask({ sampleIndex, request })) as never,
    close: async () => {
      await Promise.all(workers.map(async (worker) => worker?.close()));
    },
  };
}

interface SampleWorker {
  readonly ready: Promise<{ readonly solverName: string; readonly solverVersion: string }>;
  ask(asked: Omit<RequestMessage, 'requestIndex'>): Promise<unknown>;
  close(): Promise<void>;
}

function startWorker(start: WorkerStart): SampleWorker {
  // The flags of this process are its own: a test runner's would not suit the worker.
  const worker = new Worker(new URL('./sample.worker.ts', import.meta.url), { workerData: start, execArgv: [] });
  const ready = Promise.withResolvers<Awaited<SampleWorker['ready']>>();
  // Only the first worker's readiness is awaited; another's failure reaches its requests.
  ready.promise.catch(() => undefined);
  const waiting = new Map<number, PromiseWithResolvers<unknown>>();
  let requestCount = 0;
  let end: Error | null = null;

  const failAll = (error: Error): void => {
    end ??= error;
    ready.reject(end);
    for (const { reject } of waiting.values()) reject(end);
    waiting.clear();
  };
  worker.on('message', (message: WorkerMessage) => {
    if (message.kind === 'ready') return ready.resolve(message);
    const asked = waiting.get(message.requestIndex);
    waiting.delete(message.requestIndex);
    return message.kind === 'reply' ? asked?.resolve(message.reply) : asked?.reject(bugOf(message.error));
  });
  worker.on('messageerror', failAll);
  worker.on('error', (error) =>
    failAll(bugOf({ message: wordsOf(error), stack: error instanceof Error ? error.stack : '' })),
  );
  worker.on('exit', (code) => failAll(new Bug(`a worker thread ended early with code ${code}`)));

  return {
    ready: ready.promise,
    ask(asked) {
      if (end) return Promise.reject(end);
      const requestIndex = requestCount++;
      const reply = Promise.withResolvers<unknown>();
      waiting.set(requestIndex, reply);
      worker.postMessage({ requestIndex, ...asked } satisfies RequestMessage);
      return reply.promise;
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

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

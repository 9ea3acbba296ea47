import { Worker } from 'node:worker_threads';

import { Bug } from '../core/index.ts';
import type { Progress } from '../core/index.ts';
import type { SolveReply, SolveRequest } from './solve-problem.ts';

export type SolveMessage =
  | { readonly kind: 'progress'; readonly progress: Progress }
  | { readonly kind: 'reply'; readonly reply: SolveReply };

/**
 * Reads and solves a problem in a thread of its own: solving keeps its thread busy for as long as it takes, and this
 * one has to hear a Ctrl-C. Stopping ends the thread in the middle of a solve.
 */
export async function solveInThread(
  request: SolveRequest,
  watched: { readonly stop: AbortSignal; readonly onProgress: (progress: Progress) => void },
): Promise<SolveReply> {
  // The flags of this process are its own: a test runner's would not suit the worker.
  const worker = new Worker(new URL('./solve-problem.worker.ts', import.meta.url), {
    workerData: request,
    execArgv: [],
  });
  const replied = Promise.withResolvers<SolveReply>();
  worker.on('message', (message: SolveMessage) => {
    if (message.kind === 'progress') watched.onProgress(message.progress);
    else replied.resolve(message.reply);
  });
  worker.on('messageerror', replied.reject);
  worker.on('error', (error) => replied.reject(error));
  worker.on('exit', (code) => replied.reject(new Bug(`the solving thread ended early with code ${code}`)));
  const end = (): void => void worker.terminate();
  watched.stop.addEventListener('abort', end, { once: true });
  try {
    return await replied.promise;
  } finally {
    watched.stop.removeEventListener('abort', end);
    await worker.terminate();
  }
}

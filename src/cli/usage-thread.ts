import { Worker } from 'node:worker_threads';

import { Bug } from '../core/index.ts';
import type { Progress } from '../core/index.ts';
import type { Session } from './output.ts';
import { startProgress } from './progress.ts';
import { usageTask, type UsageReply, type UsageRequest } from './usage-task.ts';

export type UsageMessage =
  | { readonly kind: 'progress'; readonly progress: Progress }
  | { readonly kind: 'reply'; readonly reply: UsageReply };

/** A shorter text is read in this thread, in less time than another takes to start. */
const TEXT_LENGTH_MIN = 2_000_000;

/**
 * What a usage table says. A long one, up to millions of rows, is read in a thread of its own with a line of progress:
 * this thread has to hear a Ctrl-C, which ends the other in the middle of its work.
 */
export async function usageReply(
  request: UsageRequest,
  { name, session }: { readonly name: string; readonly session: Session },
): Promise<UsageReply> {
  if (request.text.length < TEXT_LENGTH_MIN) return usageTask(request, () => undefined);
  const progress = startProgress(session.err, `reading ${name}`);
  const worker = new Worker(new URL('./usage.worker.ts', import.meta.url), { workerData: request, execArgv: [] });
  const replied = Promise.withResolvers<UsageReply>();
  worker.on('message', (message: UsageMessage) => {
    if (message.kind === 'progress') progress.update(message.progress);
    else replied.resolve(message.reply);
  });
  worker.on('messageerror', replied.reject);
  worker.on('error', (error) => replied.reject(error));
  worker.on('exit', (code) => replied.reject(new Bug(`the reading thread ended early with code ${code}`)));
  const end = (): void => void worker.terminate();
  session.stop.addEventListener('abort', end, { once: true });
  try {
    return await replied.promise;
  } finally {
    progress.end();
    session.stop.removeEventListener('abort', end);
    await worker.terminate();
  }
}

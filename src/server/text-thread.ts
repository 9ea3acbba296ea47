import { Worker } from 'node:worker_threads';

import { Bug } from '../core/index.ts';
import type { TextQuestion, TextReplies } from './text-answers.ts';

/** Reads texts beside the server's own thread. */
export interface TextThread {
  ask<K extends TextQuestion['kind']>(question: Extract<TextQuestion, { kind: K }>): Promise<TextReplies[K]>;
  close(): Promise<void>;
}

interface Message {
  readonly id: number;
  readonly reply?: unknown;
  readonly error?: unknown;
}

/** The thread starts with the first question; one that ends early fails its questions, and the next starts another. */
export function createTextThread(): TextThread {
  let worker: Worker | null = null;
  let lastId = 0;
  const waiting = new Map<number, PromiseWithResolvers<unknown>>();
  const failAll = (error: unknown): void => {
    worker = null;
    for (const { reject } of waiting.values()) reject(error);
    waiting.clear();
  };
  const start = (): Worker => {
    // The flags of this process are its own: a test runner's would not suit the worker.
    const made = new Worker(new URL('./texts.worker.ts', import.meta.url), { execArgv: [] });
    made.unref();
    made.on('message', ({ id, reply, error }: Message) => {
      const asked = waiting.get(id);
      waiting.delete(id);
      if (error === undefined) asked?.resolve(reply);
      else asked?.reject(error);
    });
    made.on('error', failAll);
    made.on('exit', (code) => failAll(new Bug(`the thread that reads texts ended early with code ${code}`)));
    return made;
  };
  return {
    async ask(question) {
      worker ??= start();
      const id = ++lastId;
      const reply = Promise.withResolvers<unknown>();
      waiting.set(id, reply);
      worker.postMessage({ id, question });
      return (await reply.promise) as never;
    },
    async close() {
      await worker?.terminate();
    },
  };
}

/** Reads texts in a thread of its own, one question after another, so that the server goes on hearing calls. */
import { parentPort } from 'node:worker_threads';

import { textReply, type TextQuestion } from './text-answers.ts';

parentPort?.on('message', ({ id, question }: { readonly id: number; readonly question: TextQuestion }) => {
  try {
    parentPort?.postMessage({ id, reply: textReply(question) });
  } catch (error) {
    // The error's words and place cross to the one who asked, and are said there.
    parentPort?.postMessage({ id, error });
  }
});

/** Reads texts in a thread of its own, one question after another, so that the server goes on hearing calls. */
import { parentPort } from 'node:worker_threads';

import { textReply, type TextQuestion } from './text-answers.ts';

parentPort?.on('message', ({ id, question }: { readonly id: number; readonly question: TextQuestion }) => {
  textReply(question).then(
    (reply) => parentPort?.postMessage({ id, reply }),
    // The error's words and place cross to the one who asked, and are said there.
    (error: unknown) => parentPort?.postMessage({ id, error }),
  );
});

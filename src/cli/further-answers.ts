import { sampleWorkers } from '../adapters/node/index.ts';
import { answersOf } from '../core/index.ts';
import type { AnsweredResult, Plan, Result } from '../core/index.ts';
import type { Session } from './output.ts';
import { startProgress } from './progress.ts';

/** The result with the answers beyond it, from the plan in many changes; rejects when stopped, the threads ended. */
export async function withAnswers(
  result: Result,
  asked: { readonly plan: Plan; readonly workers: number | undefined; readonly session: Session },
): Promise<AnsweredResult> {
  const { plan, workers, session } = asked;
  const progress = startProgress(session.err, 'asking further', session.tell);
  const caller = await sampleWorkers(plan, workers === undefined ? {} : { workerCount: workers });
  const stopThreads = (): void => void caller.close();
  session.stop.addEventListener('abort', stopThreads, { once: true });
  try {
    session.stop.throwIfAborted();
    const answers = await answersOf(plan, {
      caller,
      signNow: result.signNow,
      onProgress: (made) => progress.update(made),
      isCancelled: () => session.stop.aborted,
    });
    session.stop.throwIfAborted();
    return answers === null ? result : { ...result, answers };
  } finally {
    progress.end();
    await caller.close();
  }
}

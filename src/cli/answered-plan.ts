import { ENGINE_VERSION, sampleWorkers } from '../adapters/node/index.ts';
import { answersOf, decide, firstLookText, REPLAY_PATHS_DEFAULT, withDatesAndShares } from '../core/index.ts';
import type {
  AnsweredResult,
  FirstLook,
  Outcome,
  Plan,
  Progress,
  ReplayOptions,
  Result,
  SampleCaller,
} from '../core/index.ts';
import type { LoadedPlan } from './load-plan.ts';
import type { Session } from './output.ts';
import { startProgress } from './progress.ts';

/** What became of a plan: the result with its dates and shares and, where they were asked for, the further answers. */
export type AnsweredOutcome =
  | Exclude<Outcome, { readonly status: 'planned' }>
  | { readonly status: 'planned'; readonly result: AnsweredResult };

export interface AnsweredPlanOptions {
  readonly workers?: number | undefined;
  /** true: the further answers too */
  readonly answers?: boolean | undefined;
  /** how the answer is replayed; left out, on the default number of paths beside the quoted rules */
  readonly replay?: ReplayOptions | undefined;
}

export type PlanToAnswer = Omit<LoadedPlan, 'text' | 'table'> & { readonly fileName: string; readonly plan: Plan };

/**
 * Runs a plan on worker threads and tells how far it is; the threads keep what they have sampled and trained for the
 * further answers. Rejects at once when stopped, the threads ended.
 */
export async function answeredPlan(
  loaded: PlanToAnswer,
  options: AnsweredPlanOptions,
  session: Session,
): Promise<AnsweredOutcome> {
  const { plan } = loaded;
  const workers = options.workers === undefined ? {} : { workerCount: options.workers };
  const caller = await sampleWorkers(plan, workers);
  // Stopping ends the threads in the middle of a solve; what waits for them then rejects.
  const stopThreads = (): void => void caller.close();
  session.stop.addEventListener('abort', stopThreads, { once: true });
  try {
    session.stop.throwIfAborted();
    const outcome = await planned(loaded, { caller, replay: options.replay ?? REPLAY_DEFAULT }, session);
    if (outcome.status !== 'planned') return outcome;
    const { result } = outcome;
    const further = options.answers === true ? await answered(plan, { result, caller, session }) : {};
    return { status: 'planned', result: withDatesAndShares(plan, { ...result, ...further }) };
  } finally {
    await caller.close();
  }
}

const REPLAY_DEFAULT: ReplayOptions = { pathCount: REPLAY_PATHS_DEFAULT, portfolios: [] };

async function planned(
  loaded: PlanToAnswer,
  { caller, replay }: { readonly caller: SampleCaller; readonly replay: ReplayOptions },
  session: Session,
): Promise<Outcome> {
  const { plan, issues, sources, history, hash, fileName } = loaded;
  const startedMs = performance.now();
  const progress = startProgress(session.err, `planning ${fileName}`, session.tell);
  try {
    const outcome = await decide(plan, {
      caller,
      planHash: hash,
      engineVersion: ENGINE_VERSION,
      issues,
      sources,
      history,
      isCallerKept: true,
      replay,
      onProgress: (made: Progress) => progress.update(made),
      onFirstLook: (look: FirstLook) => progress.note(firstLookText(look)),
      isCancelled: () => session.stop.aborted,
    });
    session.stop.throwIfAborted();
    progress.end();
    const seconds = ((performance.now() - startedMs) / 1000).toFixed(1);
    if (outcome.status === 'planned') await session.err.write(`planned in ${seconds} s\n`);
    return outcome;
  } finally {
    progress.end();
  }
}

async function answered(
  plan: Plan,
  asked: { readonly result: Result; readonly caller: SampleCaller; readonly session: Session },
): Promise<Pick<AnsweredResult, 'answers'>> {
  const { result, caller, session } = asked;
  const progress = startProgress(session.err, 'asking further', session.tell);
  try {
    const answers = await answersOf(plan, {
      caller,
      result,
      hasLattices: true,
      onProgress: (made) => progress.update(made),
      isCancelled: () => session.stop.aborted,
    });
    session.stop.throwIfAborted();
    return answers === null ? {} : { answers };
  } finally {
    progress.end();
  }
}

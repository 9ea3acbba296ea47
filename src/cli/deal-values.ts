import { sampleWorkers } from '../adapters/node/index.ts';
import { Bug, clauseStudies } from '../core/index.ts';
import type { ClauseValue, DealSources, Plan, Result } from '../core/index.ts';
import { answeredPlan } from './answered-plan.ts';
import type { DealOptions } from './deal-options.ts';
import { EXIT_CODES } from './exit-code.ts';
import { infeasibleText } from './issue-text.ts';
import { noResultJson } from './json.ts';
import type { LoadedPlan } from './load-plan.ts';
import type { Session } from './output.ts';
import { startProgress } from './progress.ts';

interface Asked {
  readonly offerIds: readonly string[];
  readonly options: DealOptions;
  readonly session: Session;
}

type Values = Pick<DealSources, 'result' | 'clausesById'>;

/** The planner's word on the offers, or the exit code with which there is none. */
export async function dealValues(
  loaded: LoadedPlan & { readonly fileName: string; readonly plan: Plan },
  asked: Asked,
): Promise<Values | number> {
  const { options, session } = asked;
  const outcome = await answeredPlan(loaded, { workers: options.workers }, session);
  if (outcome.status === 'infeasible') {
    await session.err.write(infeasibleText(outcome.reasons));
    if (options.json) await session.out.write(noResultJson(outcome));
    return EXIT_CODES.noPlan;
  }
  if (outcome.status !== 'planned') throw new Bug('the plan was not answered, though nobody stopped it');
  const { result } = outcome;
  return { result, clausesById: await clausesOf(loaded.plan, result, asked) };
}

/** Every clause of every quote asked about, one quote after another. */
async function clausesOf(
  plan: Plan,
  result: Result,
  { offerIds, options, session }: Asked,
): Promise<ReadonlyMap<string, readonly ClauseValue[]>> {
  const clausesById = new Map<string, readonly ClauseValue[]>();
  const caller = await sampleWorkers(plan, options.workers === undefined ? {} : { workerCount: options.workers });
  const stopThreads = (): void => void caller.close();
  session.stop.addEventListener('abort', stopThreads, { once: true });
  try {
    for (const offerId of offerIds) {
      session.stop.throwIfAborted();
      const progress = startProgress(session.err, `valuing the clauses of ${offerId}`);
      try {
        const onProgress = (made: { done: number; total: number }) => progress.update({ ...made, what: 'clauses' });
        clausesById.set(offerId, await clauseStudies(plan, { offerId, result, caller, onProgress }));
      } finally {
        progress.end();
      }
    }
    session.stop.throwIfAborted();
  } finally {
    await caller.close();
  }
  return clausesById;
}

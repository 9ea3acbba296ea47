import type { Cohort } from './cohort.ts';
import { exactJson } from './exact-json.ts';

/** What was found so far of cohorts on one graph, by contract and signing stage: a changed contract leaves the others. */
export type CohortMemo<Flows> = Map<string, Flows>;

/** A cohort's flows as they are known, or found now and kept. */
export function remembered<Flows extends { readonly cohort: Cohort }>(
  memo: CohortMemo<Flows> | undefined,
  cohort: Cohort,
  find: (cohort: Cohort) => Flows,
): Flows {
  if (!memo) return find(cohort);
  // Every term of the contract, and when it is signed: all that flows follow from, the graph and its plan apart.
  const key = `${cohort.signStage} ${exactJson(cohort.contract)}`;
  const flows = memo.get(key) ?? find(cohort);
  memo.set(key, flows);
  return { ...flows, cohort };
}

import { useParams, useSearch } from '@tanstack/react-router';

import type { RunRecord } from '../api/index.ts';
import { useHearing, useResult, useRuns } from './queries.ts';

/** The plan of the address, and the run of it that is shown: the one named, else the newest with a result, in full where it is. */
export function useShownRun() {
  const { planId } = useParams({ from: '/plans/$planId' });
  const { run: named } = useSearch({ from: '/plans/$planId' });
  const runs = useRuns(planId);
  const newest = runs.data?.[0];
  const shown = named === undefined ? runToShow(runs.data ?? []) : runs.data?.find(({ id }) => id === named);
  useHearing(planId, newest);
  const hasResult = shown?.status === 'planned';
  const result = useResult(hasResult ? shown?.id : undefined);
  return { planId, runs, newest, shown, result } as const;
}

/**
 * The newest run with a result; one with the further answers in its place where the same plan, seed and engine gave it:
 * asking again for less takes nothing away.
 */
export function runToShow(runs: readonly RunRecord[]): RunRecord | undefined {
  const newest = planned(runs)[0];
  const isSame = ({ version, seed, engineVersion }: RunRecord): boolean =>
    version === newest?.version && seed === newest.seed && engineVersion === newest.engineVersion;
  return planned(runs).find((run) => run.hasAnswers && isSame(run)) ?? newest;
}

/** Runs that can be looked at. */
export const planned = (runs: readonly RunRecord[] | undefined): readonly RunRecord[] =>
  runs?.filter(({ status }) => status === 'planned') ?? [];

import { useParams, useSearch } from '@tanstack/react-router';

import type { RunRecord } from '../api/index.ts';
import { useHearing, useResult, useRuns } from './queries.ts';

/** The plan of the address, and the run of it that is shown: the one named, else the newest with a result. */
export function useShownRun() {
  const { planId } = useParams({ from: '/plans/$planId' });
  const { run: named } = useSearch({ from: '/plans/$planId' });
  const runs = useRuns(planId);
  const newest = runs.data?.[0];
  const shown = runs.data?.find((run) => (named === undefined ? run.status === 'planned' : run.id === named));
  useHearing(planId, newest);
  const hasResult = shown?.status === 'planned';
  const result = useResult(hasResult ? shown?.id : undefined);
  return { planId, runs, newest, shown, result } as const;
}

/** Runs that can be looked at. */
export const planned = (runs: readonly RunRecord[] | undefined): readonly RunRecord[] =>
  runs?.filter(({ status }) => status === 'planned') ?? [];

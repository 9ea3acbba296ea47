import { QueryClient, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';

import type { PlanKind, PlanSummary, PlanVersion, RunRecord, StoredPlan } from '../api/index.ts';
import type { AnsweredResult } from '../core/index.ts';
import { call, CallFault, hearRun } from './api-client.ts';

export interface Sample {
  readonly id: string;
  readonly kind: PlanKind;
  readonly title: string;
  readonly about: string;
  readonly text: string;
}

/** The server is on this machine: a refusal is final, only silence is tried again. */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 5000,
      retry: (count, error) => count < 2 && error instanceof CallFault && error.status === 0,
    },
  },
});

export const usePlans = () => useQuery({ queryKey: ['plans'], queryFn: () => call<PlanSummary[]>('GET', '/plans') });

export const usePlan = (planId: string, version?: number) =>
  useQuery({
    queryKey: ['plan', planId, version ?? 'newest'],
    queryFn: () => call<StoredPlan>('GET', `/plans/${planId}${version === undefined ? '' : `?version=${version}`}`),
  });

export const useVersions = (planId: string) =>
  useQuery({ queryKey: ['versions', planId], queryFn: () => call<PlanVersion[]>('GET', `/plans/${planId}/versions`) });

export const useSamples = () =>
  useQuery({ queryKey: ['samples'], queryFn: () => call<Sample[]>('GET', '/samples'), staleTime: Infinity });

export const useRuns = (planId: string) =>
  useQuery({ queryKey: ['runs', planId], queryFn: () => call<RunRecord[]>('GET', `/runs?planId=${planId}`) });

/** The whole result of a run: it never changes. */
export const useResult = (runId: string | undefined) =>
  useQuery({
    queryKey: ['result', runId],
    enabled: runId !== undefined,
    staleTime: Infinity,
    queryFn: () => call<AnsweredResult>('GET', `/runs/${runId}/result`),
  });

export const isLive = (run: RunRecord | undefined): boolean => run?.status === 'queued' || run?.status === 'running';

/** Keeps the runs of a plan up to date while one of them is under way. */
export function useHearing(planId: string, run: RunRecord | undefined): void {
  const client = useQueryClient();
  const runId = isLive(run) ? run?.id : undefined;
  useEffect(() => {
    if (runId === undefined) return;
    const stop = new AbortController();
    const onRun = (heard: RunRecord): void => {
      client.setQueryData<RunRecord[]>(['runs', planId], (runs) =>
        runs?.map((each) => (each.id === heard.id ? heard : each)),
      );
    };
    hearRun(runId, { onRun, stop: stop.signal }).catch(() => client.invalidateQueries({ queryKey: ['runs', planId] }));
    return () => stop.abort();
  }, [client, planId, runId]);
}

/** Something that changes what is stored; the lists are read again after it. */
export function useChange<Given, Made>(change: (given: Given) => Promise<Made>) {
  const client = useQueryClient();
  return useMutation<Made, Error, Given>({ mutationFn: change, onSettled: () => client.invalidateQueries() });
}

export const createPlan = (given: { text: string; kind: PlanKind; note?: string; id?: string }): Promise<StoredPlan> =>
  call('POST', '/plans', given);

export const startRun = (given: { planId: string; hasAnswers?: boolean; seed?: number }): Promise<RunRecord> =>
  call('POST', '/runs', given);

import type { ReactNode } from 'react';

import type { AnsweredResult } from '../../core/index.ts';
import { isLive } from '../queries.ts';
import { useShownRun } from '../shown-run.ts';
import { Fault } from './issue-list.tsx';

interface AnsweredProps {
  /** what will stand here: "what to sign, by when and up to what price" */
  readonly what: string;
  readonly children: (result: AnsweredResult) => ReactNode;
}

/** What a screen shows of a result; without one it says what will come and when, instead of standing empty. */
export function Answered({ what, children }: AnsweredProps) {
  const { result, shown, runs, newest } = useShownRun();
  if (result.data !== undefined) return <>{children(result.data)}</>;
  if (result.error !== null || runs.error !== null) return <Fault error={result.error ?? runs.error} />;
  if (runs.isPending || (shown?.status === 'planned' && result.isPending)) return <p className="quiet">Reading…</p>;
  return (
    <div className="empty">
      <h2>{isLive(newest) ? 'Being answered' : 'Not answered yet'}</h2>
      <p>
        Here will stand {what}.{' '}
        {isLive(newest) ? (
          'It appears by itself: for a plan like the samples about a minute after the start, in full about five.'
        ) : (
          <>
            Press <strong>Answer this plan</strong>: a first look comes within seconds, the answer of a plan like the
            samples in about a minute.
          </>
        )}
      </p>
    </div>
  );
}

import type { ReactNode } from 'react';

import type { AnsweredResult } from '../../core/index.ts';
import { isLive } from '../queries.ts';
import { useShownRun } from '../shown-run.ts';
import { Fault } from './issue-list.tsx';

/** What a screen shows of a result; without one it says what to do instead of standing empty. */
export function Answered({ children }: { readonly children: (result: AnsweredResult) => ReactNode }) {
  const { result, shown, runs, newest } = useShownRun();
  if (result.data !== undefined) return <>{children(result.data)}</>;
  if (result.error !== null || runs.error !== null) return <Fault error={result.error ?? runs.error} />;
  if (runs.isPending || (shown?.status === 'planned' && result.isPending)) return <p className="quiet">Reading…</p>;
  if (isLive(newest)) return <p className="empty">Being answered: a first look comes early, the whole in minutes.</p>;
  return (
    <p className="empty">
      No answer yet. Press <strong>Answer this plan</strong>: a first look comes early, the whole in minutes.
    </p>
  );
}

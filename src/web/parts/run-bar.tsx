import type { RunRecord } from '../../api/index.ts';
import { call } from '../api-client.ts';
import { isLive, startRun, useChange } from '../queries.ts';
import { Fault, IssueList } from './issue-list.tsx';

export interface RunBarProps {
  readonly planId: string;
  /** of the plan that would be run now */
  readonly version: number;
  readonly newest: RunRecord | undefined;
  readonly shown: RunRecord | undefined;
}

/** Starts runs, and says how far the newest is: its first look long before its answer. */
export function RunBar({ planId, version, newest, shown }: RunBarProps) {
  const start = useChange(startRun);
  const cancel = useChange((runId: string) => call('POST', `/runs/${runId}/cancel`));
  const isStale = shown !== undefined && shown.version !== version;
  return (
    <div className="run-bar" aria-live="polite">
      {newest !== undefined && isLive(newest) ? (
        <Progress run={newest} onCancel={() => cancel.mutate(newest.id)} />
      ) : (
        <div className="actions">
          <button
            type="button"
            className="button primary"
            disabled={start.isPending}
            onClick={() => start.mutate({ planId })}
          >
            {shown === undefined ? 'Answer this plan' : 'Answer again'}
          </button>
          <button
            type="button"
            className="button"
            disabled={start.isPending}
            onClick={() => start.mutate({ planId, hasAnswers: true })}
          >
            Answer in full
          </button>
          <span className="quiet">
            {isStale
              ? `Shown: version ${shown.version}; the plan is at version ${version}.`
              : 'In full takes several times as long.'}
          </span>
        </div>
      )}
      <Fault error={start.error ?? cancel.error} />
      {newest === undefined || isLive(newest) ? null : <Ending run={newest} />}
    </div>
  );
}

function Progress({ run, onCancel }: { readonly run: RunRecord; readonly onCancel: () => void }) {
  const { progress, firstLook } = run;
  return (
    <div className="progress">
      <label>
        {run.status === 'queued' ? 'Waiting for its turn' : `Answering: ${progress?.what ?? 'drawing futures'}`}
        <progress max={progress?.total ?? 1} {...(progress === null ? {} : { value: progress.done })} />
      </label>
      <button type="button" className="button" onClick={onCancel}>
        Cancel
      </button>
      {firstLook === null ? null : <p className="first-look">{firstLook}</p>}
    </div>
  );
}

/** How the newest run ended, when it did not end with an answer. */
function Ending({ run }: { readonly run: RunRecord }) {
  if (run.status === 'planned') return null;
  return (
    <div className="notice">
      <strong>{run.status === 'cancelled' ? 'The last run was cancelled.' : `No answer: ${run.message}.`}</strong>
      <IssueList issues={run.issues} />
    </div>
  );
}

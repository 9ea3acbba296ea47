import './run-bar.css';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';

import type { RunRecord, StoredPlan } from '../../api/index.ts';
import { call } from '../api-client.ts';
import { hasUnsavedDraft } from '../draft.ts';
import { isLive, startRun, useChange } from '../queries.ts';
import { Fault, IssueList } from './issue-list.tsx';

export interface RunBarProps {
  /** what would be run now */
  readonly plan: StoredPlan;
  readonly newest: RunRecord | undefined;
  readonly shown: RunRecord | undefined;
}

/** What is shown and of which version; starts runs, and says how far the newest is: its first look long before its answer. */
export function RunBar({ plan, newest, shown }: RunBarProps) {
  const { id: planId } = plan;
  const start = useChange(startRun);
  /** asked for while changes were not saved */
  const [held, setHeld] = useState<{ readonly hasAnswers: boolean } | null>(null);
  const begin = (hasAnswers: boolean): void => {
    setHeld(null);
    start.mutate({ planId, hasAnswers });
  };
  const ask = (hasAnswers: boolean): void => (hasUnsavedDraft(plan) ? setHeld({ hasAnswers }) : begin(hasAnswers));
  const cancel = useChange((runId: string) => call('POST', `/runs/${runId}/cancel`));
  return (
    <div className="run-bar" aria-live="polite">
      {newest !== undefined && isLive(newest) ? (
        <Progress run={newest} onCancel={() => cancel.mutate(newest.id)} />
      ) : (
        <Actions plan={plan} shown={shown} start={start} onAsk={ask} />
      )}
      {held === null ? null : <Unsaved plan={plan} onAll={() => begin(held.hasAnswers)} />}
      <Fault error={start.error ?? cancel.error} />
      {newest === undefined || isLive(newest) ? null : <Ending run={newest} />}
    </div>
  );
}

interface ActionsProps {
  readonly plan: StoredPlan;
  readonly shown: RunRecord | undefined;
  readonly start: { readonly isPending: boolean; readonly data: RunRecord | undefined };
  readonly onAsk: (hasAnswers: boolean) => void;
}

/** The answer that is shown, and buttons for another; they stand out only where the plan has none of its own. */
function Actions({ plan, shown, start, onAsk }: ActionsProps) {
  const isCurrent = shown?.status === 'planned' && shown.version === plan.version;
  return (
    <div className="actions">
      <span className="quiet">
        <Shown plan={plan} shown={shown} isFromStore={start.data?.isFromStore === true} />
      </span>
      <button
        type="button"
        className={isCurrent ? 'button' : 'button primary'}
        disabled={start.isPending}
        onClick={() => onAsk(false)}
      >
        {shown === undefined ? 'Answer this plan' : 'Answer again'}
      </button>
      {isCurrent && shown.hasAnswers ? null : (
        <button type="button" className="button" disabled={start.isPending} onClick={() => onAsk(true)}>
          Answer in full
        </button>
      )}
    </div>
  );
}

interface ShownProps {
  readonly plan: StoredPlan;
  readonly shown: RunRecord | undefined;
  readonly isFromStore: boolean;
}

/** Which answer stands on the screens, and what another would bring. */
function Shown({ plan: { version }, shown, isFromStore }: ShownProps) {
  if (shown?.status !== 'planned') return <>Not answered yet. In full takes several times as long.</>;
  if (shown.version !== version)
    return (
      <strong>
        What you see answers version {shown.version}; the plan is at version {version}.
      </strong>
    );
  if (isFromStore) return <>Version {version} was answered before: this is that answer.</>;
  const when = (shown.endedAt ?? shown.createdAt).slice(0, 16).replace('T', ' ');
  return (
    <>
      Version {version}, answered{shown.hasAnswers ? ' in full' : ''} {when} UTC.
      {shown.hasAnswers ? '' : ' In full takes several times as long.'}
    </>
  );
}

/** What is typed and not saved is in no answer. */
function Unsaved({ plan, onAll }: { readonly plan: StoredPlan; readonly onAll: () => void }) {
  return (
    <div className="notice">
      <strong>Your changes are not saved.</strong> An answer now is of version {plan.version}, without them.
      <div className="actions">
        <Link className="button" to="/plans/$planId/edit" params={{ planId: plan.id }}>
          Save them first
        </Link>
        <button type="button" className="button" onClick={onAll}>
          Answer version {plan.version}
        </button>
      </div>
    </div>
  );
}

function Progress({ run, onCancel }: { readonly run: RunRecord; readonly onCancel: () => void }) {
  const { progress, firstLook } = run;
  const step = progress === null ? '' : ` (step ${progress.done} of ${progress.total})`;
  return (
    <div className="progress">
      <label>
        {run.status === 'queued' ? 'Waiting for its turn' : `Answering: ${progress?.what ?? 'drawing futures'}${step}`}
        <progress max={progress?.total ?? 1} {...(progress === null ? {} : { value: progress.done })} />
      </label>
      <button type="button" className="button" onClick={onCancel}>
        Cancel
      </button>
      <p className="first-look">
        {firstLook ?? 'A first look, from one sample, comes within seconds; the answer with its ranges follows.'}
      </p>
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

import './plan-editing.css';
import { useState } from 'react';

import type { Issue } from '../../core/index.ts';
import type { DraftState } from '../draft.ts';
import { startRun, useChange } from '../queries.ts';
import { Fault } from './issue-list.tsx';

/** Undo, save, and save with an answer; says whether what is typed can be saved. */
export function DraftBar({
  planId,
  draft,
  issues,
}: {
  readonly planId: string;
  readonly draft: DraftState;
  readonly issues: readonly Issue[];
}) {
  const [note, setNote] = useState('');
  const start = useChange(startRun);
  const errors = issues.filter(({ severity }) => severity === 'error').length;
  const cannotSave = !draft.isChanged || errors > 0 || draft.save.isPending;
  const saved = (isAnswered: boolean): void => {
    draft.save.mutate(note, { onSuccess: () => (isAnswered ? start.mutate({ planId }) : undefined) });
    setNote('');
  };
  return (
    <div className="draft-bar">
      <button type="button" className="button" disabled={!draft.canUndo} onClick={draft.undo}>
        Undo
      </button>
      <button type="button" className="button" disabled={!draft.canRedo} onClick={draft.redo}>
        Redo
      </button>
      <input
        aria-label="What changed, in a few words"
        placeholder="What changed, in a few words"
        value={note}
        maxLength={500}
        onChange={(event) => setNote(event.target.value)}
      />
      <button type="button" className="button" disabled={cannotSave} onClick={() => saved(false)}>
        Save
      </button>
      <button type="button" className="button primary" disabled={cannotSave} onClick={() => saved(true)}>
        Save and answer
      </button>
      {draft.isChanged ? (
        <button type="button" className="link" onClick={draft.discard}>
          Back to version {draft.baseVersion}
        </button>
      ) : null}
      <span role="status" className={errors > 0 ? 'bad' : 'quiet'}>
        {errors > 0
          ? `${errors} ${errors === 1 ? 'error' : 'errors'}: not ready to save`
          : draft.isChanged
            ? 'Not saved yet; kept in this browser'
            : 'Saved'}
      </span>
      <Fault error={draft.save.error ?? start.error} />
    </div>
  );
}

import { useState } from 'react';

import type { StoredPlan } from '../api/index.ts';
import { call } from './api-client.ts';
import { keptAt, useKept } from './kept.ts';
import { useChange } from './queries.ts';

interface Draft {
  readonly text: string;
  /** the version that was edited */
  readonly baseVersion: number;
}

const UNDO_MAX = 300;

const draftKey = (planId: string): string => `draft.${planId}`;

/** Whether this browser keeps a text of the plan that is not its stored one. */
export function hasUnsavedDraft({ id, text }: StoredPlan): boolean {
  const kept = keptAt<Draft>(draftKey(id));
  return kept !== null && kept.text !== text;
}

/** A plan's text while it is edited: kept in this browser over a reload, with undo, until it is saved as a version. */
export function useDraft(plan: StoredPlan) {
  const [kept, setKept] = useKept<Draft | null>(draftKey(plan.id), null);
  const [past, setPast] = useState<readonly string[]>([]);
  const [future, setFuture] = useState<readonly string[]>([]);
  const draft = kept ?? { text: plan.text, baseVersion: plan.version };
  const isChanged = draft.text !== plan.text;
  const keep = (text: string): void => setKept({ text, baseVersion: kept?.baseVersion ?? plan.version });
  const save = useChange(async (note: string) => {
    const { text, baseVersion } = draft;
    const saved = await call<StoredPlan>('PUT', `/plans/${plan.id}`, { text, note, baseVersion });
    setKept(null);
    return saved;
  });
  return {
    text: draft.text,
    isChanged,
    baseVersion: draft.baseVersion,
    canUndo: past.length > 0,
    canRedo: future.length > 0,
    change: (text: string): void => {
      if (text === draft.text) return;
      setPast([...past, draft.text].slice(-UNDO_MAX));
      setFuture([]);
      keep(text);
    },
    undo: (): void => {
      const text = past.at(-1);
      if (text === undefined) return;
      setPast(past.slice(0, -1));
      setFuture([draft.text, ...future]);
      keep(text);
    },
    redo: (): void => {
      const [text, ...rest] = future;
      if (text === undefined) return;
      setFuture(rest);
      setPast([...past, draft.text]);
      keep(text);
    },
    /** back to the stored version */
    discard: (): void => {
      setPast([...past, draft.text]);
      setKept(null);
    },
    save,
  } as const;
}

export type DraftState = ReturnType<typeof useDraft>;

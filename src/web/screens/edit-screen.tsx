import { useParams } from '@tanstack/react-router';
import { useMemo, useState } from 'react';

import type { StoredPlan } from '../../api/index.ts';
import { hostJsonSchemaText, parseHost, parsePlan, planJsonSchemaText, type Issue } from '../../core/index.ts';
import { saveBlob } from '../api-client.ts';
import { useDraft } from '../draft.ts';
import { DraftBar } from '../parts/draft-bar.tsx';
import { IssueList } from '../parts/issue-list.tsx';
import { PlanForm } from '../parts/plan-form.tsx';
import { PlanWorkbook } from '../parts/plan-workbook.tsx';
import { YamlEditor } from '../parts/yaml-editor.tsx';
import { usePlan } from '../queries.ts';
import type { Schema } from '../schema-completion.ts';

/** A plan as a form or as text, checked while one types by what reads it. */
export function EditScreen() {
  const { planId } = useParams({ from: '/plans/$planId' });
  const plan = usePlan(planId);
  if (plan.data === undefined) return null;
  return <Editor key={plan.data.id} plan={plan.data} />;
}

const VIEWS = [
  ['form', 'Form'],
  ['text', 'YAML'],
] as const;

function Editor({ plan }: { readonly plan: StoredPlan }) {
  const isHost = plan.kind === 'host';
  const [view, setView] = useState<'form' | 'text'>(isHost ? 'text' : 'form');
  const [goTo, setGoTo] = useState<{ line: number; count: number } | null>(null);
  const draft = useDraft(plan);
  const check = (text: string): readonly Issue[] => (isHost ? parseHost(text) : parsePlan(text, 'the plan')).issues;
  const issues = useMemo(() => check(draft.text), [draft.text]);
  const schema = useMemo(() => JSON.parse(isHost ? hostJsonSchemaText() : planJsonSchemaText()) as Schema, [isHost]);
  const urgent = issues.filter(({ severity }) => severity !== 'assumption');
  const toPlace = ({ line }: Issue): void => {
    setView('text');
    setGoTo({ line: line ?? 1, count: (goTo?.count ?? 0) + 1 });
  };
  return (
    <>
      <div className="actions">
        {isHost ? null : (
          <div role="group" aria-label="How to edit" className="switched">
            {VIEWS.map(([id, name]) => (
              <button key={id} type="button" aria-pressed={view === id} onClick={() => setView(id)}>
                {name}
              </button>
            ))}
          </div>
        )}
        <button
          type="button"
          className="button"
          onClick={() => saveBlob(new Blob([draft.text], { type: 'text/yaml' }), 'plan.yaml')}
        >
          Save as a file
        </button>
      </div>
      {isHost ? null : <PlanWorkbook text={draft.text} onTaken={draft.change} />}
      <DraftBar planId={plan.id} draft={draft} issues={issues} />
      {urgent.length === 0 ? null : <IssueList issues={urgent} onPlace={toPlace} />}
      {view === 'form' ? (
        <PlanForm text={draft.text} onChange={draft.change} schema={schema} issues={issues} />
      ) : (
        <YamlEditor text={draft.text} onChange={draft.change} check={check} schema={schema} goTo={goTo} />
      )}
    </>
  );
}

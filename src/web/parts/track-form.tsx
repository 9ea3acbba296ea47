import './plan-editing.css';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';

import type { StoredPlan } from '../../api/index.ts';
import {
  editedPlanText,
  nextPlanOf,
  parsePlan,
  plainPlanOf,
  readActuals,
  trackPlan,
  trackText,
  type AnsweredResult,
  type Issue,
} from '../../core/index.ts';
import { useDraft } from '../draft.ts';
import { useKept } from '../kept.ts';
import { IssueList } from './issue-list.tsx';

export interface TrackFormProps {
  readonly plan: StoredPlan;
  readonly result: AnsweredResult;
}

interface Tracking {
  readonly text: string;
  readonly nextText: string;
}

const TEXT_COLUMNS = 96;

/** What happened and what was signed become the next plan: belief, triggers that fired, and a text to look at and save. */
export function TrackForm({ plan, result }: TrackFormProps) {
  const [table, setTable] = useKept(`actuals.${plan.id}`, '');
  const [blocksById, setBlocks] = useKept<Readonly<Record<string, number>>>(`signed.${plan.id}`, {});
  const [found, setFound] = useState<Tracking | readonly Issue[] | null>(null);
  const track = (): void => setFound(trackingOf(plan.text, { table, blocksById, result }));
  return (
    <form
      className="quick"
      onSubmit={(event) => {
        event.preventDefault();
        track();
      }}
    >
      <label>
        Actuals by month
        <span className="hint">
          The plan’s first month first, none left out. Busy reference GPUs are needed; supply regime and liquidity may
          follow.
        </span>
        <textarea
          rows={5}
          value={table}
          spellCheck={false}
          placeholder={`month,busyReferenceGpus\n${result.plan.startMonth},…`}
          onChange={(event) => setTable(event.target.value)}
        />
      </label>
      <fieldset>
        <legend>Signed since</legend>
        <div className="fields">
          {result.offers.map(({ offerId }) => (
            <label key={offerId}>
              {offerId}, blocks
              <input
                inputMode="numeric"
                value={blocksById[offerId] || ''}
                placeholder="not signed"
                onChange={(event) => setBlocks({ ...blocksById, [offerId]: Number(event.target.value) || 0 })}
              />
            </label>
          ))}
        </div>
      </fieldset>
      <div className="actions">
        <button type="submit" className="button primary" disabled={table.trim() === ''}>
          What does that say?
        </button>
      </div>
      {found === null ? null : 'nextText' in found ? <Found plan={plan} found={found} /> : <IssueList issues={found} />}
    </form>
  );
}

function Found({ plan, found }: { readonly plan: StoredPlan; readonly found: Tracking }) {
  const draft = useDraft(plan);
  const navigate = useNavigate();
  const take = (): void => {
    draft.change(found.nextText);
    void navigate({ to: '/plans/$planId/edit', params: { planId: plan.id } });
  };
  return (
    <div aria-live="polite">
      <pre className="desk" tabIndex={0} aria-label="What the actuals say">
        {found.text}
      </pre>
      <button type="button" className="button primary" onClick={take}>
        Take it into the plan
      </button>
    </div>
  );
}

/** What is known now, or what is wrong with what was typed. */
function trackingOf(
  text: string,
  given: {
    readonly table: string;
    readonly blocksById: Readonly<Record<string, number>>;
    readonly result: AnsweredResult;
  },
): Tracking | readonly Issue[] {
  const { plan, issues } = parsePlan(text, 'the plan');
  if (plan === null) return issues;
  const { months, issues: faults } = readActuals(given.table, plan);
  if (months === null) return faults;
  const tooMany = plan.offers.filter(({ id, blocks }) => (given.blocksById[id] ?? 0) > blocks);
  if (tooMany.length > 0) return tooMany.map(({ id, blocks }) => tooManyBlocks(id, blocks));
  const signed = given.result.offers.flatMap(({ offerId }) => {
    const blocks = given.blocksById[offerId] ?? 0;
    return blocks > 0 ? [{ offerId, blocks, month: plan.startMonth }] : [];
  });
  const known = trackPlan(plan, {
    months,
    signed,
    triggers: given.result.answers?.triggers ?? [],
    committedReferenceGpus: [],
  });
  const { edits, remarks } = nextPlanOf({ plan, source: plainPlanOf(text) }, known, months);
  const tracked = { ...known, remarks };
  return {
    text: trackText(tracked, null, { width: TEXT_COLUMNS, colour: false }),
    nextText: editedPlanText(text, edits),
  };
}

function tooManyBlocks(id: string, blocks: number): Issue {
  const what = `${id} has ${blocks} ${blocks === 1 ? 'block' : 'blocks'}`;
  return { code: 'signed', severity: 'error', what, path: '', line: null, column: null, fix: `give 1 to ${blocks}` };
}

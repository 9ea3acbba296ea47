import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';

import type { PlanDiff, RunRecord } from '../../api/index.ts';
import { comparedResults } from '../../core/index.ts';
import { call } from '../api-client.ts';
import { DataGrid } from '../parts/data-grid.tsx';
import { DiffView } from '../parts/diff-view.tsx';
import { Fault } from '../parts/issue-list.tsx';
import { useResult } from '../queries.ts';
import { planned, useShownRun } from '../shown-run.ts';

/** Two answers of a plan side by side: what changed in the answer, and what changed in the plan. */
export function CompareScreen() {
  const { planId, runs, shown } = useShownRun();
  const { with: named } = useSearch({ from: '/plans/$planId' });
  const choices = planned(runs.data);
  const other = choices.find(({ id }) => id === named) ?? choices.find(({ id }) => id !== shown?.id);
  if (choices.length < 2 || shown === undefined || other === undefined) {
    return (
      <p className="empty">
        There is one answer or none yet. Change the plan, answer it again, and the two stand here side by side.
      </p>
    );
  }
  return (
    <>
      <div className="chosen">
        <RunChoice label="Before" chosen={other} choices={choices} search="with" />
        <RunChoice label="After" chosen={shown} choices={choices} search="run" />
      </div>
      <Compared planId={planId} before={other} after={shown} />
    </>
  );
}

interface RunChoiceProps {
  readonly label: string;
  readonly chosen: RunRecord;
  readonly choices: readonly RunRecord[];
  readonly search: 'run' | 'with';
}

function RunChoice({ label, chosen, choices, search }: RunChoiceProps) {
  const navigate = useNavigate();
  const choose = (id: string): void => void navigate({ to: '.', search: (kept) => ({ ...kept, [search]: id }) });
  return (
    <label>
      {label}
      <select value={chosen.id} onChange={(event) => choose(event.target.value)}>
        {choices.map((run) => (
          <option key={run.id} value={run.id}>
            version {run.version}, {run.createdAt.slice(0, 16).replace('T', ' ')}
            {run.seed === null ? '' : `, seed ${run.seed}`}
          </option>
        ))}
      </select>
    </label>
  );
}

function Compared({
  planId,
  before,
  after,
}: {
  readonly planId: string;
  readonly before: RunRecord;
  readonly after: RunRecord;
}) {
  const [was, is] = [useResult(before.id), useResult(after.id)];
  const diff = useQuery({
    queryKey: ['diff', planId, before.version, after.version],
    queryFn: () => call<PlanDiff>('GET', `/plans/${planId}/diff?from=${before.version}&to=${after.version}`),
  });
  if (was.data === undefined || is.data === undefined) return <Fault error={was.error ?? is.error} />;
  return (
    <>
      {comparedResults(was.data, is.data).map((table) => (
        <section key={table.id}>
          <h2>{table.title}</h2>
          <DataGrid table={table} />
        </section>
      ))}
      <section>
        <h2>What changed in the plan</h2>
        <Fault error={diff.error} />
        {diff.data === undefined ? null : <DiffView diff={diff.data} />}
      </section>
    </>
  );
}

import './home-screen.css';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';

import type { PlanDiff, RunRecord } from '../../api/index.ts';
import { call } from '../api-client.ts';
import { DiffView } from '../parts/diff-view.tsx';
import { Fault } from '../parts/issue-list.tsx';
import { useVersions } from '../queries.ts';
import { useShownRun } from '../shown-run.ts';

/** Every version of the plan and every run of it. */
export function RunsScreen() {
  const { planId, runs } = useShownRun();
  return (
    <>
      <section>
        <h2>Runs</h2>
        <Fault error={runs.error} />
        <div className="grid">
          <table>
            <thead>
              <tr>
                <th scope="col">Started</th>
                <th scope="col" className="number">
                  Version
                </th>
                <th scope="col">State</th>
                <th scope="col">Asked</th>
                <th scope="col">Answer</th>
              </tr>
            </thead>
            <tbody>
              {runs.data?.map((run) => (
                <RunRow key={run.id} run={run} />
              ))}
            </tbody>
          </table>
        </div>
        {runs.data?.length === 0 ? <p className="quiet">None yet.</p> : null}
      </section>
      <Versions planId={planId} />
    </>
  );
}

function RunRow({ run }: { readonly run: RunRecord }) {
  return (
    <tr>
      <td data-label="Started">{run.createdAt.slice(0, 16).replace('T', ' ')}</td>
      <td data-label="Version" className="number">
        {run.version}
      </td>
      <td data-label="State">{run.isFromStore ? 'planned, from the store' : run.status}</td>
      <td data-label="Asked">
        {run.hasAnswers ? 'in full' : 'the plan'}
        {run.seed === null ? '' : `, seed ${run.seed}`}
      </td>
      <td data-label="Answer">
        {run.status === 'planned' ? (
          <Link to="/plans/$planId/brief" params={{ planId: run.planId }} search={{ run: run.id }}>
            Show
          </Link>
        ) : (
          run.message
        )}
      </td>
    </tr>
  );
}

function Versions({ planId }: { readonly planId: string }) {
  const versions = useVersions(planId);
  const [shown, setShown] = useState<number | null>(null);
  return (
    <section>
      <h2>Versions</h2>
      <Fault error={versions.error} />
      <ul className="plans">
        {versions.data?.map(({ version, savedAt, note }) => (
          <li key={version}>
            <strong>Version {version}</strong>
            <span className="quiet">
              {savedAt.slice(0, 16).replace('T', ' ')} UTC{note === '' ? '' : `: ${note}`}
            </span>
            {version === 1 ? null : (
              <button
                type="button"
                className="link"
                aria-expanded={shown === version}
                onClick={() => setShown(shown === version ? null : version)}
              >
                What changed<span className="hidden"> in version {version}</span>
              </button>
            )}
            {shown === version ? <VersionDiff planId={planId} version={version} /> : null}
          </li>
        ))}
      </ul>
    </section>
  );
}

function VersionDiff({ planId, version }: { readonly planId: string; readonly version: number }) {
  const diff = useQuery({
    queryKey: ['diff', planId, version - 1, version],
    queryFn: () => call<PlanDiff>('GET', `/plans/${planId}/diff?from=${version - 1}&to=${version}`),
  });
  if (diff.data === undefined) return <Fault error={diff.error} />;
  return <DiffView diff={diff.data} />;
}

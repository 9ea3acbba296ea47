import { Link, Outlet, useLocation, useParams } from '@tanstack/react-router';

import { ExportMenu } from '../parts/export-menu.tsx';
import { Fault } from '../parts/issue-list.tsx';
import { RunBar } from '../parts/run-bar.tsx';
import { Tabs } from '../parts/tabs.tsx';
import { usePlan } from '../queries.ts';
import { useShownRun } from '../shown-run.ts';

const SCREENS = [
  ['brief', 'Brief'],
  ['edit', 'Plan'],
  ['demand', 'Demand'],
  ['offers', 'Offers'],
  ['portfolio', 'Portfolio'],
  ['matrix', 'Matrix'],
  ['policy', 'Policy'],
  ['risk', 'Risk'],
  ['compare', 'Compare'],
  ['track', 'Track'],
  ['runs', 'History'],
] as const;

const HOST_SCREENS = [
  ['host', 'Answer'],
  ['edit', 'Host file'],
  ['runs', 'History'],
] as const;

/** A plan: its name, its screens, and how far its newest run is. */
export function PlanLayout() {
  const { planId } = useParams({ from: '/plans/$planId' });
  const plan = usePlan(planId);
  const { newest, shown } = useShownRun();
  const { pathname } = useLocation();
  if (plan.error !== null) return <Fault error={plan.error} />;
  if (plan.data === undefined) return <p className="quiet">Reading…</p>;
  const isHost = plan.data.kind === 'host';
  const screens = isHost ? HOST_SCREENS : SCREENS;
  return (
    <>
      <div className="plan-head">
        <h1>{plan.data.name}</h1>
        <span className="quiet">version {plan.data.version}</span>
        {shown?.status === 'planned' ? <ExportMenu runId={shown.id} /> : null}
      </div>
      <Tabs label="Screens of this plan" open={pathname}>
        {screens.map(([path, name]) => (
          <Link key={path} to={`/plans/$planId/${path}`} params={{ planId }} search={(kept) => kept}>
            {name}
          </Link>
        ))}
      </Tabs>
      {isHost ? null : <RunBar key={planId} plan={plan.data} newest={newest} shown={shown} />}
      <Outlet />
    </>
  );
}

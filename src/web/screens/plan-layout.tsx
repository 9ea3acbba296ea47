import { Link, Outlet, useLocation, useParams } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';

import { ExportMenu } from '../parts/export-menu.tsx';
import { Fault } from '../parts/issue-list.tsx';
import { RunBar } from '../parts/run-bar.tsx';
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
      <Screens planId={planId} screens={screens} />
      {isHost ? null : <RunBar key={planId} plan={plan.data} newest={newest} shown={shown} />}
      <Outlet />
    </>
  );
}

/** Where they do not fit in one row, the one that is open is brought into sight. */
function Screens(props: { readonly planId: string; readonly screens: typeof SCREENS | typeof HOST_SCREENS }) {
  const { planId, screens } = props;
  const bar = useRef<HTMLElement>(null);
  const { pathname } = useLocation();
  useEffect(() => {
    const [row, open] = [bar.current, bar.current?.querySelector('.active')];
    if (row === null || !open) return;
    const [{ left, width }, at] = [row.getBoundingClientRect(), open.getBoundingClientRect()];
    row.scrollLeft += at.left + at.width / 2 - (left + width / 2);
  }, [pathname]);
  return (
    <nav ref={bar} className="screens" aria-label="Screens of this plan">
      {screens.map(([path, name]) => (
        <Link key={path} to={`/plans/$planId/${path}`} params={{ planId }} search={(kept) => kept}>
          {name}
        </Link>
      ))}
    </nav>
  );
}

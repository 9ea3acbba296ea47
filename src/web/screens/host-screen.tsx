import { useQuery } from '@tanstack/react-query';

import type { PageSection } from '../../core/index.ts';
import { call } from '../api-client.ts';
import { Fault } from '../parts/issue-list.tsx';
import { PageSections } from '../parts/page-sections.tsx';
import { usePlan } from '../queries.ts';
import { useShownRun } from '../shown-run.ts';

/** The host's side: what to offer with idle power, at which floor price, and what if the tenant leaves. */
export function HostScreen() {
  const { planId } = useShownRun();
  const plan = usePlan(planId);
  const answer = useQuery({
    queryKey: ['host', plan.data?.hash],
    enabled: plan.data !== undefined,
    queryFn: () => call<{ sections: readonly PageSection[] }>('POST', '/host', { text: plan.data?.text }),
  });
  return (
    <section>
      <h2>What to offer</h2>
      <Fault error={answer.error} />
      {answer.data === undefined ? (
        <p className="quiet">Reckoning…</p>
      ) : (
        <div role="region" aria-label="Answer to the host">
          <PageSections sections={answer.data.sections} />
        </div>
      )}
    </section>
  );
}

import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useCallback, useMemo } from 'react';

import {
  dataTables,
  ladderSeries,
  liabilityReadings,
  liabilitySeries,
  type AnsweredResult,
  type DealDesk,
  type PageSection,
} from '../../core/index.ts';
import { call } from '../api-client.ts';
import { Answered } from '../parts/answered.tsx';
import { Chart, type Draw } from '../parts/chart.tsx';
import { Contents } from '../parts/contents.tsx';
import { DataGrid } from '../parts/data-grid.tsx';
import { Further } from '../parts/further.tsx';
import { Fault } from '../parts/issue-list.tsx';
import { PageSections } from '../parts/page-sections.tsx';
import { useShownRun } from '../shown-run.ts';

/** Reads the plan's text: what that takes is loaded with it. */
const WhatIf = lazy(async () => ({ default: (await import('../parts/what-if.tsx')).WhatIf }));

/** Every quote: what it is worth at most, on one basis beside the others, and among public deals. */
export function OffersScreen() {
  return (
    <Contents>
      <Answered what="what each quote is worth at most, and what would turn its verdict">
        {(result) => <OfferTables result={result} />}
      </Answered>
      <Desk />
    </Contents>
  );
}

function OfferTables({ result }: { readonly result: AnsweredResult }) {
  const offers = useMemo(() => dataTables(result).find(({ id }) => id === 'offers')!, [result]);
  return (
    <>
      <section>
        <h2>Quotes and what they are worth</h2>
        <p>USD per billed GPU-hour. A price above “worth at most” makes the plan worse than never having the offer.</p>
        <DataGrid table={offers} result={result} columns={PRICE_COLUMNS} />
        <h3>What each binds and adds, for the blocks of its verdict</h3>
        <DataGrid table={offers} result={result} columns={WORTH_COLUMNS} />
      </section>
      <Suspense fallback={<p className="quiet">Reading…</p>}>
        <WhatIf result={result} />
      </Suspense>
      <Further result={result} screen="offers" what="What each clause is worth" />
    </>
  );
}

const PRICE_COLUMNS = ['offerId', 'verdict', 'askPriceUsdPerGpuHour', 'walkAwayPriceUsdPerGpuHour', 'decideBy', 'flip'];
const WORTH_COLUMNS = [
  'offerId',
  'blocks',
  'inServiceMonth',
  'headlineUsd',
  'firmLiabilityUsd',
  'addedValueUsd',
  'deferralCostUsd',
];

/** Needs no run: prices, exposure and public deals come from the plan and the public record alone. */
function Desk() {
  const { planId } = useShownRun();
  const desk = useQuery({
    queryKey: ['deals', planId],
    queryFn: () => call<{ sections: readonly PageSection[]; desk: DealDesk }>('POST', '/deals', { planId }),
    staleTime: 0,
  });
  return (
    <section>
      <h2>Deal desk</h2>
      <p>
        Quotes side by side on one basis, what is firm of each headline, when it breaks even, and public deals like it.
      </p>
      <Fault error={desk.error} />
      {desk.data === undefined ? null : <DeskCharts desk={desk.data.desk} />}
      {desk.data === undefined ? null : (
        <div role="region" aria-label="Deal desk">
          {/* Terms and the price ladder first; what each quote binds, breaks even at and stands among is opened. */}
          <PageSections sections={desk.data.sections} foldedFrom={2} />
        </div>
      )}
    </section>
  );
}

function DeskCharts({ desk }: { readonly desk: DealDesk }) {
  const ladder = useCallback<Draw>(
    (charts, document, size) => charts.priceLadderChart(ladderSeries(desk), document, size),
    [desk],
  );
  const owed = useMemo(() => liabilityReadings(liabilitySeries(desk)), [desk]);
  const liability = useCallback<Draw>(
    (charts, document, size) => charts.liabilityChart(liabilitySeries(desk), document, size),
    [desk],
  );
  return (
    <>
      <h3>From the quoted price to a useful hour</h3>
      <Chart draw={ladder} label="From the quoted price to a useful hour" />
      <h3>What is owed, month by month</h3>
      <Chart draw={liability} label="What is owed, month by month" readings={owed} />
    </>
  );
}

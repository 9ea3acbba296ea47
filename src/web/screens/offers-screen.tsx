import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';

import { dataTables, type AnsweredResult } from '../../core/index.ts';
import { call } from '../api-client.ts';
import { Answered } from '../parts/answered.tsx';
import { DataGrid } from '../parts/data-grid.tsx';
import { Further } from '../parts/further.tsx';
import { Fault } from '../parts/issue-list.tsx';
import { useShownRun } from '../shown-run.ts';

/** Every quote: what it is worth at most, on one basis beside the others, and among public deals. */
export function OffersScreen() {
  return (
    <>
      <Answered>{(result) => <OfferTables result={result} />}</Answered>
      <DealDesk />
    </>
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
function DealDesk() {
  const { planId } = useShownRun();
  const desk = useQuery({
    queryKey: ['deals', planId],
    queryFn: () => call<{ text: string }>('POST', '/deals', { planId }),
    staleTime: 0,
  });
  return (
    <section>
      <h2>Deal desk</h2>
      <p>
        Quotes side by side on one basis, what is firm of each headline, when it breaks even, and public deals like it.
      </p>
      <Fault error={desk.error} />
      {desk.data === undefined ? null : (
        <pre className="desk" tabIndex={0} aria-label="Deal desk">
          {desk.data.text}
        </pre>
      )}
    </section>
  );
}

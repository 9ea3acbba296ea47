import './plan-editing.css';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useEffect, useMemo, useState } from 'react';

import { WHAT_IF_SLIDERS, type WhatIfRequest } from '../../api/index.ts';
import {
  changeText,
  formatFraction,
  parsePlan,
  whatIfLeadMonthsMin,
  whatIfMethodSentence,
  whatIfSentence,
  whatIfTable,
  type AnsweredResult,
  type WhatIfAnswer,
} from '../../core/index.ts';
import { call } from '../api-client.ts';
import { usePlan } from '../queries.ts';
import { useShownRun } from '../shown-run.ts';
import { Fault } from './issue-list.tsx';
import { WordsTable } from './words-table.tsx';

type Change = WhatIfRequest['changes'][number];

/** A hand that moves a slider is left to come to rest. */
const REST_MS = 250;

/** What the address holds of a what-if. */
interface Tried {
  readonly quote?: string;
  readonly price?: number;
  readonly lead?: number;
  readonly clause?: string;
}

/** One quote at another price, at another date, with another clause: is the recommendation still right? */
export function WhatIf({ result }: { readonly result: AnsweredResult }) {
  const search = useSearch({ from: '/plans/$planId' });
  const navigate = useNavigate({ from: '/plans/$planId/offers' });
  const offerId = result.offers.find((offer) => offer.offerId === search.quote)?.offerId ?? result.offers[0]?.offerId;
  const lead = useLeadSlider(offerId);
  if (offerId === undefined) return null;
  const asked = {
    offerId,
    price: search.price ?? 1,
    lead: Math.max(search.lead ?? 0, lead.min),
    clause: search.clause ?? '',
  };
  const set = (part: Tried): void =>
    void navigate({ search: (known) => ({ ...known, ...part }), replace: true, resetScroll: false });
  return (
    <section aria-labelledby="what-if">
      <h2 id="what-if">What if</h2>
      <p>
        Other terms for one quote, tried on sampled trees that are kept: an approximation that follows your hand. The
        address holds what you tried.
      </p>
      <div className="what-if">
        <label>
          Quote
          <select
            value={offerId}
            onChange={({ target }) => set({ quote: target.value, price: 1, lead: 0, clause: '' })}
          >
            {result.offers.map((offer) => (
              <option key={offer.offerId}>{offer.offerId}</option>
            ))}
          </select>
        </label>
        <TermSlider
          label="Price, of its ask"
          range={WHAT_IF_SLIDERS.price}
          value={asked.price}
          text={formatFraction(asked.price)}
          onChange={(price) => set({ price })}
        />
        <TermSlider
          label="Months later"
          range={lead}
          value={asked.lead}
          text={String(asked.lead)}
          onChange={(months) => set({ lead: months })}
        />
        <Clauses result={result} offerId={offerId} value={asked.clause} onChange={(clause) => set({ clause })} />
      </div>
      <Said changes={changesOf(asked)} />
    </section>
  );
}

interface SliderRange {
  readonly min: number;
  readonly max: number;
  readonly step: number;
}

/** A quote comes earlier only as far as the plan of the answer gives it months of lead to take off. */
function useLeadSlider(offerId: string | undefined): SliderRange {
  const { planId, shown } = useShownRun();
  const text = usePlan(planId, shown?.version).data?.text;
  const plan = useMemo(() => (text === undefined ? null : parsePlan(text, 'the plan').plan), [text]);
  const { min, max, step } = WHAT_IF_SLIDERS.lead;
  const earliest = plan === null || offerId === undefined ? 0 : whatIfLeadMonthsMin(plan, offerId);
  return { min: Math.max(min, earliest), max, step };
}

/** Clauses are named by the full answer; without it there is nothing to choose from. */
function Clauses(props: {
  readonly result: AnsweredResult;
  readonly offerId: string;
  readonly value: string;
  readonly onChange: (clause: string) => void;
}) {
  const clauses = (props.result.answers?.clauses ?? []).filter(({ offerId }) => offerId === props.offerId);
  if (clauses.length === 0) return null;
  return (
    <label>
      Clause
      <select value={props.value} onChange={({ target }) => props.onChange(target.value)}>
        <option value="">as quoted</option>
        {clauses.map(({ clause, kind }) => (
          <option key={clause} value={clause}>
            {kind === 'held' ? `without ${clause}` : `with ${clause}`}
          </option>
        ))}
      </select>
    </label>
  );
}

function TermSlider(props: {
  readonly label: string;
  readonly range: SliderRange;
  readonly value: number;
  readonly text: string;
  readonly onChange: (value: number) => void;
}) {
  const { min, max, step } = props.range;
  return (
    <label className="slider">
      <span>{props.label}</span>
      <input
        type="range"
        min={min}
        max={max}
        step={step}
        value={props.value}
        aria-valuetext={props.text}
        onChange={({ target }) => props.onChange(Number(target.value))}
      />
      <output>{props.text}</output>
    </label>
  );
}

function changesOf(asked: { offerId: string; price: number; lead: number; clause: string }): readonly Change[] {
  const { offerId, price, lead, clause } = asked;
  return [
    ...(price === 1 ? [] : [{ offerId, kind: 'price' as const, multiple: price }]),
    ...(lead === 0 ? [] : [{ offerId, kind: 'lead' as const, months: lead }]),
    ...(clause === '' ? [] : [{ offerId, kind: 'clause' as const, clause }]),
  ];
}

/** What the trees say once the hand rests; the last answer stays, said to be the last, until the next is there. */
function Said({ changes }: { readonly changes: readonly Change[] }) {
  const { shown } = useShownRun();
  const rested = useRested(changes);
  const found = useQuery({
    queryKey: ['what-if', shown?.id, rested],
    enabled: shown !== undefined && rested.length > 0,
    staleTime: Infinity,
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) =>
      call<{ answer: WhatIfAnswer }>('POST', `/runs/${shown!.id}/what-ifs`, { changes: rested }, signal),
  });
  if (rested.length === 0)
    return <p className="quiet">Move a slider: the first answer grows the trees and takes some seconds.</p>;
  const isWaiting = found.isFetching;
  return (
    <div aria-live="polite" aria-busy={isWaiting} className={isWaiting ? 'waiting' : ''}>
      <Fault error={found.error} />
      {isWaiting ? <p className="quiet">Trying {rested.map(changeText).join(' and ')}…</p> : null}
      {found.data === undefined ? null : (
        <>
          <p className="said">{whatIfSentence(found.data.answer)}</p>
          <WordsTable table={whatIfTable(found.data.answer)} caption="What if" />
          <p className="quiet">{whatIfMethodSentence(found.data.answer)}</p>
        </>
      )}
    </div>
  );
}

function useRested(changes: readonly Change[]): readonly Change[] {
  const [rested, setRested] = useState(changes);
  const key = JSON.stringify(changes);
  useEffect(() => {
    const timer = setTimeout(() => setRested(JSON.parse(key) as readonly Change[]), REST_MS);
    return () => clearTimeout(timer);
  }, [key]);
  return rested;
}

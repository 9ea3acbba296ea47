import { useParams } from '@tanstack/react-router';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';

import { demandFanner, type DemandFanReply, type DemandFanner } from '../../adapters/browser/index.ts';
import type { StoredPlan } from '../../api/index.ts';
import {
  fanReadings,
  fanSeries,
  fittedPlanText,
  parsePlan,
  takesFit,
  type FanSeries,
  type PageTable,
} from '../../core/index.ts';
import { useDraft } from '../draft.ts';
import { Chart, type Draw } from '../parts/chart.tsx';
import { DemandHistory } from '../parts/demand-history.tsx';
import { DraftBar } from '../parts/draft-bar.tsx';
import { IssueList } from '../parts/issue-list.tsx';
import { RowsTable } from '../parts/page-sections.tsx';
import { planDocument, withField } from '../plan-document.ts';
import { usePlan } from '../queries.ts';
import { REGIME_SLIDERS, REGIMES, withRegime, type RegimeSlider } from '../regime-sliders.ts';
import { useShownRun } from '../shown-run.ts';

/** Growth as regimes: change one and see the fan of demand move at once, against the capacity of the last answer. */
export function DemandScreen() {
  const { planId } = useParams({ from: '/plans/$planId' });
  const plan = usePlan(planId);
  return plan.data === undefined ? null : <Demand key={plan.data.id} plan={plan.data} />;
}

function Demand({ plan }: { readonly plan: StoredPlan }) {
  const draft = useDraft(plan);
  const reply = useFan(draft.text);
  const issues = useMemo(() => parsePlan(draft.text, 'the plan').issues, [draft.text]);
  return (
    <>
      <DraftBar planId={plan.id} draft={draft} issues={issues} />
      <section>
        <h2>Fan of demand</h2>
        {reply?.status === 'drawn' ? <Fan reply={reply} /> : null}
        {reply?.status === 'refused' ? <IssueList issues={reply.issues} /> : null}
      </section>
      {reply?.status === 'drawn' ? <Gaps table={reply.gaps} /> : null}
      <section>
        <h2>Growth regimes</h2>
        <p>
          Annualised multiples: 80x a year is 2.99x in a quarter. A regime lasts its mean months and then moves on;
          nobody sees which one holds. Move a chance and the others make room in proportion.
        </p>
        <Regimes text={draft.text} onChange={draft.change} />
      </section>
      <Drivers text={draft.text} onChange={draft.change} />
      <DemandHistory
        text={draft.text}
        onTaken={takesFit(issues) ? (growth) => draft.change(fittedPlanText(draft.text, growth)) : null}
      />
    </>
  );
}

/** The fan of the newest text, sampled in a worker. */
function useFan(text: string): DemandFanReply | null {
  const [reply, setReply] = useState<DemandFanReply | null>(null);
  const fanner = useRef<DemandFanner | null>(null);
  useEffect(() => {
    const made = demandFanner(setReply);
    fanner.current = made;
    return () => made.close();
  }, []);
  useEffect(() => fanner.current?.ask(text), [text]);
  return reply;
}

function Fan({ reply }: { readonly reply: DemandFanReply & { readonly status: 'drawn' } }) {
  const { result } = useShownRun();
  const series = useMemo(
    () => seriesOf(reply, result.data === undefined ? null : fanSeries(result.data)),
    [reply, result.data],
  );
  const draw = useCallback<Draw>(
    (charts, document, size) => charts.fanChart(series, document, { ...size, isLog: true }),
    [series],
  );
  return (
    <>
      <Chart draw={draw} label="Fan of demand, logarithmic axis" readings={fanReadings(series)} />
      <p className="quiet">
        A picture from {reply.pathCount} paths: an approximation that follows your hand. The answer draws several times
        as many.
      </p>
    </>
  );
}

/** The fan drawn now, with the capacity of the last answer where it covers the same months. */
function seriesOf(
  { fan, startMonth }: DemandFanReply & { readonly status: 'drawn' },
  last: FanSeries | null,
): FanSeries {
  const months = monthsFrom(startMonth, fan.p50.length);
  const isSame = last?.months[0] === months[0] && last?.months.length === months.length;
  return {
    months,
    demandP5: fan.p5,
    demandP25: fan.p25,
    demandP50: fan.p50,
    demandP75: fan.p75,
    demandP95: fan.p95,
    committed: isSame ? last.committed : [],
    planned: isSame ? last.planned : [],
  };
}

function monthsFrom(start: string, count: number): string[] {
  const [year = 0, month = 1] = start.split('-').map(Number);
  return Array.from({ length: count }, (_, index) =>
    new Date(Date.UTC(year, month - 1 + index)).toISOString().slice(0, 7),
  );
}

function Regimes({ text, onChange }: { readonly text: string; readonly onChange: (text: string) => void }) {
  const document = useMemo(() => planDocument(text), [text]);
  const count = document.count(REGIMES);
  if (count === 0) return <p className="quiet">This plan states growth in another way; edit it as YAML.</p>;
  return (
    <div className="regimes">
      {Array.from({ length: count }, (_, index) => (
        <fieldset key={index}>
          <legend>{document.read([...REGIMES, index, 'id'])}</legend>
          {REGIME_SLIDERS.map((slider) => (
            <Slider
              key={slider.name}
              slider={slider}
              value={Number(document.read([...REGIMES, index, slider.name]))}
              onChange={(place) => onChange(withRegime(text, { index, slider, place }))}
            />
          ))}
        </fieldset>
      ))}
    </div>
  );
}

interface SliderProps {
  readonly slider: RegimeSlider;
  readonly value: number;
  /** hears the place on the slider */
  readonly onChange: (place: number) => void;
}

function Slider({ slider, value, onChange }: SliderProps) {
  const { label, min, max, step, isLog, unit } = slider;
  const place = isLog ? Math.log10(value) : value;
  return (
    <label className="slider">
      <span>{label}</span>
      <input
        type="range"
        min={min}
        max={max}
        step={step}
        value={Number.isFinite(place) ? place : min}
        aria-valuetext={`${value}${unit}`}
        onChange={(event) => onChange(Number(event.target.value))}
      />
      <output>
        {value}
        {unit}
      </output>
    </label>
  );
}

/** How far demand runs ahead before each offer serves. */
function Gaps({ table }: { readonly table: PageTable }) {
  if (table.rows.length < 2) return null;
  return (
    <section>
      <h2>Lead-time gap</h2>
      <p>
        What demand does before each offer serves: at the median, and in brackets late and fast together, at 90%. GPUs
        more: busy reference GPUs above today’s.
      </p>
      <RowsTable table={table} caption="Lead-time gap" />
    </section>
  );
}

/** What demand is made of, where the plan says: users, tokens, throughput. */
function Drivers({ text, onChange }: { readonly text: string; readonly onChange: (text: string) => void }) {
  const document = useMemo(() => planDocument(text), [text]);
  const workloads = Array.from({ length: document.count(['demand', 'workloads']) }, (_, index) => ({
    index,
    id: document.read(['demand', 'workloads', index, 'id']),
    keys: document.keys(['demand', 'workloads', index, 'drivers']),
  })).filter(({ keys }) => keys.length > 0);
  if (workloads.length === 0) return null;
  return (
    <section>
      <h2>Drivers</h2>
      <p>Busy GPUs follow from users, tokens and throughput; change one and the fan moves.</p>
      {workloads.map(({ index, id, keys }) => (
        <fieldset key={id} className="fields">
          <legend>{id}</legend>
          {keys.map((key) => (
            <label key={key}>
              {key}
              <input
                type="text"
                defaultValue={document.read(['demand', 'workloads', index, 'drivers', key])}
                onBlur={({ target }) =>
                  onChange(withField(text, ['demand', 'workloads', index, 'drivers', key], target.value))
                }
              />
            </label>
          ))}
        </fieldset>
      ))}
    </section>
  );
}

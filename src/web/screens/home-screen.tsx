import './home-screen.css';
import { useMutation } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';

import type { FittedDemand, PlanSummary } from '../../api/index.ts';
import { call } from '../api-client.ts';
import { Fault } from '../parts/issue-list.tsx';
import { createPlan, isLive, useChange, usePlan, usePlans, useRuns, useSamples, type Sample } from '../queries.ts';
import { planned } from '../shown-run.ts';

/** The plans that are kept here, and ways to begin one. */
export function HomeScreen() {
  const plans = usePlans();
  const isFirstVisit = plans.data?.length === 0;
  return (
    <>
      <h1>{isFirstVisit ? 'Plan for 10x. Survive 80x.' : 'Plans'}</h1>
      {isFirstVisit ? (
        <p className="lead">
          Which AI compute to sign, from whom, how much and by when, while nobody knows how fast demand will grow. Start
          from a sample, or answer your own case in two minutes.
        </p>
      ) : null}
      <Fault error={plans.error} />
      {plans.data !== undefined && !isFirstVisit ? <PlanList plans={plans.data} /> : null}
      <section>
        <h2>{isFirstVisit ? 'Begin with your own case' : 'Begin another'}</h2>
        <div className="cards">
          <Link to="/quick" className="card accent">
            <strong>Two minutes: a usage table and some quotes</strong>
            <span>
              Paste your usage and what you were quoted. You get a plan, and what the load alone says to commit.
            </span>
          </Link>
          <ImportCard />
        </div>
      </section>
      <section>
        <h2>Or with a sample</h2>
        <div className="cards">
          <SampleCards />
        </div>
      </section>
    </>
  );
}

function PlanList({ plans }: { readonly plans: readonly PlanSummary[] }) {
  return (
    <ul className="plans">
      {plans.map((plan) => (
        <PlanRow key={plan.id} plan={plan} />
      ))}
    </ul>
  );
}

function PlanRow({ plan }: { readonly plan: PlanSummary }) {
  const remove = useChange(() => call('DELETE', `/plans/${plan.id}`));
  const whole = usePlan(plan.id);
  const copy = useChange((text: string) =>
    createPlan({ text, kind: plan.kind, note: `copy of version ${plan.version}` }),
  );
  const removeIfSure = (): void => {
    if (window.confirm(`Delete "${plan.name}" with its ${plan.version} versions and all its runs?`))
      remove.mutate(undefined);
  };
  return (
    <li>
      <Link to={plan.kind === 'host' ? '/plans/$planId/host' : '/plans/$planId/brief'} params={{ planId: plan.id }}>
        {plan.name}
      </Link>
      {plan.kind === 'host' ? null : <AnswerState planId={plan.id} version={plan.version} />}
      <span className="quiet">
        {plan.kind === 'host' ? 'host, ' : ''}version {plan.version}, saved{' '}
        {plan.savedAt.slice(0, 16).replace('T', ' ')} UTC
      </span>
      <span className="row-actions">
        <button type="button" className="link" onClick={() => whole.data && copy.mutate(whole.data.text)}>
          Duplicate<span className="hidden"> {plan.name}</span>
        </button>
        <button type="button" className="link" onClick={removeIfSure}>
          Delete<span className="hidden"> {plan.name}</span>
        </button>
      </span>
      <Fault error={remove.error ?? copy.error} />
    </li>
  );
}

/** Whether the newest version has its answer. */
function AnswerState({ planId, version }: { readonly planId: string; readonly version: number }) {
  const runs = useRuns(planId);
  if (runs.data === undefined) return null;
  if (isLive(runs.data[0])) return <span>being answered</span>;
  const answered = planned(runs.data);
  if (answered.length === 0) return <span className="quiet">not answered yet</span>;
  return answered.some((run) => run.version === version) ? (
    <span className="good">answered</span>
  ) : (
    <span className="warning">changed since its answer</span>
  );
}

function SampleCards() {
  const samples = useSamples();
  return (
    <>
      <Fault error={samples.error} />
      {samples.data?.map((sample) => (
        <SampleCard key={sample.id} sample={sample} />
      ))}
    </>
  );
}

function SampleCard({ sample }: { readonly sample: Sample }) {
  const begin = useBeginning();
  return (
    <button
      type="button"
      className="card"
      disabled={begin.isPending}
      onClick={() => begin.mutate({ text: sample.text, kind: sample.kind, note: `sample ${sample.id}` })}
    >
      <strong>{sample.title}</strong>
      <span>{sample.about}</span>
      <Fault error={begin.error} />
    </button>
  );
}

function ImportCard() {
  const begin = useBeginning();
  const fit = useMutation({ mutationFn: withFittedGrowth });
  const read = async (files: readonly File[]): Promise<void> => {
    const table = files.find(({ name }) => /\.(csv|tsv|txt)$/i.test(name));
    const file = files.find((each) => each !== table);
    if (file === undefined) return;
    const text = await file.text();
    const kind = /^\s*site:/m.test(text) ? 'host' : 'plan';
    const whole = table === undefined || kind === 'host' ? text : await fit.mutateAsync({ text, table });
    begin.mutate({ text: whole, kind, note: `from ${files.map(({ name }) => name).join(' and ')}` });
  };
  return (
    <div className="card">
      <label>
        <strong>A plan file of yours</strong>
        <span>YAML or JSON, as the command line reads it; with the usage table that it names, if it names one.</span>
        <input
          type="file"
          multiple
          accept=".yaml,.yml,.json,.csv,.tsv,.txt"
          onChange={({ target }) => {
            read([...(target.files ?? [])]).catch(() => undefined); // `fit` and `begin` say what went wrong
            target.value = '';
          }}
        />
      </label>
      {fit.isPending ? <span className="quiet">Fitting growth to the table…</span> : null}
      <Fault error={fit.error ?? begin.error} />
    </div>
  );
}

/** A plan's text with the growth of the usage table that it names; nothing is stored. */
async function withFittedGrowth({ text, table }: { readonly text: string; readonly table: File }): Promise<string> {
  return (await call<FittedDemand>('POST', '/demand/fit', { text, table: await table.text() })).text;
}

/** Stores a text as a plan and goes to it. */
function useBeginning() {
  const navigate = useNavigate();
  return useChange(async (given: { text: string; kind: 'plan' | 'host'; note: string }) => {
    const plan = await createPlan(given);
    const to = plan.kind === 'host' ? '/plans/$planId/host' : '/plans/$planId/brief';
    await navigate({ to, params: { planId: plan.id } });
  });
}

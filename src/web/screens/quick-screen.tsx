import '../parts/first-screen.css';
import '../parts/plan-editing.css';
import { useNavigate } from '@tanstack/react-router';
import { useState, type FormEvent } from 'react';

import { formatFraction, formatUsd, type Issue, type QuickAnswer } from '../../core/index.ts';
import { callText } from '../api-client.ts';
import { useKept } from '../kept.ts';
import { Fault, IssueList } from '../parts/issue-list.tsx';
import { createPlan, startRun, useChange } from '../queries.ts';
import { AMOUNTS, quickFrom, type QuickGiven } from '../quick.ts';

const QUOTES_EXAMPLE =
  '512 h100 12 months 2.50 upfront 0.25 lead 2 host neocloud-one\n256 h100 24 months 2.10 host neocloud-two\n64 gb200 12 months 5.20 host cloud-three';

const NOTHING: QuickGiven = { table: '', quotes: '', cashUsd: '', valueUsd: '', onDemandUsd: '', gpusNow: '' };

/** Two minutes: a usage table and some quotes become a plan, and what the load alone says to commit. */
export function QuickScreen() {
  const [given, setGiven] = useKept<QuickGiven>('quick', NOTHING);
  const [found, setFound] = useState<{ answer: QuickAnswer | null; issues: readonly Issue[] } | null>(null);
  const [error, setError] = useState<Error | null>(null);
  const answer = async (): Promise<void> => {
    try {
      setError(null);
      setFound(quickFrom(given, await callText('/catalogue/load-shapes')));
    } catch (fault) {
      setError(fault as Error);
    }
  };
  return (
    <>
      <h1>A first answer in two minutes</h1>
      <p className="lead">Your usage by day, week or month, and what you were quoted. Nothing leaves this machine.</p>
      <QuickForm
        given={given}
        onChange={(change) => setGiven({ ...given, ...change })}
        onAnswer={() => void answer()}
      />
      <Fault error={error} />
      {found === null ? null : <Found answer={found.answer} issues={found.issues} />}
    </>
  );
}

interface QuickFormProps {
  readonly given: QuickGiven;
  readonly onChange: (change: Partial<QuickGiven>) => void;
  readonly onAnswer: () => void;
}

function QuickForm({ given, onChange, onAnswer }: QuickFormProps) {
  const isReady = given.table.trim() !== '' && given.quotes.trim() !== '';
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    onAnswer();
  };
  return (
    <form className="quick" onSubmit={submit}>
      <TextField
        label="Usage table"
        hint="A date and an amount in each row: GPU-hours, GPUs, dollars or tokens. Paste it, or choose a file."
        example={'date,gpu_hours\n2026-01-01,5400\n…'}
        value={given.table}
        onChange={(table) => onChange({ table })}
      />
      <input
        type="file"
        accept=".csv,.tsv,.txt"
        aria-label="Usage table from a file"
        onChange={(event) => void event.target.files?.[0]?.text().then((table) => onChange({ table }))}
      />
      <TextField
        label="Quotes, one in each line"
        hint="GPUs, kind, months, USD per GPU-hour; then what you know: upfront, lead, host, blocks, by."
        example={QUOTES_EXAMPLE}
        value={given.quotes}
        onChange={(quotes) => onChange({ quotes })}
      />
      <div className="fields">
        {AMOUNTS.map(([key, label]) => (
          <Amount key={key} label={label} value={given[key]} onChange={(value) => onChange({ [key]: value })} />
        ))}
      </div>
      <div className="actions">
        <button type="submit" className="button primary" disabled={!isReady}>
          Answer
        </button>
        <button type="button" className="button" onClick={() => onChange(EXAMPLE())}>
          Fill in an example
        </button>
      </div>
    </form>
  );
}

const EXAMPLE = (): Partial<QuickGiven> => ({ quotes: QUOTES_EXAMPLE, table: exampleTable(), cashUsd: '25e6' });

interface TextFieldProps {
  readonly label: string;
  readonly hint: string;
  readonly example: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
}

function TextField({ label, hint, example, value, onChange }: TextFieldProps) {
  return (
    <label>
      {label}
      <span className="hint">{hint}</span>
      <textarea
        rows={6}
        value={value}
        spellCheck={false}
        placeholder={example}
        onChange={(event) => onChange(event.target.value)}
      />
    </label>
  );
}

function Amount({
  label,
  value,
  onChange,
}: {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
}) {
  return (
    <label>
      {label}
      <input
        inputMode="decimal"
        value={value}
        onChange={(event) => onChange(event.target.value)}
        placeholder="assumed"
      />
    </label>
  );
}

function Found({ answer, issues }: { readonly answer: QuickAnswer | null; readonly issues: readonly Issue[] }) {
  const navigate = useNavigate();
  const keep = useChange(async (text: string) => {
    const plan = await createPlan({ text, kind: 'plan', note: 'from a usage table and quotes' });
    await startRun({ planId: plan.id });
    await navigate({ to: '/plans/$planId/brief', params: { planId: plan.id } });
  });
  if (answer === null) return <IssueList issues={issues} />;
  const { commitment } = answer;
  return (
    <section aria-live="polite">
      <h2>What today’s load alone says</h2>
      <p className="headline">
        Commit {formatFraction(commitment.committedOfMean)} of the mean load: {formatUsd(commitment.usdPerMonth)} a
        month, {formatFraction(commitment.savingFraction)} less than buying all of it on demand (
        {formatUsd(commitment.allOnDemandUsdPerMonth)}).
      </p>
      <ul>
        {commitment.quotes.map(({ id, gpus, gpusOnOffer, upfrontUsd }) => (
          <li key={id}>
            <strong>{id}</strong>: {Math.round(gpus)} of {gpusOnOffer} GPUs
            {upfrontUsd > 0 ? `, ${formatUsd(upfrontUsd)} at signing` : ''}
          </li>
        ))}
      </ul>
      <p>This leaves growth out. The planner weighs it:</p>
      <button
        type="button"
        className="button primary"
        disabled={keep.isPending}
        onClick={() => keep.mutate(answer.planText)}
      >
        Make it a plan and answer it
      </button>
      <Fault error={keep.error} />
      <h3>Assumed, until you change it in the plan</h3>
      <ul>
        {answer.assumptions.map((assumption) => (
          <li key={assumption}>{assumption}</li>
        ))}
      </ul>
      <IssueList issues={issues.filter(({ severity }) => severity !== 'assumption')} />
    </section>
  );
}

/** Half a year of days of a load that grows by a quarter a month. */
function exampleTable(): string {
  const rows = Array.from({ length: 180 }, (_, day) => {
    const date = new Date(Date.UTC(2026, 0, 1 + day)).toISOString().slice(0, 10);
    const weekly = [1.05, 1.1, 1.08, 1.06, 1, 0.86, 0.85][day % 7]!;
    return `${date},${Math.round(4200 * 1.25 ** (day / 30) * weekly)}`;
  });
  return `date,gpu_hours\n${rows.join('\n')}\n`;
}

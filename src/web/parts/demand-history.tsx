import { useMutation } from '@tanstack/react-query';
import { useId, useState } from 'react';

import { demandFit } from '../../adapters/browser/index.ts';
import {
  DATE_FORMATS,
  USAGE_UNITS,
  usageAskFor,
  type FittedGrowth,
  type GrowthBlock,
  type UsageOptions,
} from '../../core/index.ts';
import { IssueList } from './issue-list.tsx';
import { RowsTable } from './page-sections.tsx';

/** Larger tables go through the command line, which reads them in a stream. */
const TABLE_BYTES_MAX = 50_000_000;

interface DemandHistoryProps {
  /** the plan's: its seed, and how its `demand.history` is read, make the fit what the command line's is */
  readonly text: string;
  /** null: the plan has errors and takes nothing */
  readonly onTaken: ((growth: GrowthBlock) => void) | null;
}

/** A usage table from the person's own files, read and fitted in the page: nothing is sent anywhere. */
export function DemandHistory({ text, onTaken }: DemandHistoryProps) {
  const [file, setFile] = useState<File | null>(null);
  const [reading, setReading] = useState<UsageOptions>({});
  const fit = useMutation({
    mutationFn: async (asked: { readonly file: File; readonly reading: UsageOptions }) => {
      if (asked.file.size > TABLE_BYTES_MAX) throw new Error('it has more than 50 MB; use eightyfold demand fit');
      const ask = usageAskFor(text, await asked.file.text());
      return demandFit({ ...ask, reading: { ...ask.reading, ...asked.reading } });
    },
  });
  const read = (next: { readonly file: File | null; readonly reading: UsageOptions }): void => {
    setFile(next.file);
    setReading(next.reading);
    if (next.file !== null) fit.mutate({ file: next.file, reading: next.reading });
  };
  return (
    <section>
      <h2>Growth from your own history</h2>
      <p>
        A table of months, weeks, days or hours with GPUs, GPU-hours, tokens, requests or dollars (CSV). It is read on
        this page and stored nowhere; what you take into the plan are the regimes.
      </p>
      <label className="button">
        Choose a usage table
        <input
          type="file"
          accept=".csv,.tsv,.txt,text/csv"
          className="hidden"
          onChange={({ target }) => {
            const [chosen] = target.files ?? [];
            if (chosen) read({ file: chosen, reading: {} });
            target.value = '';
          }}
        />
      </label>
      {file === null ? null : (
        <Reading key={file.name} reading={reading} onChange={(changed) => read({ file, reading: changed })} />
      )}
      {fit.isPending ? <p className="quiet">Fitting…</p> : null}
      {fit.error === null ? null : <p className="bad">The table could not be read: {fit.error.message}</p>}
      {fit.data === undefined ? null : <Fitted reply={fit.data} onTaken={onTaken} />}
    </section>
  );
}

/** What the table holds, where it was not understood: the options of the command line. */
function Reading({
  reading,
  onChange,
}: {
  readonly reading: UsageOptions;
  readonly onChange: (to: UsageOptions) => void;
}) {
  const id = useId();
  const set = (name: keyof UsageOptions, value: string): void =>
    onChange({ ...reading, [name]: value === '' ? undefined : value });
  return (
    <details>
      <summary>Read it otherwise</summary>
      <div className="fields">
        {CHOICES.map(([name, label, values]) => (
          <div key={name} className="field">
            <label htmlFor={`${id}-${name}`}>{label}</label>
            <select
              id={`${id}-${name}`}
              value={String(reading[name] ?? '')}
              onChange={({ target }) => set(name, target.value)}
            >
              <option value="">as found</option>
              {values.map((value) => (
                <option key={value}>{value}</option>
              ))}
            </select>
          </div>
        ))}
        {COLUMNS.map(([name, label]) => (
          <div key={name} className="field">
            <label htmlFor={`${id}-${name}`}>{label}</label>
            <input
              id={`${id}-${name}`}
              defaultValue={reading[name] ?? ''}
              placeholder="as found"
              spellCheck={false}
              onBlur={({ target }) => (target.value === (reading[name] ?? '') ? undefined : set(name, target.value))}
            />
          </div>
        ))}
      </div>
      <label>
        <input
          type="checkbox"
          checked={reading.dropLast ?? false}
          onChange={({ target }) => onChange({ ...reading, dropLast: target.checked })}
        />{' '}
        Drop last row: its period has not ended
      </label>
    </details>
  );
}

const CHOICES = [
  ['unit', 'Unit', USAGE_UNITS],
  ['dateFormat', 'Date format', DATE_FORMATS],
  ['decimal', 'Decimal', ['.', ',']],
  ['duplicates', 'Duplicates', ['sum', 'mean']],
] as const;

const COLUMNS = [
  ['dateColumn', 'Date column'],
  ['valueColumn', 'Value column'],
] as const;

interface FittedProps {
  readonly reply: FittedGrowth;
  readonly onTaken: DemandHistoryProps['onTaken'];
}

function Fitted({ reply, onTaken }: FittedProps) {
  if (reply.status === 'refused') return <IssueList issues={reply.issues} />;
  return (
    <>
      <p>{reply.says}</p>
      <RowsTable table={reply.regimes} caption="Fitted regimes" />
      <button
        type="button"
        className="button primary"
        disabled={onTaken === null}
        onClick={() => onTaken?.(reply.block)}
      >
        Take these regimes into the plan
      </button>
      {onTaken === null ? <p className="bad">Mend the errors of the plan first.</p> : null}
      {reply.issues.length === 0 ? null : (
        <details>
          <summary>How the table was read</summary>
          <IssueList issues={reply.issues} />
        </details>
      )}
    </>
  );
}

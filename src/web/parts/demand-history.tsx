import { useMutation } from '@tanstack/react-query';

import { demandFit, type DemandFitReply } from '../../adapters/browser/index.ts';
import { IssueList } from './issue-list.tsx';
import { RowsTable } from './page-sections.tsx';

/** A usage table from the person's own files, read and fitted in the page: nothing is sent anywhere. */
export function DemandHistory({ onTaken }: { readonly onTaken: (growthYaml: string) => void }) {
  const fit = useMutation({ mutationFn: async (file: File) => demandFit(await file.text()) });
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
            const [file] = target.files ?? [];
            if (file) fit.mutate(file);
            target.value = '';
          }}
        />
      </label>
      {fit.isPending ? <p className="quiet">Fitting…</p> : null}
      {fit.error === null ? null : <p className="bad">The table could not be read: {fit.error.message}</p>}
      {fit.data === undefined ? null : <Fitted reply={fit.data} onTaken={onTaken} />}
    </section>
  );
}

interface FittedProps {
  readonly reply: DemandFitReply;
  readonly onTaken: (growthYaml: string) => void;
}

function Fitted({ reply, onTaken }: FittedProps) {
  if (reply.status === 'refused') return <IssueList issues={reply.issues} />;
  return (
    <>
      <p>{reply.says}</p>
      <RowsTable table={reply.regimes} caption="Fitted regimes" />
      <button type="button" className="button primary" onClick={() => onTaken(reply.growth)}>
        Take these regimes into the plan
      </button>
      {reply.issues.length === 0 ? null : (
        <details>
          <summary>How the table was read</summary>
          <IssueList issues={reply.issues} />
        </details>
      )}
    </>
  );
}

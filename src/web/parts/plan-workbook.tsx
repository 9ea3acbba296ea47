import { useMutation } from '@tanstack/react-query';

import type { ImportedWorkbook } from '../../api/index.ts';
import { call, saveFile } from '../api-client.ts';
import { Fault, IssueList } from './issue-list.tsx';
import { RowsTable } from './page-sections.tsx';

/** The plan as a workbook to fill in, and a filled-in one, or a CSV of quotes, as a change of what is typed here. */
export function PlanWorkbook({ text, onTaken }: { readonly text: string; readonly onTaken: (text: string) => void }) {
  const saving = useMutation({ mutationFn: () => saveFile('/workbook', { text }) });
  const reading = useMutation({
    mutationFn: async (file: File) =>
      call<ImportedWorkbook>('POST', '/import', { text, file: base64Of(new Uint8Array(await file.arrayBuffer())) }),
  });
  const take = (changed: string): void => {
    onTaken(changed);
    reading.reset();
  };
  return (
    <div role="group" aria-label="Workbook">
      <div className="actions">
        <button type="button" className="button" disabled={saving.isPending} onClick={() => saving.mutate()}>
          Save as a workbook
        </button>
        <label className="button">
          Take in a workbook or a CSV of quotes
          <input
            type="file"
            accept=".xlsx,.csv"
            className="hidden"
            onChange={({ target }) => {
              const [file] = target.files ?? [];
              if (file) reading.mutate(file);
              target.value = '';
            }}
          />
        </label>
      </div>
      <Fault error={saving.error ?? reading.error} />
      {reading.isPending ? <p className="quiet">Reading…</p> : null}
      {reading.data === undefined ? null : <Read imported={reading.data} onTaken={take} />}
    </div>
  );
}

/** What would change, before anything does. */
function Read({
  imported,
  onTaken,
}: {
  readonly imported: ImportedWorkbook;
  readonly onTaken: (text: string) => void;
}) {
  const { text, changes, issues } = imported;
  const rows = [
    ['Field', 'Now', 'In the workbook', 'Cell'],
    ...changes.map(({ path, before, after, cell }) => [path, before || 'not given', after || 'not given', cell]),
  ];
  return (
    <div role="status">
      {issues.length === 0 ? null : <IssueList issues={issues} />}
      {changes.length === 0 ? <p>The plan says all of it already: nothing changes.</p> : null}
      {changes.length === 0 ? null : (
        <>
          <RowsTable table={{ rows, wordColumns: [0, 1, 2, 3] }} caption="What the workbook changes" />
          <button type="button" className="button primary" onClick={() => onTaken(text)}>
            Take {changes.length === 1 ? 'this change' : `these ${changes.length} changes`} into the plan
          </button>
        </>
      )}
    </div>
  );
}

/** Bytes as JSON carries them. */
function base64Of(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text);
}

import './explained.css';
import { useMutation } from '@tanstack/react-query';
import { Button, Menu, MenuItem, MenuTrigger, Popover, Separator } from 'react-aria-components';

import { saveFile } from '../api-client.ts';
import { Fault } from './issue-list.tsx';

const FORMATS = [
  ['html', 'Report, one HTML file'],
  ['md', 'Brief, Markdown'],
  ['memo', 'Memo, Markdown'],
  ['ics', 'Dates, for a calendar'],
  ['xlsx', 'Tables, Excel workbook'],
  ['json', 'Everything, JSON'],
] as const;

/** Ways to take a result along; the redacted ones hold no name and no amount. */
export function ExportMenu({ runId }: { readonly runId: string }) {
  const saving = useMutation({ mutationFn: (path: string) => saveFile(path) });
  const save = (key: React.Key): void => {
    if (key === 'print') return window.print();
    const [format, redact] = String(key).split(' ');
    saving.mutate(`/runs/${runId}/export/${format}${redact === undefined ? '' : '?redact=1'}`);
  };
  return (
    <>
      <MenuTrigger>
        <Button className="button">Export</Button>
        <Popover className="popover">
          <Menu onAction={save} className="menu" aria-label="Export">
            {FORMATS.map(([format, name]) => (
              <MenuItem key={format} id={format}>
                {name}
              </MenuItem>
            ))}
            <MenuItem id="print">Print, or save as PDF</MenuItem>
            <Separator />
            <MenuItem id="md redact">Redacted brief, for a bug report</MenuItem>
            <MenuItem id="json redact">Redacted JSON, for a bug report</MenuItem>
          </Menu>
        </Popover>
      </MenuTrigger>
      <Fault error={saving.error} />
    </>
  );
}

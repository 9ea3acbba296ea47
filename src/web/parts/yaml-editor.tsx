import { autocompletion } from '@codemirror/autocomplete';
import { yaml } from '@codemirror/lang-yaml';
import { linter, type Diagnostic } from '@codemirror/lint';
import { basicSetup, EditorView } from 'codemirror';
import { useEffect, useRef } from 'react';

import type { Issue } from '../../core/index.ts';
import { schemaCompletion } from '../schema-completion.ts';

export interface YamlEditorProps {
  readonly text: string;
  readonly onChange: (text: string) => void;
  readonly check: (text: string) => readonly Issue[];
  readonly schema: object;
  /** the line to look at, 1-based; counted up so that the same line can be asked for again */
  readonly goTo: { readonly line: number; readonly count: number } | null;
}

/** The plan as text: completion and errors at their places, both from the schema that reads the plan. */
export function YamlEditor({ text, onChange, check, schema, goTo }: YamlEditorProps) {
  const frame = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView | null>(null);
  const latest = useRef({ onChange, check });
  latest.current = { onChange, check };
  useEffect(() => {
    const host = frame.current;
    if (host === null) return;
    // In a shadow tree the editor takes constructed style sheets, which the content policy allows.
    const root = host.shadowRoot ?? host.attachShadow({ mode: 'open' });
    const parent = document.createElement('div');
    root.replaceChildren(parent);
    const made = new EditorView({ doc: text, parent, root, extensions: extensionsOf(latest, schema) });
    view.current = made;
    return () => made.destroy();
    // The editor owns its text from here on.
  }, [schema]);
  useEffect(() => {
    const current = view.current;
    if (current === null || current.state.doc.toString() === text) return;
    current.dispatch({ changes: { from: 0, to: current.state.doc.length, insert: text } });
  }, [text]);
  useEffect(() => {
    const current = view.current;
    if (current === null || goTo === null) return;
    const line = current.state.doc.line(Math.min(goTo.line, current.state.doc.lines));
    current.dispatch({
      selection: { anchor: line.from },
      effects: EditorView.scrollIntoView(line.from, { y: 'center' }),
    });
    current.focus();
  }, [goTo]);
  return <div ref={frame} className="editor" />;
}

interface Latest {
  readonly current: { readonly onChange: (text: string) => void; readonly check: (text: string) => readonly Issue[] };
}

function extensionsOf(latest: Latest, schema: object) {
  return [
    basicSetup,
    yaml(),
    EditorView.contentAttributes.of({ 'aria-label': 'Plan as YAML' }),
    EditorView.updateListener.of((update) => {
      if (update.docChanged) latest.current.onChange(update.state.doc.toString());
    }),
    linter(({ state }) =>
      latest.current.check(state.doc.toString()).flatMap((issue) => diagnosticOf(issue, state.doc)),
    ),
    autocompletion({ override: [schemaCompletion(schema)] }),
    THEME,
  ];
}

function diagnosticOf(
  issue: Issue,
  text: { readonly lines: number; line(number: number): { from: number; to: number } },
): Diagnostic[] {
  if (issue.line === null || issue.severity === 'assumption') return [];
  const { from, to } = text.line(Math.min(issue.line, text.lines));
  const start = Math.min(to, from + (issue.column ?? 1) - 1);
  const severity = issue.severity === 'error' ? 'error' : 'warning';
  return [{ from: start, to, severity, message: `${issue.what}. Fix: ${issue.fix}` }];
}

const THEME = EditorView.theme({
  '&': { color: 'var(--ink)', backgroundColor: 'var(--paper)', fontSize: '13px', height: 'min(70vh, 720px)' },
  '.cm-content': { fontFamily: 'ui-monospace, SFMono-Regular, Menlo, Consolas, monospace', caretColor: 'var(--ink)' },
  '.cm-gutters': { backgroundColor: 'var(--raised)', color: 'var(--quiet)', borderRight: '1px solid var(--line)' },
  '.cm-activeLine, .cm-activeLineGutter': { backgroundColor: 'color-mix(in srgb, var(--accent) 8%, transparent)' },
  '.cm-tooltip': { backgroundColor: 'var(--raised)', color: 'var(--ink)', border: '1px solid var(--line)' },
  '.cm-cursor': { borderLeftColor: 'var(--ink)' },
  '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground': {
    backgroundColor: 'color-mix(in srgb, var(--accent) 28%, transparent)',
  },
  '.cm-scroller span': { color: 'inherit' },
});

import type { Refusal, RunRecord } from '../api/index.ts';
import type { Issue } from '../core/index.ts';

/** A call that the server refused, with its issues; or a server that is not there. */
export class CallFault extends Error {
  override name = 'CallFault';
  readonly status: number;
  readonly issues: readonly Issue[];

  constructor(status: number, issues: readonly Issue[]) {
    super(issues[0]?.what ?? 'the server does not answer');
    this.status = status;
    this.issues = issues;
  }
}

const TOKEN_KEY = 'eightyfold.token';

/** The token from the address that the server printed, kept for this tab only and taken out of the address. */
export function takeToken(): void {
  const found = /^#token=(.+)$/.exec(location.hash)?.[1];
  if (found === undefined) return;
  sessionStorage.setItem(TOKEN_KEY, found);
  history.replaceState(null, '', location.pathname + location.search);
}

function headersOf(hasBody: boolean): Record<string, string> {
  const token = sessionStorage.getItem(TOKEN_KEY);
  return {
    ...(hasBody ? { 'content-type': 'application/json' } : {}),
    ...(token === null ? {} : { authorization: `Bearer ${token}` }),
  };
}

async function answered(method: string, path: string, body?: unknown, signal?: AbortSignal): Promise<Response> {
  const response = await fetch(`/api/v1${path}`, {
    method,
    headers: headersOf(body !== undefined),
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    ...(signal === undefined ? {} : { signal }),
  }).catch(() => {
    throw new CallFault(0, []);
  });
  if (response.ok) return response;
  const refusal = (await response.json().catch(() => ({ issues: [] }))) as Refusal;
  throw new CallFault(response.status, refusal.issues);
}

/** Calls the server of this page. @throws CallFault when it refuses or is not there */
export async function call<T>(
  method: 'GET' | 'POST' | 'PUT' | 'DELETE',
  path: string,
  body?: unknown,
  signal?: AbortSignal,
): Promise<T> {
  return (await (await answered(method, path, body, signal)).json()) as T;
}

export async function callText(path: string): Promise<string> {
  return (await answered('GET', path)).text();
}

/** Saves a file that the server makes, of a body where it needs one; through a call, since a link could carry no token. */
export async function saveFile(path: string, body?: unknown): Promise<void> {
  const response = await answered(body === undefined ? 'GET' : 'POST', path, body);
  const name = /filename="([^"]+)"/.exec(response.headers.get('content-disposition') ?? '')?.[1] ?? 'eightyfold';
  saveBlob(await response.blob(), name);
}

export function saveBlob(blob: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

/** Hears a run until it has ended or `stop` is aborted. */
export async function hearRun(
  runId: string,
  heard: { readonly onRun: (run: RunRecord) => void; readonly stop: AbortSignal },
): Promise<void> {
  const response = await fetch(`/api/v1/runs/${runId}/events`, { headers: headersOf(false), signal: heard.stop });
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  for (;;) {
    const part = await reader?.read();
    if (part === undefined || part.done) return;
    text += part.value;
    const events = text.split('\n\n');
    text = events.pop() ?? '';
    for (const event of events) {
      const data = /^data: (.*)$/m.exec(event)?.[1];
      if (data !== undefined) heard.onRun(JSON.parse(data) as RunRecord);
    }
  }
}

import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';

import type { RunRecord, StoredPlan } from '../../src/api/index.ts';
import { LAUNCHER } from './command-line.ts';

/** `eightyfold serve` as a person starts it, on a free port. */
export interface ServerProcess {
  readonly address: string;
  readonly child: ChildProcess;
  call<T>(method: string, path: string, body?: unknown): Promise<T>;
  /** ends it as Ctrl-C does, or at once and with everything it has started left alone */
  end(signal?: 'SIGINT' | 'SIGKILL'): Promise<void>;
}

export async function startServerProcess(dataFolder: string): Promise<ServerProcess> {
  const given = ['serve', '--port', '0', '--data', dataFolder];
  const child = spawn(process.execPath, [LAUNCHER, ...given], { stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text));
  const address = await new Promise<string>((resolve, reject) => {
    child.stderr.on('data', () => {
      const found = /http:\/\/\S+(?=\/ )/.exec(said)?.[0];
      if (found !== undefined) resolve(found);
    });
    child.once('close', () => reject(new Error(`the server ended: ${said}`)));
  });
  return {
    address,
    child,
    async call<T>(method: string, path: string, body?: unknown): Promise<T> {
      const response = await fetch(`${address}/api/v1${path}`, {
        method,
        ...(body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
      });
      if (!response.ok) throw new Error(`${response.status}: ${await response.text()}`);
      return (await response.json()) as T;
    },
    async end(signal = 'SIGINT') {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill(signal);
      await once(child, 'close');
    },
  };
}

/** Stores a plan and starts a run of it. */
export async function startedRun(server: ServerProcess, text: string): Promise<{ plan: StoredPlan; run: RunRecord }> {
  const plan = await server.call<StoredPlan>('POST', '/plans', { text });
  const run = await server.call<RunRecord>('POST', '/runs', { planId: plan.id });
  return { plan, run };
}

/** What a run said until it ended, read as the page reads it. */
export async function eventsOf(server: ServerProcess, runId: string): Promise<RunRecord[]> {
  const response = await fetch(`${server.address}/api/v1/runs/${runId}/events`);
  const text = await response.text();
  return [...text.matchAll(/^data: (.*)$/gm)].map(([, data]) => JSON.parse(data!) as RunRecord);
}

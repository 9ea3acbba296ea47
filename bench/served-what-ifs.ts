import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { storeParts } from '../src/adapters/node/index.ts';
import type { AnsweredResult, WhatIfChange } from '../src/core/index.ts';
import { startServer } from '../src/server/index.ts';
import { timed } from './measure.ts';

const PLAN = 'plan';
const RUN = 'run';

export interface ServedTimes {
  /** seconds of the first call, which starts the process and grows its trees */
  readonly cold: number;
  /** of each later call, from the request to the whole answer */
  readonly warm: readonly number[];
}

/** What-ifs as the page asks them: calls of the application's server about a run that its store holds. */
export async function servedWhatIfTimes(
  of: { readonly planText: string; readonly result: AnsweredResult },
  changes: readonly WhatIfChange[],
): Promise<ServedTimes> {
  const dataFolder = mkdtempSync(join(tmpdir(), 'eightyfold-bench-'));
  try {
    await storeRun(dataFolder, of);
    const options = { host: '127.0.0.1', port: 0, token: null, runsAtOnce: 1, memoryMegabytesMax: 4000 };
    const server = await startServer({ ...options, dataFolder });
    try {
      const address = `http://127.0.0.1:${server.port}/api/v1/runs/${RUN}/what-ifs`;
      const { seconds: cold } = await timed(() => answered(address, []));
      const warm: number[] = [];
      for (const change of changes) warm.push((await timed(() => answered(address, [change]))).seconds);
      return { cold, warm };
    } finally {
      await server.close();
    }
  } finally {
    rmSync(dataFolder, { recursive: true });
  }
}

async function storeRun(
  dataFolder: string,
  { planText, result }: { readonly planText: string; readonly result: AnsweredResult },
): Promise<void> {
  const { openStore } = await storeParts();
  const store = openStore(dataFolder);
  await store.createPlan({ id: PLAN, kind: 'plan', name: PLAN, text: planText, note: '' });
  await store.createRun({ id: RUN, planId: PLAN, version: 1, seed: null, hasAnswers: false, engineVersion: 'bench' });
  await store.endRun(RUN, { status: 'planned', resultText: JSON.stringify(result) });
  await store.close();
}

async function answered(address: string, changes: readonly WhatIfChange[]): Promise<void> {
  const response = await fetch(address, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ changes }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${response.status}: ${text}`);
}

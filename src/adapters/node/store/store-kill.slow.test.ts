import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

import { afterEach, beforeEach, expect, test } from 'vitest';

import { openStore } from './index.ts';

const WRITER = fileURLToPath(new URL('../../../../test/support/store-writer.ts', import.meta.url));
const KILLS = 100;
/** Kills fall anywhere in the first writes of a process: its recovery, a save, the end of a run. */
const KILL_WITHIN_MS = 40;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'eightyfold-kill-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

test(`${KILLS} kills during saves and runs lose nothing that was promised and show nothing half`, async () => {
  const promised: string[] = [];
  for (let kill = 0; kill < KILLS; kill += 1) {
    promised.push(...(await writeUntilKilled(`w${kill}`, (kill * 7919) % KILL_WITHIN_MS)));
    // Every tenth time at the full price of a look at everything.
    if (kill % 10 === 9) await expectKept(promised);
  }
  expect(promised.length).toBeGreaterThan(KILLS);
  await expectKept(promised);
});

/** Starts a writer, kills it so long after its first word, and gives back all that it had promised. */
async function writeUntilKilled(name: string, afterMs: number): Promise<string[]> {
  const child = spawn(process.execPath, [WRITER, folder, name], { stdio: ['ignore', 'pipe', 'inherit'] });
  let said = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (said += text));
  await once(child.stdout, 'data');
  await setTimeout(afterMs);
  child.kill('SIGKILL');
  await once(child, 'close');
  return said.split('\n').slice(0, -1);
}

async function expectKept(promised: readonly string[]): Promise<void> {
  const store = openStore(folder); // checks every page and key
  try {
    const lost: string[] = [];
    for (const line of promised) {
      const [kind, id = '', version] = line.split(' ');
      const text = `${id} ${version === '1' ? 'first' : 'second'}`;
      const isKept =
        kind === 'plan'
          ? (await store.readPlan(id, Number(version)))?.text === text
          : (await store.readRun(id))?.status === 'planned';
      if (!isKept) lost.push(line);
    }
    expect(lost).toEqual([]);
    for (const run of await store.listRuns()) {
      const result = await store.readResult(run.id);
      expect(result !== null).toBe(run.status === 'planned');
      const [body = '', hash = createHash('sha256').digest('hex')] = (result ?? '').split('#');
      expect(createHash('sha256').update(body).digest('hex')).toBe(hash);
    }
  } finally {
    await store.close();
  }
}

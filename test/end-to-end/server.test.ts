import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import type { RunRecord, StoredPlan } from '../../src/api/index.ts';
import { eightyfold } from '../support/command-line.ts';
import { eventsOf, startedRun, startServerProcess, type ServerProcess } from '../support/server-process.ts';

const textOf = (path: string): string => readFileSync(fileURLToPath(new URL(path, import.meta.url)), 'utf8');
const TINY = textOf('../support/tiny-plan.yaml');
const INFEASIBLE = textOf('../../examples/infeasible.yaml');
/** Takes minutes: there is time to stop it. */
const LONG = textOf('../../examples/frontier-lab.yaml');

let folder: string;
let server: ServerProcess;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'eightyfold-app-'));
  server = await startServerProcess(folder);
});
afterEach(async () => {
  await server.end();
  rmSync(folder, { recursive: true });
});

describe('serve', () => {
  test('runs a plan as the command line does, tells how far it is, and keeps the answer over a restart', async () => {
    const { plan, run } = await startedRun(server, TINY);
    const events = await eventsOf(server, run.id);
    expect(events.at(-1)).toMatchObject({
      status: 'planned',
      firstLook: expect.stringContaining('first look') as string,
    });
    expect(events.some(({ progress }) => progress !== null && progress.done > 0)).toBe(true);
    const shown = await (await fetch(`${server.address}/api/v1/runs/${run.id}/result`)).text();
    const { out } = await eightyfold(['plan', '-', '--json'], { input: TINY });
    expect(shown).toBe(out);

    await server.end();
    server = await startServerProcess(folder);
    const again = await server.call<RunRecord>('POST', '/runs', { planId: plan.id });
    expect(again).toMatchObject({ status: 'planned', isFromStore: true });
    expect(await (await fetch(`${server.address}/api/v1/runs/${again.id}/result`)).text()).toBe(out);
  });

  test('says of a plan that cannot be met what it has, needs and could change', async () => {
    const { run } = await startedRun(server, INFEASIBLE);
    const end = (await eventsOf(server, run.id)).at(-1);
    expect(end).toMatchObject({ status: 'infeasible' });
    expect(end?.issues[0]).toMatchObject({ what: expect.stringMatching(/have .*, need /) as string });
  });

  test('stops a run that is cancelled', async () => {
    const { run } = await startedRun(server, LONG);
    await untilRunning(run.id);
    expect(await server.call('POST', `/runs/${run.id}/cancel`)).toMatchObject({ status: 'cancelled' });
    const { run: next } = await startedRun(server, TINY);
    expect((await eventsOf(server, next.id)).at(-1)).toMatchObject({ status: 'planned' });
  });

  test('killed in the middle of a run, takes it up again and answers it', async () => {
    const { run: first } = await startedRun(server, LONG);
    const { run: second } = await startedRun(server, TINY);
    await untilRunning(first.id);
    await killServer();
    server = await startServerProcess(folder);
    const again = await untilRunning(first.id);
    expect(again.attempts).toBe(2);
    await server.call('POST', `/runs/${first.id}/cancel`);
    expect((await eventsOf(server, second.id)).at(-1)).toMatchObject({ status: 'planned' });
  });

  test('has its folder for itself', async () => {
    const { code, err } = await eightyfold(['serve', '--port', '0', '--data', folder]);
    expect(code).toBe(1);
    expect(err).toMatch(/^store-in-use: .* in use by another Eightyfold, process \d+\n/);
  });

  test('is backed up while it runs, and restored into an empty place', async () => {
    const plan = await server.call<StoredPlan>('POST', '/plans', { text: TINY });
    const file = join(folder, 'copy.db');
    expect(await eightyfold(['backup', file, '--data', folder])).toMatchObject({ code: 0 });
    expect(await eightyfold(['backup', file, '--data', folder])).toMatchObject({ code: 1 });
    await server.end();
    const elsewhere = join(folder, 'elsewhere');
    expect(await eightyfold(['restore', file, '--data', elsewhere])).toMatchObject({ code: 0 });
    server = await startServerProcess(elsewhere);
    expect(await server.call<StoredPlan>('GET', `/plans/${plan.id}`)).toEqual(plan);
  });
});

async function untilRunning(runId: string): Promise<RunRecord> {
  for (;;) {
    const run = await server.call<RunRecord>('GET', `/runs/${runId}`);
    if (run.status !== 'queued') return run;
    await setTimeout(50);
  }
}

/** Kills the server's own process, as a crash would, and waits until its port is dead. */
async function killServer(): Promise<void> {
  process.kill(Number(readFileSync(join(folder, 'owner'), 'utf8')), 'SIGKILL');
  await new Promise((resolve) => server.child.once('close', resolve));
}

import { readFileSync } from 'node:fs';

import { beforeAll, describe, expect, it } from 'vitest';

import { createHighsSolver } from '../../../adapters/node/highs-solver.ts';
import { parsePlan } from '../../domain/index.ts';
import type { Solver } from '../../solve/index.ts';
import { callerInThread } from './sample-server.ts';

/** 512 x $2.51 x 730 h x 12 + 256 x $2.65 x 730 h x 24 = $23,143,219 firm, against $20M allowed. */
const TEXT = readFileSync(new URL('../../../../examples/infeasible.yaml', import.meta.url), 'utf8').replace(
  'priceUsdPerGpuHour: 2.50',
  'priceUsdPerGpuHour: 2.51',
);

let solver: Solver;

beforeAll(async () => {
  solver = await createHighsSolver();
});

describe('why no plan meets its limits', () => {
  it('needs an amount that is enough once the limit is raised to it', async () => {
    const [reason] = await asked(TEXT, (caller) => caller.ask(0, { kind: 'reasons' }));
    expect(reason).toMatchObject({ have: '$20.0M', need: '$23.2M' });
    const raised = TEXT.replace('firmLiabilityUsdMax: 20e6', `firmLiabilityUsdMax: ${reason!.need.slice(1, -1)}e6`);
    const statusOf = (text: string) =>
      asked(text, async (caller) => (await caller.ask(0, { kind: 'readTree' })).status);
    expect([await statusOf(TEXT), await statusOf(raised)]).toEqual(['infeasible', 'optimal']);
  });
});

async function asked<T>(text: string, ask: (caller: ReturnType<typeof callerInThread>) => Promise<T>): Promise<T> {
  const { plan } = parsePlan(text, 'infeasible.yaml');
  const caller = callerInThread(plan!, solver);
  try {
    return await ask(caller);
  } finally {
    await caller.close();
  }
}

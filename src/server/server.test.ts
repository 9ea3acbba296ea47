import { randomUUID } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { readXlsx } from 'hucre/xlsx';
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest';

import { exampleResult } from '../../test/support/example-result.ts';
import { storeParts } from '../adapters/node/index.ts';
import {
  WHAT_IF_SLIDERS,
  type ImportedWorkbook,
  type PlanDiff,
  type Refusal,
  type RunRecord,
  type Store,
  type StoredPlan,
} from '../api/index.ts';
import {
  fitDemand,
  parsePlan,
  priorAround,
  readUsage,
  RESULT_SCHEMA_VERSION,
  whatIfLeadMonthsMin,
  type PageSection,
} from '../core/index.ts';
import { createTextThread, RunQueue, serverApp, WhatIfSessions, type ServerAppOptions } from './index.ts';

const TINY = readFileSync(fileURLToPath(new URL('../../test/support/tiny-plan.yaml', import.meta.url)), 'utf8');
const HOST = readFileSync(fileURLToPath(new URL('../../examples/host.yaml', import.meta.url)), 'utf8');

let folder: string;
let store: Store;
let app: ReturnType<typeof serverApp>;
let whatIfs: WhatIfSessions;
const texts = createTextThread();
afterAll(() => texts.close());

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'eightyfold-server-'));
  mkdirSync(join(folder, 'page', 'assets'), { recursive: true });
  writeFileSync(join(folder, 'page', 'index.html'), '<!doctype html><title>page</title>');
  writeFileSync(join(folder, 'page', 'assets', 'a.js'), 'export {};');
  writeFileSync(join(folder, 'secret.txt'), 'secret');
  const { openStore } = await storeParts();
  store = openStore(join(folder, 'data'));
  whatIfs = new WhatIfSessions({ memoryBytesMax: 4e9 });
  app = appWith({});
});
afterEach(async () => {
  await whatIfs.close();
  await store.close();
  rmSync(folder, { recursive: true });
});

function appWith(options: Partial<ServerAppOptions>): ReturnType<typeof serverApp> {
  // Not started: what is queued stays queued.
  const queue = new RunQueue({ store, runsAtOnce: 0, memoryBytesMax: 1e9 });
  const pageFolder = join(folder, 'page');
  return serverApp({
    store,
    queue,
    whatIfs,
    texts,
    engineVersion: '0.1.0',
    newId: randomUUID,
    token: null,
    isLoopback: true,
    pageFolder,
    ...options,
  });
}

type Headers = Readonly<Record<string, string>>;

function call(method: string, path: string, given: { body?: unknown; headers?: Headers; text?: string } = {}) {
  const body = given.text ?? (given.body === undefined ? undefined : JSON.stringify(given.body));
  return app.request(`http://localhost:8080${path}`, {
    method,
    headers: {
      host: 'localhost:8080',
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...given.headers,
    },
    ...(body === undefined ? {} : { body }),
  });
}

const codesOf = async (response: Response | Promise<Response>): Promise<string[]> =>
  ((await (await response).json()) as Refusal).issues.map(({ code }) => code);

async function storedTiny(): Promise<StoredPlan> {
  const response = await call('POST', '/api/v1/plans', { body: { text: TINY } });
  expect(response.status).toBe(200);
  return (await response.json()) as StoredPlan;
}

/** A run that has ended with a result. */
async function plannedRun(): Promise<string> {
  const plan = await storedTiny();
  const run = (await (await call('POST', '/api/v1/runs', { body: { planId: plan.id } })).json()) as RunRecord;
  await store.endRun(run.id, { status: 'planned', resultText: JSON.stringify(exampleResult) });
  return run.id;
}

describe('plans', () => {
  test('are stored with their name, saved as versions and compared line by line', async () => {
    const plan = await storedTiny();
    expect(plan).toMatchObject({ name: 'Tiny plan', kind: 'plan', version: 1 });
    const text = TINY.replace('seed: 80', 'seed: 81');
    const saved = await call('PUT', `/api/v1/plans/${plan.id}`, {
      body: { text, baseVersion: 1, note: 'another seed' },
    });
    expect(await saved.json()).toMatchObject({ version: 2, note: 'another seed' });
    const diff = (await (await call('GET', `/api/v1/plans/${plan.id}/diff?from=1&to=2`)).json()) as PlanDiff;
    expect(diff.lines.filter(({ kind }) => kind !== 'same')).toEqual([
      { kind: 'removed', text: 'seed: 80', line: 8 },
      { kind: 'added', text: 'seed: 81', line: 8 },
    ]);
    expect(diff.lines).toHaveLength(TINY.split('\n').length + 1);
  });

  test('with errors are refused with the place of each, and nothing is stored', async () => {
    const response = await call('POST', '/api/v1/plans', { body: { text: TINY.replace('seed: 80', 'sead: 80') } });
    expect(response.status).toBe(422);
    expect((await response.json()) as Refusal).toMatchObject({
      issues: [{ code: 'unknown-field', path: 'sead', line: 8, fix: expect.stringContaining('seed') as string }],
    });
    const plan = await storedTiny();
    const bad = await call('PUT', `/api/v1/plans/${plan.id}`, { body: { text: 'no plan', baseVersion: 1 } });
    expect(bad.status).toBe(422);
    expect(await store.listVersions(plan.id)).toHaveLength(1);
    expect(await store.listPlans()).toHaveLength(1);
  });

  test('saved over somebody else’s version are a conflict', async () => {
    const plan = await storedTiny();
    const save = (seed: number) =>
      call('PUT', `/api/v1/plans/${plan.id}`, {
        body: { text: TINY.replace('seed: 80', `seed: ${seed}`), baseVersion: 1 },
      });
    expect((await save(1)).status).toBe(200);
    const second = await save(2);
    expect(second.status).toBe(409);
    expect(await codesOf(second)).toEqual(['newer-version']);
  });

  test('of a host are checked by its own schema and answered without a run', async () => {
    const response = await call('POST', '/api/v1/plans', { body: { text: HOST, kind: 'host' } });
    expect(response.status).toBe(200);
    const { id } = (await response.json()) as StoredPlan;
    expect(await codesOf(call('POST', '/api/v1/runs', { body: { planId: id } }))).toEqual(['not-a-plan']);
    const answer = (await (await call('POST', '/api/v1/host', { body: { text: HOST } })).json()) as { brief: string };
    expect(answer.brief).toContain('$');
  });
});

describe('a call that is not as described', () => {
  test.each([
    ['no JSON', 'POST', '/api/v1/plans', '{"text": ', 400, 'bad-call', ''],
    ['a wrong type', 'POST', '/api/v1/plans', '{"text": 3}', 422, 'bad-call', 'body.text'],
    ['an unknown field', 'POST', '/api/v1/runs', '{"planId": "a", "sede": 1}', 422, 'bad-call', 'body'],
    ['a seed below zero', 'POST', '/api/v1/runs', '{"planId": "a", "seed": -1}', 422, 'bad-call', 'body.seed'],
    ['an id with a path in it', 'GET', '/api/v1/plans/..%2f..%2fsecret', null, 422, 'bad-call', 'param.planId'],
    ['nobody’s plan', 'GET', '/api/v1/plans/nobody', null, 404, 'not-found', ''],
    ['nobody’s run', 'GET', '/api/v1/runs/nobody/result', null, 404, 'not-found', ''],
    ['no such call', 'GET', '/api/v1/everything', null, 404, 'no-such-call', ''],
    ['no such format', 'GET', '/api/v1/runs/a/export/pdf', null, 422, 'bad-call', 'param.format'],
  ])('%s is refused with its place, and nothing is stored', async (_, method, path, text, status, code, place) => {
    const response = await call(method, path, text === null ? {} : { text });
    expect(response.status).toBe(status);
    const { issues } = (await response.json()) as Refusal;
    expect(issues[0]).toMatchObject({ code, path: place, fix: expect.stringMatching(/.+/) as string });
    expect(await store.listPlans()).toEqual([]);
    expect(await store.listRuns()).toEqual([]);
  });

  test('with a huge body is refused', async () => {
    const response = await call('POST', '/api/v1/check', { body: { text: 'x'.repeat(5_000_000) } });
    expect(response.status).toBe(413);
  });
});

describe('who may call', () => {
  test('not a page of another site, whatever its method and form', async () => {
    const origin = 'http://evil.example';
    const given = { text: '{}', headers: { origin } };
    expect((await call('POST', '/api/v1/plans', given)).status).toBe(403);
    expect(
      (await call('POST', '/api/v1/plans', { text: '{}', headers: { 'sec-fetch-site': 'cross-site' } })).status,
    ).toBe(403);
    expect((await call('POST', '/api/v1/plans', { text: '{}', headers: { origin: 'null' } })).status).toBe(403);
    const form = { text: 'text=x', headers: { 'content-type': 'application/x-www-form-urlencoded' } };
    expect((await call('POST', '/api/v1/plans', form)).status).toBe(415);
    const own = { body: { text: TINY }, headers: { origin: 'http://localhost:8080', 'sec-fetch-site': 'same-origin' } };
    expect((await call('POST', '/api/v1/plans', own)).status).toBe(200);
  });

  test('not by a foreign name that points here', async () => {
    for (const host of ['evil.example', 'localhost.evil.example', '127.0.0.1.nip.io:8080']) {
      expect((await call('GET', '/api/v1/plans', { headers: { host } })).status).toBe(421);
    }
    for (const host of ['localhost:1', '127.0.0.1:8080', '[::1]:8080']) {
      expect((await call('GET', '/api/v1/plans', { headers: { host } })).status).toBe(200);
    }
  });

  test('beyond this machine, only with the token', async () => {
    app = appWith({ token: 'a token of some length', isLoopback: false });
    const asked = (authorization?: string) =>
      call('GET', '/api/v1/plans', {
        headers: { host: 'planner.example', ...(authorization ? { authorization } : {}) },
      });
    expect(await codesOf(asked())).toEqual(['no-token']);
    expect((await asked('Bearer wrong')).status).toBe(401);
    expect((await asked('Bearer a token of some length')).status).toBe(200);
    expect((await call('GET', '/', { headers: { host: 'planner.example' } })).status).toBe(200);
    for (const path of ['//api/v1/plans', '/API/v1/plans', '/api/v1/../v1/plans', '/api%2fv1/plans']) {
      const answer = await call('GET', path, { headers: { host: 'planner.example' } });
      expect(await answer.text()).not.toMatch(/^\[/);
    }
  });
});

describe('the page', () => {
  test('is served at every screen’s address with a strict policy, and its files by their names', async () => {
    for (const path of ['/', '/plans/1/brief', '/plans'])
      expect(await (await call('GET', path)).text()).toContain('<title>page');
    const script = await call('GET', '/assets/a.js');
    expect(script.headers.get('content-type')).toContain('text/javascript');
    const policy = script.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).toContain("script-src 'self' 'wasm-unsafe-eval';");
    expect(script.headers.get('x-content-type-options')).toBe('nosniff');
    const refusal = await call('GET', '/api/v1/plans/nobody');
    expect(refusal.headers.get('content-security-policy')).toBe(policy);
    expect(refusal.headers.get('cache-control')).toBe('no-store');
  });

  test.each([
    '/../secret.txt',
    '/..%2fsecret.txt',
    '/%2e%2e/secret.txt',
    '//secret.txt',
    '/assets/..%5c..%5csecret.txt',
  ])('%s leads nowhere', async (path) => {
    expect(await (await call('GET', path)).text()).not.toContain('secret');
  });
});

describe('a result', () => {
  test('is served as it was written, and the same question again from the store', async () => {
    const id = await plannedRun();
    const response = await call('GET', `/api/v1/runs/${id}/result`);
    expect(await response.text()).toBe(JSON.stringify(exampleResult));
    const { planId } = (await (await call('GET', `/api/v1/runs/${id}`)).json()) as RunRecord;
    const again = await call('POST', '/api/v1/runs', { body: { planId } });
    expect(await again.json()).toMatchObject({ status: 'planned', isFromStore: true });
  });

  test('of an older release is refused with what to do, and answered again rather than served again', async () => {
    const plan = await storedTiny();
    const older = { ...exampleResult, schemaVersion: RESULT_SCHEMA_VERSION - 1 };
    const start = { id: randomUUID(), planId: plan.id, version: 1, seed: null, hasAnswers: false };
    const run = await store.createRun({ ...start, engineVersion: '0.1.0' });
    await store.endRun(run!.id, { status: 'planned', resultText: JSON.stringify(older, null, 2) });
    for (const path of ['result', 'export/html', 'export/csv']) {
      const response = await call('GET', `/api/v1/runs/${run!.id}/${path}`);
      expect(response.status).toBe(409);
      const { issues } = (await response.json()) as Refusal;
      expect(issues).toMatchObject([{ code: 'schema-version', fix: 'plan again with this release' }]);
    }
    const again = await call('POST', '/api/v1/runs', { body: { planId: plan.id } });
    expect(await again.json()).toMatchObject({ status: 'queued', isFromStore: false });
  });

  test('that is not there yet is a refusal, not a half answer', async () => {
    const plan = await storedTiny();
    const run = (await (await call('POST', '/api/v1/runs', { body: { planId: plan.id } })).json()) as RunRecord;
    expect(run.status).toBe('queued');
    expect(await codesOf(call('GET', `/api/v1/runs/${run.id}/result`))).toEqual(['no-result']);
    const cancelled = await call('POST', `/api/v1/runs/${run.id}/cancel`);
    expect(await cancelled.json()).toMatchObject({ status: 'cancelled' });
  });

  test.each([
    ['html', '<!doctype html>'],
    ['md', '# Frontier lab'],
    ['memo', '# '],
    ['ics', 'BEGIN:VCALENDAR'],
    ['json', `"schemaVersion": ${exampleResult.schemaVersion}`],
    ['csv', 'offerId,host,route,blocks'],
  ])('is exported as %s', async (format, start) => {
    const id = await plannedRun();
    const response = await call('GET', `/api/v1/runs/${id}/export/${format}`);
    expect(response.headers.get('content-disposition')).toMatch(/^attachment; filename="eightyfold-[a-z-]+\.\w+"$/);
    expect(await response.text()).toContain(start);
  });

  test('is exported as a workbook whose sums are formulas and whose numbers are whole', async () => {
    const id = await plannedRun();
    const response = await call('GET', `/api/v1/runs/${id}/export/xlsx`);
    const { sheets } = await readXlsx(new Uint8Array(await response.arrayBuffer()), { readStyles: true });
    expect(sheets.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['Sign now', 'Offers', 'Demand by month, reference GPUs']),
    );
    const [signNow] = sheets;
    const column = signNow!.rows[0]!.indexOf('firmLiabilityUsd');
    const firm = exampleResult.signNow.map(({ firmLiabilityUsd }) => firmLiabilityUsd);
    expect(signNow!.rows.slice(1, -1).map((row) => row[column])).toEqual(firm);
    expect([...(signNow!.cells?.values() ?? [])].some(({ formula }) => formula?.startsWith('SUM('))).toBe(true);
  });

  test.each(['html', 'md', 'memo', 'json', 'csv'])(
    'redacted as %s has no name and no amount of the plan in it',
    async (format) => {
      const id = await plannedRun();
      const text = await (await call('GET', `/api/v1/runs/${id}/export/${format}?redact=1`)).text();
      const secrets = [
        ...exampleResult.offers.flatMap(({ offerId, host }) => [offerId, host]),
        exampleResult.plan.name,
      ];
      const visible = text.replace(/<style>[^]*?<\/style>/, '');
      // A host called "own" is no secret, and the report says the word.
      for (const secret of secrets.filter((name) => name !== 'own'))
        expect(visible).not.toMatch(new RegExp(`(?<![\\w-])${secret}(?![\\w-])`));
      expect(text).not.toMatch(/\$\d/);
      expect(text).toMatch(/offer-\d/);
    },
  );
});

test('a plan of two megabytes is read while other calls are answered', { timeout: 60_000 }, async () => {
  await call('POST', '/api/v1/check', { body: { text: TINY, kind: 'plan' } });
  const offer = TINY.slice(TINY.indexOf('  - id: lease-two-years'), TINY.indexOf('money:'));
  const many = Array.from({ length: 10_000 }, (_, index) => offer.replace('lease-two-years', `lease-${index}`)).join(
    '',
  );
  const text = TINY.replace('money:', `${many}money:`);
  expect(text.length).toBeGreaterThan(1.8e6);
  let isRead = false;
  const reading = Promise.resolve(call('POST', '/api/v1/check', { body: { text, kind: 'plan' } })).then((response) => {
    isRead = true;
    return response;
  });
  for (let round = 0; round < 20; round++) expect((await call('GET', '/api/v1/health')).status).toBe(200);
  expect(isRead).toBe(false);
  expect((await reading).status).toBe(200);
});

describe('what-ifs', () => {
  const dearer = { changes: [{ offerId: 'lease-one-year', kind: 'price', multiple: 1.5 }] };

  async function runOfTiny(): Promise<string> {
    const plan = await storedTiny();
    const run = (await (await call('POST', '/api/v1/runs', { body: { planId: plan.id } })).json()) as RunRecord;
    const tiny = {
      ...exampleResult,
      signNow: [{ ...exampleResult.signNow[0]!, offerId: 'lease-one-year', blocks: 1 }],
    };
    await store.endRun(run.id, { status: 'planned', resultText: JSON.stringify(tiny) });
    return run.id;
  }

  test('are answered by one process, with the signings of the run held', { timeout: 60_000 }, async () => {
    const id = await runOfTiny();
    const said = await call('POST', `/api/v1/runs/${id}/what-ifs`, { body: dearer });
    const { answer } = (await said.json()) as {
      answer: { held: { signNow: unknown }; changeUsd: { estimate: number } };
    };
    expect(answer.held.signNow).toEqual([{ offerId: 'lease-one-year', blocks: 1 }]);
    expect(answer.changeUsd.estimate).toBeLessThan(0);
    const again = await call('POST', `/api/v1/runs/${id}/what-ifs`, { body: dearer });
    expect(await again.json()).toEqual({ answer });
    const unknown = { changes: [{ offerId: 'leese', kind: 'lead', months: 1 }] };
    expect(await codesOf(call('POST', `/api/v1/runs/${id}/what-ifs`, { body: unknown }))).toEqual(['what-if']);
  });

  test('take the ends of every slider of the page, for every quote', { timeout: 120_000 }, async () => {
    const id = await runOfTiny();
    const { plan } = parsePlan(TINY, 'tiny');
    const quotes = plan!.offers.filter(({ kind }) => kind === 'quote');
    expect(quotes.length).toBeGreaterThan(0);
    const { price, lead } = WHAT_IF_SLIDERS;
    for (const { id: offerId } of quotes) {
      const earliest = Math.max(lead.min, whatIfLeadMonthsMin(plan!, offerId));
      const ends = [
        ...[price.min, price.max].map((multiple) => ({ offerId, kind: 'price', multiple })),
        ...[earliest, lead.max].map((months) => ({ offerId, kind: 'lead', months })),
      ];
      for (const change of ends) {
        const said = await call('POST', `/api/v1/runs/${id}/what-ifs`, { body: { changes: [change] } });
        expect([change, said.status]).toEqual([change, 200]);
      }
      const tooEarly = { changes: [{ offerId, kind: 'lead', months: whatIfLeadMonthsMin(plan!, offerId) - 1 }] };
      expect(await codesOf(call('POST', `/api/v1/runs/${id}/what-ifs`, { body: tooEarly }))).toEqual(['what-if']);
    }
  });

  test.each([
    ['no result yet', { changes: [] }, 'no-result'],
    ['a price of nothing', { changes: [{ offerId: 'lease-one-year', kind: 'price', multiple: 0 }] }, 'bad-call'],
    ['another kind', { changes: [{ offerId: 'lease-one-year', kind: 'moon' }] }, 'bad-call'],
  ])('%s is refused', async (_, body, code) => {
    const plan = await storedTiny();
    const run = (await (await call('POST', '/api/v1/runs', { body: { planId: plan.id } })).json()) as RunRecord;
    expect(await codesOf(call('POST', `/api/v1/runs/${run.id}/what-ifs`, { body }))).toEqual([code]);
  });
});

test('the description is OpenAPI 3.1 and names every call', async () => {
  const description = (await (await call('GET', '/api/v1/openapi.json')).json()) as {
    openapi: string;
    paths: Record<string, Record<string, { responses: Record<string, unknown> }>>;
  };
  expect(description.openapi).toBe('3.1.0');
  expect(Object.keys(description.paths)).toEqual(
    expect.arrayContaining(['/api/v1/plans', '/api/v1/plans/{planId}', '/api/v1/runs/{runId}/events', '/api/v1/deals']),
  );
  for (const calls of Object.values(description.paths)) {
    for (const { responses } of Object.values(calls)) expect(Object.keys(responses)).toEqual(['200', '4XX']);
  }
});

test('quotes of a stored plan stand side by side among public deals', async () => {
  const plan = await storedTiny();
  const response = await call('POST', '/api/v1/deals', { body: { planId: plan.id, offerIds: ['lease-one-year'] } });
  const { desk, sections, text } = (await response.json()) as {
    desk: { offers: { offerId: string }[] };
    sections: PageSection[];
    text: string;
  };
  // The text says each section in turn, and tables stand beside each other in columns of the same rows.
  for (const { heading } of sections) expect(text).toContain(`${heading}\n`);
  const tables = sections.flatMap(({ parts }) => parts.filter((part) => typeof part !== 'string'));
  expect(tables.length).toBeGreaterThan(3);
  for (const { rows } of tables) expect(new Set(rows.map((row) => row.length)).size).toBe(1);
  expect(desk.offers.map(({ offerId }) => offerId)).toEqual(['lease-one-year']);
  expect(text).toContain('PRICE');
  expect(await codesOf(call('POST', '/api/v1/deals', { body: { planId: plan.id, offerIds: ['leese'] } }))).toEqual([
    'unknown-offer',
  ]);
});

test('samples are plans that can be stored as they are', async () => {
  const samples = (await (await call('GET', '/api/v1/samples')).json()) as { kind: string; text: string; id: string }[];
  expect(samples.map(({ id }) => id)).toContain('startup');
  for (const { kind, text } of samples) {
    expect((await call('POST', '/api/v1/plans', { body: { kind, text } })).status).toBe(200);
  }
});

describe('a workbook', () => {
  const base64 = (bytes: ArrayBuffer | string): string => Buffer.from(bytes as string).toString('base64');

  test('goes out, comes back as what it changes, and is stored only by a save', async () => {
    const plan = await storedTiny();
    const out = await call('POST', '/api/v1/workbook', { body: { text: TINY } });
    expect(out.headers.get('content-disposition')).toBe('attachment; filename="plan.xlsx"');
    const back = await call('POST', '/api/v1/import', {
      body: { text: TINY, file: base64(await out.arrayBuffer()) },
    });
    expect(await back.json()).toEqual({ text: TINY, changes: [], issues: [] });
    const file = base64('id,termMonths\nlease-one-year,18\n');
    const changed = await call('POST', '/api/v1/import', { body: { text: TINY, file } });
    const { text, changes } = (await changed.json()) as ImportedWorkbook;
    expect(changes).toMatchObject([{ cell: 'B2', path: 'offers[0].termMonths', after: '18' }]);
    expect(await store.listVersions(plan.id)).toHaveLength(1);
    const saved = await call('PUT', `/api/v1/plans/${plan.id}`, { body: { text, baseVersion: 1 } });
    expect(await saved.json()).toMatchObject({ version: 2 });
    expect(await store.listVersions(plan.id)).toHaveLength(2);
  });

  test.each([
    ['a bad cell', 'id,termMonths\nlease-one-year,never\n', /./, 'B2', 2],
    ['an unknown column', 'id,termMonth\nlease-one-year,18\n', 'unknown-field', 'B2', 2],
    ['no workbook', '', 'no-workbook', '', null],
  ] as const)('with %s is refused at its place', async (_, text, code, path, line) => {
    const response = await call('POST', '/api/v1/import', { body: { text: TINY, file: base64(text) } });
    expect(response.status).toBe(422);
    const { issues } = (await response.json()) as Refusal;
    expect(issues[0]!.code).toMatch(code);
    expect(issues[0]).toMatchObject({ path, line });
  });

  test('of a plan with errors is neither written nor read', async () => {
    const bad = TINY.replace('seed: 80', 'sead: 80');
    expect(await codesOf(call('POST', '/api/v1/workbook', { body: { text: bad } }))).toEqual(['unknown-field']);
    expect(await codesOf(call('POST', '/api/v1/import', { body: { text: bad, file: '' } }))).toEqual(['unknown-field']);
  });
});

describe('a history of usage', () => {
  const table = readFileSync(fileURLToPath(new URL('../../examples/usage.csv', import.meta.url)), 'utf8');

  test('is fitted as the command line fits it, and the plan with its growth can be stored', async () => {
    const response = await call('POST', '/api/v1/demand/fit', { body: { table, text: TINY } });
    const { growth, text, says } = (await response.json()) as { growth: unknown; text: string; says: string };
    const { history } = readUsage(table);
    const { fit } = fitDemand(history!, { seed: 80, prior: priorAround(null) });
    expect(growth).toEqual(fit.block);
    expect(says).toContain('growths');
    expect(await store.listPlans()).toEqual([]);
    expect((await call('POST', '/api/v1/plans', { body: { text } })).status).toBe(200);
    const naming = TINY.replace(/^demand:\n/m, 'demand:\n  history: usage.csv\n');
    const named = await call('POST', '/api/v1/demand/fit', { body: { table, text: naming } });
    expect(await codesOf(call('POST', '/api/v1/plans', { body: { text: naming } }))).toContain('history-unread');
    const stated = TINY.replace(/^demand:\n/m, 'demand:\n  history: {file: a.csv, priorMultiplePerYear: 30}\n');
    const asStated = await call('POST', '/api/v1/demand/fit', { body: { table, text: stated } });
    const { fit: byPrior } = fitDemand(history!, { seed: 80, prior: priorAround(30) });
    expect(await asStated.json()).toMatchObject({ growth: byPrior.block });
    const taken = (await named.json()) as { text: string };
    expect(parsePlan(taken.text, 'taken').plan).toEqual(parsePlan(text, 'text').plan);
  });

  test('with faults is refused at their lines, and nothing is stored', async () => {
    const bad = table.replace('241.2', 'many');
    const response = await call('POST', '/api/v1/demand/fit', { body: { table: bad, text: TINY } });
    expect(response.status).toBe(422);
    const { issues } = (await response.json()) as Refusal;
    expect(issues[0]).toMatchObject({ severity: 'error', line: bad.slice(0, bad.indexOf('many')).split('\n').length });
    const reading = { unit: 'bananas' };
    expect(await codesOf(call('POST', '/api/v1/demand/fit', { body: { table, reading, text: TINY } }))).toEqual([
      'bad-call',
    ]);
    const column = await call('POST', '/api/v1/demand/fit', {
      body: { table, text: TINY, reading: { valueColumn: 'none' } },
    });
    expect(column.status).toBe(422);
    expect(JSON.stringify(await column.json())).not.toContain('--');
    expect(await store.listPlans()).toEqual([]);
  });
});

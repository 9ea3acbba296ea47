/** Calls that nobody who read the description would make: each is refused with its reason, and nothing is stored. */
import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { storeImage } from '../../test/support/store-image.ts';
import { storeParts } from '../adapters/node/index.ts';
import type { Refusal, Store } from '../api/index.ts';
import { createTextThread, RunQueue, serverApp, WhatIfSessions, type ServerAppOptions } from './index.ts';

const TINY = readFileSync(fileURLToPath(new URL('../../test/support/tiny-plan.yaml', import.meta.url)), 'utf8');
const TOKEN = 'a token of some length';
const LONG = 'x'.repeat(100_000);
/** More than any call may carry. */
const HUGE = 'x'.repeat(5_000_000);

interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query';
}
interface Call {
  readonly path: string;
  readonly method: string;
  readonly parameters: readonly Parameter[];
  /** null: the call has no body */
  readonly body: { readonly schema: Record<string, unknown>; readonly isValid: ValidateFunction } | null;
}

const texts = createTextThread();
let folder: string;
let store: Store;
let app: ReturnType<typeof serverApp>;
let calls: readonly Call[];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'eightyfold-fuzz-'));
  const { openStore } = await storeParts();
  store = openStore(join(folder, 'data'));
  await store.createPlan({ id: 'kept', kind: 'plan', name: 'Tiny plan', text: TINY, note: '' });
  app = appWith({});
  calls = await describedCalls();
});
afterAll(async () => {
  await texts.close();
  await store.close();
  rmSync(folder, { recursive: true });
});

function appWith(options: Partial<ServerAppOptions>): ReturnType<typeof serverApp> {
  return serverApp({
    store,
    texts,
    queue: new RunQueue({ store, runsAtOnce: 0, memoryBytesMax: 1e9 }),
    whatIfs: new WhatIfSessions({ memoryBytesMax: 1e9 }),
    engineVersion: '0.1.0',
    newId: randomUUID,
    token: null,
    isLoopback: true,
    pageFolder: join(folder, 'page'),
    ...options,
  });
}

async function describedCalls(): Promise<Call[]> {
  const response = await app.request('http://localhost/api/v1/openapi.json', { headers: { host: 'localhost' } });
  const { paths, components } = (await response.json()) as {
    paths: Record<string, Record<string, Described>>;
    components: Record<string, unknown>;
  };
  const ajv = new Ajv2020({ strict: false, useDefaults: false });
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { parameters = [], requestBody }]): Call => {
      const schema = requestBody?.content['application/json'].schema;
      const resolved = schema === undefined ? null : { ...resolvedSchema(schema, components), components };
      const body = resolved === null ? null : { schema: resolved, isValid: ajv.compile(resolved) };
      return { path, method: method.toUpperCase(), parameters, body };
    }),
  );
}

interface Described {
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly content: { readonly 'application/json': { readonly schema: object } } };
}

function resolvedSchema(schema: object, components: Record<string, unknown>): Record<string, unknown> {
  const name = '$ref' in schema ? String(schema.$ref).split('/').at(-1)! : null;
  const found = name === null ? schema : (components['schemas'] as Record<string, object>)[name]!;
  return found as Record<string, unknown>;
}

interface Given {
  readonly headers?: Readonly<Record<string, string>>;
  readonly text?: string;
  readonly query?: string;
  /** in the place of every parameter of the path */
  readonly id?: string;
}

function send(call: Pick<Call, 'path' | 'method'>, given: Given, to = app): Response | Promise<Response> {
  const path = call.path.replaceAll(/\{\w+\}/g, given.id ?? 'nobody');
  return to.request(`http://localhost:8080${path}${given.query ?? ''}`, {
    method: call.method,
    headers: {
      host: 'localhost:8080',
      ...(given.text === undefined ? {} : { 'content-type': 'application/json' }),
      ...given.headers,
    },
    ...(given.text === undefined ? {} : { body: given.text }),
  });
}

/** What is wrong with how a call was refused; null when nothing is. */
async function faultOf(response: Response, statuses: readonly number[] = FAULTS): Promise<string | null> {
  const text = await response.text();
  if (!statuses.includes(response.status)) return `${response.status}: ${text.slice(0, 200)}`;
  const { issues } = JSON.parse(text) as Refusal;
  const isTold = issues.length > 0 && issues.every(({ code, what, fix }) => code && what && fix);
  if (isTold && !text.includes('/src/')) return null;
  return `${response.status} without a reason: ${text.slice(0, 200)}`;
}
const FAULTS = [400, 403, 404, 409, 413, 415, 421, 422];

/** Every described call with something wrong in it; the store has to be as it was. */
async function expectRefused(
  wrongsOf: (call: Call) => readonly Given[],
  statuses: readonly number[] = FAULTS,
  to = app,
): Promise<void> {
  const before = await storeImage(store);
  const found: string[] = [];
  let count = 0;
  for (const call of calls) {
    for (const given of wrongsOf(call)) {
      count += 1;
      const fault = await faultOf(await send(call, given, to), statuses);
      const said = `${call.method} ${call.path} ${given.id ?? ''}${given.query ?? ''} ${(given.text ?? '').slice(0, 120)}`;
      if (fault !== null) found.push(`${said} -> ${fault}`);
    }
  }
  expect(found).toEqual([]);
  expect(count).toBeGreaterThan(10);
  expect(await storeImage(store)).toEqual(before);
}

const WRONG_IDS = [
  '..%2f..%2fetc%2fpasswd',
  '%2e%2e',
  'a%00b',
  'x'.repeat(65),
  '%F0%9F%92%A5',
  "'%20OR%201=1--",
  '%ff',
];
/** One of each kind, and texts that other programs have tripped over. */
const VALUES: readonly unknown[] = [
  null,
  true,
  -1,
  1.5,
  1e308,
  '',
  'nobody',
  '../../etc/passwd',
  '\0',
  '\ud800',
  LONG,
  [],
  [null],
  {},
  { constructor: 1 },
  deep(2000),
];

function deep(levels: number): unknown {
  return JSON.parse('['.repeat(levels) + ']'.repeat(levels));
}

/** Bodies in which one field is wrong, missing or too much; those that are right by chance are left out. */
function wrongBodies({ body }: Call): string[] {
  if (body === null) return [];
  const properties = Object.keys((body.schema['properties'] ?? {}) as object);
  const right: Record<string, unknown> = {
    text: 'no plan',
    planId: 'nobody',
    baseVersion: 1,
    changes: [],
    file: 'eA==',
  };
  const base = Object.fromEntries(properties.filter((name) => name in right).map((name) => [name, right[name]]));
  const bodies: unknown[] = [
    ...VALUES,
    { ...base, surplus: 1 },
    ...properties.map((name) => Object.fromEntries(Object.entries(base).filter(([key]) => key !== name))),
    ...properties.flatMap((name) => VALUES.map((value) => ({ ...base, [name]: value }))),
  ];
  return bodies.filter((each) => !body.isValid(each)).map((each) => JSON.stringify(each));
}

describe('every described call is refused with its reason', () => {
  test('where its body is of the wrong form', { timeout: 120_000 }, async () => {
    await expectRefused((call) => wrongBodies(call).map((text) => ({ text })), [404, 413, 422]);
  });

  test('where its body is no JSON, or not there', { timeout: 60_000 }, async () => {
    const texts_ = [
      '{',
      '',
      'null',
      '{"text": "a"',
      '\ufeff{}',
      '{"a":1}{"b":2}',
      'NaN',
      '<xml/>',
      '['.repeat(100_000),
    ];
    await expectRefused(({ body }) => (body === null ? [] : texts_.map((text) => ({ text }))), [400, 404, 422]);
  });

  test('where its body is larger than any may be', { timeout: 60_000 }, async () => {
    const bodies = [JSON.stringify({ text: HUGE }), HUGE];
    await expectRefused(({ body }) => (body === null ? [] : bodies.map((text) => ({ text }))).slice(0, 2), [413]);
  });

  test('where its body is of another content type', async () => {
    const types = [
      'text/plain',
      'application/x-www-form-urlencoded',
      'multipart/form-data; boundary=x',
      'text/json',
      '',
    ];
    await expectRefused(
      ({ body }) => (body === null ? [] : types.map((type) => ({ text: '{}', headers: { 'content-type': type } }))),
      [400, 415, 422],
    );
  });

  test('where its path names what there is not, or leads elsewhere', async () => {
    await expectRefused(
      ({ parameters, body }) =>
        parameters.some((each) => each.in === 'path')
          ? WRONG_IDS.map((id) => ({ id, ...(body === null ? {} : { text: '{"text": "no plan", "baseVersion": 1}' }) }))
          : [],
      [400, 404, 422],
    );
  });

  test('where it comes from a page of another site, or by a foreign name', async () => {
    const origins = [
      'http://evil.example',
      'null',
      'http://localhost:9',
      'file://',
      'http://localhost:8080.evil.example',
    ];
    const foreign = origins.map((origin) => ({ origin }));
    const headers = [...foreign, { 'sec-fetch-site': 'cross-site' }, { 'sec-fetch-site': 'same-site' }];
    await expectRefused(
      ({ method }) => (method === 'GET' ? [] : headers.map((each) => ({ text: '{}', headers: each }))),
      [403],
    );
    const hosts = ['evil.example', 'localhost.evil.example', '127.0.0.1.nip.io', '[::2]', ''];
    await expectRefused(() => hosts.map((host) => ({ headers: { host } })), [421]);
  });

  test('where it carries no token, or a wrong one', async () => {
    const guarded = appWith({ token: TOKEN, isLoopback: false });
    const wrong = [
      '',
      'Bearer',
      'Bearer ',
      `Basic ${TOKEN}`,
      `bearer  ${TOKEN}`,
      `Bearer ${TOKEN} `.repeat(2),
      `Bearer ${LONG}`,
    ];
    await expectRefused(
      ({ body }) =>
        [{}, ...wrong.map((authorization) => ({ authorization }))].map((headers) => ({
          headers: headers as Record<string, string>,
          ...(body === null ? {} : { text: '{}' }),
        })),
      [401],
      guarded,
    );
  });
});

test('a query of the wrong form is refused', async () => {
  const before = await storeImage(store);
  const wrong: readonly [string, string][] = [
    ['/api/v1/plans/kept', '?version=first'],
    ['/api/v1/plans/kept', '?version=0'],
    ['/api/v1/plans/kept', '?version=99999999999999999999'],
    ['/api/v1/plans/kept', '?version=1&version=2'],
    ['/api/v1/plans/kept/diff', ''],
    ['/api/v1/plans/kept/diff', '?from=1'],
    ['/api/v1/plans/kept/diff', '?from=1&to=7'],
    ['/api/v1/plans/kept/diff', '?from=-1&to=1e999'],
    ['/api/v1/runs', '?planId=../kept'],
    ['/api/v1/runs/nobody/export/html', '?redact=yes'],
    ['/api/v1/runs/nobody/export/csv', `?table=${'x'.repeat(5000)}`],
  ];
  for (const [path, query] of wrong) {
    const fault = await faultOf(await send({ path, method: 'GET' }, { query }), [404, 422]);
    expect([path, query, fault]).toEqual([path, query, null]);
  }
  expect(await storeImage(store)).toEqual(before);
});

test('any JSON at all is answered or refused, never a failure of the server', { timeout: 120_000 }, async () => {
  const failures: string[] = [];
  const posts = calls.filter(({ body }) => body !== null);
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...posts.map((_, index) => index)),
      fc.jsonValue(),
      fc.jsonValue(),
      async (index, value, other) => {
        const call = posts[index]!;
        const names = Object.keys((call.body!.schema['properties'] ?? {}) as object);
        const body = Object.fromEntries(names.map((name, at) => [name, at % 2 === 0 ? value : other]));
        for (const each of [value, body]) {
          const response = await send(call, { text: JSON.stringify(each) });
          if (response.status >= 500) failures.push(`${call.method} ${call.path} ${JSON.stringify(each)}`);
        }
      },
    ),
    { numRuns: 300 },
  );
  expect(failures).toEqual([]);
  expect((await store.listPlans()).map(({ id }) => id)).toEqual(['kept']);
});

test('a file of any bytes handed in as a workbook is refused, not a failure', { timeout: 60_000 }, async () => {
  const call = { method: 'POST', path: '/api/v1/import' };
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 400 }), fc.boolean(), async (bytes, isZip) => {
      const file = Buffer.from([...(isZip ? [0x50, 0x4b, 3, 4] : []), ...bytes]).toString('base64');
      const response = await send(call, { text: JSON.stringify({ text: TINY, file }) });
      expect(await faultOf(response, [422])).toBeNull();
    }),
    { numRuns: 200 },
  );
});

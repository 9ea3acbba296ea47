import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

import AxeBuilder from '@axe-core/playwright';
import { readXlsx, writeXlsx, type CellValue } from 'hucre/xlsx';
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';

import { openStore } from '../../src/adapters/node/store/index.ts';
import type { RunRecord, StoredPlan } from '../../src/api/index.ts';
import { isBrowserSkipped, skippedText, startBrowser } from '../support/browser.ts';
import { exampleResult } from '../support/example-result.ts';
import { startServerProcess, type ServerProcess } from '../support/server-process.ts';

const pathOf = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const FRONTIER = readFileSync(pathOf('../../examples/frontier-lab.yaml'), 'utf8');
const HOST = readFileSync(pathOf('../../examples/host.yaml'), 'utf8');
/** The tiny plan with the fewest samples that still make an answer. */
const TINY = readFileSync(pathOf('../support/tiny-plan.yaml'), 'utf8').replace(
  /^tree:.*$/m,
  `lattice: {lattices: 2, nodesPerStage: 4, paths: 256, iterations: 2, rounds: 2, replayPaths: 32}
tree: {stageStartMonths: [0, 3], branches: [2], paths: 64, trees: 2}`,
);
const PAGE_FOLDER = pathOf('../../dist/web');

const DESK: BrowserContextOptions = { viewport: { width: 1280, height: 900 } };
const PHONE: BrowserContextOptions = { viewport: { width: 390, height: 844 }, isMobile: true };
const SCREENS = [
  'brief',
  'edit',
  'demand',
  'offers',
  'portfolio',
  'matrix',
  'policy',
  'risk',
  'compare',
  'track',
  'runs',
];
/** Kilobytes of scripts and styles, compressed, that the first screen waits for. */
const FIRST_LOAD_KB_MAX = 300;

/** A machine is slow when everything is checked at once. */
const WAIT = { timeout: 60_000 };
/** A run of the tiny plan takes some seconds alone, and minutes where every processor is taken. */
const ANSWERED = { timeout: 240_000 };

beforeAll(() => {
  const built = spawnSync(process.execPath, [pathOf('../../scripts/build-web.mjs')], { encoding: 'utf8' });
  if (built.status !== 0) throw new Error(built.stderr);
});

test('the first screen waits for less than 300 KB', () => {
  const html = readFileSync(join(PAGE_FOLDER, 'index.html'), 'utf8');
  const files = [...html.matchAll(/(?:src|href)="\/(assets\/[^"]+)"/g)].map(([, file]) => join(PAGE_FOLDER, file!));
  expect(files.length).toBeGreaterThan(1);
  const bytes = files.map((file) => gzipSync(readFileSync(file)).length).reduce((sum, each) => sum + each, 0);
  expect(bytes / 1000).toBeLessThan(FIRST_LOAD_KB_MAX);
  expect(bytes / 1000).toBeGreaterThan(50);
});

describe.skipIf(isBrowserSkipped)(`the page in Chromium${skippedText}`, () => {
  let browser: Browser;
  let folder: string;
  let server: ServerProcess;
  let context: BrowserContext;
  /** what the page complained of */
  let heard: string[];

  beforeAll(async () => {
    browser = await startBrowser();
    folder = mkdtempSync(join(tmpdir(), 'eightyfold-page-'));
  });
  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true });
  });
  beforeEach(() => {
    heard = [];
  });
  afterEach(async () => {
    await context?.close();
    await server?.end();
  });

  async function opened(data: string, path: string, options = DESK): Promise<Page> {
    server ??= await startServerProcess(data);
    if (server.child.exitCode !== null || server.child.signalCode !== null) server = await startServerProcess(data);
    context = await browser.newContext(options);
    const page = await context.newPage();
    page.setDefaultTimeout(WAIT.timeout);
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) heard.push(message.text());
    });
    page.on('pageerror', (error) => heard.push(error.message));
    page.on('request', (request) => {
      if (!request.url().startsWith(server.address) && !/^(blob|data):/.test(request.url()))
        heard.push(`called ${request.url()}`);
    });
    await page.goto(server.address + path);
    return page;
  }

  /** A folder with an answered plan, a changed version of it, and a host. */
  async function filledFolder(): Promise<string> {
    const data = mkdtempSync(join(folder, 'data-'));
    const store = openStore(data);
    await store.createPlan({ id: 'lab', kind: 'plan', name: 'Lab', text: FRONTIER, note: '' });
    await store.savePlan('lab', {
      name: 'Lab',
      text: FRONTIER.replace('seed: 80', 'seed: 81'),
      note: 'seed',
      baseVersion: 1,
    });
    await store.createPlan({ id: 'host', kind: 'host', name: 'Host', text: HOST, note: '' });
    for (const version of [1, 2]) {
      const id = `run-${version}`;
      await store.createRun({ id, planId: 'lab', version, seed: null, hasAnswers: false, engineVersion: '0.1.0' });
      await store.endRun(id, { status: 'planned', resultText: JSON.stringify(exampleResult) });
    }
    await store.close();
    return data;
  }

  async function statusOfRun(from: ServerProcess): Promise<string> {
    const [run] = await from.call<readonly RunRecord[]>('GET', '/runs');
    return run?.status ?? 'none';
  }

  async function violationsOf(page: Page): Promise<string[]> {
    const { violations } = await new AxeBuilder({ page }).analyze();
    return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
  }

  const plain = ['/plans/host/host', '/quick', '/catalogue?table=accelerators', '/'];
  test.each(
    (['light', 'dark'] as const).flatMap((colorScheme) => [
      { colorScheme, paths: SCREENS.slice(0, 5).map((screen) => `/plans/lab/${screen}`) },
      { colorScheme, paths: [...SCREENS.slice(5).map((screen) => `/plans/lab/${screen}`), ...plain] },
    ]),
  )(
    'screens are readable for everybody and complain of nothing: $colorScheme, $paths',
    async ({ colorScheme, paths }) => {
      const page = await opened(await filledFolder(), '/', { ...DESK, colorScheme });
      for (const path of paths) {
        await page.goto(server.address + path);
        await page.locator('h1').waitFor();
        await page.waitForLoadState('networkidle');
        expect(await violationsOf(page), path).toEqual([]);
      }
      expect(heard).toEqual([]);
    },
  );

  test('the fan and every date stand on the first screen of the brief, and a figure says what it rests on', async () => {
    const page = await opened(await filledFolder(), '/plans/lab/brief');
    for (const part of [page.locator('.chart-frame svg').first(), page.locator('.deadlines')]) {
      await part.waitFor();
      const box = await part.boundingBox();
      expect(box!.y + box!.height).toBeLessThanOrEqual(DESK.viewport!.height);
    }
    await page.locator('.figures div', { hasText: 'Worth of these offers' }).getByRole('button').click();
    expect(await page.getByRole('dialog').innerText()).toMatch(/Rests on[^]*growth\.regimes/);
    expect(heard).toEqual([]);
  });

  test('the brief answers on a phone without scrolling sideways, and a number says what it is', async () => {
    const page = await opened(await filledFolder(), '/plans/lab/brief', PHONE);
    await page.getByRole('heading', { name: 'Sign now' }).waitFor();
    await page.locator('.chart-frame svg').first().waitFor();
    const widths = await page.evaluate(() => [
      document.documentElement.scrollWidth,
      document.documentElement.clientWidth,
    ]);
    expect(widths[0]).toBeLessThanOrEqual(widths[1]!);
    const figure = page.locator('.figures div', { hasText: 'Firm liability' }).getByRole('button');
    await figure.click();
    const dialog = page.getByRole('dialog');
    await dialog.waitFor();
    expect(await dialog.innerText()).toMatch(/every right of ours[^]*Exactly[^]*USD/);
    expect(heard).toEqual([]);
  });

  test('the figures of a month are read by pointer and by key', async () => {
    const page = await opened(await filledFolder(), '/plans/lab/brief');
    const slider = page.getByRole('slider', { name: 'Month of: Demand against capacity in service' });
    await slider.focus();
    await page.keyboard.press('ArrowRight');
    expect(await slider.getAttribute('aria-valuetext')).toMatch(/^2026-09: demand [\d,]{7} at the median/);
    const drawing = page.locator('.chart-frame svg').first();
    await drawing.hover({ position: { x: 400, y: 100 } });
    const reading = await page.locator('.month-reader .under').first().innerText();
    expect(reading).toBe(await slider.getAttribute('aria-valuetext'));
    expect(reading).not.toMatch(/^2026-09/);
    expect(heard).toEqual([]);
  });

  test('the public record fits a phone, and the table that is open is in sight', async () => {
    const page = await opened(await filledFolder(), '/catalogue?table=spot-availability', PHONE);
    await page
      .getByRole('button', { name: /^More about/ })
      .first()
      .click();
    for (const part of ['html', '.grid']) {
      const [content, frame] = await page.locator(part).evaluate((each) => [each.scrollWidth, each.clientWidth]);
      expect(content, part).toBeLessThanOrEqual(frame!);
    }
    const box = await page.locator('.tabs .active').boundingBox();
    expect(box!.x).toBeGreaterThanOrEqual(0);
    expect(box!.x + box!.width).toBeLessThanOrEqual(PHONE.viewport!.width);
    await page.getByRole('searchbox').fill('no such word anywhere');
    await page.getByText(/^0 of \d+ rows$/).waitFor();
    expect(heard).toEqual([]);
  });

  test('a long screen lists its parts, and the list leads to one and closes', async () => {
    const page = await opened(await filledFolder(), '/plans/lab/risk', PHONE);
    await page.getByText(/^On this screen: \d+ parts$/).click();
    await page.getByRole('link', { name: 'Assumptions and sources' }).click();
    await expect.poll(() => page.evaluate(() => window.scrollY), WAIT).toBeGreaterThan(2000);
    expect(await page.getByRole('link', { name: 'Assumptions and sources' }).isVisible()).toBe(false);
    expect(heard).toEqual([]);
  });

  test(
    'from an empty machine to an exported memo: a plan file, its answer, its brief as a file',
    async () => {
      const page = await opened(mkdtempSync(join(folder, 'data-')), '/');
      await page.getByRole('heading', { name: 'Plan for 10x. Survive 80x.' }).waitFor();
      const file = { name: 'tiny-plan.yaml', mimeType: 'application/yaml', buffer: Buffer.from(TINY) };
      await page.locator('input[type=file]').setInputFiles(file);
      await page.getByRole('button', { name: 'Answer this plan' }).click();
      // The server knows when the run has ended, and how; the page is asked only then.
      await expect.poll(() => statusOfRun(server), { ...ANSWERED, interval: 250 }).toMatch(/^(?!queued|running|none)/);
      expect(await statusOfRun(server)).toBe('planned');
      await page.getByRole('heading', { name: 'Sign now' }).waitFor();
      expect(await page.locator('.headline').innerText()).toContain('lease-one-year');
      await page.getByRole('button', { name: 'Export' }).click();
      const saving = page.waitForEvent('download');
      await page.getByRole('menuitem', { name: 'Brief, Markdown' }).click();
      const download = await saving;
      expect(download.suggestedFilename()).toBe('eightyfold-brief.md');
      expect(readFileSync(await download.path(), 'utf8')).toMatch(/^# Tiny plan\n/);
      expect(heard).toEqual([]);
    },
    ANSWERED.timeout + WAIT.timeout,
  );

  test('a plan is changed as a form and as text, nothing typed is lost on reload, and a fault is shown at its place', async () => {
    const page = await opened(await filledFolder(), '/plans/lab/edit');
    const price = page.getByRole('group', { name: 'hyperscaler-5y' }).getByLabel('Price, USD per GPU hour');
    await price.fill('1.25');
    await price.blur();
    await page.getByText('Not saved yet').waitFor();
    await page.reload();
    expect(await price.inputValue()).toBe('1.25');
    await page.getByRole('button', { name: 'Answer again' }).click();
    await page.getByText('Your changes are not saved.').waitFor();
    expect(await server.call('GET', '/runs')).toHaveLength(2);
    await price.fill('-3');
    await price.blur();
    await page.getByText(/not ready to save/).waitFor();
    expect(await page.getByRole('button', { name: 'Save', exact: true }).isDisabled()).toBe(true);
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByRole('button', { name: 'YAML' }).click();
    await page.locator('.cm-content', { hasText: 'eightyfold: 1' }).waitFor();
    await page.getByLabel('What changed, in a few words').fill('a better price');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByText('version 3', { exact: true }).waitFor();
    await page.getByRole('link', { name: 'History' }).click();
    await page.getByRole('button', { name: 'What changed in version 3' }).click();
    const diff = page.locator('.diff');
    await diff.waitFor();
    expect(await diff.locator('.added').allInnerTexts()).toHaveLength(1);
    expect(await diff.locator('.added').innerText()).toContain('priceUsdPerGpuHour: 1.25');
    expect(heard).toEqual([]);
  });

  test('a workbook is filled in and taken into the plan after a look at what changes, and a fault stands at its cell', async () => {
    const page = await opened(await filledFolder(), '/plans/lab/edit');
    const saving = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Save as a workbook' }).click();
    const { sheets } = await readXlsx(new Uint8Array(readFileSync(await (await saving).path())));
    const offers = sheets.find(({ name }) => name === 'offers')!.rows;
    const handIn = async (column: string, value: CellValue): Promise<void> => {
      offers[1]![offers[0]!.indexOf(column)] = value;
      const filled = await writeXlsx({ sheets: sheets.map(({ name, rows }) => ({ name, rows })) });
      const file = { name: 'plan.xlsx', mimeType: 'application/octet-stream', buffer: Buffer.from(filled) };
      await page.locator('input[accept=".xlsx,.csv"]').setInputFiles(file);
    };
    await handIn('priceUsdPerGpuHour', 1.05);
    const changes = page.getByRole('table', { name: 'What the workbook changes' });
    await changes.waitFor();
    expect(await changes.innerText()).toMatch(/offers\[0\]\.priceUsdPerGpuHour\s+1\.1\s+1\.05\s+offers![A-Z]+2/);
    await page.getByRole('button', { name: 'Take this change into the plan' }).click();
    await page.getByText('Not saved yet').waitFor();
    expect(await server.call('GET', '/plans/lab/versions')).toHaveLength(2);
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByText('version 3', { exact: true }).waitFor();
    await handIn('gpus', 'many');
    await page
      .getByRole('alert')
      .getByText(/offers![A-Z]+2/)
      .waitFor();
    expect(await server.call('GET', '/plans/lab/versions')).toHaveLength(3);
    // The refusal itself is all that a browser may complain of.
    expect(heard.filter((line) => !line.includes('422'))).toEqual([]);
  });

  test(
    'a price that is moved says whether the choice turns, says that it is approximate, and is in the address',
    async () => {
      const page = await opened(await filledFolder(), '/plans/lab/offers?quote=neocloud&price=0.7');
      const section = page.getByRole('region', { name: 'What if' });
      const said = section.locator('.said');
      await said.waitFor(ANSWERED);
      expect(await said.innerText()).toMatch(/^With neocloud at 70% of its ask, the value of .* moves by \$/);
      expect(await section.innerText()).toContain('An approximation: exact optima on 4 sampled trees');
      await section.getByLabel('Price, of its ask').fill('1.5');
      await expect.poll(() => said.innerText(), ANSWERED).toMatch(/^With neocloud at 150% of its ask.* moves by −\$/);
      expect(new URL(page.url()).searchParams.get('price')).toBe('1.5');
      expect(heard).toEqual([]);
    },
    ANSWERED.timeout + WAIT.timeout,
  );

  test('a regime that is moved moves the fan of demand, and the other chances make room', async () => {
    const page = await opened(await filledFolder(), '/plans/lab/demand');
    const description = page.locator('.chart-frame desc');
    await description.waitFor({ state: 'attached' });
    const before = await description.textContent();
    const surge = page.getByRole('group', { name: 'surge' }).getByLabel('Chance now');
    await surge.fill('0.9');
    await expect.poll(() => description.textContent(), WAIT).not.toBe(before);
    expect(await page.getByRole('group', { name: 'planned' }).locator('output').last().innerText()).not.toBe('0.4');
    expect(await page.locator('.draft-bar').innerText()).toContain('Not saved yet');
    expect(heard).toEqual([]);
  });

  test('each quote says how far demand runs ahead of it, and a usage table makes the regimes of the plan', async () => {
    const page = await opened(await filledFolder(), '/plans/lab/demand');
    const gap = page.getByRole('table', { name: 'Lead-time gap' });
    await gap.waitFor();
    expect(await gap.getByRole('row', { name: /^own-build/ }).innerText()).toMatch(
      /202\d-\d\d \(20\d\d-\d\d\)\s+\d.*x/,
    );
    const months = Array.from({ length: 24 }, (_, month) => new Date(Date.UTC(2024, month)).toISOString().slice(0, 7));
    const rows = months.map((month, index) => `${month},${Math.round(1000 * 1.1 ** index)}`);
    const buffer = Buffer.from(['month,gpus', ...rows].join('\n'));
    await page.locator('input[type=file]').setInputFiles({ name: 'usage.csv', mimeType: 'text/csv', buffer });
    await page.getByText(/gpus by month, 2024-01-01 to 2025-12-31: 23 growths/).waitFor();
    await page.getByText('Read it otherwise').click();
    await page.getByLabel('Unit', { exact: true }).selectOption('gpu-hours');
    await page.getByText(/gpu-hours by month, 2024-01-01 to 2025-12-31: 23 growths/).waitFor();
    await page.getByRole('button', { name: 'Take these regimes into the plan' }).click();
    await page.getByText('Not saved yet').waitFor();
    expect(await page.locator('.draft-bar').innerText()).not.toContain('not ready to save');
    expect(await page.getByRole('group', { name: 'planned' }).count()).toBe(0);
    const wrong = { name: 'usage.csv', mimeType: 'text/csv', buffer: Buffer.from('a,b\nc,d\n') };
    await page.locator('input[type=file]').setInputFiles(wrong);
    await page.locator('.issues').getByText(/fix/i).first().waitFor();
    expect(heard).toEqual([]);
  });

  test('a plan file is taken in with the usage table that it names', async () => {
    const page = await opened(mkdtempSync(join(folder, 'data-')), '/');
    const naming = TINY.replace(/^ {2}growth:\n[^]*?(?=\n\w)/m, '  history: usage.csv\n  growth: {}\n');
    const file = { name: 'plan.yaml', mimeType: 'application/yaml', buffer: Buffer.from(naming) };
    const table = { name: 'usage.csv', mimeType: 'text/csv', buffer: readFileSync(pathOf('../../examples/usage.csv')) };
    const input = page.locator('input[type=file]');
    await input.setInputFiles(file);
    await page
      .getByRole('alert')
      .getByText(/history names usage\.csv/)
      .waitFor();
    await input.setInputFiles([file, table]);
    await page.getByRole('button', { name: 'Answer this plan' }).waitFor();
    const [plan] = await server.call<readonly StoredPlan[]>('GET', '/plans');
    const { text } = await server.call<StoredPlan>('GET', `/plans/${plan!.id}`);
    expect(text).toContain('steady-low');
    expect(text).not.toContain('history:');
    // The refusal itself is all that a browser may complain of.
    expect(heard.filter((line) => !line.includes('422'))).toEqual([]);
  });

  test('an export that fails says so', async () => {
    const page = await opened(await filledFolder(), '/plans/lab/brief');
    const issue = { severity: 'error', code: 'bug', path: '', line: null, what: 'the server failed', fix: 'report it' };
    await page.route('**/export/**', (route) => route.fulfill({ status: 500, json: { issues: [issue] } }));
    await page.getByRole('button', { name: 'Export' }).click();
    await page.getByRole('menuitem', { name: 'Redacted brief' }).click();
    await page.getByRole('alert').getByText('the server failed').waitFor();
    expect(heard.filter((line) => !line.includes('500'))).toEqual([]);
  });

  test('an answer of an older release says what to do instead of breaking a screen', async () => {
    const data = mkdtempSync(join(folder, 'data-'));
    const store = openStore(data);
    await store.createPlan({ id: 'lab', kind: 'plan', name: 'Lab', text: FRONTIER, note: '' });
    const run = { id: 'run', planId: 'lab', version: 1, seed: null, hasAnswers: false, engineVersion: '0.1.0' };
    await store.createRun(run);
    const resultText = JSON.stringify({ schemaVersion: 4, plan: {}, signNow: [] });
    await store.endRun('run', { status: 'planned', resultText });
    await store.close();
    const page = await opened(data, '/plans/lab/brief');
    await page.getByText('this result has schema 4; this release reads schema 6').waitFor();
    await page.getByText('plan again with this release').waitFor();
    expect(await page.getByRole('button', { name: 'Answer again' }).isEnabled()).toBe(true);
    // The refusal itself is all that a browser may complain of.
    expect(heard.filter((line) => !line.includes('409'))).toEqual([]);
  });

  test('a start-up goes from a usage table and three quotes to a plan that is being answered', async () => {
    const page = await opened(mkdtempSync(join(folder, 'data-')), '/quick');
    await page.getByRole('button', { name: 'Fill in an example' }).click();
    await page.getByRole('button', { name: 'Answer', exact: true }).click();
    await page.getByRole('heading', { name: 'What today’s load alone says' }).waitFor();
    await page.getByRole('button', { name: 'Make it a plan and answer it' }).click();
    await page.getByRole('heading', { name: 'Quick plan' }).waitFor();
    await page.getByText(/Answering|Waiting for its turn/).waitFor();
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.getByText('The last run was cancelled.').waitFor();
    expect(heard).toEqual([]);
  });

  test('actuals and a signed deal make the next plan, which is looked at before it is saved', async () => {
    const page = await opened(await filledFolder(), '/plans/lab/track');
    await page.getByLabel('Actuals by month').fill('month,busyReferenceGpus\n2026-07,430000\n2026-08,520000\n');
    await page.getByLabel('neocloud, blocks').fill('9');
    await page.getByRole('button', { name: 'What does that say?' }).click();
    await page.getByText('neocloud has 4 blocks').waitFor();
    await page.getByLabel('neocloud, blocks').fill('2');
    await page.getByRole('button', { name: 'What does that say?' }).click();
    await page.getByLabel('What the actuals say').waitFor();
    await page.getByRole('button', { name: 'Take it into the plan' }).click();
    await page.getByText('Not saved yet').waitFor();
    expect(await page.getByRole('group', { name: 'Plan', exact: true }).getByLabel('Start month').inputValue()).toBe(
      '2026-09',
    );
    expect(heard).toEqual([]);
  });

  test('a host takes the sample and reads its floor price', async () => {
    const page = await opened(mkdtempSync(join(folder, 'data-')), '/');
    await page.getByRole('button', { name: /A host with idle power/ }).click();
    const answer = page.getByLabel('Answer to the host');
    await answer.waitFor();
    expect(await answer.innerText()).toMatch(/floor/i);
    expect(heard).toEqual([]);
  });
});

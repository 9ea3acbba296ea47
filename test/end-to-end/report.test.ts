import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import { Window } from 'happy-dom';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { renderReport } from '../../src/charts/index.ts';
import type { Result } from '../../src/core/index.ts';
import { exampleResult } from '../support/example-result.ts';

const CHROMIUM = process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium';
const ARGUMENTS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
const PAGE: BrowserContextOptions = { viewport: { width: 1200, height: 900 } };
const PHONE: BrowserContextOptions = { viewport: { width: 390, height: 844 }, isMobile: true, deviceScaleFactor: 2 };
/** Set to a folder to keep pictures of what the browser showed. */
const SHOTS = process.env['EIGHTYFOLD_SHOTS'];

const isAbsent = !existsSync(CHROMIUM);
// With CI set an absent browser fails in the test itself; without it the tests are skipped with this reason.
const isSkipped = isAbsent && process.env['CI'] === undefined;

describe.skipIf(isSkipped)(
  `report.html in Chromium${isSkipped ? ` (skipped: no ${CHROMIUM}; apt-get install chromium)` : ''}`,
  () => {
    let browser: Browser | undefined;
    const folder = mkdtempSync(join(tmpdir(), 'eightyfold-report-'));
    const file = join(folder, 'report.html');
    const longFile = join(folder, 'long.html');

    beforeAll(async () => {
      if (isAbsent) throw new Error(`CI is set and there is no Chromium at ${CHROMIUM}: apt-get install chromium`);
      // happy-dom implements the part of Document that the charts use; its type is its own.
      const document = new Window().document as unknown as Document;
      writeFileSync(file, renderReport(exampleResult, document));
      writeFileSync(longFile, renderReport(withLongNames(exampleResult), document));
      browser = await chromium.launch({ executablePath: CHROMIUM, args: ARGUMENTS });
    });

    afterAll(async () => {
      await browser?.close();
      rmSync(folder, { recursive: true });
    });

    /** Opens the report; `heard` collects console lines, page errors and every request but the file's own. */
    async function opened(options: BrowserContextOptions, path = file): Promise<{ page: Page; heard: string[] }> {
      if (browser === undefined) throw new Error('the browser did not start');
      const heard: string[] = [];
      const page = await (await browser.newContext(options)).newPage();
      const address = pathToFileURL(path).href;
      page.on('console', (message) => heard.push(`console: ${message.text()}`));
      page.on('pageerror', (error) => heard.push(`error: ${error.message}`));
      page.on('request', (request) => {
        if (request.url() !== address && !request.url().startsWith('data:')) heard.push(`request: ${request.url()}`);
      });
      await page.goto(address);
      return { page, heard };
    }

    async function keepPicture(page: Page, name: string): Promise<void> {
      if (SHOTS === undefined) return;
      mkdirSync(SHOTS, { recursive: true });
      await page.screenshot({ path: join(SHOTS, `${name}.png`), fullPage: true });
    }

    it.each([
      ['light', { ...PAGE, colorScheme: 'light' }],
      ['dark', { ...PAGE, colorScheme: 'dark' }],
      ['phone', PHONE],
    ] as const)('opens without a console line or a request and fits its width: %s', async (name, options) => {
      const { page, heard } = await opened(options);
      const [contentWidth, width] = await page.evaluate(() => [
        document.documentElement.scrollWidth,
        window.innerWidth,
      ]);
      expect(contentWidth).toBeLessThanOrEqual(options.viewport?.width ?? 0);
      expect(width).toBe(options.viewport?.width);
      await keepPicture(page, name);
      expect(heard).toEqual([]);
      await page.context().close();
    });

    it.each([
      ['a page', PAGE],
      ['a phone', PHONE],
    ])('names of 120 letters do not widen %s, nor run as code', async (name, options) => {
      const { page, heard } = await opened(options, longFile);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(
        options.viewport?.width ?? 0,
      );
      await keepPicture(page, `long-${name.replace(' ', '-')}`);
      expect(heard).toEqual([]);
      await page.context().close();
    });

    it.each([
      ['a page', PAGE],
      ['a phone', PHONE],
    ])('shows each chart once, with its name, on %s', async (_, options) => {
      const { page } = await opened(options);
      const names = [
        'Demand against capacity in service, logarithmic axis',
        'Capacity in service by host',
        'Walk-away price against the ask',
      ];
      for (const name of names) expect(await page.getByRole('img', { name, exact: true }).count()).toBe(1);
      await page.context().close();
    });

    it('switches the axis by keyboard, without a script', async () => {
      const { page } = await opened(PAGE);
      const linear = page.getByRole('img', { name: 'Demand against capacity in service', exact: true });
      expect(await linear.count()).toBe(0);
      await page.getByRole('radio', { name: 'logarithmic' }).focus();
      await page.keyboard.press('ArrowRight');
      expect(await linear.isVisible()).toBe(true);
      await page.context().close();
    });

    it('prints both axes', async () => {
      const { page } = await opened(PAGE);
      await page.emulateMedia({ media: 'print' });
      expect(await page.getByRole('img', { name: /^Demand against capacity/ }).count()).toBe(2);
      const pdf = await page.pdf({ preferCSSPageSize: true });
      expect(pdf.byteLength).toBeGreaterThan(10_000);
      if (SHOTS !== undefined) writeFileSync(join(SHOTS, 'print.pdf'), pdf);
      await page.context().close();
    });
  },
);

/** The example with names no table was drawn for, and markup in them. */
function withLongNames(result: Result): Result {
  const long = (name: string) => `<img src=x onerror=alert(1)>${name.repeat(120 / name.length + 1).slice(0, 120)}`;
  return {
    ...result,
    plan: { ...result.plan, name: long('name') },
    offers: result.offers.map((offer) => ({ ...offer, offerId: long(offer.offerId), host: long('host') })),
    signNow: result.signNow.map((signing) => ({ ...signing, offerId: long(signing.offerId), host: long('host') })),
    issues: result.issues.map((issue) => ({ ...issue, path: long('path') })),
    series: {
      ...result.series,
      capacity: result.series.capacity.map((contract) => ({ ...contract, host: long(contract.host) })),
    },
  };
}

// Draws docs/app.png: the brief of the frontier lab's example in the application. Plan it first, build the page, draw:
//   node bin/eightyfold.mjs plan examples/frontier-lab.yaml --out lab
//   node scripts/build-web.mjs && node scripts/write-app-image.ts lab/result.json
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { openStore } from '../src/adapters/node/store/index.ts';
import type { AnsweredResult } from '../src/core/index.ts';
import { startBrowser } from '../test/support/browser.ts';
import { startServerProcess } from '../test/support/server-process.ts';

const ROOT = join(import.meta.dirname, '..');
const VIEWPORT = { width: 1280, height: 900 };

const resultFile = process.argv[2];
if (resultFile === undefined) throw new Error('give the result.json of examples/frontier-lab.yaml');
const folder = mkdtempSync(join(tmpdir(), 'eightyfold-image-'));
try {
  await fill(folder, readFileSync(resultFile, 'utf8'));
  await draw(folder, join(ROOT, 'docs', 'app.png'));
} finally {
  rmSync(folder, { recursive: true });
}

/** A data folder with the example and its answer. */
async function fill(data: string, resultText: string): Promise<void> {
  // Written by this program; the page reads every field of it.
  const { plan, recipe } = JSON.parse(resultText) as AnsweredResult;
  const text = readFileSync(join(ROOT, 'examples', 'frontier-lab.yaml'), 'utf8');
  const store = openStore(data);
  await store.createPlan({ id: 'lab', kind: 'plan', name: plan.name, text, note: '' });
  const { engineVersion } = recipe;
  await store.createRun({ id: 'run', planId: 'lab', version: 1, seed: null, hasAnswers: false, engineVersion });
  await store.endRun('run', { status: 'planned', resultText });
  await store.close();
}

async function draw(data: string, file: string): Promise<void> {
  const server = await startServerProcess(data);
  const browser = await startBrowser();
  try {
    const page = await browser.newPage({ viewport: VIEWPORT, colorScheme: 'light' });
    await page.goto(`${server.address}/plans/lab/brief`);
    await page.locator('.chart-frame svg').first().waitFor();
    await page.screenshot({ path: file });
  } finally {
    await browser.close();
    await server.end();
  }
}

import { existsSync } from 'node:fs';

import { chromium, type Browser } from 'playwright-core';

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

const isAbsent = !existsSync(CHROMIUM);
/** With CI set an absent browser fails in the test itself; without it the tests are skipped with this reason. */
export const isBrowserSkipped = isAbsent && process.env['CI'] === undefined;
export const skippedText = isBrowserSkipped ? ` (skipped: no ${CHROMIUM}; apt-get install chromium)` : '';

export async function startBrowser(): Promise<Browser> {
  if (isAbsent) throw new Error(`CI is set and there is no Chromium at ${CHROMIUM}: apt-get install chromium`);
  return chromium.launch({ executablePath: CHROMIUM, args: ARGUMENTS });
}

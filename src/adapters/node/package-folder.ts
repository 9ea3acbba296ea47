import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The folder that holds package.json and the examples. */
export const PACKAGE_FOLDER = fileURLToPath(new URL('../../../', import.meta.url));

/** The engine's version, as every recipe states it. */
export const ENGINE_VERSION = versionOf(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8'));

function versionOf(manifestText: string): string {
  const { version } = JSON.parse(manifestText) as { version: string }; // our own file: npm requires the field
  return version;
}

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { PACKAGE_FOLDER } from './package-folder.ts';

const FOLDER = join(PACKAGE_FOLDER, 'catalogue');

/** Names of the catalogue's tables, without their ending, in alphabetical order. */
export function catalogueNames(): readonly string[] {
  return readdirSync(FOLDER)
    .filter((name) => name.endsWith('.csv'))
    .map((name) => name.slice(0, -'.csv'.length))
    .toSorted();
}

/** The text of a table of the catalogue. @param name one of `catalogueNames` */
export function readCatalogueTable(name: string): string {
  return readFileSync(join(FOLDER, `${name}.csv`), 'utf8');
}

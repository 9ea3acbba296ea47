import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

/** The repository's root: the tests run from there. */
export const ROOT = resolve(import.meta.dirname, '../..');

/** What the gates read besides sources. */
const HOUSE_FILES = [
  '.dependency-cruiser.mjs',
  '.gitignore',
  '.oxfmtrc.json',
  '.oxlintrc.json',
  'bin',
  'knip.json',
  'package.json',
  'scripts/boundaries.mjs',
  'scripts/check.mjs',
  'scripts/lint-core.mjs',
  'scripts/runtime.mjs',
  'scripts/tally-reporter.mjs',
  'test/support/fixed-seed.ts',
  'tsconfig.core.json',
  'tsconfig.json',
  'vitest.config.ts',
];

export interface ToolRun {
  readonly code: number | null;
  readonly output: string;
}

/** A throw-away repository with our gates and none of our sources, in which a test may break every rule. */
export interface PlantedRepository {
  /** runs a JavaScript file, given from this repository's root, on the Node that runs the tests */
  run(file: string, ...args: readonly string[]): ToolRun;
  /** starts one without waiting for it */
  start(file: string, ...args: readonly string[]): ChildProcess;
  remove(): void;
}

/** Makes a repository that holds our gates' settings and the given files, by path. */
export function plantRepository(textByPath: Readonly<Record<string, string>>): PlantedRepository {
  const folder = mkdtempSync(join(tmpdir(), 'eightyfold-planted-'));
  for (const name of HOUSE_FILES) cpSync(join(ROOT, name), join(folder, name), { recursive: true });
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'), 'junction');
  for (const [path, text] of Object.entries(textByPath)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return {
    run: (file, ...args) => runIn(folder, file, args),
    start: (file, ...args) => spawn(process.execPath, [join(folder, file), ...args], { cwd: folder }),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

function runIn(folder: string, file: string, args: readonly string[]): ToolRun {
  const isOurTest = (name: string): boolean => name.startsWith('VITEST') || name === 'TEST' || name === 'NODE_ENV';
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !isOurTest(name)));
  const run = spawnSync(process.execPath, [join(folder, file), ...args], { cwd: folder, encoding: 'utf8', env });
  return { code: run.status, output: run.stdout + run.stderr };
}

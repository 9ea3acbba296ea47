import { join } from 'node:path';

import { fileIssue, PACKAGE_FOLDER, readTextFile } from '../adapters/node/index.ts';
import {
  LOAD_BLOCKS_DEFAULT,
  loadProfileOf,
  loadProfiles,
  loadShapeOf,
  PLAN_DEFAULTS,
  priorAround,
} from '../core/index.ts';
import type { Issue, LoadProfile, ReadUsage, UsageOptions } from '../core/index.ts';
import { backtestText, demandFitText } from './demand-text.ts';
import { EXIT_CODES } from './exit-code.ts';
import { issueCounts, issuesText } from './issue-text.ts';
import { demandFitJson, loadShapeJson, noResultJson } from './json.ts';
import { loadShapeText } from './load-text.ts';
import { printable, type Session } from './output.ts';
import { shownName } from './shown-name.ts';
import { askUsage } from './usage-file.ts';

const CATALOGUE_BYTES_MAX = 2_000_000;

export interface DemandFitOptions extends UsageOptions {
  readonly json?: true;
  readonly seed?: number;
  readonly priorMultiple?: number;
  readonly backtest?: true;
}

const TOO_SHORT_TO_SCORE = fileIssue('backtest-short', {
  what: 'the table has fewer than four steps with usage, and a forecast needs three to see and one to be held against',
  fix: 'give a longer history, or leave out --backtest',
});

/** `eightyfold demand fit`: growth regimes from a usage table, as a block for a plan. */
export async function demandFitCommand(path: string, options: DemandFitOptions, session: Session): Promise<number> {
  const isJson = options.json ?? false;
  const seed = options.seed ?? PLAN_DEFAULTS.seed;
  const fitting = { seed, prior: priorAround(options.priorMultiple ?? null), isScored: options.backtest ?? false };
  const { read, fit, backtest } = await askUsage(path, { options, fitting, name: shownName(path) }, session);
  if (fit === null) return refuseUsage(read.issues, { path, isJson, session });
  if (options.backtest && backtest === null) return refuseUsage([TOO_SHORT_TO_SCORE], { path, isJson, session });
  await session.err.write(issuesText(read.issues, { fileName: shownName(path), output: session.err }));
  const scores = backtest === null ? '' : `${backtestText(backtest)}\n`;
  const text = (): string => scores + demandFitText(fit, shownName(path));
  await session.out.write(isJson ? demandFitJson(fit, { issues: read.issues, backtest }) : text());
  return EXIT_CODES.done;
}

export interface DemandLoadOptions extends UsageOptions {
  readonly json?: true;
  readonly profile?: string;
  readonly deferrable?: number;
  readonly blocks?: number;
  readonly committed?: number;
  readonly onDemand?: number;
}

/** `eightyfold demand load`: a load-duration curve as load blocks, and how much to commit by it alone. */
export async function demandLoadCommand(
  path: string | undefined,
  options: DemandLoadOptions,
  session: Session,
): Promise<number> {
  const isJson = options.json ?? false;
  const { profile, issues } = await profileFrom(path, options, session);
  if (profile === null) return refuseUsage(issues, { path: path ?? 'load profile', isJson, session });
  await session.err.write(issuesText(issues, { fileName: shownName(path ?? ''), output: session.err }));
  const { committed, onDemand } = options;
  const hasPrices = committed !== undefined && onDemand !== undefined;
  const shape = loadShapeOf(profile, {
    deferrableFraction: options.deferrable ?? 0,
    blockCount: options.blocks ?? LOAD_BLOCKS_DEFAULT,
    prices: hasPrices ? { committedUsdPerGpuHour: committed, onDemandUsdPerGpuHour: onDemand } : null,
  });
  await session.out.write(isJson ? loadShapeJson(shape, issues) : loadShapeText(shape));
  return EXIT_CODES.done;
}

/** The load shape of a table's hours, or of a named profile when there is no table. */
export async function profileFrom(
  path: string | undefined,
  options: UsageOptions & { readonly profile?: string },
  session: Session,
): Promise<{ readonly profile: LoadProfile | null; readonly issues: readonly Issue[] }> {
  if (path === undefined || options.profile !== undefined) return namedProfile(options.profile ?? 'text');
  const { history, issues } = await loadUsage(path, options, session);
  if (history === null) return { profile: null, issues };
  const profile = loadProfileOf(history, shownName(path));
  if (profile !== null) return { profile, issues };
  const tooCoarse = fileIssue('load-not-hourly', {
    what: `rows by ${history.cadence} say nothing of the hours, and a load shape needs a week of hourly rows`,
    fix: 'give hourly rows, or a named shape: --profile text',
  });
  return { profile: null, issues: [tooCoarse] };
}

/** A named load shape of the catalogue. */
export async function namedProfile(name: string): Promise<{ profile: LoadProfile | null; issues: readonly Issue[] }> {
  const read = await readTextFile(join(PACKAGE_FOLDER, 'catalogue', 'load-shapes.csv'), {
    bytesMax: CATALOGUE_BYTES_MAX,
    tooLarge: fileIssue('catalogue-too-large', { what: 'the table of load shapes is too large', fix: 'restore it' }),
  });
  if (read.status === 'refused') return { profile: null, issues: [read.issue] };
  const profiles = loadProfiles(read.file.text);
  const profile = profiles.find((each) => each.name === name) ?? null;
  if (profile !== null) return { profile, issues: [] };
  const names = profiles.map((each) => each.name).join(', ');
  const unknown = fileIssue('load-profile', {
    what: `there is no load profile "${name}"`,
    fix: `give one of: ${names}`,
  });
  return { profile: null, issues: [unknown] };
}

/** Reads a usage table; whatever is wrong with it is among its issues. `-` is standard input. */
export async function loadUsage(path: string, options: UsageOptions, session: Session): Promise<ReadUsage> {
  return (await askUsage(path, { options, fitting: null, name: shownName(path) }, session)).read;
}

/** Prints why a usage table was refused. */
export async function refuseUsage(
  issues: readonly Issue[],
  { path, isJson, session }: { readonly path: string; readonly isJson: boolean; readonly session: Session },
): Promise<number> {
  const fileName = shownName(path);
  const details = issuesText(issues, { fileName, output: session.err });
  await session.err.write(`${details}\n${printable(fileName)}: ${issueCounts(issues)}; nothing was done\n`);
  if (isJson) await session.out.write(noResultJson({ status: 'refused', issues }));
  return EXIT_CODES.refused;
}

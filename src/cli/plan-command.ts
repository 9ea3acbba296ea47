import { relative } from 'node:path';
import { setImmediate } from 'node:timers/promises';

import { createChartDocument, refusalToWrite, sha256Of, writeFiles } from '../adapters/node/index.ts';
import {
  answersText,
  briefMarkdown,
  briefText,
  calendarIcs,
  redactedResult,
  redactedText,
  sealed,
} from '../core/index.ts';
import type { AnsweredResult, Issue } from '../core/index.ts';
import { EXIT_CODES } from './exit-code.ts';
import { resultJson } from './json.ts';
import { COLUMNS_MIN, PIPE_COLUMNS, printable, type Session } from './output.ts';
import { refuse, resultFor, type ResultOptions } from './result-for.ts';

export interface PlanOptions extends ResultOptions {
  readonly out?: string;
  readonly force?: true;
  /** names and prices masked, for a bug report */
  readonly redact?: true;
}

/** The files of `--out`. */
const OUTPUT_NAMES = ['result.json', 'brief.md', 'report.html', 'decide-by.ics'] as const;

/** `eightyfold plan`: answers a plan. Files first, then standard output, so that a reader who leaves costs no file. */
export async function planCommand(path: string, options: PlanOptions, session: Session): Promise<number> {
  const { out: folder } = options;
  if (folder !== undefined) {
    const refusal = refusalToWrite({ folder, names: OUTPUT_NAMES, isForced: options.force ?? false });
    if (refusal) return refuse([refusal], { fileName: folder, options, session });
  }
  const found = await resultFor(path, options, session);
  if ('exitCode' in found) return found.exitCode;
  const result = options.redact ? redactedResult(found.result) : found.result;
  const exitCode = await present(result, options, session);
  return found.isRefused && exitCode === EXIT_CODES.done ? EXIT_CODES.bug : exitCode;
}

async function present(result: AnsweredResult, options: PlanOptions, session: Session): Promise<number> {
  const { out, err } = session;
  const json = resultJson(sealed(result, sha256Of));
  if (options.out !== undefined) {
    const issue = await writeOutputs(result, { json, folder: options.out, options, session });
    if (issue) return refuse([issue], { fileName: options.out, options, session });
    const paths = OUTPUT_NAMES.map((name) => relative('', `${options.out}/${name}`));
    await err.write(printable(`written: ${paths.join(', ')}\n`));
  }
  const width = Math.max(COLUMNS_MIN, out.columns() ?? PIPE_COLUMNS);
  const as = { width, colour: out.hasColour };
  const further = result.answers ? `\n${answersText(result, as)}` : '';
  await out.write(asShown(options.json ? json : briefText(result, as) + further, options));
  return EXIT_CODES.done;
}

async function writeOutputs(
  result: AnsweredResult,
  to: { readonly json: string; readonly folder: string; readonly options: PlanOptions; readonly session: Session },
): Promise<Issue | null> {
  // Drawing is loaded when there is something to draw, for it is slow to load.
  const [charts, { renderReport }] = await Promise.all([createChartDocument(), import('../charts/index.ts')]);
  const report = renderReport(result, charts.document);
  await charts.close();
  // Drawing held this thread: let a Ctrl-C that came meanwhile be heard before anything is written.
  await setImmediate();
  to.session.stop.throwIfAborted();
  const [resultName, briefName, reportName, calendarName] = OUTPUT_NAMES;
  const texts: readonly (readonly [string, string])[] = [
    [resultName, to.json],
    [briefName, briefMarkdown(result)],
    [reportName, report],
    [calendarName, calendarIcs(result, result.calendar ?? [])],
  ];
  const textByName = new Map(texts.map(([name, text]) => [name, asShown(text, to.options)]));
  return writeFiles({ folder: to.folder, textByName, isForced: to.options.force ?? false });
}

function asShown(text: string, { redact }: PlanOptions): string {
  return redact ? redactedText(text) : text;
}

import { relative } from 'node:path';

import { refusalToWrite, workbookParts, writeFiles } from '../adapters/node/index.ts';
import { extensiveForm, treeProgramme, writeMps, writeMspJson, writeSmps } from '../core/index.ts';
import type { Issue, Plan, TreeProgramme } from '../core/index.ts';
import { EXIT_CODES } from './exit-code.ts';
import { issueCounts, issuesText } from './issue-text.ts';
import { loadPlan } from './load-plan.ts';
import { printable, type Session } from './output.ts';
import { shownName } from './shown-name.ts';

export interface ExportOptions {
  readonly format: ExportFormat;
  readonly out: string;
  readonly force?: true;
}

export type ExportFormat = ProgrammeFormat | 'xlsx';
type ProgrammeFormat = 'mps' | 'smps' | 'msp-json';

/** The files of each format. */
const NAMES = {
  mps: ['programme.mps'],
  smps: ['programme.cor', 'programme.tim', 'programme.sto'],
  'msp-json': ['programme.json'],
  xlsx: ['plan.xlsx'],
} as const satisfies Record<ExportFormat, readonly string[]>;

/** `eightyfold export`: a plan on its first sampled tree, for another solver to check; or as a workbook to fill in. */
export async function exportCommand(path: string, options: ExportOptions, session: Session): Promise<number> {
  const { format, out: folder } = options;
  const isForced = options.force ?? false;
  const refusal = refusalToWrite({ folder, names: NAMES[format], isForced });
  if (refusal) return refuse([refusal], folder, session);
  const { plan, issues, text } = await loadPlan(path, session);
  if (plan === null) return refuse(issues, shownName(path), session);
  const textByName =
    format === 'xlsx'
      ? new Map([[NAMES.xlsx[0], await (await workbookParts()).planWorkbook(text)]])
      : textsOf(plan, format);
  const issue = writeFiles({ folder, textByName, isForced });
  if (issue) return refuse([issue], folder, session);
  const paths = NAMES[format].map((name) => relative('', `${folder}/${name}`));
  await session.err.write(printable(`written: ${paths.join(', ')}\n`));
  return EXIT_CODES.done;
}

async function refuse(issues: readonly Issue[], fileName: string, { err }: Session): Promise<number> {
  const errors = issues.filter((issue) => issue.severity === 'error');
  const details = issuesText(errors, { fileName, output: err });
  await err.write(`${details}\n${printable(fileName)}: ${issueCounts(errors)}; nothing was exported\n`);
  return EXIT_CODES.refused;
}

function textsOf(plan: Plan, format: ProgrammeFormat): ReadonlyMap<string, string> {
  const tree = treeProgramme(plan);
  const { programme } = tree;
  const note = noteOf(plan, tree);
  const comment = `* ${note}\n`;
  switch (format) {
    case 'mps':
      return new Map([[NAMES.mps[0], comment + writeMps(extensiveForm(programme).model, 'PLAN')]]);
    case 'smps': {
      const { core, time, stochastic, notes } = writeSmps(programme, 'PLAN');
      const [coreName, timeName, stochasticName] = NAMES.smps;
      const comments = comment + notes.map((each) => `* ${each}\n`).join('');
      return new Map([
        [coreName, comments + core],
        [timeName, time],
        [stochasticName, stochastic],
      ]);
    }
    case 'msp-json':
      return new Map([[NAMES['msp-json'][0], writeMspJson(programme, { name: plan.name, risk: EXPECTATION, note })]]);
  }
}

/** The plan's own measure stands in the programme's rows. */
const EXPECTATION = { kind: 'expectation' } as const;

function noteOf(plan: Plan, { usdPerUnit, referenceGpusPerUnit }: TreeProgramme): string {
  const units = `in units of ${usdPerUnit} USD and ${referenceGpusPerUnit} reference GPUs`;
  return printable(`${plan.name}, first sampled tree, ${units}`).replaceAll('\n', ' ');
}

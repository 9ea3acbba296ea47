import { fileIssue, readTextFile } from '../adapters/node/index.ts';
import { fitDemand, GROWTH_PRIOR, PLAN_DEFAULTS, readUsage } from '../core/index.ts';
import type { Issue, ReadUsage, RegimePrior, UsageOptions } from '../core/index.ts';
import { shownName } from './check-command.ts';
import { demandFitText } from './demand-text.ts';
import { EXIT_CODES } from './exit-code.ts';
import { issueCounts, issuesText } from './issue-text.ts';
import { demandFitJson, noResultJson } from './json.ts';
import { printable, type Session } from './output.ts';

/** Largest usage table that is read: about two million hourly rows. */
const USAGE_BYTES_MAX = 64_000_000;

export interface DemandFitOptions extends UsageOptions {
  readonly json?: true;
  readonly seed?: number;
  readonly priorMultiple?: number;
}

/** `eightyfold demand fit`: growth regimes from a usage table, as a block for a plan. */
export async function demandFitCommand(path: string, options: DemandFitOptions, session: Session): Promise<number> {
  const { history, issues } = await loadUsage(path, options);
  if (history === null) return refuseUsage(issues, { path, isJson: options.json ?? false, session });
  await session.err.write(issuesText(issues, { fileName: shownName(path), output: session.err }));
  const prior = priorOf(options.priorMultiple);
  const { fit } = fitDemand(history, { seed: options.seed ?? PLAN_DEFAULTS.seed, prior });
  await session.out.write(options.json ? demandFitJson(fit, issues) : demandFitText(fit, shownName(path)));
  return EXIT_CODES.done;
}

/** Reads a usage table; whatever is wrong with it is among its issues. `-` is standard input. */
export async function loadUsage(path: string, options: UsageOptions): Promise<ReadUsage> {
  const read = await readTextFile(path, {
    bytesMax: USAGE_BYTES_MAX,
    tooLarge: fileIssue('usage-too-large', {
      what: `the table has more than ${USAGE_BYTES_MAX} bytes; at most that is read`,
      fix: 'sum the rows to hours or days first',
    }),
  });
  return read.status === 'refused' ? { history: null, issues: [read.issue] } : readUsage(read.file.text, options);
}

/** Prints why a usage table was refused. */
export async function refuseUsage(
  issues: readonly Issue[],
  { path, isJson, session }: { readonly path: string; readonly isJson: boolean; readonly session: Session },
): Promise<number> {
  const fileName = shownName(path);
  const details = issuesText(issues, { fileName, output: session.err });
  await session.err.write(`${details}\n${printable(fileName)}: ${issueCounts(issues)}; nothing was fitted\n`);
  if (isJson) await session.out.write(noResultJson({ status: 'refused', issues }));
  return EXIT_CODES.refused;
}

/** The usual prior, its steady regime centred elsewhere when asked. */
function priorOf(multiplePerYear: number | undefined): RegimePrior {
  if (multiplePerYear === undefined) return GROWTH_PRIOR;
  const regimes = GROWTH_PRIOR.regimes.map((regime) =>
    regime.id === 'steady' ? { ...regime, multiplePerYear } : regime,
  );
  return { ...GROWTH_PRIOR, regimes };
}

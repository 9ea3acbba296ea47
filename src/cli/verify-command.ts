import { createHighsSolver, ENGINE_VERSION, fileIssue, readTextFile, sha256Of } from '../adapters/node/index.ts';
import { verifyResult } from '../core/index.ts';
import type { Issue, Plan, Result, Verification } from '../core/index.ts';
import { EXIT_CODES } from './exit-code.ts';
import { issueCounts, issuesText } from './issue-text.ts';
import { noResultJson, verificationJson } from './json.ts';
import { loadPlan } from './load-plan.ts';
import { printable, type Output, type Session } from './output.ts';
import { shownName } from './shown-name.ts';

export interface VerifyCommandOptions {
  readonly json?: true;
}

/** Largest result that is read. */
const RESULT_BYTES_MAX = 100_000_000;

/** `eightyfold verify`: checks a result against its plan on any machine, in another way than it was made. */
export async function verifyCommand(
  paths: { readonly plan: string; readonly result: string },
  options: VerifyCommandOptions,
  session: Session,
): Promise<number> {
  const planName = shownName(paths.plan);
  const resultName = shownName(paths.result);
  const { plan, issues, hash, history } = await loadPlan(paths.plan, session);
  if (plan === null) return refuse(issues, { fileName: planName, options, session });
  const read = await readResult(paths.result);
  if ('issue' in read) return refuse([read.issue], { fileName: resultName, options, session });
  const solver = await createHighsSolver();
  const verification = verifyResult(plan, read.result, {
    planHash: hash,
    historyHash: history?.hash ?? null,
    engineVersion: ENGINE_VERSION,
    solver: solver.name,
    solverVersion: solver.version,
    digest: sha256Of,
  });
  if (options.json) await session.out.write(verificationJson(verification));
  else await session.out.write(verificationText(verification, { fileName: resultName, output: session.out }));
  return verification.status === 'accepted' ? EXIT_CODES.done : EXIT_CODES.refused;
}

/** What a fresh result says of itself, before it is shown to anybody. */
export function verifyOwn(result: Result, plan: Plan): Verification {
  const { solver, solverVersion, engineVersion } = result.recipe;
  const asWritten: unknown = JSON.parse(JSON.stringify(result));
  return verifyResult(plan, asWritten, {
    planHash: result.plan.hash,
    engineVersion,
    solver,
    solverVersion,
    digest: null,
  });
}

async function readResult(path: string): Promise<{ readonly result: unknown } | { readonly issue: Issue }> {
  const read = await readTextFile(path, { bytesMax: RESULT_BYTES_MAX, tooLarge: TOO_LARGE });
  if (read.status === 'refused') return { issue: read.issue };
  try {
    return { result: JSON.parse(read.file.text) as unknown };
  } catch (error) {
    return { issue: notJson(error instanceof Error ? error.message : String(error)) };
  }
}

/** The engine says where: "... (line 94 column 6)". */
function notJson(message: string): Issue {
  const [, line, column] = /line (\d+) column (\d+)/.exec(message) ?? [];
  const place = line === undefined ? {} : { line: Number(line), column: Number(column) };
  const what = `this is no JSON, or not all of it: ${message.replace(/ \(line.*/, '')}`;
  return fileIssue('not-json', { what, fix: 'give result.json as eightyfold wrote it', ...place });
}

const TOO_LARGE = fileIssue('result-too-large', {
  what: `the file has more than ${RESULT_BYTES_MAX} bytes; a result has at most that`,
  fix: 'give result.json as eightyfold wrote it',
});

/** "certificate accepted: 12,345 checks", or the first violated rule in full and the others a line each. */
export function verificationText(
  { status, checks, violations }: Verification,
  as: { readonly fileName: string; readonly output: Pick<Output, 'hasColour'> },
): string {
  const counted = checks.toLocaleString('en-US');
  if (status === 'accepted') return `certificate accepted: ${counted} checks\n`;
  const [first, ...others] = violations;
  // Where a block is not understood, what follows from it says nothing.
  const telling = status === 'refused' ? others : others.filter(({ code }) => code === first!.code);
  const alike = telling.map(({ code, path, what }) => `also ${printable(`${code} at ${path}: ${what}`)}\n`);
  const verdict = status === 'refused' ? 'REFUSED' : 'not given: not verifiable';
  const count = `${violations.length} of ${counted} checks failed; the first violated rule is ${first!.code}`;
  return `${issuesText([first!], as)}${alike.join('')}\n${printable(as.fileName)}: certificate ${verdict}; ${count}\n`;
}

/** The plan or the result could not be read at all. */
async function refuse(
  issues: readonly Issue[],
  at: { readonly fileName: string; readonly options: VerifyCommandOptions; readonly session: Session },
): Promise<number> {
  const { fileName, options, session } = at;
  const errors = issues.filter(({ severity }) => severity === 'error');
  const details = issuesText(errors, { fileName, output: session.err });
  await session.err.write(`${details}\n${printable(fileName)}: ${issueCounts(errors)}; nothing was verified\n`);
  if (options.json) await session.out.write(noResultJson({ status: 'refused', issues }));
  return EXIT_CODES.refused;
}

import { decodeOldText, fileIssue, readTextFile } from '../adapters/node/index.ts';
import type { FileFault, Issue, ProgrammeSolution, SolveMethod, SolveStatus } from '../core/index.ts';
import { EXIT_CODES } from './exit-code.ts';
import { issuesText } from './issue-text.ts';
import { noResultJson, solutionJson } from './json.ts';
import type { Session } from './output.ts';
import { startProgress } from './progress.ts';
import { shownName } from './shown-name.ts';
import type { NamedText, SolveReply, SolveRequest } from './solve-problem.ts';
import { solutionText } from './solve-text.ts';
import { solveInThread } from './solve-thread.ts';

export interface SolveCommandOptions {
  readonly method?: SolveMethod;
  readonly relax?: true;
  readonly iterations?: number;
  readonly seed?: number;
  readonly gap?: number;
  readonly json?: true;
}

/** Largest file of a problem that is read. */
const PROBLEM_BYTES_MAX = 200_000_000;

const EXIT_CODE_BY_STATUS: Readonly<Record<SolveStatus, number>> = {
  optimal: EXIT_CODES.done,
  limit: EXIT_CODES.done,
  infeasible: EXIT_CODES.noPlan,
  unbounded: EXIT_CODES.noPlan,
  failed: EXIT_CODES.bug,
};

/** `eightyfold solve`: a problem from the literature, or anybody's own, by the solver that plans are solved with. */
export async function solveCommand(
  paths: readonly string[],
  options: SolveCommandOptions,
  session: Session,
): Promise<number> {
  const texts: NamedText[] = [];
  for (const path of paths) {
    const read = await readTextFile(path, { bytesMax: PROBLEM_BYTES_MAX, tooLarge: TOO_LARGE }, decodeOldText);
    if (read.status === 'refused') return refuse([{ fileName: shownName(path), issue: read.issue }], options, session);
    texts.push({ fileName: shownName(path), text: read.file.text });
  }
  const { json, ...how } = options;
  const startedMs = performance.now();
  const reply = await solved({ texts, ...how }, session);
  if (reply.kind === 'refused') return refuse(reply.faults.map(located('error')), options, session);
  if (reply.kind === 'unsolvable') return refuse([unsolvable(texts[0]!.fileName, reply.message)], options, session);
  const { solution, warnings } = reply;
  await session.err.write(locatedText(warnings.map(located('warning')), session));
  await session.err.write(`${solution.status} after ${((performance.now() - startedMs) / 1000).toFixed(1)} s\n`);
  await session.out.write(json ? solutionJson(solution) : solutionText(solution));
  return isEmpty(solution) ? EXIT_CODES.noPlan : EXIT_CODE_BY_STATUS[solution.status];
}

/** A limit under which nothing was found and nothing proved is no answer. */
function isEmpty({ status, objective, bound, simulated }: ProgrammeSolution): boolean {
  return status === 'limit' && objective === null && bound === null && simulated === null;
}

const TOO_LARGE = fileIssue('problem-too-large', {
  what: `the file has more than ${PROBLEM_BYTES_MAX} bytes`,
  fix: 'give a problem with fewer outcomes or stages',
});

async function solved(request: SolveRequest, session: Session): Promise<SolveReply> {
  const progress = startProgress(session.err, `solving ${request.texts[0]!.fileName}`);
  try {
    return await solveInThread(request, { stop: session.stop, onProgress: (made) => progress.update(made) });
  } finally {
    progress.end();
  }
}

/** An issue and the file that it is about. */
interface LocatedIssue {
  readonly fileName: string;
  readonly issue: Issue;
}

function located(severity: 'error' | 'warning'): (fault: FileFault) => LocatedIssue {
  return ({ fileName, line, message, howToFix }) => ({
    fileName,
    issue: { code: 'problem-file', severity, what: message, path: '', line, column: null, fix: howToFix },
  });
}

function unsolvable(fileName: string, what: string): LocatedIssue {
  return { fileName, issue: fileIssue('cannot-solve', { what, fix: 'try the other --method, or a smaller problem' }) };
}

function locatedText(issues: readonly LocatedIssue[], session: Session): string {
  return issues.map(({ fileName, issue }) => issuesText([issue], { fileName, output: session.err })).join('\n');
}

async function refuse(
  issues: readonly LocatedIssue[],
  options: SolveCommandOptions,
  session: Session,
): Promise<number> {
  await session.err.write(`${locatedText(issues, session)}\nnothing was solved\n`);
  if (options.json) await session.out.write(noResultJson({ status: 'refused', issues: issues.map(inFile) }));
  return EXIT_CODES.refused;
}

/** The problem's files are several, so the file stands where a plan's issue has its path. */
function inFile({ fileName, issue }: LocatedIssue): Issue {
  return { ...issue, path: fileName };
}

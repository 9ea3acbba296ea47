import { Bug, outOfSample, ProgrammeError, readMspJson, readSmps, smpsFilesOf, solveProgramme } from '../core/index.ts';
import type {
  FileFault,
  OutOfSample,
  Programme,
  ProgrammeSolution,
  Progress,
  Reading,
  RiskMeasure,
  SmpsSample,
  SolveMethod,
  SolveProgrammeOptions,
  Solver,
} from '../core/index.ts';

/** The text of a file and how messages name it. */
export interface NamedText {
  readonly fileName: string;
  readonly text: string;
}

/** What `solve` is asked: one policy-graph file or the three of SMPS, and how to solve them. */
export interface SolveRequest {
  readonly texts: readonly NamedText[];
  readonly method?: SolveMethod;
  readonly relax?: true;
  readonly iterations?: number;
  readonly seed?: number;
  /** as `relativeGap` of `SolveProgrammeOptions` */
  readonly gap?: number;
}

export type SolveReply =
  | { readonly kind: 'unsolvable'; readonly message: string; readonly warnings: readonly FileFault[] }
  | { readonly kind: 'refused'; readonly faults: readonly FileFault[]; readonly warnings: readonly FileFault[] }
  | { readonly kind: 'solved'; readonly solution: SolvedProblem; readonly warnings: readonly FileFault[] };

/** A solution; where the problem had to be sampled, also what its answer is worth beyond the sample. */
export type SolvedProblem = ProgrammeSolution & { readonly outOfSample?: OutOfSample };

interface Problem {
  readonly programme: Programme;
  readonly risk: RiskMeasure;
  /** absent or null when the programme is exactly the files' */
  readonly sample?: SmpsSample | null;
}

/** Reads the files of a problem and solves it. */
export async function solveProblem(
  request: SolveRequest,
  tools: { readonly solver: Solver; readonly onProgress: (progress: Progress) => void },
): Promise<SolveReply> {
  const reading = readProblem(request);
  const { warnings } = reading;
  if (!reading.isRead) return { kind: 'refused', faults: reading.faults, warnings };
  const { texts: _, gap, ...how } = request;
  const options = { ...how, ...tools, ...(gap === undefined ? {} : { relativeGap: gap }) };
  try {
    return { kind: 'solved', solution: await solved(reading.value, options), warnings };
  } catch (error) {
    // A cycle without end or a tree without bounds, say: what was asked for does not exist.
    if (error instanceof ProgrammeError) return { kind: 'unsolvable', message: error.message, warnings };
    throw error;
  }
}

async function solved({ programme, risk, sample }: Problem, options: SolveProgrammeOptions): Promise<SolvedProblem> {
  const solution = await solveProgramme(programme, { ...options, risk });
  if (!sample) return solution;
  const message = [sample.words, solution.message].filter((part) => part !== '').join('; ');
  if (solution.bound === null) return { ...solution, message };
  return { ...solution, message, outOfSample: await outOfSample({ programme, ...sample }, options) };
}

function readProblem({ texts, seed }: SolveRequest): Reading<Problem> {
  const [first, second, third] = texts;
  if (!first) throw new Bug('a problem without a file');
  if (!second || !third) return readMspJson(first.text, first.fileName);
  const reading = readSmps(smpsFilesOf([first, second, third]), seed === undefined ? {} : { seed });
  return reading.isRead ? { ...reading, value: { ...reading.value, risk: { kind: 'expectation' } } } : reading;
}

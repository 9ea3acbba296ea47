import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { nodeWorkers } from '../src/adapters/node/index.ts';
import { extensiveForm, readSmps, trainPolicy, withoutNoise, type Programme } from '../src/core/index.ts';
import type { Bench, BenchResult } from './bench.ts';
import { inWords, ratios, requireSame, significant, spreadOf } from './measure.ts';
import { runPeer, WORKSHOP } from './peer.ts';
import { writeMpsFile } from './problems/mps-file.ts';

/** Published problem files; EIGHTYFOLD_INSTANCES names the folder that holds `smps/`. */
const INSTANCES = process.env['EIGHTYFOLD_INSTANCES'] ?? join(import.meta.dirname, '..', '..', 'shared', 'instances');
const WORKER_COUNT = 2;
/** The gap that the ratio is taken at, and the finer one that both objectives are compared at. */
const GAP_FRACTION = 1e-4;
const FINE_GAP_FRACTION = 1e-6;
const RATIO_TARGET = 3;
const PEER_LIMIT_SECONDS = 240;
const SOLVERS = ['simplex', 'ipm'] as const;

/** A two-stage problem of a thousand scenarios: decomposition beside one big linear programme. */
export const stormBench: Bench = {
  name: 'storm',
  title: 'Two stages, many scenarios: stormG2',
  runs: 2,
  async run({ runs, isQuick, say }) {
    const name = isQuick ? 'stormG2_27' : 'stormG2_1000';
    if (!existsSync(join(INSTANCES, 'smps', name))) {
      return { lines: [], notes: [`Not run: ${name} is not in EIGHTYFOLD_INSTANCES.`] };
    }
    const programme = readInstance(name);
    const file = join(WORKSHOP, `${name}.mps`);
    writeMpsFile(file, extensiveForm(withoutNoise(programme)).model);
    const best = await bestSolver(file, say);
    const theirs = [best.answer];
    const ours: OwnRun[] = [];
    for (let run = 0; run < runs; run++) {
      ours.push(await solveOurs(programme));
      say(`ours: ${significant(ours.at(-1)!.seconds)} s`);
      if (run === 0) continue;
      theirs.push((await solvePeer(file, best.solver))!);
      say(`peer: ${significant(theirs.at(-1)!.solveSeconds)} s`);
    }
    requireSame('objective', ours[0]!.value, theirs[0]!.objective, 10 * FINE_GAP_FRACTION);
    return resultOf(ours, theirs, `${name}: ${best.words}`);
  },
};

function readInstance(name: string): Programme {
  const part = (extension: string) => {
    const fileName = `${name}.${extension}`;
    return { fileName, text: readFileSync(join(INSTANCES, 'smps', name, fileName), 'utf8') };
  };
  const reading = readSmps({ core: part('cor'), time: part('tim'), stochastic: part('sto') });
  if (!reading.isRead) throw new Error(reading.faults.map(({ message }) => message).join('; '));
  return reading.value.programme;
}

interface OwnRun {
  /** to the gap of the ratio, and to the finer one; reading the files is not in it, starting the workers is */
  readonly seconds: number;
  readonly fineSeconds: number;
  readonly iterations: number;
  readonly value: number;
  readonly bound: number;
}

async function solveOurs(programme: Programme): Promise<OwnRun> {
  const startedAt = performance.now();
  const elapsed = (): number => (performance.now() - startedAt) / 1000;
  const pool = await nodeWorkers(programme, { workerCount: WORKER_COUNT });
  let seconds = NaN;
  let gap = Infinity;
  const training = await trainPolicy(programme, {
    pool,
    seed: 0,
    iterations: 10_000,
    isCancelled: () => gap <= FINE_GAP_FRACTION,
    onProgress: ({ bound, value }) => {
      gap = Math.abs(value - bound) / Math.abs(value);
      if (Number.isNaN(seconds) && gap <= GAP_FRACTION) seconds = elapsed();
    },
  });
  const fineSeconds = elapsed();
  await pool.close();
  const { value, iterations, policy } = training;
  return { seconds, fineSeconds, iterations, value, bound: policy.bound };
}

interface FileAnswer {
  readonly status: string;
  readonly objective: number;
  readonly rows: number;
  readonly columns: number;
  readonly readSeconds: number;
  readonly solveSeconds: number;
}

function solvePeer(file: string, solver: string, limit = PEER_LIMIT_SECONDS): Promise<FileAnswer | null> {
  return runPeer<FileAnswer>('lp_file.py', { file, options: { solver, threads: 2 } }, limit);
}

/** The faster of the peer's methods, each run once; a later one is stopped when it is behind. */
async function bestSolver(
  file: string,
  say: (line: string) => void,
): Promise<{ readonly solver: string; readonly answer: FileAnswer; readonly words: string }> {
  let best: { solver: string; answer: FileAnswer } | null = null;
  const words: string[] = [];
  for (const solver of SOLVERS) {
    const limit = best ? Math.ceil(best.answer.solveSeconds + best.answer.readSeconds) + 5 : PEER_LIMIT_SECONDS;
    const answer = await solvePeer(file, solver, limit);
    const isSolved = answer?.status === 'Optimal';
    words.push(isSolved ? `${solver} ${significant(answer.solveSeconds)} s` : `${solver} not done in ${limit} s`);
    say(`peer, ${words.at(-1)!}`);
    if (isSolved && (!best || answer.solveSeconds < best.answer.solveSeconds)) best = { solver, answer };
  }
  if (!best) throw new Error('the peer solved the extensive form with none of its methods');
  return { ...best, words: words.join(', ') };
}

function resultOf(ours: readonly OwnRun[], theirs: readonly FileAnswer[], words: string): BenchResult {
  const peer = theirs.map(({ solveSeconds }) => solveSeconds);
  const line = (measure: string, own: readonly number[], isTarget: boolean) => {
    const speed = ratios(peer, own);
    return {
      measure,
      ours: inWords(spreadOf(own), 's'),
      peer: inWords(spreadOf(peer), 's'),
      ratio: `${inWords(speed)} times faster`,
      target: isTarget ? `>= ${RATIO_TARGET} times faster` : '',
      isMet: isTarget ? speed.median >= RATIO_TARGET : null,
    };
  };
  const { value, bound, iterations } = ours[0]!;
  const { objective, rows, columns } = theirs[0]!;
  return {
    lines: [
      line(
        `to a proved gap of ${GAP_FRACTION}`,
        ours.map(({ seconds }) => seconds),
        true,
      ),
      line(
        `to a proved gap of ${FINE_GAP_FRACTION}`,
        ours.map(({ fineSeconds }) => fineSeconds),
        false,
      ),
    ],
    notes: [
      `Ours: the L-shaped method, ${WORKER_COUNT} workers, their start included, ${iterations} iterations. Value ${significant(value, 10)}, bound ${significant(bound, 10)}.`,
      `Peer: HiGHS with threads=2 on the extensive form (${rows} rows, ${columns} columns) in MPS, reading not counted; the faster of its methods (${words}). Objective ${significant(objective, 10)}.`,
    ],
  };
}

import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const BENCH = import.meta.dirname;
/** Ignored by git: the peers' Python environment, and what goes between them and us. */
export const WORKSHOP = join(BENCH, '..', 'out', 'bench');
const ENVIRONMENT = join(WORKSHOP, 'python');
const PYTHON = join(ENVIRONMENT, 'bin', 'python');
const REQUIREMENTS = join(BENCH, 'peers', 'requirements.txt');

/** Makes the peers' environment from the pinned requirements, once. */
export async function preparePeers(): Promise<void> {
  const stamp = join(ENVIRONMENT, 'installed.txt');
  const wanted = readFileSync(REQUIREMENTS, 'utf8');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  mkdirSync(WORKSHOP, { recursive: true });
  await run('python3', ['-m', 'venv', ENVIRONMENT]);
  await run(PYTHON, ['-m', 'pip', 'install', '--quiet', '--requirement', REQUIREMENTS]);
  writeFileSync(stamp, wanted);
}

/** The pinned versions, as one line. */
export function peerVersions(): string {
  return readFileSync(REQUIREMENTS, 'utf8').trim().split('\n').join(', ');
}

/**
 * Runs one of the peers' scripts on an input and reads its answer; null when it was stopped at the time limit.
 *
 * @throws Error with the script's words when it fails
 */
export async function runPeer<Answer>(script: string, input: object, limitSeconds = 3600): Promise<Answer | null> {
  const inputFile = join(WORKSHOP, `${script}.input.json`);
  const outputFile = join(WORKSHOP, `${script}.output.json`);
  writeFileSync(inputFile, JSON.stringify(input));
  const isDone = await run(PYTHON, [join(BENCH, 'peers', script), inputFile, outputFile], limitSeconds);
  // The scripts write what their caller's type says.
  return isDone ? (JSON.parse(readFileSync(outputFile, 'utf8')) as Answer) : null;
}

function run(command: string, parameters: readonly string[], limitSeconds = 3600): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, parameters, { stdio: ['ignore', 'ignore', 'pipe'] });
    let words = '';
    let isLate = false;
    const clock = setTimeout(() => {
      isLate = true;
      child.kill('SIGKILL');
    }, 1000 * limitSeconds);
    child.stderr.on('data', (part: Buffer) => (words += part.toString()));
    child.on('error', reject);
    child.on('close', (code) => {
      clearTimeout(clock);
      if (code === 0 || isLate) resolve(!isLate);
      else reject(new Error(`${command} ${parameters.join(' ')} ended with ${code}: ${words}`));
    });
  });
}

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

export const LAUNCHER = fileURLToPath(new URL('../../bin/eightyfold.mjs', import.meta.url));

export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

export interface StartOptions {
  readonly folder?: string;
  readonly input?: string;
  readonly environment?: Readonly<Record<string, string>>;
  /** a program that starts Node, with its arguments */
  readonly through?: readonly string[];
  /** called with all of standard error so far, whenever there is more */
  readonly onError?: (text: string, kill: (signal: NodeJS.Signals) => void) => void;
}

/** Runs `eightyfold` as a person's shell would, without a terminal, to its end. */
export async function eightyfold(given: readonly string[], options: StartOptions = {}): Promise<Ended> {
  const [program = '', ...rest] = [...(options.through ?? []), process.execPath, LAUNCHER, ...given];
  const child = spawn(program, rest, { cwd: options.folder, env: { ...process.env, ...options.environment } });
  const said = { out: '', err: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => (said.out += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said.err += text;
    options.onError?.(said.err, (signal) => child.kill(signal));
  });
  child.stdin.end(options.input ?? '');
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, ...said };
}

import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';

import type { RunNews } from '../../api/index.ts';
import { lowerPriority, stopProcess, watchMemory } from './child-process.ts';
import { PACKAGE_FOLDER } from './package-folder.ts';

export interface RunProcessOptions {
  readonly planText: string;
  /** of the command line, after `plan -` */
  readonly given: readonly string[];
  /** resident memory at which the run is ended */
  readonly memoryBytesMax: number;
  readonly onNews: (news: RunNews) => void;
}

/** How the process of a run ended. */
export interface RunProcessEnd {
  /** null when a signal ended it */
  readonly exitCode: number | null;
  readonly out: string;
  readonly err: string;
  readonly isOutOfMemory: boolean;
}

export interface RunProcess {
  readonly ended: Promise<RunProcessEnd>;
  /** asks it to stop, and ends it when it does not */
  stop(): void;
}

const COMMAND_LINE = join(PACKAGE_FOLDER, 'src', 'cli', 'main.ts');
/** A result is some megabytes; more is no result. */
const OUTPUT_CHARACTERS_MAX = 200_000_000;

/** Answers a plan in a process of its own, by the command line: it dies with this one, and can always be killed. */
export function startRunProcess(options: RunProcessOptions): RunProcess {
  const child = spawn(process.execPath, [COMMAND_LINE, 'plan', '-', '--json', ...options.given], {
    stdio: ['pipe', 'pipe', 'pipe', 'ipc'],
    env: { ...process.env, NO_COLOR: '1' },
  });
  lowerPriority(child);
  child.on('message', (news) => options.onNews(news as RunNews)); // said by our own main.ts
  child.stdin?.on('error', () => undefined); // it may end before it has read everything
  child.stdin?.end(options.planText);
  return { ended: endOf(child, options.memoryBytesMax), stop: () => stopProcess(child) };
}

async function endOf(child: ChildProcess, memoryBytesMax: number): Promise<RunProcessEnd> {
  const said = { out: '', err: '' };
  let isOutOfMemory = false;
  for (const [name, stream] of [
    ['out', child.stdout],
    ['err', child.stderr],
  ] as const) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      if (said[name].length < OUTPUT_CHARACTERS_MAX) said[name] += text;
    });
  }
  const unwatch = watchMemory(child, memoryBytesMax, () => (isOutOfMemory = true));
  const { promise, resolve } = Promise.withResolvers<number | null>();
  child.on('error', (error) => {
    said.err += error.message;
    resolve(null);
  });
  child.on('close', (code) => resolve(code));
  const exitCode = await promise;
  unwatch();
  return { exitCode, ...said, isOutOfMemory };
}

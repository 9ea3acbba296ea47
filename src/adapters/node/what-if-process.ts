import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

import { lowerPriority, stopProcess, watchMemory } from './child-process.ts';
import { PACKAGE_FOLDER } from './package-folder.ts';

export interface WhatIfProcessOptions {
  /** what `eightyfold what-if - --lines` reads first */
  readonly start: unknown;
  /** resident memory at which the process is ended */
  readonly memoryBytesMax: number;
}

/** A process of the command line that answers what-ifs about one plan, one after another. */
export interface WhatIfProcess {
  /** a line sent and the line that answers it. @throws Error when the process ended before it answered */
  ask(line: unknown): Promise<unknown>;
  readonly ended: Promise<void>;
  stop(): void;
}

/** Starts the process; its trees grow while nobody has asked yet. */
export function startWhatIfProcess({ start, memoryBytesMax }: WhatIfProcessOptions): WhatIfProcess {
  const child = spawn(process.execPath, [join(PACKAGE_FOLDER, 'src', 'cli', 'main.ts'), 'what-if', '-', '--lines'], {
    stdio: ['pipe', 'pipe', 'ignore', 'ipc'],
    env: { ...process.env, NO_COLOR: '1' },
  });
  lowerPriority(child);
  const unwatch = watchMemory(child, memoryBytesMax, () => undefined);
  const waiting: PromiseWithResolvers<unknown>[] = [];
  const { promise: ended, resolve } = Promise.withResolvers<void>();
  const end = (): void => {
    unwatch();
    for (const { reject } of waiting.splice(0)) reject(new Error('the what-if process ended before it answered'));
    resolve();
  };
  child.on('error', end);
  child.on('close', end);
  child.stdin?.on('error', () => undefined); // it may end before it has read everything
  createInterface({ input: child.stdout! }).on('line', (line) => settle(waiting.shift(), line));
  const send = (line: unknown): void => void child.stdin?.write(`${JSON.stringify(line)}\n`);
  send(start);
  return {
    ended,
    stop: () => stopProcess(child),
    ask(line) {
      const answer = Promise.withResolvers<unknown>();
      if (child.exitCode !== null || child.killed) answer.reject(new Error('the what-if process has ended'));
      else {
        waiting.push(answer);
        send(line);
      }
      return answer.promise;
    },
  };
}

function settle(asked: PromiseWithResolvers<unknown> | undefined, line: string): void {
  try {
    asked?.resolve(JSON.parse(line));
  } catch (error) {
    asked?.reject(error);
  }
}

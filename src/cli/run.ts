import { type Command, CommanderError } from 'commander';

import { ENGINE_VERSION } from '../adapters/node/index.ts';
import { EXIT_CODES } from './exit-code.ts';
import { OutputFault, printable, type Session } from './output.ts';
import { programFor } from './program.ts';
import { CLEAR_LINE } from './progress.ts';

/**
 * Runs one command line and says how it ended. Nothing is thrown: a wrong call, a stop and a bug of ours all become an
 * exit code, once what is to be said about them has been written.
 */
export async function run(given: readonly string[], session: Session): Promise<number> {
  const end = { exitCode: EXIT_CODES.done as number };
  const said = { out: '', err: '' };
  const program = programFor(session, end);
  for (const command of [program, ...program.commands]) {
    command.configureOutput({
      writeOut: (text) => void (said.out += text),
      writeErr: (text) => void (said.err += text),
      outputError: () => undefined, // told by usageText
    });
  }
  try {
    await unlessStopped(program.parseAsync(given, { from: 'user' }), session.stop);
    return end.exitCode;
  } catch (error) {
    if (session.stop.aborted) return stopped(session);
    if (!(error instanceof CommanderError)) return await failed(error, session);
    await session.out.write(said.out);
    const isWrong = error.exitCode !== 0;
    await session.err.write(isWrong && said.err === '' ? usageText(error, given, program) : said.err);
    return isWrong ? EXIT_CODES.refused : EXIT_CODES.done;
  }
}

/** The promise, or a rejection as soon as the run is stopped: what hangs, such as an empty pipe, is not waited for. */
async function unlessStopped<T>(promise: Promise<T>, stop: AbortSignal): Promise<T> {
  const stopping = Promise.withResolvers<never>();
  const reject = (): void => stopping.reject(new Error('stopped'));
  stop.addEventListener('abort', reject, { once: true });
  try {
    return await Promise.race([promise, stopping.promise]);
  } finally {
    stop.removeEventListener('abort', reject);
  }
}

/** Files are written in one go, so there is nothing to clear up but a terminal's line. */
async function stopped({ err, stop }: Session): Promise<number> {
  await err.write(err.isTerminal ? `${CLEAR_LINE}stopped\n` : 'stopped\n');
  return Number(stop.reason);
}

async function failed(error: unknown, session: Session): Promise<number> {
  if (error instanceof OutputFault) {
    await session.err.write(
      `output: standard output cannot be written (${error.message})\n  fix  give it a place with room\n`,
    );
    return EXIT_CODES.refused;
  }
  await session.err.write(bugText(error));
  return EXIT_CODES.bug;
}

/** Frames of the stack that are told: enough to find the place. */
const FRAMES_MAX = 6;

/** What is said of a fault of ours: its message and where in our code, nothing else of the plan. */
export function bugText(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const stack = error instanceof Error ? (error.stack ?? '') : '';
  const frames = stack.split('\n').filter((line) => /^\s+at /.test(line));
  const places = frames.slice(0, FRAMES_MAX).map((line) => `  at   ${line.trim().slice('at '.length)}\n`);
  const who = `  fix  this is our fault, not your plan's: report these lines, with version ${ENGINE_VERSION}\n`;
  return printable(`bug: ${message}\n${places.join('')}${who}`);
}

/** A wrong call in the three lines that people read; commander gives the message and, below it, what may be meant. */
export function usageText(
  error: { readonly message: string; readonly code: string },
  given: readonly string[],
  program: Command,
): string {
  const [first = '', ...hints] = error.message.split('\n');
  const hint = hints.map((line) => /^\((.*)\)$/.exec(line)?.[1]).find((meant) => meant !== undefined);
  const code = error.code.replace('commander.', '').replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  const command = program.commands.some((known) => known.name() === given[0]) ? `${given[0]} ` : '';
  const lines = [
    `${code}: ${first.replace(/^error: /, '')}`,
    `  at   eightyfold ${given.join(' ')}`,
    `  fix  ${hint === undefined ? '' : `${hint} `}See: eightyfold ${command}--help`,
  ];
  return printable(`${lines.join('\n')}\n`);
}

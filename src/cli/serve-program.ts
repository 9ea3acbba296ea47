import { Argument, InvalidArgumentError, Option, type Command } from 'commander';

import { PORT_DEFAULT } from '../api/index.ts';
import { EXIT_CODES } from './exit-code.ts';
import type { Session } from './output.ts';
import { serveCommand, type ServeCommandOptions } from './serve-command.ts';
import { completionScript, SHELLS, type Shell } from './serve-completion.ts';
import { backupCommand, restoreCommand, type StoreOptions } from './serve-store-command.ts';

/** What `program.ts` gives those who add commands. */
export interface Adding {
  readonly session: Session;
  readonly ending: <A extends unknown[]>(run: (...given: A) => Promise<number>) => (...given: A) => Promise<void>;
}

const DATA_OPTION = [
  '--data <folder>',
  "where the application keeps plans and runs; the system's place when left out",
] as const;

const MEMORY_MEGABYTES_DEFAULT = 6000;

/** The commands of the application and of what it keeps. */
export function addServe(program: Command, { session, ending }: Adding): void {
  program
    .command('serve')
    .description('the application in a browser: plans with their history, runs and answers, kept on this machine')
    .addOption(
      new Option('--port <number>', '0 for any that is free').default(PORT_DEFAULT).argParser(whole(0, 65_535)),
    )
    .option('--host <address>', 'address to listen on; any but this machine needs a token', '127.0.0.1')
    .option(...DATA_OPTION)
    .addOption(new Option('--runs-at-once <count>', 'the others wait').default(1).argParser(whole(1, 64)))
    .addOption(
      new Option('--memory-megabytes <number>', 'a run that needs more is ended')
        .default(MEMORY_MEGABYTES_DEFAULT)
        .argParser(whole(256, 1_000_000)),
    )
    .addHelpText('after', '\nExample:\n  $ eightyfold serve --port 8080')
    .action(ending((options: ServeCommandOptions) => serveCommand(options, session)));

  program
    .command('completion')
    .description('print what a shell needs to complete our commands and options')
    .addArgument(new Argument('<shell>', 'of yours').choices(SHELLS))
    .addHelpText('after', '\nExample:\n  $ source <(eightyfold completion bash)')
    .action(
      ending(async (shell: Shell) => {
        await session.out.write(completionScript(program, shell));
        return EXIT_CODES.done;
      }),
    );

  program
    .command('backup')
    .description('write everything that the application keeps to one file, also while it runs')
    .argument('<file>', 'file to write; it must not exist')
    .option(...DATA_OPTION)
    .addHelpText('after', '\nExample:\n  $ eightyfold backup friday.db')
    .action(ending((file: string, options: StoreOptions) => backupCommand(file, options, session)));

  program
    .command('restore')
    .description('put a backup in the place of what the application keeps; what was there stays beside it')
    .argument('<file>', 'file that backup wrote')
    .option(...DATA_OPTION)
    .addHelpText('after', '\nExample:\n  $ eightyfold restore friday.db')
    .action(ending((file: string, options: StoreOptions) => restoreCommand(file, options, session)));
}

/** Reads a decimal whole number between two bounds. */
function whole(min: number, max: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= min && value <= max) return value;
    throw new InvalidArgumentError(`Give a whole number from ${min} to ${max}.`);
  };
}

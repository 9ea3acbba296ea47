import type { Command } from 'commander';

import type { Session } from './output.ts';
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

/** The commands of the application and of what it keeps. */
export function addServe(program: Command, { session, ending }: Adding): void {
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

import { fileIssue, storeParts } from '../adapters/node/index.ts';
import { EXIT_CODES } from './exit-code.ts';
import { issuesText } from './issue-text.ts';
import { printable, type Session } from './output.ts';

export interface StoreOptions {
  readonly data?: string;
}

/** `eightyfold backup`: everything that the application keeps, in one file, also while it runs. */
export function backupCommand(file: string, options: StoreOptions, session: Session): Promise<number> {
  return withStore(session, async ({ backupStore, defaultDataFolder }) => {
    backupStore(options.data ?? defaultDataFolder(), file);
    await session.err.write(printable(`written: ${file}\n`));
  });
}

/** `eightyfold restore`: a backup in the place of what there is, which is kept beside it. */
export function restoreCommand(file: string, options: StoreOptions, session: Session): Promise<number> {
  return withStore(session, async ({ restoreStore, defaultDataFolder }) => {
    const folder = options.data ?? defaultDataFolder();
    const kept = restoreStore(folder, file);
    const before = kept === null ? '' : `; what was there is in ${kept}`;
    await session.err.write(printable(`restored into ${folder}${before}\n`));
  });
}

type StoreParts = Awaited<ReturnType<typeof storeParts>>;

async function withStore(session: Session, act: (parts: StoreParts) => Promise<void>): Promise<number> {
  const parts = await storeParts();
  try {
    await act(parts);
    return EXIT_CODES.done;
  } catch (error) {
    if (!(error instanceof parts.StoreFault)) throw error;
    const issue = fileIssue(error.code, { what: error.message, fix: error.fix });
    await session.err.write(issuesText([issue], { fileName: 'store', output: session.err }));
    return EXIT_CODES.refused;
  }
}

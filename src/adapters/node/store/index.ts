/**
 * Plans, versions, runs and results in one SQLite file of a data folder, behind the `Store` port. Main functions:
 * `openStore`, `backupStore`, `restoreStore`.
 *
 * Invariants: one process has a folder; what a promise resolved for survives a kill and a loss of power (write-ahead log,
 * `synchronous = FULL`); a run ends with its whole result in one transaction; forms only go forward.
 */
export { backupStore, restoreStore } from './backup.ts';
export { StoreFault } from './migrations.ts';
export { defaultDataFolder, openStore } from './open-store.ts';

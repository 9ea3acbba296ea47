/**
 * The application's server: plans, runs and answers over HTTP, and the page. Main function: `startServer`.
 *
 * Invariants: only this machine's pages may call unless a token is set; no call leaves the machine; a refused call has
 * stored nothing; a run is a process of the command line, and its result is stored whole or not at all.
 */
export { startServer, type RunningServer } from './serve.ts';
export { serverApp, type ServerAppOptions } from './server-app.ts';
export { RunQueue } from './run-queue.ts';
export { createTextThread, type TextThread } from './text-thread.ts';
export { WhatIfSessions } from './what-if-sessions.ts';

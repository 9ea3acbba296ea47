import { randomUUID } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';

import { serve } from '@hono/node-server';

import { ENGINE_VERSION, PACKAGE_FOLDER, storeParts } from '../adapters/node/index.ts';
import type { ServeOptions } from '../api/index.ts';
import { RunQueue } from './run-queue.ts';
import { serverApp } from './server-app.ts';
import { createTextThread, type TextThread } from './text-thread.ts';
import { WhatIfSessions } from './what-if-sessions.ts';

export interface RunningServer {
  readonly port: number;
  /** stops listening, ends the runs' processes and closes the store; the runs go on at the next start */
  close(): Promise<void>;
}

/** Addresses that nobody but this machine reaches. */
export const LOOPBACK_HOSTS: ReadonlySet<string> = new Set(['127.0.0.1', '::1', 'localhost']);

/** Opens the store, takes up what an earlier server left and listens. */
export async function startServer(options: ServeOptions): Promise<RunningServer> {
  const { openStore, defaultDataFolder } = await storeParts();
  const store = openStore(options.dataFolder ?? defaultDataFolder());
  const memoryBytesMax = options.memoryMegabytesMax * 1e6;
  const queue = new RunQueue({ store, runsAtOnce: options.runsAtOnce, memoryBytesMax });
  const whatIfs = new WhatIfSessions({ memoryBytesMax });
  const texts = createTextThread();
  const app = serverApp({
    store,
    queue,
    whatIfs,
    texts,
    engineVersion: ENGINE_VERSION,
    newId: randomUUID,
    token: options.token,
    isLoopback: LOOPBACK_HOSTS.has(options.host),
    pageFolder: join(PACKAGE_FOLDER, 'dist', 'web'),
  });
  const listening = Promise.withResolvers<AddressInfo>();
  const server = serve({ fetch: app.fetch, hostname: options.host, port: options.port }, listening.resolve);
  server.on('error', listening.reject);
  try {
    const { port } = await listening.promise;
    await queue.start();
    return { port, close: () => closeAll({ server, queue, whatIfs, texts, store }) };
  } catch (error) {
    await store.close();
    throw error;
  }
}

async function closeAll(open: {
  server: ReturnType<typeof serve>;
  queue: RunQueue;
  whatIfs: WhatIfSessions;
  texts: TextThread;
  store: { close(): Promise<void> };
}): Promise<void> {
  const { server, queue, whatIfs, texts, store } = open;
  server.close();
  if ('closeAllConnections' in server) server.closeAllConnections();
  await Promise.all([queue.close(), whatIfs.close(), texts.close()]);
  await store.close();
}

/** The thread that reads and fits a large usage table, so that the process can still be stopped; started by `usageReply`. */
import { parentPort, workerData } from 'node:worker_threads';

import { Bug } from '../core/index.ts';
import { usageTask, type UsageRequest } from './usage-task.ts';
import type { UsageMessage } from './usage-thread.ts';

const port = parentPort;
if (port === null) throw new Bug('usage.worker.ts runs in a worker thread only');
const send = (message: UsageMessage): void => port.postMessage(message);

const reply = usageTask(workerData as UsageRequest, (progress) => send({ kind: 'progress', progress }));
send({ kind: 'reply', reply });

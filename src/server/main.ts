/** The server's process, started by `eightyfold serve` with its options as JSON; it ends with the one that started it. */
import { ENGINE_VERSION } from '../adapters/node/index.ts';
import { callIssue, serveOptionsSchema, type ServeNews } from '../api/index.ts';
import { LOOPBACK_HOSTS, startServer } from './serve.ts';

const tell = (news: ServeNews): void => void process.send?.(news);
const given = serveOptionsSchema.parse(JSON.parse(process.argv[2] ?? '{}'));
const isLoopback = LOOPBACK_HOSTS.has(given.host);
// A secret comes by the environment, which only its owner can read.
const options = { ...given, token: isLoopback ? null : (process.env['EIGHTYFOLD_TOKEN'] ?? given.token) };
try {
  const server = await startServer(options);
  tell({ kind: 'listening', port: server.port, engineVersion: ENGINE_VERSION });
  const end = (): void => void server.close().finally(() => process.exit(0));
  process.once('SIGTERM', end);
  process.once('SIGINT', end);
  process.once('SIGHUP', end);
  process.once('disconnect', end);
} catch (error) {
  tell({ kind: 'refused', issue: issueOf(error) });
  process.exitCode = 1;
  process.disconnect?.();
}

function issueOf(error: unknown) {
  const { code = 'serve', message, fix } = error as { code?: string; message: string; fix?: string };
  if (code === 'EADDRINUSE') {
    const what = `port ${options.port} is in use`;
    return callIssue('port-in-use', { what, fix: 'name another with --port, or 0 for any that is free' });
  }
  return callIssue(code, { what: message, fix: fix ?? 'see the message' });
}

import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';

import { PACKAGE_FOLDER } from '../adapters/node/index.ts';
import type { ServeNews, ServeOptions } from '../api/index.ts';
import { EXIT_CODES } from './exit-code.ts';
import { issuesText } from './issue-text.ts';
import { printable, type Session } from './output.ts';

export interface ServeCommandOptions {
  readonly host: string;
  readonly port: number;
  readonly data?: string;
  readonly runsAtOnce: number;
  readonly memoryMegabytes: number;
}

const SERVER = join(PACKAGE_FOLDER, 'src', 'server', 'main.ts');
const LOOPBACK = new Set(['127.0.0.1', '::1', 'localhost']);
const TOKEN_BYTES = 24;

/**
 * `eightyfold serve`: the application, in a process of its own until Ctrl-C. On this machine alone it needs no token;
 * anywhere else it takes EIGHTYFOLD_TOKEN or makes one and prints it once.
 */
export async function serveCommand(options: ServeCommandOptions, session: Session): Promise<number> {
  const given: ServeOptions = {
    host: options.host,
    port: options.port,
    dataFolder: options.data ?? null,
    token: LOOPBACK.has(options.host) ? null : tokenOf(process.env),
    runsAtOnce: options.runsAtOnce,
    memoryMegabytesMax: options.memoryMegabytes,
  };
  const child = spawn(process.execPath, [SERVER, JSON.stringify({ ...given, token: null })], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    // Arguments can be read by everybody on the machine, an environment by its owner only.
    env: { ...process.env, ...(given.token === null ? {} : { EIGHTYFOLD_TOKEN: given.token }) },
  });
  const ended = Promise.withResolvers<number>();
  let isRefused = false;
  child.on('message', (news: ServeNews) => {
    isRefused = news.kind === 'refused';
    const said =
      news.kind === 'listening'
        ? listeningText(given, news.port)
        : issuesText([news.issue], { fileName: 'serve', output: session.err });
    void session.err.write(printable(said));
  });
  child.on('error', ended.reject);
  child.on('close', (code) => ended.resolve(isRefused ? EXIT_CODES.refused : (code ?? EXIT_CODES.bug)));
  session.stop.addEventListener('abort', () => child.kill('SIGTERM'), { once: true });
  return await ended.promise;
}

function tokenOf(environment: NodeJS.ProcessEnv): string {
  return environment['EIGHTYFOLD_TOKEN'] ?? randomBytes(TOKEN_BYTES).toString('base64url');
}

/** The token stands behind the number sign: browsers send that part to nobody. */
function listeningText({ host, token }: ServeOptions, port: number): string {
  const name = host === '0.0.0.0' || host === '::' ? 'localhost' : host;
  const address = `http://${name.includes(':') ? `[${name}]` : name}:${port}/${token === null ? '' : `#token=${token}`}`;
  const reach =
    token === null ? 'this machine only' : 'anybody with this address; without TLS in front it can be overheard';
  return `Eightyfold: ${address}  (${reach}; Ctrl-C ends it, nothing is lost)\n`;
}

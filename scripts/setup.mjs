// Installs the locked packages unless they are installed already. npm runs it before start, test
// and check. Plain JavaScript without dependencies, so that an older system Node can run it.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const LOCKFILE = join(ROOT, 'package-lock.json');
const STAMP = join(ROOT, 'node_modules', '.eightyfold-lock-hash');

// A production NODE_ENV would leave the tools out, so the groups are named.
const NPM_ARGUMENTS = [
  'ci',
  '--ignore-scripts',
  '--include=dev',
  '--include=optional',
  '--no-audit',
  '--no-fund',
  '--loglevel=error',
];

const lockHash = createHash('sha256').update(readFileSync(LOCKFILE)).digest('hex');
if (!isInstalled()) install();

function isInstalled() {
  return existsSync(STAMP) && readFileSync(STAMP, 'utf8').trim() === lockHash;
}

function install() {
  const startedAt = Date.now();
  process.stderr.write('setup: installing the locked packages (about 200 MB, once per lockfile)\n');
  const run = runNpm();
  if (run.error && run.error.code === 'ENOENT') {
    fail(
      'setup-npm: npm is not on the path',
      'install Node with npm (on Debian "apt-get install npm"), then run again',
    );
  }
  if (run.error || run.status !== 0) {
    fail(
      `setup-install: "npm ci" failed (${run.error?.message ?? `exit code ${run.status ?? run.signal}`})`,
      "read npm's message above; check the network, then run again",
    );
  }
  writeFileSync(STAMP, `${lockHash}\n`);
  process.stderr.write(`setup: done in ${((Date.now() - startedAt) / 1000).toFixed(0)} s\n`);
}

/** Under npm its own file is known and can be run without a shell; otherwise npm is looked up on the path. */
function runNpm() {
  const options = { cwd: ROOT, stdio: ['ignore', 2, 2] };
  const npmFile = process.env.npm_execpath;
  if (npmFile && /npm-cli\.c?js$/.test(npmFile) && existsSync(npmFile)) {
    return spawnSync(process.execPath, [npmFile, ...NPM_ARGUMENTS], options);
  }
  if (process.platform === 'win32') {
    return spawnSync(`npm.cmd ${NPM_ARGUMENTS.join(' ')}`, { ...options, shell: true });
  }
  return spawnSync('npm', NPM_ARGUMENTS, options);
}

function fail(message, fix) {
  process.stderr.write(`${message}\n  at   ${ROOT}\n  fix  ${fix}\n`);
  process.exit(1);
}

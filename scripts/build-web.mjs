// Builds the web page into dist/web unless it stands there already, made from the same sources. npm runs it before the
// application starts.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { findNode, ROOT, toolEnvironment, toolFile } from './runtime.mjs';

const SOURCES = [
  'src/web',
  'src/core',
  'src/charts',
  'src/api',
  'src/adapters/browser',
  'vite.config.ts',
  'package-lock.json',
];
const STAMP = join(ROOT, 'dist', 'web', '.sources');

const hash = hashOf(SOURCES);
if (existsSync(STAMP) && readFileSync(STAMP, 'utf8') === hash) process.exit(0);
process.stderr.write('page: building\n');
const nodePath = findNode() ?? process.execPath;
const run = spawnSync(nodePath, [toolFile('vite', 'vite'), 'build', '--logLevel', 'warn'], {
  cwd: ROOT,
  env: toolEnvironment(nodePath),
  stdio: ['ignore', 2, 2],
});
if (run.status !== 0) {
  process.stderr.write('page: the build failed\n  fix  read the message above\n');
  process.exit(1);
}
writeFileSync(STAMP, hash);

/** Names and bytes of every source, so that a change of either builds anew. */
function hashOf(paths) {
  const digest = createHash('sha256');
  for (const path of paths) {
    for (const file of filesOf(join(ROOT, path))) digest.update(file.slice(ROOT.length)).update(readFileSync(file));
  }
  return digest.digest('hex');
}

function filesOf(path) {
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !/\.test\.tsx?$|\.snap$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .toSorted();
}

#!/usr/bin/env node
// Starts the command line on the pinned Node, whatever Node the system has.
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { join } from 'node:path';

import { findNode, missingNodeMessage, ROOT } from '../scripts/runtime.mjs';

const nodePath = findNode();
if (nodePath === undefined) {
  process.stderr.write(missingNodeMessage());
  process.exit(1);
}

// Node keeps what it compiled of our sources there, checked against each source, and starts three times as fast. Where
// the folder cannot be written it goes without.
const env = { NODE_COMPILE_CACHE: join(ROOT, 'node_modules', '.cache', 'node-compile'), ...process.env };
const child = spawn(nodePath, [join(ROOT, 'src', 'cli', 'main.ts'), ...process.argv.slice(2)], {
  stdio: 'inherit',
  env,
});

// A terminal sends Ctrl-C to the child as well: a second copy from here would look like impatience.
const isAtTerminal = process.stdin.isTTY || process.stdout.isTTY || process.stderr.isTTY;
process.on('SIGINT', () => isAtTerminal || child.kill('SIGINT'));
process.on('SIGTERM', () => child.kill('SIGTERM'));
process.on('SIGHUP', () => child.kill('SIGHUP'));

child.on('error', (error) => {
  process.stderr.write(`launch: ${error.message}\n  at   ${nodePath}\n  fix  run "node scripts/setup.mjs"\n`);
  process.exitCode = 70;
});
child.on('exit', (code, signal) => {
  process.exitCode = code ?? 128 + constants.signals[signal];
});

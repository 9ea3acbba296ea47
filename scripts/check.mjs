// Runs the checks and says one line about each; a failed one shows its output. It ends with one line, "N passed, N
// failed", that counts the tests of every project it ran.
//
//   node scripts/check.mjs              every quick check (npm run check)
//   node scripts/check.mjs types lint   only those named
//   node scripts/check.mjs --all        the quick checks, then the slow and end-to-end tests (npm test)
import { spawn } from 'node:child_process';

import { findNode, missingNodeMessage, ROOT, toolEnvironment, toolFile } from './runtime.mjs';

/** Steps running at the same time: two cores are the smallest machine we check on. */
const STEPS_AT_ONCE = 2;

const vitest = (project) => [toolFile('vitest', 'vitest'), 'run', '--project', project];

/** The longest step first, so that the others fit beside it. */
const QUICK_STEPS = [
  { name: 'fast-tests', command: vitest('fast'), hasTests: true },
  { name: 'types', command: [toolFile('typescript', 'tsc'), '-p', 'tsconfig.json', '--pretty', 'false'] },
  { name: 'core-types', command: [toolFile('typescript', 'tsc'), '-p', 'tsconfig.core.json', '--pretty', 'false'] },
  { name: 'lint', command: [toolFile('oxlint', 'oxlint')] },
  { name: 'format', command: [toolFile('oxfmt', 'oxfmt'), '--check'] },
  { name: 'boundaries', command: ['scripts/boundaries.mjs'] },
  { name: 'unused', command: [toolFile('knip', 'knip'), '--no-progress', '--no-config-hints'] },
];

/** Run alone and one after the other, with their output shown as it comes. */
const LONG_STEPS = [
  { name: 'slow-tests', command: vitest('slow'), hasTests: true, isShown: true },
  { name: 'end-to-end-tests', command: vitest('end-to-end'), hasTests: true, isShown: true },
];

const nodePath = findNode();
if (nodePath === undefined) {
  process.stderr.write(missingNodeMessage());
  process.exit(1);
}
const environment = toolEnvironment(nodePath);
const { quickSteps, longSteps } = chooseSteps(process.argv.slice(2));
const results = [...(await runTogether(quickSteps)), ...(await runInTurn(longSteps))];
const failed = results.filter((result) => !result.isGood);
if (failed.length > 0) process.stdout.write(`failed: ${failed.map((result) => result.step.name).join(', ')}\n`);
process.stdout.write(`${sum(results, 'passed')} passed, ${sum(results, 'failed')} failed\n`);
process.exitCode = failed.length > 0 ? 1 : 0;

function chooseSteps(names) {
  if (names.length === 0) return { quickSteps: QUICK_STEPS, longSteps: [] };
  if (names.includes('--all')) return { quickSteps: QUICK_STEPS, longSteps: LONG_STEPS };
  const known = [...QUICK_STEPS, ...LONG_STEPS].map((step) => step.name);
  const unknown = names.filter((name) => !known.includes(name));
  if (unknown.length > 0) {
    process.stderr.write(`unknown-step: ${unknown.join(', ')}\n  fix  name some of: ${known.join(', ')}\n`);
    process.exit(1);
  }
  const isChosen = (step) => names.includes(step.name);
  return { quickSteps: QUICK_STEPS.filter(isChosen), longSteps: LONG_STEPS.filter(isChosen) };
}

async function runTogether(steps) {
  const waiting = [...steps];
  const finished = [];
  const work = async () => {
    for (let step = waiting.shift(); step !== undefined; step = waiting.shift()) finished.push(await runStep(step));
  };
  await Promise.all(Array.from({ length: STEPS_AT_ONCE }, work));
  return finished;
}

async function runInTurn(steps) {
  const finished = [];
  for (const step of steps) finished.push(await runStep(step));
  return finished;
}

async function runStep(step) {
  const startedAt = Date.now();
  const { code, output } = await runNode(step);
  const tally = tallyOf(step, output);
  const isGood = code === 0 && tally.failed === 0;
  const seconds = ((Date.now() - startedAt) / 1000).toFixed(1);
  const counts = step.hasTests ? `  ${tally.passed} passed, ${tally.failed} failed` : '';
  const details = isGood ? notRun(output) : output;
  if (!step.isShown && details !== '') process.stdout.write(`${details.trimEnd()}\n`);
  process.stdout.write(`${isGood ? 'ok  ' : 'FAIL'}  ${step.name.padEnd(16)} ${seconds.padStart(6)} s${counts}\n`);
  return { step, isGood, ...tally };
}

function runNode({ command, isShown }) {
  return new Promise((resolve) => {
    const child = spawn(nodePath, command, { cwd: ROOT, env: environment, stdio: ['ignore', 'pipe', 'pipe'] });
    const parts = [];
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (part) => {
        parts.push(part);
        if (isShown) process.stdout.write(part);
      });
    }
    child.on('error', (error) => parts.push(Buffer.from(`${error.message}\n`)));
    child.on('close', (code) => resolve({ code, output: Buffer.concat(parts).toString() }));
  });
}

/** The last line that the reporter wrote; a test run that ended without one counts as one failure. */
function tallyOf(step, output) {
  if (!step.hasTests) return { passed: 0, failed: 0 };
  const match = [...output.matchAll(/^(\d+) passed, (\d+) failed$/gm)].at(-1);
  return match ? { passed: Number(match[1]), failed: Number(match[2]) } : { passed: 0, failed: 1 };
}

function notRun(output) {
  return output
    .split('\n')
    .filter((line) => line.startsWith('not run: '))
    .join('\n');
}

function sum(finished, key) {
  return finished.reduce((total, result) => total + result[key], 0);
}

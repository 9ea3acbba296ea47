import { execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import { eightyfold, LAUNCHER, type Ended } from '../support/command-line.ts';

const TINY_PLAN = fileURLToPath(new URL('../support/tiny-plan.yaml', import.meta.url));
const INFEASIBLE_PLAN = fileURLToPath(new URL('../../examples/infeasible.yaml', import.meta.url));
const OUTPUTS = ['brief.md', 'decide-by.ics', 'report.html', 'result.json'];
const ESCAPE = '\u001b';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'eightyfold-cli-'));
  copyFileSync(TINY_PLAN, join(folder, 'tiny.yaml'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const run = (given: readonly string[], options: Parameters<typeof eightyfold>[1] = {}): Promise<Ended> =>
  eightyfold(given, { folder, ...options });
const textOf = (name: string): string => readFileSync(join(folder, name), 'utf8');

describe('plan', () => {
  test('prints the brief without a colour code in a pipe and says on standard error how far it is', async () => {
    const { code, out, err } = await run(['plan', 'tiny.yaml']);
    expect(code).toBe(0);
    expect(out).toContain('Tiny plan  as of 2026-07-01');
    expect(out).toContain('SIGN NOW');
    expect(out + err).not.toContain(ESCAPE);
    expect(err).toMatch(/^planning tiny\.yaml\n[^]*planned in \d+\.\d s\ncertificate accepted: [\d,]+ checks\n$/);
    expect(readdirSync(folder)).toEqual(['tiny.yaml']);
  });

  test('prints result.json, with the seed asked for and the hash of the file', async () => {
    const { code, out } = await run(['plan', 'tiny.yaml', '--json', '--seed', '7']);
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      schemaVersion: 6,
      plan: { name: 'Tiny plan', hash: expect.stringMatching(/^sha256:[0-9a-f]{64}$/) as unknown },
      recipe: { seed: 7, engineVersion: '0.1.0', solver: 'HiGHS' },
    });
  });

  test('writes four files, and again only with --force', async () => {
    const first = await run(['plan', 'tiny.yaml', '--out', 'deep/answer']);
    expect(first.code).toBe(0);
    expect(readdirSync(join(folder, 'deep/answer'))).toEqual(OUTPUTS);
    const written = textOf('deep/answer/result.json');

    const second = await run(['plan', 'tiny.yaml', '--out', 'deep/answer', '--seed', '7']);
    expect(second).toEqual({
      code: 1,
      out: '',
      err: `file-exists: result.json, brief.md, report.html, decide-by.ics exist already; nothing was written
  at   deep/answer
  fix  name another place, or replace with --force

deep/answer: 1 error; nothing was planned
`,
    });
    expect(textOf('deep/answer/result.json')).toBe(written);

    const forced = await run(['plan', 'tiny.yaml', '--out', 'deep/answer', '--seed', '7', '--force']);
    expect(forced.code).toBe(0);
    expect(textOf('deep/answer/result.json')).not.toBe(written);
  });

  test('gives the same bytes from one thread and from two, and no trace of them', async () => {
    for (const workers of ['1', '2']) await run(['plan', 'tiny.yaml', '--workers', workers, '--out', workers]);
    for (const name of OUTPUTS) expect(textOf(`2/${name}`)).toBe(textOf(`1/${name}`));
    expect(textOf('1/result.json')).not.toMatch(/worker|thread|seconds|elapsed|\d{2}:\d{2}:\d{2}/i);
    expect(textOf('1/result.json').endsWith('}\n')).toBe(true);
  });

  test('with --redact prints and writes no name and no amount of the plan', async () => {
    const { code, out } = await run(['plan', 'tiny.yaml', '--redact', '--out', 'masked']);
    expect(code).toBe(0);
    const texts = [out, ...readdirSync(join(folder, 'masked')).map((name) => textOf(`masked/${name}`))];
    for (const text of texts) expect(text).not.toMatch(/neocloud|lease-one-year|lease-two-years|Tiny plan|\$\d/);
    expect(out).toContain('offer-1');
  });

  test('reads standard input', async () => {
    const { code, out } = await run(['plan', '-'], { input: textOf('tiny.yaml') });
    expect({ code, isBrief: out.includes('Tiny plan') }).toEqual({ code: 0, isBrief: true });
  });

  test('names every error of a broken plan, where and how to fix it, and exits with 1', async () => {
    writeFileSync(
      join(folder, 'broken.yaml'),
      textOf('tiny.yaml').replace('termMonths: 12', 'termMonths: -12').replace('gpus: 256', 'gpu: 256'),
    );
    const { code, out, err } = await run(['plan', 'broken.yaml', '--out', 'answer']);
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toMatch(/^ {2}at {3}broken\.yaml:\d+:\d+ offers\[0\]\.termMonths = -12$/m);
    expect(err).toMatch(/^ {2}at {3}broken\.yaml:\d+:\d+ offers\[1\]\.gpu\b/m);
    expect(err).toMatch(/broken\.yaml: \d errors; nothing was planned\n$/);
    expect(readdirSync(folder)).toEqual(['broken.yaml', 'tiny.yaml']);
  });

  test('says of a plan that cannot be: have, need and the smallest change, and exits with 2', async () => {
    const { code, out, err } = await run(['plan', INFEASIBLE_PLAN, '--json', '--out', 'answer']);
    expect(code).toBe(2);
    expect(err).toMatch(/infeasible: .*firmLiabilityUsdMax.*\n {2}have .*\n {2}need .*\n {2}fix {2}raise /);
    expect(JSON.parse(out)).toMatchObject({ schemaVersion: 1, status: 'infeasible', reasons: [{}] });
    expect(readdirSync(folder)).toEqual(['tiny.yaml']);
  });
});

describe.skipIf(process.platform === 'win32')('a run that is stopped', () => {
  // Many small trees: a quarter of the steps is done soon, and the rest takes long enough to be stopped in.
  const long = 'tree: {stageStartMonths: [0, 3], branches: [2], paths: 256, trees: 60}';

  test.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const)('by %s exits with %i, says so and leaves nothing', async (signal, exitCode) => {
    writeFileSync(join(folder, 'long.yaml'), textOf('tiny.yaml').replace(/^tree: .*$/m, long));
    const { code, out, err } = await run(['plan', 'long.yaml', '--out', 'answer'], {
      onError: (text, kill) => {
        if (!text.includes('steps done')) return;
        kill(signal);
        kill(signal);
      },
    });
    expect({ code, out }).toEqual({ code: exitCode, out: '' });
    expect(err).toMatch(/stopped\n$/);
    expect(readdirSync(folder)).toEqual(['long.yaml', 'tiny.yaml']);
  });
});

describe.skipIf(process.platform === 'win32')('in a shell', () => {
  const shell = (command: string): { status: number | null; stdout: string; stderr: string } =>
    spawnSync('bash', ['-o', 'pipefail', '-c', command], {
      cwd: folder,
      encoding: 'utf8',
      env: { ...process.env, EIGHTYFOLD: `${process.execPath} ${LAUNCHER}` },
    });

  test('a reader that leaves early is no error', () => {
    const { status, stdout, stderr } = shell('$EIGHTYFOLD schema | head -1');
    expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: '{\n', stderr: '' });
  });

  test('the first line of a brief can be taken alone', () => {
    const { status, stdout, stderr } = shell('$EIGHTYFOLD plan tiny.yaml | head -1');
    expect({ status, stdout }).toEqual({ status: 0, stdout: 'Tiny plan  as of 2026-07-01\n' });
    expect(stderr).not.toMatch(/EPIPE|bug/);
  });

  test('large output arrives whole through a slow pipe', () => {
    const { stdout } = shell('$EIGHTYFOLD schema | (sleep 1; cat)');
    expect(() => JSON.parse(stdout) as unknown).not.toThrow();
    expect(stdout.length).toBeGreaterThan(2 ** 15);
  });

  test.skipIf(process.platform !== 'linux')('a full disk is told in a line', () => {
    const { status, stderr } = shell('$EIGHTYFOLD schema > /dev/full');
    expect(status).toBe(1);
    expect(stderr).toBe('output: standard output cannot be written (ENOSPC)\n  fix  give it a place with room\n');
  });

  test.skipIf(!hasTerminals())('a terminal gets colours and one moving line, unless NO_COLOR is set', () => {
    const onTerminal = (environment: string): string =>
      shell(`env -u CI ${environment} TERM=xterm-256color script -qec "$EIGHTYFOLD plan tiny.yaml" /dev/null`).stdout;
    const coloured = onTerminal('NO_COLOR=');
    expect(coloured).toContain(`${ESCAPE}[1m`);
    expect(coloured).toContain(`\r${ESCAPE}[Kplanning tiny.yaml: 4 of 18 steps done (`);
    expect(onTerminal('NO_COLOR=1')).not.toContain(`${ESCAPE}[1m`);
  });
});

describe('the other commands', () => {
  test('init writes a plan that check finds ready, and does not write over it', async () => {
    expect((await run(['init'])).code).toBe(0);
    const checked = await run(['check', 'plan.yaml']);
    expect(checked.code).toBe(0);
    expect(checked.out).toMatch(/plan\.yaml: ready to plan\b.*\n$/);
    writeFileSync(join(folder, 'plan.yaml'), 'mine');
    expect((await run(['init'])).code).toBe(1);
    expect(textOf('plan.yaml')).toBe('mine');
    expect((await run(['init', '-'])).out).toMatch(/^# A plan for Eightyfold/);
  });

  test('check exits with 1 for errors and lists everything as JSON', async () => {
    writeFileSync(join(folder, 'broken.yaml'), 'eightyfold: 2\n');
    const { code, out, err } = await run(['check', 'broken.yaml', '--json']);
    expect({ code, err }).toEqual({ code: 1, err: '' });
    expect(JSON.parse(out)).toMatchObject({ schemaVersion: 1, isReady: false });
  });

  test('schema prints the schema that the repository ships', async () => {
    const shipped = readFileSync(new URL('../../schema/plan.schema.json', import.meta.url), 'utf8');
    expect(await run(['schema'])).toEqual({ code: 0, out: shipped, err: '' });
  });
});

test.each(['plan', 'check', 'init', 'schema'])('the example in the help of %s runs', async (command) => {
  const { code, out } = await run([command, '--help']);
  expect(code).toBe(0);
  const [, example = ''] = /^ {2}\$ eightyfold (.*)$/m.exec(out) ?? [];
  expect(example.startsWith(command)).toBe(true);
  // That of `example` takes minutes: it is among the slow tests.
  if (command !== 'init') copyFileSync(TINY_PLAN, join(folder, 'plan.yaml'));
  expect((await run(example.split(' '))).code).toBe(0);
});

describe.skipIf(!hasUnshare())(
  `without a network${hasUnshare() ? '' : ' (skipped: unshare -n is not allowed here)'}`,
  () => {
    test('a plan is answered and all files are written', async () => {
      const { code } = await run(['plan', 'tiny.yaml', '--out', 'answer'], { through: ['unshare', '-rn'] });
      expect(code).toBe(0);
      expect(readdirSync(join(folder, 'answer'))).toEqual(OUTPUTS);
    });
  },
);

function hasUnshare(): boolean {
  return works('unshare', ['-rn', 'true']);
}

function hasTerminals(): boolean {
  return process.platform === 'linux' && works('script', ['-qec', 'true', '/dev/null']);
}

function works(program: string, given: readonly string[]): boolean {
  try {
    execFileSync(program, given, { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

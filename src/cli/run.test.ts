import { existsSync } from 'node:fs';

import { expect, test } from 'vitest';

import { fakeSession } from '../../test/support/fake-session.ts';
import { Bug } from '../core/index.ts';
import { bugText, run } from './run.ts';

async function ran(...given: string[]): Promise<{ exitCode: number; out: string; err: string }> {
  const session = fakeSession();
  const exitCode = await run(given, session);
  return { exitCode, ...session.said };
}

test('a misspelt command is refused with the command that may be meant', async () => {
  expect(await ran('plna', 'x.yaml')).toEqual({
    exitCode: 1,
    out: '',
    err: `unknown-command: unknown command 'plna'
  at   eightyfold plna x.yaml
  fix  Did you mean plan? See: eightyfold --help
`,
  });
});

test('a misspelt option is refused with the option that may be meant', async () => {
  const { exitCode, err } = await ran('plan', 'x.yaml', '--worker', '2');
  expect(exitCode).toBe(1);
  expect(err).toContain('fix  Did you mean --workers? See: eightyfold plan --help');
});

test.each([['answer'], ['memo'], ['track']])('a fault of %s points at its own help', async (command) => {
  const { err } = await ran(command, 'x.yaml', '--nope');
  expect(err).toContain(`See: eightyfold ${command} --help`);
});

test.each([
  ['no command', []],
  ['no plan', ['plan']],
  ['two plans', ['plan', 'a', 'b']],
  ['an option without its value', ['plan', 'a', '--out']],
])('a call with %s is the fault of the call', async (_, given) => {
  const { exitCode, out, err } = await ran(...given);
  expect({ exitCode, out }).toEqual({ exitCode: 1, out: '' });
  expect(err).not.toBe('');
});

test.each([
  ['--seed', '-1'],
  ['--seed', '1.5'],
  ['--seed', '1e3'],
  ['--seed', '9007199254740992'],
  ['--workers', '0'],
  ['--workers', 'two'],
])('%s %s is not a whole number in range', async (option, value) => {
  const { exitCode, err } = await ran('plan', 'x.yaml', `${option}=${value}`);
  expect(exitCode).toBe(1);
  expect(err).toContain(`argument '${value}' is invalid. Give a whole number from `);
});

test.each([['--help'], ['--version'], ['plan', '--help'], ['help', 'check']])('%s %s is answered', async (...given) => {
  const { exitCode, out, err } = await ran(...given.filter((word) => word !== undefined));
  expect({ exitCode, err }).toEqual({ exitCode: 0, err: '' });
  expect(out).not.toBe('');
});

test.each([['deal'], ['hosts']])("%s's help says defaults in words", async (command) => {
  const { out } = await ran(command, '--help');
  expect(out).toMatch(/\(default:\s+all (?:quotes|hosts)\)/);
  expect(out).not.toMatch(/\(default: [[{]/);
});

test('a file that is not there is named, whatever its name holds', async () => {
  const { exitCode, err } = await ran('check', 'no\u001b[31m.yaml');
  expect({ exitCode, err }).toEqual({ exitCode: 1, err: '' });
  const planned = await ran('plan', 'no\u001b[31m.yaml');
  expect(planned).toEqual({
    exitCode: 1,
    out: '',
    err: `file-not-found: there is no such file or folder
  at   no\ufffd[31m.yaml
  fix  check the name and the folder you are in

no\ufffd[31m.yaml: 1 error; nothing was planned
`,
  });
});

test('with --json a refusal is an object on standard output too', async () => {
  const { exitCode, out } = await ran('plan', 'none.yaml', '--json');
  expect(exitCode).toBe(1);
  expect(JSON.parse(out)).toMatchObject({ schemaVersion: 1, status: 'refused', issues: [{ code: 'file-not-found' }] });
});

test('init makes no folder that is not there', async () => {
  const { exitCode, err } = await ran('init', '/nonexist/plan.yaml');
  expect(exitCode).toBe(1);
  expect(err).toMatch(/^folder-not-found: there is no folder \/nonexist\n/);
  expect(existsSync('/nonexist')).toBe(false);
});

test('a run that hangs ends when it is stopped, with the code of the signal', async () => {
  const session = fakeSession();
  const hanging = { ...session, out: { ...session.out, write: () => new Promise<void>(() => undefined) } };
  const ending = run(['schema'], hanging);
  session.stopper.abort(130);
  expect(await ending).toBe(130);
  expect(session.said.err).toBe('stopped\n');
});

test('an unexpected error is ours and exits with 70', async () => {
  const session = fakeSession();
  const broken = {
    ...session,
    out: { ...session.out, write: () => Promise.reject(new Bug('a probability became negative')) },
  };
  expect(await run(['schema'], broken)).toBe(70);
  expect(session.said.err).toMatch(/^bug: a probability became negative\n {2}at {3}/);
  expect(session.said.err).toMatch(/this is our fault, not your plan's: report these lines, with version \d/);
});

test('a bug without a stack still has its message', () => {
  expect(bugText('out of order')).toMatch(/^bug: out of order\n {2}fix /);
});

test.each(['plan', 'import', 'what-if'])('a usage fault of %s without a hint points at its help', async (command) => {
  const session = fakeSession();
  expect(await run([command], session)).toBe(1);
  expect(session.said.err).toMatch(
    new RegExp(`^[a-z-]+: .+\\n {2}at {3}eightyfold ${command}\\n {2}fix {2}See: eightyfold ${command} --help\\n$`),
  );
});

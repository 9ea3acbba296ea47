import { spawnSync } from 'node:child_process';

import { expect, test } from 'vitest';

import { fakeSession } from '../../test/support/fake-session.ts';
import { run } from './run.ts';

async function scriptFor(shell: string): Promise<string> {
  const session = fakeSession();
  expect(await run(['completion', shell], session)).toBe(0);
  return session.said.out;
}

/** What bash offers for the last of these words. */
function offered(script: string, words: readonly string[]): string[] {
  const line = words.map((word) => `'${word}'`).join(' ');
  const asked = `${script}\nCOMP_WORDS=(${line}); COMP_CWORD=${words.length - 1}; _eightyfold; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const { stdout, stderr } = spawnSync('bash', ['-c', asked], { encoding: 'utf8', cwd: '/' });
  expect(stderr).toBe('');
  return stdout.split('\n').filter((word) => word !== '');
}

test('bash completes commands, their options, and commands of commands', async () => {
  const script = await scriptFor('bash');
  expect(offered(script, ['eightyfold', 'pl'])).toEqual(['plan']);
  expect(offered(script, ['eightyfold', 'plan', '--red'])).toEqual(['--redact']);
  expect(offered(script, ['eightyfold', 'demand', 'f'])).toEqual(['fit']);
  expect(offered(script, ['eightyfold', 'serve', '--po'])).toEqual(['--port']);
});

test.each(['zsh', 'fish'])('%s is told every command and option', async (shell) => {
  const script = await scriptFor(shell);
  for (const word of ['plan', 'serve', 'backup', 'redact', 'memory-megabytes']) expect(script).toContain(word);
});

test('another shell is refused with those there are', async () => {
  const session = fakeSession();
  expect(await run(['completion', 'tcsh'], session)).toBe(1);
  expect(session.said.err).toMatch(/bash, zsh, fish/);
});

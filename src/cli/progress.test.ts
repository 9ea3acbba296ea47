import { expect, test } from 'vitest';

import { fakeSession } from '../../test/support/fake-session.ts';
import { startProgress } from './progress.ts';

const TOTAL = 15;

function updates(isTerminal: boolean): string {
  const { err, said } = fakeSession({ isTerminal });
  const progress = startProgress(err, 'planning plan.yaml');
  for (let done = 1; done <= TOTAL; done += 1) progress.update({ done, total: TOTAL, what: 'best decision' });
  progress.end();
  progress.end();
  return said.err;
}

test('a pipe gets a line at the start and at each quarter, without codes', () => {
  expect(updates(false)).toBe(`planning plan.yaml
planning plan.yaml: 4 of 15 steps done (best decision)
planning plan.yaml: 8 of 15 steps done (best decision)
planning plan.yaml: 12 of 15 steps done (best decision)
`);
});

test('a terminal gets one line that is written over and leaves nothing', () => {
  const text = updates(true);
  expect(text).not.toContain('\n');
  expect(text.endsWith('\r\u001b[K')).toBe(true);
  expect(text.split('\r\u001b[K')).toContain('planning plan.yaml: 9 of 15 steps done (best decision), 0 s');
});

test('a narrow terminal cuts the line, for a wrapped one could not be removed', () => {
  const { err, said } = fakeSession({ isTerminal: true });
  startProgress({ ...err, columns: () => 20 }, 'planning a-long-name.yaml').end();
  expect(said.err).toContain('\u001b[Kplanning a-long-nam\r');
});

import { expect, test } from 'vitest';

import type { RunRecord } from '../api/index.ts';
import { runToShow } from './shown-run.ts';

const run = (id: string, part: Partial<RunRecord>): RunRecord => ({
  id,
  planId: 'lab',
  version: 1,
  planName: 'Lab',
  planHash: 'sha256:1',
  seed: null,
  hasAnswers: false,
  engineVersion: '0.1.0',
  status: 'planned',
  progress: null,
  firstLook: null,
  attempts: 1,
  isFromStore: false,
  createdAt: '2026-01-01T00:00:00Z',
  endedAt: '2026-01-01T00:01:00Z',
  message: '',
  issues: [],
  ...part,
});

test('a full answer stays shown when the same is asked for again without the rest, and gives way to another', () => {
  const full = run('full', { hasAnswers: true });
  expect(runToShow([])).toBeUndefined();
  expect(runToShow([run('live', { status: 'running' }), run('lesser', {}), full])?.id).toBe('full');
  for (const other of [{ version: 2 }, { seed: 3 }, { engineVersion: '0.2.0' }])
    expect(runToShow([run('other', other), full])?.id).toBe('other');
});

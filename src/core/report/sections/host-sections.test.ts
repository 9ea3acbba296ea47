import { expect, it } from 'vitest';

import type { Answers } from '../../answers/index.ts';
import { hostSection } from './host-sections.ts';

it('a host event without an answer says that it is not known, and why', () => {
  const nothing = { lossUsd: null, shortageRise: null, shortageMonth: null, recoveryMonths: null };
  const event = { host: 'cloud-a', event: 'fails', months: 12, referenceGpus: 600_000 } as const;
  const { text, table } = hostSection({
    hosts: [{ ...event, ...nothing, unknown: 'too little' }],
  } as unknown as Answers);
  expect(text).toMatch(/ Not known: cloud-a fails after 12 months \(too little\)\.$/);
  expect(table.rows[0]!.slice(3).map((cell) => cell.text)).toEqual(['not known', 'not known', 'not known']);
});

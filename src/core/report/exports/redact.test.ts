import { expect, test } from 'vitest';

import { exampleResult } from '../../../../test/support/example-result.ts';
import { redactedResult } from './redact.ts';

test('no amount of a ledger, and no reason of a certificate, leaves with a redacted result', () => {
  const account = {
    cause: 'committed',
    contractId: 'neocloud',
    signed: 'signNow',
    timing: 'monthEnd',
    centsByMonth: [-123_456, -7],
  } as const;
  const course = { name: 'median', what: 'all of it', signings: [], ledger: [account], capacity: [] };
  const certificate = { ...exampleResult.certificate, accepted: false, reason: 'cash: committed of "neocloud" is $12' };
  const ledger = { recommended: [account], signNothing: [account] };
  const {
    courses,
    ledger: masked,
    certificate: said,
  } = redactedResult({
    ...exampleResult,
    courses: [course],
    ledger,
    certificate,
  });
  for (const { centsByMonth } of [...masked.recommended, ...masked.signNothing, ...courses[0]!.ledger])
    expect(centsByMonth).toEqual([null, null]);
  expect(JSON.stringify([courses, masked])).not.toContain('neocloud');
  expect(said.reason).toBe('redacted');
});

test('the usage table of the recipe has no name either', () => {
  const history = { file: 'acme-usage.csv', hash: 'sha256:1' };
  const { recipe } = redactedResult({ ...exampleResult, recipe: { ...exampleResult.recipe, history } });
  expect(recipe.history).toEqual({ file: 'table-1', hash: 'sha256:1' });
});

import { expect, test } from 'vitest';

import { exampleResult } from '../../test/support/example-result.ts';
import { issuesJson, noResultJson, resultJson } from './json.ts';

test('result.json is the result, its numbers to the last bit, with a line feed at the end', () => {
  const text = resultJson(exampleResult);
  expect(JSON.parse(text)).toEqual(exampleResult);
  expect(text.endsWith('}\n')).toBe(true);
});

test('keys keep the order of the result', () => {
  expect(Object.keys(JSON.parse(resultJson(exampleResult)) as object)).toEqual(Object.keys(exampleResult));
});

test('a number that is not known is null', () => {
  const unknown = { ...exampleResult.recipe, relativeGap: Number.NaN };
  expect(JSON.parse(resultJson({ ...exampleResult, recipe: unknown }))).toMatchObject({
    recipe: { relativeGap: null },
  });
});

test('what there is instead of a result says its version and status', () => {
  const reasons = [{ what: 'a', have: 'b', need: 'c', fix: 'd' }];
  expect(JSON.parse(noResultJson({ status: 'infeasible', reasons }))).toEqual({
    schemaVersion: 1,
    status: 'infeasible',
    reasons,
  });
  expect(JSON.parse(issuesJson([]))).toEqual({ schemaVersion: 1, isReady: true, issues: [] });
});

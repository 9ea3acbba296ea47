import { expect, test } from 'vitest';

import type { Issue } from '../core/index.ts';
import { infeasibleText, issueCounts, issuesText, readinessText } from './issue-text.ts';

const ISSUE: Issue = {
  code: 'contract-term',
  severity: 'error',
  what: 'offer "ashburn\u202e" is never in service',
  path: 'offers[2].termMonths',
  line: 41,
  column: 7,
  found: '0',
  fix: 'give the number of months in service, 1 or more',
};
const WARNING: Issue = { ...ISSUE, severity: 'warning' };

const as = (hasColour: boolean) => ({ fileName: 'plan.yaml', output: { hasColour } });

test('issues stand in three lines each, apart, without marks that reorder text', () => {
  const one = `contract-term: offer "ashburn\ufffd" is never in service
  at   plan.yaml:41:7 offers[2].termMonths = 0
  fix  give the number of months in service, 1 or more
`;
  expect(issuesText([ISSUE, WARNING], as(false))).toBe(`${one}\n${one}`);
});

test('colour marks the code and nothing else', () => {
  const text = issuesText([ISSUE], as(true));
  expect(text.startsWith('\u001b[31mcontract-term\u001b[39m: offer')).toBe(true);
  expect(text.split('\u001b').length).toBe(3);
});

test('no issue is no text', () => {
  expect(issuesText([], as(false))).toBe('');
});

test.each([
  [[], 'nothing to remark'],
  [[ISSUE], '1 error'],
  [[WARNING, ISSUE, ISSUE], '2 errors, 1 warning'],
])('issues are counted by what they are', (issues, text) => {
  expect(issueCounts(issues)).toBe(text);
});

const NOT_ENFORCED: Issue = { ...ISSUE, severity: 'not-enforced' };
test.each([
  [[], 'ready to plan: nothing to remark'],
  [[WARNING], 'ready to plan: 1 warning'],
  [[NOT_ENFORCED], 'ready to plan, but without 1 field that is not enforced'],
  [[NOT_ENFORCED, NOT_ENFORCED, WARNING], 'ready to plan, but without 2 fields that are not enforced; 1 warning'],
  [[ISSUE, NOT_ENFORCED], 'not ready to plan: 1 error, 1 field not enforced'],
])('a plan is ready, ready but for what is not enforced, or not ready', (issues, text) => {
  expect(readinessText(issues)).toBe(text);
});

test('why there is no plan: what, have, need, fix', () => {
  const reason = { what: 'too much is owed', have: '20 USD', need: '23 USD', fix: 'raise the limit' };
  expect(infeasibleText([reason])).toBe(
    'infeasible: too much is owed\n  have 20 USD\n  need 23 USD\n  fix  raise the limit\n',
  );
});

import { expect, it } from 'vitest';

import { describeIssue } from '../../domain/describe-issue.ts';
import { SMALL_PLAN } from '../../domain/fixtures/plan-text.ts';
import { parsePlan } from '../../domain/index.ts';
import { parsePortfolio } from './parse-portfolio.ts';

const { plan } = parsePlan(SMALL_PLAN, 'plan.yaml');
const offer = plan!.offers.find(({ kind }) => kind === 'quote')!;

it('reads signings by month and block, all blocks and the fleet renewed unless said otherwise', () => {
  const text = `eightyfold: 1\nportfolio: mine\nsignings:\n  - {offer: ${offer.id}, month: ${plan!.startMonth}}\n`;
  const { portfolio, issues } = parsePortfolio(text, plan!);
  expect(issues).toEqual([]);
  const offerIndex = plan!.offers.indexOf(offer);
  expect(portfolio).toEqual({
    name: 'mine',
    signings: [{ offerIndex, month: 0, blocks: offer.blocks }],
    notices: [],
    renewsFleet: true,
  });
});

it('locates what cannot be signed, and says how to fix it', () => {
  const text = [
    'eightyfold: 1',
    'portfolio: nothing-new',
    'signings:',
    '  - {offer: nobody, month: 2026-07}',
    `  - {offer: ${offer.id}, month: 1999-01, blocks: 900}`,
  ].join('\n');
  const { portfolio, issues } = parsePortfolio(text, plan!);
  expect(portfolio).toBeNull();
  expect(issues.map(({ code, line }) => [code, line])).toEqual([
    ['duplicate-id', 2],
    ['unknown-offer', 4],
    ['portfolio-window', 5],
    ['portfolio-blocks', 5],
  ]);
  expect(issues.every((issue) => describeIssue(issue, 'mine.yaml').includes('fix'))).toBe(true);
});

it('is scored under a name of its own', () => {
  const text = (name: string) => `eightyfold: 1\nportfolio: ${name}\nsignings: []\n`;
  expect(parsePortfolio(text('mine'), plan!, ['other']).issues).toEqual([]);
  for (const name of ['mine', 'recommended', 'rolling-mean-plan', 'peak-70']) {
    const { portfolio, issues } = parsePortfolio(text(name), plan!, ['mine']);
    expect([portfolio, issues.map(({ code, line }) => [code, line])]).toEqual([null, [['duplicate-id', 2]]]);
  }
});

it('warns of the hard limits that it does not keep, and is scored all the same', () => {
  const strict = {
    ...plan!,
    offers: plan!.offers.map((one) => (one === offer ? { ...one, blocksMin: one.blocks } : one)),
    limits: { ...plan!.limits, firmLiabilityUsdMax: 1, newPartners: { atOnceMax: 0, months: 6 } },
  };
  const given = (signings: string) => parsePortfolio(`eightyfold: 1\nportfolio: mine\nsignings: ${signings}\n`, strict);
  const whole = given(`[{offer: ${offer.id}, month: ${plan!.startMonth}}]`);
  expect(whole.portfolio?.signings).toHaveLength(1);
  expect(whole.issues.map(({ severity, what }) => [severity, what])).toEqual([
    ['warning', expect.stringMatching(/^\d+ USD is firmly owed, above limits.firmLiabilityUsdMax 1$/)],
    ['warning', '1 new partners would settle in at once; limits.newPartners allows 0'],
  ]);
  expect(given('[]').issues.map(({ what }) => what)).toEqual([
    `0 blocks of "${offer.id}" are signed at the start, and the plan has to sign ${offer.blocks}`,
  ]);
});

it('gives notice on a fleet contract by the rights that it has', () => {
  const withExit = parsePlan(
    SMALL_PLAN.replace(
      '    untilMonth: 2027-06',
      '    untilMonth: 2027-06\n    buyerExit: {afterMonths: 0, noticeDays: 90}',
    ),
    '',
  );
  const text = (right: string) =>
    `eightyfold: 1\nportfolio: mine\nsignings: []\nnotices:\n  - {offer: cloud-a, month: ${plan!.startMonth}, right: ${right}}\n`;
  const { portfolio, issues } = parsePortfolio(text('exit'), withExit.plan!);
  expect(issues).toEqual([]);
  expect(portfolio?.notices).toEqual([{ offerIndex: 0, isFleet: true, month: 0, right: 'exit' }]);
  expect(parsePortfolio(text('sublet'), withExit.plan!).issues.map(({ code, line }) => [code, line])).toEqual([
    ['portfolio-right', 5],
  ]);
});

import { describe, expect, it } from 'vitest';

import { smallPlanWith } from './fixtures/plan-text.ts';
import { parsePlan } from './index.ts';

const LEASE = `    accelerators: {gb200: 500, h100: 100}
`;
const PRICE = '    priceUsdPerGpuHour: 3.5\n';

/** The small plan's lease, sold by the token. */
function parsed(size: string, price: string) {
  return parsePlan(smallPlanWith(LEASE, size).replace(PRICE, price), 'plan.yaml');
}

describe('capacity sold by the token', () => {
  const size = '    tokensPerMinute: 60e6\n    tokensPerReferenceGpuSecond: 2000\n';

  it('is the reference GPUs that would make as many, at the price of a month of them', () => {
    const { plan, issues } = parsed(size, '    priceUsdPerMillionTokens: 0.5\n');
    expect(issues.filter(({ severity }) => severity === 'error')).toEqual([]);
    const offer = plan!.offers.find(({ id }) => id === 'lease-b')!;
    // A million tokens a second at 2,000 each; 60 million a minute x 60 x 730 h at $0.50 a million.
    expect(offer.quantities.map(({ gpus }) => gpus)).toEqual([500]);
    expect(plan!.accelerators[offer.quantities[0]!.acceleratorIndex]!.id).toBe('h100');
    expect(offer.referenceGpus[0]).toBe(500);
    const usdPerMonth: unknown = expect.closeTo(60 * 60 * 730 * 0.5, 6);
    expect(offer.price).toEqual({ kind: 'perMonth', usd: [usdPerMonth, usdPerMonth, usdPerMonth] });
  });

  it.each([
    ['tokens of no rate', '    tokensPerMinute: 60e6\n', PRICE, 'missing-field', 'offers[0]'],
    [
      'a rate of no tokens',
      `${LEASE}    tokensPerReferenceGpuSecond: 2000\n`,
      PRICE,
      'no-tokens',
      'offers[0].tokensPerReferenceGpuSecond',
    ],
    ['tokens beside GPUs', `${LEASE}${size}`, PRICE, 'two-quantities', 'offers[0]'],
    ['tokens of some kit', `${size}    accelerator: gb200\n`, PRICE, 'two-quantities', 'offers[0].accelerator'],
    [
      'a token price of no tokens',
      LEASE,
      '    priceUsdPerMillionTokens: 0.5\n',
      'no-tokens',
      'offers[0].priceUsdPerMillionTokens',
    ],
  ])('refuses %s', (_, text, price, code, path) => {
    const { plan, issues } = parsed(text, price);
    expect(plan).toBeNull();
    expect(issues.filter(({ severity }) => severity === 'error')).toMatchObject([{ code, path }]);
  });
});

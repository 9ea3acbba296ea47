import { expect, test } from 'vitest';

import { checkValue } from './check-value.ts';
import type { Claim } from './claim.ts';
import { findings } from './findings.ts';

const of = (estimate: number) => ({ estimate, low: estimate, high: estimate, method: '' });

/** A plan of which nothing is signed: no ledger, and a value that is a solver's tolerance. */
function nothingSigned(recommended: number): Claim {
  const zeros = ['signNothingUsd', 'waitUsd', 'meanPlanUsd', 'perfectForesightUsd', 'vssUsd', 'evpiUsd'];
  const parts = { cashUsd: of(0), researchUsd: of(0), afterHorizonUsd: of(0), riskAndPenaltiesUsd: of(recommended) };
  const expected = 7.5e-8;
  return {
    value: {
      ...Object.fromEntries(zeros.map((field) => [field, { ...of(0), low: null }])),
      recommendedUsd: of(recommended),
      reachedUsd: of(recommended),
      addedValueUsd: of(recommended),
      signNowUsd: of(recommended),
      addedParts: parts,
      expectedUsd: of(expected),
      afterHorizonFraction: 0,
      lines: [{ cause: 'riskAdjustment', contractId: null, isCash: false, usd: 8.3e-5 - expected }],
    },
    ledger: { recommended: [], signNothing: [] },
    crossCheck: { recommendedUsd: of(recommended), biasUsd: 0 },
    certificate: { objectiveUsd: recommended },
    recipe: { gapUsd: of(0) },
  } as unknown as Claim;
}

test('where nothing is signed a part of a cent that no line explains is a solver’s tolerance, two cents are not', () => {
  const codesOf = (recommended: number) => {
    const found = findings();
    checkValue(found, nothingSigned(recommended));
    return found.faults.map(({ code, path }) => `${code} ${path}`);
  };
  expect(codesOf(8.3e-5)).toEqual([]);
  expect(codesOf(8.3e-5 + 0.02)).toContain('lines value.lines');
});

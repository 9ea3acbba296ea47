import { describe, expect, it } from 'vitest';

import { exampleResult } from '../../../../test/support/example-result.ts';
import { crossCheckSentence, gapText, valueSentence } from './trust-sentences.ts';

describe('the value', () => {
  it('is given from above and as reached, with the gap in money and beside the worth', () => {
    expect(valueSentence(exampleResult)).toBe(
      'Risk-adjusted value: at most $413B (406 to 420), proved on each lattice; the policy reaches $412B (404 to 419), ' +
        'measured on fresh paths of the lattices. Gap to the best possible: $1.7B (1.2 to 2.2), 5% of what these offers add.',
    );
  });

  it('has no share of a worth that is not there, nor of a gap that is not known', () => {
    const { value, recipe } = exampleResult;
    const none = { estimate: 0, low: 0, high: 0, method: 'test' };
    expect(gapText({ ...exampleResult, value: { ...value, addedValueUsd: none } })).toBe('$1.7B (1.2 to 2.2)');
    const gapUsd = { estimate: 0, low: null, high: null, method: 'test' };
    expect(gapText({ ...exampleResult, recipe: { ...recipe, gapUsd, relativeGap: 0 } })).toBe('not known yet');
  });
});

describe('the cross-check', () => {
  const checked = (crossCheck: Partial<typeof exampleResult.crossCheck>) =>
    crossCheckSentence({ ...exampleResult, crossCheck: { ...exampleResult.crossCheck, ...crossCheck } });

  it('says on how many trees the signing is best, how far it is from the best, and what trees promise more', () => {
    expect(checked({})).toBe(
      'As a cross-check, sampled trees solved exactly agree in part: same signing best on 4 of 5, ' +
        "$400M (100 to 700) short of each tree's best on the mean. Its worth there is $35.2B (30.1 to 40.3); " +
        'they promise $7.3B more. Trees flatter: after its last branching a tree knows every path.',
    );
  });

  it('agrees where the signing is best on every tree, and disagrees where on none', () => {
    expect(checked({ bestInTrees: 5 })).toContain('exactly agree: same signing best on 5 of 5. Its worth');
    expect(checked({ bestInTrees: 0 })).toContain('exactly disagree: same signing best on 0 of 5, $');
  });

  it('says so where the worth on trees has no range in common with that on lattices', () => {
    const addedValueUsd = { estimate: 50e9, low: 45e9, high: 55e9, method: 'test' };
    expect(checked({ addedValueUsd })).toContain('is $50B (45 to 55), outside its range on the lattices; they');
    expect(checked({ addedValueUsd: { ...addedValueUsd, low: 38e9 } })).not.toContain('outside');
  });

  it('names no bias where a tree has no value, and one that is negative as less', () => {
    expect(checked({ biasUsd: -2e9 })).toContain('they promise $2B less.');
    const recommendedUsd = { estimate: 0, low: null, high: null, method: 'test' };
    expect(checked({ recommendedUsd, biasUsd: -412e9 })).toContain('no value on some');
  });
});

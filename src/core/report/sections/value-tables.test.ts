import { describe, expect, it } from 'vitest';

import { exampleResult } from '../../../../test/support/example-result.ts';
import { addedPartsTable, crossCheckTable, liquidityTable, reconciliationTable, valueTable } from './value-tables.ts';

type Table = ReturnType<typeof valueTable>;
const rowsOf = (table: Table) => new Map(table.rows.map(([label, amount]) => [label?.text ?? '', amount?.text ?? '']));

describe('the value tables', () => {
  it('name the value risk-adjusted, and give it from above, as reached, and the gap', () => {
    const table = valueTable(exampleResult);
    expect(table.columns[0]?.label).toBe('Risk-adjusted value');
    const rows = rowsOf(table);
    expect(rows.get('Recommended: upper bound')).toBe('$413B (406 to 420)');
    expect(rows.get('Reached by its policy, measured on fresh paths')).toBe('$412B (404 to 419)');
    expect(rows.get('Gap: upper bound on any policy, less reached')).toBe('$1.7B (1.2 to 2.2)');
    expect(rows.get('Worth of deciding now rather than at the next date')).toBe('$5.2B (3.1 to 7.3)');
    expect([...rows.keys()].join()).not.toMatch(/promise|Lowest cash|Chance|forecast|foresight/);
  });

  it('keep what is read on trees together, so that its differences come out', () => {
    const rows = rowsOf(crossCheckTable(exampleResult));
    expect(rows.get('Recommended')).toBe('$420B (412 to 428)');
    expect(rows.get('Recommended less planning for one forecast, re-planned at every date')).toBe(
      '$12.9B (9.8 to 16.0)',
    );
    const agreed = { ...exampleResult.crossCheck, bestInTrees: exampleResult.crossCheck.trees };
    expect([...rowsOf(crossCheckTable({ ...exampleResult, crossCheck: agreed })).keys()]).toContain(
      'Gain over planning for one forecast, re-planned at every date (VSS)',
    );
    expect(rows.get('Planning for one forecast, re-planned at every date, delivers')).toBe('$407B (399 to 415)');
    expect(rows.get('First decision for one forecast, later ones free, delivers')).toBe('$410B (402 to 418)');
  });

  it('split the worth into four parts that sum to it in the example', () => {
    const { cashUsd, researchUsd, afterHorizonUsd, riskAndPenaltiesUsd } = exampleResult.value.addedParts;
    const sum = [cashUsd, researchUsd, afterHorizonUsd, riskAndPenaltiesUsd].reduce((a, b) => a + b.estimate, 0);
    expect(sum).toBeCloseTo(exampleResult.value.addedValueUsd.estimate, 0);
    expect(rowsOf(addedPartsTable(exampleResult)).get('Research (not cash)')).toBe('$1.1B (0.7 to 1.5)');
  });

  it('tell a drawn credit line from more than it, and no width from no chance', () => {
    const rescueProbability = { estimate: 0, low: 0, high: 0, method: 'test' };
    const rows = rowsOf(
      liquidityTable({ ...exampleResult, liquidity: { ...exampleResult.liquidity, rescueProbability } }),
    );
    expect(rows.get('Credit line drawn')).toBe('12% (10 to 14)');
    expect(rows.get('More than the credit line needed')).toBe('0% on these paths');
  });
});

describe('the reconciliation', () => {
  it('leads from cash to the recommended value', () => {
    expect([...rowsOf(reconciliationTable(exampleResult))]).toEqual([
      ['Cash, as in the ledger', '$165.5B'],
      ['Value of research (not cash)', '$18.3B'],
      ['After the horizon (not cash)', '$249.5B'],
      ['Penalties on rescue money (not cash)', '−$3.1B'],
      ['Risk adjustment (not cash)', '−$17.6B'],
      ['Sampling of the replayed paths (not cash)', '−$1.1B'],
      ['Bound less what the policy reaches (not cash)', '$1.1B'],
      ['Recommended, upper bound', '$412.6B'],
    ]);
  });

  it('shows what it cannot explain', () => {
    const { value } = exampleResult;
    const lines = value.lines.filter((line) => line.cause !== 'riskAdjustment');
    const rows = rowsOf(reconciliationTable({ ...exampleResult, value: { ...value, lines } }));
    expect(rows.get('NOT EXPLAINED')).toBe('−$17.6B');
  });

  it('keeps causes that it does not know', () => {
    const { value } = exampleResult;
    const lines = value.lines.map((line) => (line.cause === 'rescuePenalty' ? { ...line, cause: 'goodwill' } : line));
    const rows = rowsOf(reconciliationTable({ ...exampleResult, value: { ...value, lines } }));
    expect(rows.get('Other (not cash)')).toBe('−$3.1B');
    expect(rows.get('NOT EXPLAINED')).toBeUndefined();
  });
});

import { describe, expect, it } from 'vitest';

import { extensiveForm } from './extensive-form.ts';
import { meanProgramme } from './mean-programme.ts';
import { nodeBuilder } from './node-builder.ts';
import { atParameters, parameterChanges } from './parameters.ts';
import type { Programme, ProgrammeNode } from './programme.ts';
import { sizeOf } from './size-of.ts';
import { terminalRiskOf, withTerminalRisk } from './terminal-risk.ts';
import { unroll } from './unroll.ts';
import { validateProgramme } from './validate.ts';
import { withoutNoise } from './without-noise.ts';

/** Root buys x at price p (a parameter); two leaves earn 3 and 5 per unit kept (0.5 and 0.7 of it). */
function small(probabilities: readonly [number, number] = [0.25, 0.75]): Programme {
  const root = nodeBuilder('root', 0);
  const x = root.addColumn('x', { upper: 10, isCommitment: true, objective: -2, objectiveParameter: 0 });
  root.update(0, { columns: [[x, 1]], states: [[0, 1]] });
  const leaves = [0.5, 0.7].map((kept, index) => {
    const leaf = nodeBuilder(`leaf ${index}`, 1);
    const sold = leaf.addColumn('sold', { upper: 4 * (index + 1), objective: [3, 5][index]! });
    leaf.addRow('stock', { upper: 0, columns: [[sold, 1]], states: [[0, -kept]] });
    return leaf.build();
  });
  return {
    sense: 'maximise',
    states: [{ name: 'stock', initial: 2, isCarried: false }],
    parameterNames: ['price'],
    parameters: [1],
    nodes: [root.build(), ...leaves],
    arcs: probabilities.map((probability, index) => ({ from: 0, to: index + 1, probability })),
  };
}

describe('a programme', () => {
  it('is sound, or has its faults named with their places', () => {
    expect(validateProgramme(small())).toEqual([]);
    expect(validateProgramme(small([0.25, 0.7]))).toEqual(['nodes[0] "root": probabilities sum to 0.95']);
    const { nodes } = small();
    const broken = {
      ...small(),
      nodes: [nodes[0]!, nodes[1]!, { ...nodes[2]!, objectiveColumns: [{ index: 7, value: NaN }] }],
    };
    expect(validateProgramme(broken)).toEqual([
      'nodes[2] "leaf 1".objectiveColumns[0]: index 7 of 1',
      'nodes[2] "leaf 1".objectiveColumns[0]: value NaN',
    ]);
  });

  it('unrolls a shared node once per history and refuses cycles and large trees', () => {
    const shared = { ...small(), arcs: [...small().arcs, { from: 1, to: 2, probability: 1 }] };
    expect(unroll(shared).map(({ origin, parent, probability }) => [origin, parent, probability])).toEqual([
      [0, -1, 1],
      [1, 0, 0.25],
      [2, 0, 0.75],
      [2, 1, 0.25],
    ]);
    expect(() => unroll({ ...small(), arcs: [...small().arcs, { from: 2, to: 0, probability: 1 }] })).toThrow(/cycle/);
    expect(() => unroll(small(), 2)).toThrow('more than 2 tree nodes');
  });

  it('becomes one model: probabilities in the objective, constants in the bounds, states substituted', () => {
    const { model, columnOf } = extensiveForm(small());
    expect(Array.from(model.cost)).toEqual([-2, 0.25 * 3, 0.75 * 5]);
    expect(Array.from(model.rowUpper)).toEqual([2 * 0.5, 2 * 0.7]);
    expect(Array.from(model.columnIndices)).toEqual([0, 1, 0, 2]);
    expect(Array.from(model.values)).toEqual([-0.5, 1, -0.7, 1]);
    expect(model.columnName(columnOf(2, 0))).toBe('leaf 1 / sold');
  });

  it('carries a state in a column of its own when asked to', () => {
    const { model } = extensiveForm({ ...small(), states: [{ name: 'stock', initial: 2, isCarried: true }] });
    expect([model.columnCount, model.rowCount]).toEqual([4, 3]);
    expect([model.rowLower[0], model.rowUpper[0]]).toEqual([2, 2]);
    expect(Array.from(model.values.slice(0, 2))).toEqual([-1, 1]);
    expect(model.columnName(1)).toBe('root / next stock');
  });

  it('takes other parameter values without losing the base', () => {
    const { model } = extensiveForm(small());
    const dearer = atParameters(model, [1.5]);
    expect(dearer.cost[0]).toBe(-3);
    expect(model.cost[0]).toBe(-2);
    expect(atParameters(dearer, [1]).cost[0]).toBe(-2);
    expect(parameterChanges(model, [2])).toEqual([{ row: -1, column: 0, position: 0, value: -4 }]);
    expect(() => atParameters(model, [NaN])).toThrow('no finite value');
  });

  it('has a mean path with weighted coefficients and bounds', () => {
    const mean = meanProgramme(small(), 0).nodes[1]!;
    expect(mean.columns[0]!.upper).toBe(0.25 * 4 + 0.75 * 8);
    expect(mean.objectiveColumns[0]!.value).toBe(0.25 * 3 + 0.75 * 5);
    expect(mean.rows[0]!.states[0]!.value).toBeCloseTo(-(0.25 * 0.5 + 0.75 * 0.7), 15);
  });
});

describe('noise', () => {
  const sure = [{ probability: 1 }];
  const demand = [2, 6].map((upper, k) => ({
    probability: [0.25, 0.75][k]!,
    columnBounds: [{ column: 0, lower: 0, upper }],
  }));
  const noisy = (leaf: Partial<ProgrammeNode>): Programme => {
    const { nodes, ...others } = small();
    return { ...others, nodes: [nodes[0]!, { ...nodes[1]!, ...leaf }, nodes[2]!] };
  };

  it('is spelt out node by node, probabilities multiplied; discounts weigh objectives alone', () => {
    const programme = { ...noisy({ noise: [demand, sure] }) };
    const arcs = programme.arcs.map((arc) => ({ ...arc, discount: 0.5 }));
    const { treeNodes, programme: spelt, model } = extensiveForm({ ...programme, arcs });
    expect(spelt.nodes.map(({ name }) => name)).toEqual(['root', 'leaf 0 / outcome 0', 'leaf 0 / outcome 1', 'leaf 1']);
    expect(treeNodes.map(({ probability }) => probability)).toEqual([1, 0.0625, 0.1875, 0.75]);
    expect(treeNodes.map(({ weight }) => weight)).toEqual([1, 0.03125, 0.09375, 0.375]);
    expect([...model.columnUpper]).toEqual([10, 2, 6, 8]);
    expect(sizeOf(programme)).toMatchObject({ treeNodes: 4, rows: 3, columns: 4, nonzeros: 6 });
  });

  it('on the root is seen before the root decides: an empty root goes in front, stages stay', () => {
    const { nodes, ...others } = small();
    const spelt = withoutNoise({ ...others, nodes: [{ ...nodes[0]!, noise: [demand] }, ...nodes.slice(1)] });
    expect(spelt.nodes.map(({ name, stage }) => [name, stage])).toEqual([
      ['before the root', -1],
      ['root / outcome 0', 0],
      ['root / outcome 1', 0],
      ['leaf 0', 1],
      ['leaf 1', 1],
    ]);
    expect(() => withoutNoise(noisy({ noise: [demand] }), 5)).toThrow(
      'would have 4 nodes and 3 arcs, above 5 together; node "leaf 0" alone has 2 outcomes',
    );
  });

  it('has its faults named with their places', () => {
    const faults = (leaf: Partial<ProgrammeNode>): readonly string[] => validateProgramme(noisy(leaf));
    expect(faults({ noise: [demand] })).toEqual([]);
    const [low] = demand;
    expect(faults({ noise: [sure, [low!]] })).toEqual(['nodes[1] "leaf 0".noise[1]: probabilities sum to 0.25']);
    const odd = {
      probability: 1,
      rowBounds: [{ row: 0, lower: 3, upper: 2 }],
      rowColumns: [{ row: 7, index: 0, value: 1 }],
    };
    expect(faults({ noise: [[odd]] })).toEqual([
      'nodes[1] "leaf 0".noise[0][0].rowBounds[0] of "stock" has lower 3 above upper 2',
      'nodes[1] "leaf 0".noise[0][0].rowColumns[0]: index 7 of 1',
    ]);
    const objectiveColumns = [{ index: 0, value: 3, parameter: 0 }];
    const repriced = { probability: 1, objectiveColumns: [{ index: 0, value: 4 }] };
    expect(faults({ objectiveColumns, noise: [[repriced]] })).toEqual([
      'nodes[1] "leaf 0".noise[0][0].objectiveColumns[0] on "sold" replaces a coefficient that parameter "price" scales',
    ]);
  });

  it('and cycles: one needs a discount', () => {
    const back = (discount?: number): Programme => ({
      ...small(),
      arcs: [...small().arcs, { from: 2, to: 0, probability: 1, ...(discount !== undefined && { discount }) }],
    });
    expect(validateProgramme(back())).toEqual(['the cycle "leaf 1" -> "root" -> "leaf 1" has no discount below 1']);
    expect(validateProgramme(back(0.9))).toEqual([]);
    expect(validateProgramme(back(1.1))).toEqual(['arcs[2] "leaf 1" -> "root" has discount 1.1, not in (0, 1]']);
    expect(() => extensiveForm(back(0.9))).toThrow('the policy graph has a cycle: ');
  });
});

describe('the terminal measure', () => {
  it('refuses discounts, which would weigh the shortfall too', () => {
    const arcs = small().arcs.map((arc) => ({ ...arc, discount: 0.9 }));
    const measure = (): unknown => withTerminalRisk({ ...small(), arcs }, { weight: 0.5, tailFraction: 0.1 });
    expect(measure).toThrow('the arc from "root" to "leaf 0" has discount 0.9');
  });

  it('averages the worst share, splitting an outcome where it must', () => {
    // Worst 0.5 of (1: 0.25, 2: 0.5, 4: 0.25) maximised: 0.25 x 1 + 0.25 x 2 over 0.5 = 1.5; the mean is 2.25.
    const measure = (sense: Programme['sense'], weight: number): number =>
      terminalRiskOf([4, 2, 1], [0.25, 0.5, 0.25], { sense, weight, tailFraction: 0.5 });
    expect(measure('maximise', 1)).toBe(1.5);
    expect(measure('maximise', 0)).toBe(2.25);
    expect(measure('minimise', 1)).toBe(3);
  });
});

import { nodeBuilder, type Programme } from '../../src/core/index.ts';

/**
 * The farmer's problem: Birge and Louveaux, Introduction to Stochastic Programming, 2nd edition (2011), section 1.1.
 * 500 acres of wheat, corn and sugar beets; yields 20 % above or below the mean with probability 1/3 each. Costs are
 * minimised, so a profit is negative.
 */
export function farmer(yieldFactors: readonly number[] = [1.2, 1, 0.8]): Programme {
  const root = nodeBuilder('plant', 0);
  const acres = ['wheat', 'corn', 'beets'].map((crop, index) =>
    root.addColumn(crop, { isCommitment: true, objective: [150, 230, 260][index]! }),
  );
  root.addRow('land', { upper: 500, columns: acres.map((column) => [column, 1]) });
  acres.forEach((column, state) => root.update(state, { columns: [[column, 1]] }));
  const harvests = yieldFactors.map((factor, index) => {
    const node = nodeBuilder(`harvest ${index}`, 1);
    const bought = [238, 210].map((price, crop) => node.addColumn(`buy ${crop}`, { objective: price }));
    const sold = [-170, -150].map((price, crop) => node.addColumn(`sell ${crop}`, { objective: price }));
    const beets = node.addColumn('sell beets', { upper: 6000, objective: -36 });
    const surplus = node.addColumn('sell surplus beets', { objective: -10 });
    for (const crop of [0, 1]) {
      node.addRow(`need ${crop}`, {
        lower: [200, 240][crop]!,
        states: [[crop, [2.5, 3][crop]! * factor]],
        columns: [
          [bought[crop]!, 1],
          [sold[crop]!, -1],
        ],
      });
    }
    node.addRow('beets', {
      upper: 0,
      states: [[2, -20 * factor]],
      columns: [
        [beets, 1],
        [surplus, 1],
      ],
    });
    return node.build();
  });
  return {
    sense: 'minimise',
    states: ['wheat', 'corn', 'beets'].map((name) => ({ name, initial: 0, isCarried: false })),
    parameterNames: [],
    parameters: [],
    nodes: [root.build(), ...harvests],
    arcs: harvests.map((_, index) => ({ from: 0, to: index + 1, probability: 1 / harvests.length })),
  };
}

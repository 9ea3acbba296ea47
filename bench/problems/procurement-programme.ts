import { nodeBuilder, pow, type Programme, type ProgrammeNode, type State, type Term } from '../../src/core/index.ts';
import type { ProcurementTree } from './procurement-tree.ts';
import { blockCost, classDemands, isOpen, serviceStages, type ProcurementProblem } from './procurement.ts';

/** How a node sees its surroundings. */
interface NodeSetting {
  readonly name: string;
  /** node of the lattice it stands on */
  readonly place: number;
  readonly demands: readonly number[];
  /** a limit on blocks at every node, or only where the window ends: on a tree the others follow from it */
  readonly blockRows: 'always' | 'window end';
}

/**
 * The problem on its lattice. State: capacity of each pool at each stage as signed so far ([pool x stage]), then blocks
 * left of each offer. It enters a node's rows only; signings change it through the updates.
 */
export function latticeProgramme(problem: ProcurementProblem): Programme {
  const { lattice } = problem;
  const nodes = lattice.nodes.map((node, place): ProgrammeNode => {
    const demands = classDemands(problem, place, 0);
    const built = nodeOf(problem, { name: `node ${place}`, place, demands, blockRows: 'always' });
    if (node.stage === 0) return built;
    const outcome = (index: number) => ({
      probability: 0.5,
      rowBounds: classDemands(problem, place, index).map((lower, at) => ({
        row: problem.poolCount + at,
        lower,
        upper: Infinity,
      })),
    });
    return { ...built, noise: [[outcome(0), outcome(1)]] };
  });
  const arcs = lattice.successors.flatMap((successors, from) => successors.map((arc) => ({ from, ...arc })));
  return { ...frameOf(problem), nodes, arcs };
}

/** The problem on a tree sampled from its lattice, from the start or from a state reached later. */
export function treeProgramme(problem: ProcurementProblem, tree: ProcurementTree, state?: Float64Array): Programme {
  const nodes = tree.nodes.map(({ place, outcome }, index) => {
    const demands = classDemands(problem, place, outcome);
    return nodeOf(problem, { name: `tree ${index}`, place, demands, blockRows: 'window end' });
  });
  const arcs = tree.nodes.flatMap(({ parent, probability }, to) =>
    parent < 0 ? [] : [{ from: parent, to, probability }],
  );
  const frame = frameOf(problem);
  const states = frame.states.map((own, index) => ({ ...own, initial: state?.[index] ?? own.initial }));
  return { ...frame, states, nodes, arcs };
}

function frameOf(problem: ProcurementProblem): Omit<Programme, 'nodes' | 'arcs'> {
  const states: State[] = problem.ownedCapacity.flatMap((byStage, pool) =>
    byStage.map((initial, stage) => ({ name: `capacity ${pool} at ${stage}`, initial, isCarried: false })),
  );
  problem.offers.forEach(({ blocksMax }, offer) => {
    states.push({ name: `blocks left of ${offer}`, initial: blocksMax, isCarried: false });
  });
  return { sense: 'minimise', states, parameterNames: [], parameters: [] };
}

function nodeOf(problem: ProcurementProblem, setting: NodeSetting): ProgrammeNode {
  const { poolCount, stageCount, classes, offers } = problem;
  const { stage, marketFactor } = problem.lattice.nodes[setting.place]!;
  const discount = pow(problem.discountPerStage, stage);
  const node = nodeBuilder(setting.name, stage);
  const signed: { offer: number; column: number }[] = [];
  offers.forEach((offer, index) => {
    if (!isOpen(problem, offer, stage)) return;
    const objective = blockCost(problem, offer, setting.place);
    const column = node.addColumn(`sign ${index}`, { upper: offer.blocksMax, isCommitment: true, objective });
    signed.push({ offer: index, column });
  });
  const serving: Term[][] = classes.map(() => []);
  for (let pool = 0; pool < poolCount; pool++) {
    const used = classes.map((_, place): Term => {
      const column = node.addColumn(`serve ${pool} ${place}`, { objective: discount * problem.operatingPrice });
      serving[place]!.push([column, problem.efficiency[pool]![place]!]);
      return [column, 1];
    });
    node.addRow(`capacity ${pool}`, { upper: 0, columns: used, states: [[pool * stageCount + stage, -1]] });
  }
  classes.forEach((demandClass, place) => {
    const upper = demandClass.marketLimit * demandClass.share * problem.lattice.nodes[0]!.demand;
    const market = node.addColumn(`market ${place}`, {
      upper,
      objective: discount * marketFactor * demandClass.marketPrice,
    });
    const lost = node.addColumn(`lost ${place}`, { objective: discount * demandClass.lossPrice });
    node.addRow(`demand ${place}`, {
      lower: setting.demands[place]!,
      columns: [...serving[place]!, [market, 1], [lost, 1]],
    });
  });
  for (const { offer, column } of signed) {
    const left = poolCount * stageCount + offer;
    const isLast = stage === lastOpenStage(problem, offer);
    if (setting.blockRows === 'always' || isLast) {
      node.addRow(`blocks ${offer}`, { upper: 0, columns: [[column, 1]], states: [[left, -1]] });
    }
    if (!isLast) node.update(left, { columns: [[column, -1]], states: [[left, 1]] });
  }
  addCapacityUpdates(problem, stage, signed, node);
  return node.build();
}

function lastOpenStage(problem: ProcurementProblem, offer: number): number {
  const { lastStage, leadStages } = problem.offers[offer]!;
  return Math.min(lastStage, problem.stageCount - 1 - leadStages);
}

function addCapacityUpdates(
  problem: ProcurementProblem,
  stage: number,
  signed: readonly { offer: number; column: number }[],
  node: ReturnType<typeof nodeBuilder>,
): void {
  const added = new Map<number, Term[]>();
  for (const { offer, column } of signed) {
    const terms = problem.offers[offer]!;
    const [from, to] = serviceStages(problem, terms, stage);
    for (let at = from; at < to; at++) {
      const state = terms.pool * problem.stageCount + at;
      added.set(state, [...(added.get(state) ?? []), [column, terms.blockSize]]);
    }
  }
  for (const [state, columns] of added) node.update(state, { columns, states: [[state, 1]] });
}

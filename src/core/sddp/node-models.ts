import { arcsByOrigin, type Programme } from '../programme/index.ts';
import type { Solver } from '../solve/index.ts';
import { compileNode, type CompiledNode } from './compiled-node.ts';
import { CutArchive } from './cut-archive.ts';
import type { NodeKnowledge } from './node-knowledge.ts';
import { NodeModel } from './node-model.ts';
import type { NodeAnswer, NodeCuts, NodePool, NodeTask } from './node-pool.ts';
import { nodePlaces } from './places.ts';
import { valueBounds } from './value-bounds.ts';

/** How node models are kept; the same in every thread. */
export interface NodeModelOptions {
  /**
   * a bound on the value of what follows, at any node and state: from below when minimising, from above when maximising;
   * left out, only what the programme itself implies is used
   */
  readonly valueBound?: number;
  /** cut rows that a model holds at most for long; default `ACTIVE_CUT_LIMIT` */
  readonly activeCutLimit?: number;
  /** see `nodePlaces` */
  readonly outcomesPerModel?: number;
}

/** Cuts that stay in a node LP: more cost time in each solve, fewer cost solves. All others stay in the archive. */
export const ACTIVE_CUT_LIMIT = 60;

/** Node LPs of one thread; models are made when first used, so a thread holds only those it is asked for. */
export interface NodeModels {
  /** @throws ProgrammeError naming node and outcome where no trustworthy answer was found */
  solveTask(task: NodeTask): NodeAnswer;
  /** seen by every later solve */
  addCuts(cuts: readonly NodeCuts[]): void;
  dispose(): void;
}

/**
 * Warm node LPs of a programme, its parameters at their base values. Which model answers a task is `nodePlaces`; each
 * answer depends on that model's own earlier tasks only, and all cuts ever added count in it.
 */
export function createNodeModels(programme: Programme, solver: Solver, options: NodeModelOptions = {}): NodeModels {
  const { placeOf } = nodePlaces(programme, options.outcomesPerModel);
  const known = knowledgeOf(programme, solver, options);
  const models = new Map<number, NodeModel>();
  const modelFor = (task: NodeTask): NodeModel => {
    const place = placeOf(task);
    let model = models.get(place);
    if (!model) models.set(place, (model = new NodeModel(known[task.node]!, solver, task.outcome)));
    return model;
  };
  return {
    solveTask: (task) => modelFor(task).solveTask(task),
    addCuts(cuts) {
      for (const { node, cuts: ofNode, feasibilityCuts } of cuts) {
        for (const cut of ofNode) known[node]!.cuts.add(cut);
        for (const cut of feasibilityCuts) known[node]!.feasibilityCuts.add(cut);
      }
    },
    dispose() {
      for (const model of models.values()) model.dispose();
      models.clear();
    },
  };
}

/** A pool in this thread; see `createNodeModels`. */
export function createNodePool(programme: Programme, solver: Solver, options: NodeModelOptions = {}): NodePool {
  const models = createNodeModels(programme, solver, options);
  return {
    solve: async (tasks) => tasks.map((task) => models.solveTask(task)),
    addCuts: async (cuts) => models.addCuts(cuts),
    close: async () => models.dispose(),
  };
}

function knowledgeOf(programme: Programme, solver: Solver, options: NodeModelOptions): readonly NodeKnowledge[] {
  const sign = programme.sense === 'minimise' ? 1 : -1;
  const arcsFrom = arcsByOrigin(programme);
  const compiled: readonly CompiledNode[] = programme.nodes.map((_, node) => compileNode(programme, node));
  const bounds = valueBounds({ programme, compiled, solver, given: sign * (options.valueBound ?? -sign * Infinity) });
  return programme.nodes.map((_, node) => ({
    compiled: compiled[node]!,
    hasSuccessors: arcsFrom[node]!.length > 0,
    valueBound: bounds[node]!,
    cuts: new CutArchive(programme.states.length, sign),
    feasibilityCuts: new CutArchive(programme.states.length, 1),
    sign,
    // The root is solved once an iteration, and its answer is what is reported.
    activeCutLimit: node === 0 ? Infinity : (options.activeCutLimit ?? ACTIVE_CUT_LIMIT),
  }));
}

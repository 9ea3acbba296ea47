import { describe, expect, it } from 'vitest';

import { nodeBuilder, type Programme } from '../programme/index.ts';
import { AskedQuestions } from './asked-questions.ts';
import type { NodeAnswer } from './node-pool.ts';
import { policyGraph } from './policy-graph.ts';

/** A root, then `calm` and `wild`, then three nodes: `calm` reaches the first two, at 95 to 5, `wild` all. */
function fork(): Programme {
  const nodes = ['root', 'calm', 'wild', 'low', 'middle', 'high'].map((name, index) =>
    nodeBuilder(name, index === 0 ? 0 : index < 3 ? 1 : 2).build(),
  );
  const arcs = [
    [0, 1, 0.5],
    [0, 2, 0.5],
    [1, 3, 0.95],
    [1, 4, 0.05],
    [2, 3, 0.2],
    [2, 4, 0.3],
    [2, 5, 0.5],
  ].map(([from, to, probability]) => ({ from: from!, to: to!, probability: probability! }));
  const states = [{ name: 'stock', initial: 0, isCarried: false }];
  return { sense: 'minimise', states, parameterNames: [], parameters: [], nodes, arcs };
}

function answer(value: number, slope: number): NodeAnswer {
  const nothing = { stageObjective: NaN, columnValues: new Float64Array(0), nextState: new Float64Array(0) };
  return { status: 'optimal', isProper: true, value, slope: Float64Array.of(slope), feasibilityCut: null, ...nothing };
}

const graph = policyGraph(fork());
const family = graph.families[graph.familyOf[1]!]!;
const nodesAsked = (asked: AskedQuestions, visited: readonly number[]): number[] =>
  asked.placesFor(family, visited).map((place) => family.questions[place]!.node);

describe('AskedQuestions', () => {
  it('asks all of a family while nothing is known, whatever the iteration', () => {
    const asked = new AskedQuestions(graph);
    for (const iteration of [0, 12, 13]) {
      asked.begin(iteration);
      expect(nodesAsked(asked, [1])).toEqual([3, 4, 5]);
    }
  });

  it('asks all at first, then the likely of what follows the visited nodes, and at times all that follows', () => {
    const asked = new AskedQuestions(graph);
    const state = Float64Array.of(0);
    asked.completed({ family, state }, [0, 1, 2], [answer(1, 0), answer(1, 0), answer(1, 0)]);
    const from = (iteration: number, visited: readonly number[]): number[] => {
      asked.begin(iteration);
      return nodesAsked(asked, visited);
    };
    expect(from(0, [1])).toEqual([3, 4, 5]);
    expect(from(13, [1])).toEqual([3]);
    expect(from(12, [1])).toEqual([3, 4]);
    expect(from(13, [1, 2])).toEqual([3, 4, 5]);
  });

  it('puts the best bound known in the place of an answer', () => {
    const asked = new AskedQuestions(graph);
    const at = (stock: number) => ({ family, state: Float64Array.of(stock) });
    // The value of node 4 is at least 10 - 2 stock by its answer at 1, and at least 6 - stock by its answer at 5.
    asked.completed(at(1), [0, 1, 2], [answer(0, 0), answer(8, -2), answer(0, 0)]);
    asked.completed(at(5), [0, 1, 2], [answer(0, 0), answer(1, -1), answer(0, 0)]);
    const valueAt = (stock: number): number =>
      asked.completed(at(stock), [0, 2], [answer(0, 0), answer(0, 0)])[1]!.value;
    expect(valueAt(2)).toBe(6);
    expect(valueAt(4)).toBe(2);
    expect(valueAt(6)).toBe(0);
  });

  it('makes nothing up for nodes of whose following little was asked', () => {
    const asked = new AskedQuestions(graph);
    const at = { family, state: Float64Array.of(0) };
    asked.completed(at, [0, 1, 2], [answer(1, 0), answer(2, 0), answer(3, 0)]);
    // By node 3 alone `calm` is answered to 95 %, `wild` to 20 %.
    expect(asked.completed(at, [0], [answer(4, 0)]).map((each) => each?.value)).toEqual([4, 2, undefined]);
  });
});

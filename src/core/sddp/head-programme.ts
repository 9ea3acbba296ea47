import {
  arcsByOrigin,
  nodeUnder,
  outcomeCount,
  outcomesOf,
  ProgrammeError,
  type Arc,
  type Entry,
  type NoiseOutcome,
  type Programme,
  type ProgrammeNode,
} from '../programme/index.ts';
import type { Cut } from './cut.ts';
import { withCutRows } from './head-rows.ts';
import type { Policy } from './policy.ts';
import type { RiskMeasure } from './risk-measure.ts';

export interface HeadOptions {
  /** dates decided by the head itself, >= 1: 1 = its first node only */
  readonly stages: number;
  /** where the head begins; left out, at the root in the initial state, the root's noise not yet seen */
  readonly from?: HeadStart;
  /** the cuts to be written for a node of the policy graph; left out, all of the policy's */
  readonly cutsOf?: (node: number) => readonly Cut[];
}

/** A node entered in a known state, its noise seen. */
export interface HeadStart {
  readonly node: number;
  readonly outcome: number;
  readonly state: Float64Array;
}

/** Where a node of the head's programme comes from. */
export interface HeadNode {
  /** index into the policy's nodes; -1 at the empty root before a noisy one */
  readonly node: number;
  /** index into `outcomesOf` of that node */
  readonly outcome: number;
  /** arcs from the head's first node */
  readonly depth: number;
  /** index of its value-to-go column; -1 inside the head and where nothing follows */
  readonly valueToGo: number;
}

/** The first dates of a policy as a programme of their own. */
export interface Head {
  readonly programme: Programme;
  /** [node of `programme`] */
  readonly nodes: readonly HeadNode[];
  /** parameters that act behind the head too: its cuts hold them at the policy's own values, whatever the head is asked */
  readonly parametersBehind: readonly number[];
}

/**
 * The programme of the first `stages` dates of a policy graph: without noise (each outcome a node of its own) or cycles
 * (each date has its own copies of the nodes), and with the cuts of the frontier nodes as rows on a value-to-go column.
 * `extensiveForm`, or `nestedRiskForm` under the policy's measure, and `optimise` solve it exactly, integers included.
 *
 * Behind the frontier the cuts stand, in which integers are relaxed. So the head's optimum bounds the integer optimum
 * from the optimistic side (below when minimising), and more dates or more cuts never loosen it.
 *
 * @throws ProgrammeError where a frontier node has successors but no cuts
 */
export function headProgramme(policy: Policy, options: HeadOptions): Head {
  const layers = layersOf(policy, options);
  const { programme } = policy;
  const { stages, from } = options;
  const states = from
    ? programme.states.map((state, index) => ({ ...state, initial: from.state[index]! }))
    : programme.states;
  const frontier = layers.copies.filter(({ depth, node }) => depth === stages - 1 && layers.arcsFrom[node]!.length > 0);
  return {
    programme: { ...programme, states, nodes: layers.nodes, arcs: layers.arcs },
    nodes: layers.copies,
    parametersBehind: parametersBehind(
      programme,
      layers.arcsFrom,
      frontier.map(({ node }) => node),
    ),
  };
}

/** True where the measure gives every distribution its mean. */
export function isRiskNeutral(risk: RiskMeasure): boolean {
  if (risk.kind === 'meanCvar') return risk.weight === 0 || risk.tailFraction === 1;
  return risk.kind === 'expectation' || (risk.kind === 'modifiedChiSquared' && risk.radius === 0);
}

interface Layers {
  readonly policy: Policy;
  readonly options: HeadOptions;
  readonly arcsFrom: readonly (readonly Arc[])[];
  /** by node, each spelt out once */
  readonly outcomes: Map<number, readonly NoiseOutcome[]>;
  readonly nodes: ProgrammeNode[];
  readonly copies: HeadNode[];
  readonly arcs: Arc[];
}

/** A copy of a node under one outcome. */
interface Placed {
  readonly index: number;
  readonly probability: number;
}

function layersOf(policy: Policy, options: HeadOptions): Layers {
  const { stages, from } = options;
  if (!(Number.isInteger(stages) && stages >= 1)) throw new ProgrammeError(`a head has 1 date or more, not ${stages}`);
  const arcsFrom = arcsByOrigin(policy.programme);
  const layers: Layers = { policy, options, arcsFrom, outcomes: new Map(), nodes: [], copies: [], arcs: [] };
  let front = new Map([[from?.node ?? 0, firstCopies(layers)]]);
  for (let depth = 1; depth < stages; depth++) {
    const next = new Map<number, readonly Placed[]>();
    for (const [node, copies] of front) {
      for (const arc of arcsFrom[node]!) {
        const successors = next.get(arc.to) ?? copiesOf(layers, arc.to, depth);
        next.set(arc.to, successors);
        for (const copy of copies) connect(layers, { from: copy.index, arc, successors });
      }
    }
    front = next;
  }
  return layers;
}

function firstCopies(layers: Layers): readonly Placed[] {
  const { from } = layers.options;
  if (from) return [{ index: copy(layers, { node: from.node, outcome: from.outcome, depth: 0 }), probability: 1 }];
  const root = layers.policy.programme.nodes[0]!;
  if (outcomeCount(root) === 1) return copiesOf(layers, 0, 0);
  layers.copies.push({ node: -1, outcome: 0, depth: -1, valueToGo: -1 });
  layers.nodes.push({
    name: 'before the root',
    stage: root.stage - 1,
    columns: [],
    rows: [],
    updates: [],
    objectiveConstant: 0,
    objectiveColumns: [],
    objectiveStates: [],
  });
  const roots = copiesOf(layers, 0, 0);
  connect(layers, { from: 0, arc: { from: 0, to: 0, probability: 1 }, successors: roots });
  return roots;
}

function copiesOf(layers: Layers, node: number, depth: number): readonly Placed[] {
  return outcomesAt(layers, node).flatMap(({ probability }, outcome) =>
    probability > 0 ? [{ index: copy(layers, { node, outcome, depth }), probability }] : [],
  );
}

function outcomesAt({ outcomes, policy }: Layers, node: number): readonly NoiseOutcome[] {
  const known = outcomes.get(node) ?? outcomesOf(policy.programme.nodes[node]!);
  outcomes.set(node, known);
  return known;
}

/** Adds one copy, with its cuts where the head ends there; returns its index. */
function copy(
  layers: Layers,
  place: { readonly node: number; readonly outcome: number; readonly depth: number },
): number {
  const { policy, options, arcsFrom, nodes, copies } = layers;
  const origin = policy.programme.nodes[place.node]!;
  const outcomes = outcomesAt(layers, place.node);
  const plain = nodeUnder(origin, outcomes[place.outcome]!);
  const named = outcomes.length > 1 ? { ...plain, name: `${plain.name} / outcome ${place.outcome}` } : plain;
  const isFrontier = place.depth === options.stages - 1 && arcsFrom[place.node]!.length > 0;
  copies.push({ ...place, valueToGo: isFrontier ? plain.columns.length : -1 });
  if (!isFrontier) return nodes.push(named) - 1;
  const cuts = options.cutsOf?.(place.node) ?? policy.cuts[place.node]!;
  const feasibilityCuts = policy.feasibilityCuts[place.node]!;
  return nodes.push(withCutRows(named, { sense: policy.programme.sense, cuts, feasibilityCuts })) - 1;
}

function connect(
  layers: Layers,
  link: { readonly from: number; readonly arc: Arc; readonly successors: readonly Placed[] },
): void {
  for (const { index, probability } of link.successors) {
    layers.arcs.push({ ...link.arc, from: link.from, to: index, probability: link.arc.probability * probability });
  }
}

/** Parameters of the nodes that follow the frontier, ascending. */
function parametersBehind(
  programme: Programme,
  arcsFrom: readonly (readonly Arc[])[],
  frontier: readonly number[],
): readonly number[] {
  if (programme.parameterNames.length === 0) return [];
  const behind = new Set(frontier.flatMap((node) => arcsFrom[node]!.map(({ to }) => to)));
  for (const node of behind) for (const { to } of arcsFrom[node]!) behind.add(to);
  const found = new Set<number>();
  for (const node of behind) {
    for (const { parameter } of entriesOf(programme.nodes[node]!)) if (parameter !== undefined) found.add(parameter);
  }
  return [...found].toSorted((a, b) => a - b);
}

function entriesOf(node: ProgrammeNode): readonly Entry[] {
  return [
    ...node.rows.flatMap((row) => [...row.columns, ...row.states]),
    ...node.updates.flatMap((update) => [...update.columns, ...update.states]),
    ...node.objectiveColumns,
    ...node.objectiveStates,
  ];
}

/**
 * Policy-graph problems as JSON (`msp-json-1`): states, a graph of stages, and at each node a small linear programme with
 * noise. docs/published-problems.md tells the form.
 */
import {
  arcsByOrigin,
  reachable,
  validateProgramme,
  type Arc,
  type Programme,
  type ProgrammeNode,
  type RiskMeasure,
} from '../programme/index.ts';
import { FaultList, quoted, type Reading } from './file-fault.ts';
import { Cursor } from './msp-json-cursor.ts';
import { readMspGraph, type MspGraph } from './msp-json-graph.ts';
import { readBounds, readMspNode, type MspState } from './msp-json-node.ts';
import { lineAt, readLocatedJson } from './msp-json-text.ts';

export interface MspProblem {
  readonly name: string;
  readonly programme: Programme;
  readonly risk: RiskMeasure;
}

/**
 * Reads a problem. Node 0 of its programme is the root: the file's first node when one certain node stands there that
 * no arc leads back to, else an empty node in front of it. A decided state becomes a column `NAME.out` at every node.
 *
 * @param fileName how faults name the file
 * @returns the problem, or every fault found with its line
 */
export function readMspJson(text: string, fileName: string): Reading<MspProblem> {
  const faults = new FaultList(fileName);
  const refused = (): Reading<MspProblem> => ({ isRead: false, faults: faults.faults(), warnings: [] });
  const read = readLocatedJson(text);
  if ('fault' in read) {
    const { offset, what } = read.fault;
    faults.add(lineAt(text, offset), `this is not JSON: ${what}`, 'save the file as plain JSON');
    return refused();
  }
  const file = new Cursor(read.json, '', { text, faults });
  const value = readProblem(file);
  if (faults.hasFaults()) return refused();
  const programme = withoutUnreached(value.programme, (name) => {
    const node = file.member('nodes')?.optional(name);
    node?.warn('nothing leads to this node, so it is left out', 'give an arc into it a positive probability');
  });
  const [unsound] = validateProgramme(programme);
  if (unsound === undefined) return { isRead: true, value: { ...value, programme }, warnings: faults.warnings() };
  file.fault(unsound, 'correct the graph or the data');
  return refused();
}

function readProblem(file: Cursor): MspProblem {
  // The last four describe the problem and do not change it.
  file.only(
    'schema',
    'name',
    'sense',
    'states',
    'graph',
    'nodes',
    'risk',
    'source',
    'expected',
    'note',
    'verified_by_us',
  );
  const schema = file.member('schema');
  if (schema && schema.text() !== 'msp-json-1') schema.fault('this is another form', 'use "msp-json-1"');
  const states = readStates(file.member('states'));
  const nodeEntries = file.member('nodes')?.entries() ?? [];
  const graphAt = file.member('graph');
  const graph = graphAt
    ? readMspGraph(
        graphAt,
        nodeEntries.map(([name]) => name),
      )
    : NO_GRAPH;
  return {
    name: file.optional('name')?.text() ?? '',
    programme: {
      sense: readSense(file.member('sense')),
      states: states.map(({ name, initial, isCarried }) => ({ name, initial, isCarried })),
      parameterNames: [],
      parameters: [],
      ...rooted(graph, readNodes(file.member('nodes'), graph.nodeNames, states)),
    },
    risk: readRisk(file.optional('risk')),
  };
}

const NO_GRAPH: MspGraph = { nodeNames: [], entries: [], arcs: [] };

function readSense(at: Cursor | null): Programme['sense'] {
  const sense = at?.text();
  if (at && sense !== 'min' && sense !== 'max') at.fault('neither min nor max', 'use "min" or "max"');
  return sense === 'max' ? 'maximise' : 'minimise';
}

function readStates(at: Cursor | null): readonly MspState[] {
  const names = new Set<string>();
  return (at?.items() ?? []).map((state) => {
    const isDecided = state.optional('decided')?.boolean() ?? true;
    state.only('name', 'initial', 'decided', 'carried', ...(isDecided ? ['lb', 'ub', 'integer'] : []));
    const name = state.member('name')?.text() ?? '';
    if (names.has(name)) state.fault(`${quoted(name)} is a state already`, 'give another name');
    names.add(name);
    const initial = state.member('initial')?.number() ?? 0;
    const isCarried = state.optional('carried')?.boolean() ?? false;
    return { name, initial, isDecided, isCarried, ...readBounds(state) };
  });
}

function readNodes(at: Cursor | null, nodeNames: readonly string[], states: readonly MspState[]): ProgrammeNode[] {
  const entries = at?.entries() ?? [];
  const placed = new Set(nodeNames);
  for (const [name, node] of entries) {
    if (!placed.has(name)) node.fault(`the graph has no node ${quoted(name)}`, 'leave it out, or give it arcs');
  }
  const nodeByName = new Map(entries);
  return nodeNames.flatMap((name) => {
    const node = nodeByName.get(name);
    if (!node) at?.fault(`the graph's node ${quoted(name)} is not here`, `add ${quoted(name)}`);
    return node ? [readMspNode(node, { name, stage: stageOf(node, name) }, states)] : [];
  });
}

/** Stage of "stage,index", counted from 0 like the programme's. */
function stageOf(at: Cursor, name: string): number {
  const stage = /^(\d{1,9}),\d{1,9}$/.exec(name)?.[1];
  if (stage === undefined) at.fault(`${quoted(name)} is no node name`, 'name nodes "stage,index", such as "2,1"');
  return Number(stage ?? 1) - 1;
}

/** Puts an empty root in front unless the first node is entered for certain, once, and without noise. */
function rooted(
  graph: MspGraph,
  nodes: readonly ProgrammeNode[],
): { nodes: readonly ProgrammeNode[]; arcs: readonly Arc[] } {
  const isRoot =
    graph.entries.length === 1 &&
    graph.entries[0]!.to === 0 &&
    nodes[0]?.noise === undefined &&
    !graph.arcs.some(({ to }) => to === 0);
  if (isRoot) return { nodes, arcs: graph.arcs };
  const root: ProgrammeNode = {
    name: 'root',
    stage: 0,
    columns: [],
    rows: [],
    updates: [],
    objectiveConstant: 0,
    objectiveColumns: [],
    objectiveStates: [],
  };
  return {
    nodes: [root, ...nodes.map((node) => ({ ...node, stage: node.stage + 1 }))],
    arcs: [
      ...graph.entries.map(({ to, probability }) => ({ from: 0, to: to + 1, probability })),
      ...graph.arcs.map((arc) => ({ ...arc, from: arc.from + 1, to: arc.to + 1 })),
    ],
  };
}

/** The part that its root reaches: a chain that starts in one state, say, has nodes of its first stages that never come. */
function withoutUnreached(programme: Programme, tell: (nodeName: string) => void): Programme {
  const reached = reachable(arcsByOrigin(programme));
  const placeOf = new Map<number, number>();
  programme.nodes.forEach(({ name }, node) => {
    if (reached.has(node)) placeOf.set(node, placeOf.size);
    else tell(name);
  });
  if (placeOf.size === programme.nodes.length) return programme;
  const nodes = programme.nodes.filter((_, node) => placeOf.has(node));
  const arcs = programme.arcs.filter(({ from, to }) => placeOf.has(from) && placeOf.has(to));
  return {
    ...programme,
    nodes,
    arcs: arcs.map((arc) => ({ ...arc, from: placeOf.get(arc.from)!, to: placeOf.get(arc.to)! })),
  };
}

const EXPECTATION: RiskMeasure = { kind: 'expectation' };

function readRisk(at: Cursor | null): RiskMeasure {
  at?.only('default');
  const measure = at?.member('default');
  if (!measure) return EXPECTATION;
  const typeAt = measure.member('type');
  const type = typeAt?.text() ?? 'Expectation';
  const read = MEASURES.get(type);
  if (read) return read(measure);
  typeAt?.fault(`${quoted(type)} is no measure`, `use ${[...MEASURES.keys()].join(', ')}`);
  return EXPECTATION;
}

/** How each measure is read, by its name in the file. */
const MEASURES: ReadonlyMap<string, (at: Cursor) => RiskMeasure> = new Map<string, (at: Cursor) => RiskMeasure>([
  ['Expectation', (at) => only(at, [], EXPECTATION)],
  ['WorstCase', (at) => only(at, [], { kind: 'worstCase' })],
  ['AVaR', (at) => only(at, ['beta'], meanCvar(at, 1))],
  ['EAVaR', (at) => only(at, ['lambda', 'beta'], meanCvar(at, 1 - (at.member('lambda')?.fraction() ?? 1)))],
  ['ModifiedChiSquared', (at) => only(at, ['radius'], modifiedChiSquared(at))],
]);

function only(at: Cursor, fields: readonly string[], risk: RiskMeasure): RiskMeasure {
  at.only('type', ...fields);
  return risk;
}

function modifiedChiSquared(at: Cursor): RiskMeasure {
  const radius = at.member('radius')?.number() ?? 0;
  if (radius < 0) at.fault(`the radius ${radius} is negative`, 'give 0 or more');
  return { kind: 'modifiedChiSquared', radius };
}

/** (1 - weight) mean + weight mean of the worst `beta`: beta 1 is the mean, beta 0 the worst case. */
function meanCvar(at: Cursor, weight: number): RiskMeasure {
  const beta = at.member('beta')?.fraction() ?? 1;
  if (weight === 0 || beta === 1) return EXPECTATION;
  if (beta > 0) return { kind: 'meanCvar', weight, tailFraction: beta };
  if (weight < 1) at.fault('a mean and a worst case mixed', 'give beta the smallest probability that occurs');
  return { kind: 'worstCase' };
}

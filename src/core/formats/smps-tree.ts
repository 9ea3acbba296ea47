import { type Arc, nodeUnder, type ProgrammeNode } from '../programme/index.ts';
import { type FaultList, quoted } from './file-fault.ts';
import { type Assignments, type Scenario, VALUES_MAX } from './smps-source.ts';
import { outcomeOf, type StagedCore } from './smps-stages.ts';

/** Whose values a scenario has where it names none. */
export type ScenarioValues = 'from-parent' | 'from-core';

interface TreeNode {
  readonly name: string;
  readonly period: number;
  readonly parent: number;
  readonly values: Assignments;
  probability: number;
}

interface Draft {
  readonly staged: StagedCore;
  readonly faults: FaultList;
  readonly scenarioValues: ScenarioValues;
  readonly nodes: TreeNode[];
  /** nodes with the core's own data, before any scenario branches: [period], as far as needed */
  readonly trunk: number[];
  valueCount: number;
}

const NO_VALUES: Assignments = new Map();

/**
 * The tree of scenarios: a scenario shares its parent's nodes before the period it branches in, and has its own from
 * there. Node probabilities are sums over scenarios; those of probability 0 are left out. Nodes without values of
 * their own share the core's data.
 */
export function scenarioTree(
  staged: StagedCore,
  scenarios: readonly Scenario[],
  { faults, scenarioValues }: { readonly faults: FaultList; readonly scenarioValues: ScenarioValues },
): { readonly nodes: readonly ProgrammeNode[]; readonly arcs: readonly Arc[] } {
  const draft: Draft = { staged, faults, scenarioValues, nodes: [], trunk: [], valueCount: 0 };
  const paths: (readonly number[])[] = [];
  const cellCount = scenarios.length * staged.nodes.length;
  if (cellCount > VALUES_MAX) {
    faults.add(scenarios[0]!.line, `${scenarios.length} scenarios of so many periods are too many`, 'leave out some');
    return { nodes: [], arcs: [] };
  }
  for (const scenario of scenarios) paths.push(pathOf(draft, scenario, paths));
  scenarios.forEach(({ probability }, index) => {
    for (const node of paths[index]!) draft.nodes[node]!.probability += probability;
  });
  return assemble(draft);
}

/** [period] its values. */
function byPeriod({ periods }: StagedCore, values: Assignments): readonly Assignments[] {
  const parts = Map.groupBy(values, ([, { element }]) => element.period);
  return periods.names.map((_, period) => new Map(parts.get(period)));
}

/** [period] the scenario's nodes, new ones from where it branches. */
function pathOf(draft: Draft, scenario: Scenario, paths: readonly (readonly number[])[]): readonly number[] {
  const own = byPeriod(draft.staged, scenario.values);
  const { period: branch, parent } = scenario;
  const path: number[] = [];
  for (let period = 0; period < own.length; period++) {
    const inherited = parent < 0 ? trunkNode(draft, period, branch) : paths[parent]![period]!;
    const isShared = period < branch || (period === 0 && draft.nodes.length > 0);
    if (isShared) {
      refuseNewValues(draft, scenario, { own: own[period]!, node: inherited });
      path.push(inherited);
      continue;
    }
    const base = draft.scenarioValues === 'from-parent' && inherited >= 0 ? draft.nodes[inherited]!.values : NO_VALUES;
    const values = overlaid(draft, base, { own: own[period]!, line: scenario.line });
    const name = period === 0 ? draft.staged.nodes[0]!.name : `${draft.staged.nodes[period]!.name} ${scenario.name}`;
    path.push(draft.nodes.push({ name, period, parent: path.at(-1) ?? -1, values, probability: 0 }) - 1);
  }
  return path;
}

/** Own values over inherited ones; the same map where nothing is added. */
function overlaid(
  draft: Draft,
  base: Assignments,
  { own, line }: { readonly own: Assignments; readonly line: number },
): Assignments {
  if (own.size === 0 || draft.valueCount > VALUES_MAX) return base;
  draft.valueCount += base.size + own.size;
  if (draft.valueCount > VALUES_MAX) {
    draft.faults.add(line, `scenarios have more than ${VALUES_MAX} values`, 'leave out some');
  }
  return new Map([...base, ...own]);
}

/** The node that scenarios from ROOT share in a period before they branch; -1 where none is shared. */
function trunkNode(draft: Draft, period: number, branch: number): number {
  if (period === 0 && draft.nodes.length > 0) return 0;
  if (period >= branch) return -1;
  const parent = period === 0 ? -1 : (draft.trunk[period - 1] ?? 0);
  draft.trunk[period] ??=
    draft.nodes.push({ name: draft.staged.nodes[period]!.name, period, parent, values: NO_VALUES, probability: 0 }) - 1;
  return draft.trunk[period];
}

/** A scenario may repeat the values of nodes that it shares, not change them. */
function refuseNewValues(
  { faults, nodes, staged }: Draft,
  scenario: Scenario,
  { own, node }: { readonly own: Assignments; readonly node: number },
): void {
  const { values, period } = nodes[node]!;
  for (const [key, { value, element, line }] of own) {
    if (value === (values.get(key)?.value ?? element.coreValue)) continue;
    const where = `scenario ${quoted(scenario.name)} has another value in ${quoted(staged.nodes[period]!.name)}`;
    const message =
      period < scenario.period ? `${where}, before it branches` : `${where}, which all scenarios share: it comes first`;
    faults.add(line, message, 'let the scenario branch in the period of its first own value, after the first');
  }
}

function assemble({ staged, faults, nodes }: Draft): { nodes: readonly ProgrammeNode[]; arcs: readonly Arc[] } {
  const kept = nodes.flatMap(({ probability }, index) => (probability > 0 || index === 0 ? [index] : []));
  const position = new Map(kept.map((node, index) => [node, index]));
  const bodies = new Map<Assignments, ProgrammeNode>();
  const arcs: Arc[] = [];
  const programmeNodes = kept.map((index): ProgrammeNode => {
    const { name, period, parent, values, probability } = nodes[index]!;
    if (parent >= 0) {
      // The root is certain: whatever the probabilities sum to stays in the arcs that leave it.
      const before = parent === 0 ? 1 : nodes[parent]!.probability;
      arcs.push({ from: position.get(parent)!, to: position.get(index)!, probability: probability / before });
    }
    if (values.size === 0) return { ...staged.nodes[period]!, name };
    const body =
      bodies.get(values) ??
      nodeUnder(staged.nodes[period]!, outcomeOf(staged, values.values(), { probability: 1, faults }));
    bodies.set(values, body);
    return { ...body, name };
  });
  return { nodes: programmeNodes, arcs };
}

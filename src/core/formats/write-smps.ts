import { extensiveForm, pathTo, type Programme, ProgrammeError } from '../programme/index.ts';
import { chainText } from './smps-chain.ts';
import { costsOf, rowEntries, sideValues, sliced, type Slices } from './smps-slices.ts';
import { mpsText, word } from './write-mps.ts';

/** The three files of an SMPS problem as text, and what the format could not hold as it was. */
export interface SmpsTexts {
  readonly core: string;
  readonly time: string;
  readonly stochastic: string;
  readonly notes: readonly string[];
}

/** Probabilities after a node that sum to something else cannot be told by scenarios. */
const SUM_TOLERANCE = 1e-9;

/**
 * Writes a programme as SMPS: a chain with independent noise as INDEP and BLOCKS, anything else unrolled into a tree of
 * SCENARIOS. Read back it has the extensive form's rows and columns and the same optimum.
 *
 * States are replaced by the columns behind them, or stand as columns where the programme carries them. A maximised
 * objective is negated (with a note). Parameters take their base values. Scenarios repeat what differs from the core, so
 * both dialects of inheritance read the same.
 *
 * @throws ProgrammeError in words for what SMPS cannot hold: cycles, trees too large, nodes of one depth that differ in
 *   rows or columns, probabilities after the first stage that do not sum to 1
 */
export function writeSmps(programme: Programme, title: string = 'MODEL'): SmpsTexts {
  const chain = chainText(programme, title);
  const slices = chain?.slices ?? sliced(extensiveForm(programme), title);
  const periodNames = chain?.periodNames ?? slices.firstNodes.map((_, depth) => `PERIOD${depth + 1}`);
  const stochastic = chain?.stochastic ?? scenarioLines(slices, periodNames);
  const notes = [
    ...(programme.sense === 'maximise' ? ['SMPS minimises: the objective is negated'] : []),
    ...(chain ? [] : ['the policy graph is unrolled into scenarios']),
  ];
  return {
    core: mpsText(slices.core, slices.names, slices.coreForms),
    time: timeText(slices, periodNames),
    stochastic: [`STOCH ${slices.names.title}`, ...stochastic, 'ENDATA', ''].join('\n'),
    notes,
  };
}

/** Implicit where every period has a first row and column; the objective stands for the first period's row. */
function timeText({ names, columnStarts, rowStarts }: Slices, periodNames: readonly string[]): string {
  const isEmpty = periodNames.map(
    (_, depth) =>
      columnStarts[depth] === columnStarts[depth + 1] || (depth > 0 && rowStarts[depth] === rowStarts[depth + 1]),
  );
  const members = (section: string, partNames: readonly string[], starts: Int32Array): readonly string[] => [
    section,
    ...periodNames.flatMap((period, depth) =>
      partNames.slice(starts[depth], starts[depth + 1]).map((name) => `    ${name} ${period}`),
    ),
  ];
  const lines = isEmpty.includes(true)
    ? [
        'PERIODS EXPLICIT',
        ...periodNames.map((period) => `    ${period}`),
        ...members('ROWS', names.rows, rowStarts),
        ...members('COLUMNS', names.columns, columnStarts),
      ]
    : [
        'PERIODS IMPLICIT',
        ...periodNames.map((period, depth) => {
          const row = depth === 0 ? names.objective : names.rows[rowStarts[depth]!]!;
          return `    ${names.columns[columnStarts[depth]!]!} ${row} ${period}`;
        }),
      ];
  return [`TIME ${names.title}`, ...lines, 'ENDATA', ''].join('\n');
}

/** One scenario for each leaf; it branches from the one that first passed through the last node they share. */
function scenarioLines(slices: Slices, periodNames: readonly string[]): readonly string[] {
  const { form, depthOf, firstNodes } = slices;
  refuseUnevenSums(slices);
  const scenarioOf = new Int32Array(form.treeNodes.length).fill(-1);
  const coreValues = firstNodes.map((node) => valuesOf(slices, node));
  /** [scenario][depth] */
  const paths: (readonly number[])[] = [];
  const lines = ['SCENARIOS DISCRETE'];
  form.treeNodes.forEach(({ children, probability }, leaf) => {
    if (children.length > 0) return;
    const path = pathTo(form.treeNodes, leaf);
    const branch = path.findIndex((node) => scenarioOf[node]! < 0);
    const parent = branch === 0 ? -1 : scenarioOf[path[branch - 1]!]!;
    const parentName = parent < 0 ? 'ROOT' : `S${parent + 1}`;
    lines.push(` SC S${paths.length + 1} ${parentName} ${word(probability)} ${periodNames[branch]!}`);
    for (const node of path.slice(branch)) {
      const inCore = coreValues[depthOf[node]!]!;
      const inParent = parent < 0 ? inCore : valuesOf(slices, paths[parent]![depthOf[node]!]!);
      appendDifferences(lines, valuesOf(slices, node), [inCore, inParent]);
      scenarioOf[node] = paths.length;
    }
    paths.push(path);
  });
  return lines;
}

/** Every number of a node by the name of its element, zeros left out. */
function valuesOf(slices: Slices, node: number): ReadonlyMap<string, string> {
  const { form, depthOf, names, columnStarts, rowStarts } = slices;
  const { model } = form;
  const values = new Map<string, string>();
  costsOf(slices, node).forEach((cost, column) => {
    const name = names.columns[columnStarts[depthOf[node]!]! + column]!;
    const at = form.columnStarts[node]! + column;
    if (cost !== 0) values.set(`${name} ${names.objective}`, word(cost));
    values.set(`LO BOUND ${name}`, word(model.columnLower[at]!));
    values.set(`UP BOUND ${name}`, word(model.columnUpper[at]!));
  });
  for (let row = form.rowStarts[node]!; row < form.rowStarts[node + 1]!; row++) {
    const coreRow = rowStarts[depthOf[node]!]! + row - form.rowStarts[node]!;
    for (const [key, value] of sideValues(slices, coreRow, model.rowLower[row]!, model.rowUpper[row]!))
      values.set(key, value);
    for (const [column, value] of rowEntries(slices, node, row)) {
      values.set(`${names.columns[column]!} ${names.rows[coreRow]!}`, word(value));
    }
  }
  return values;
}

function appendDifferences(
  lines: string[],
  values: ReadonlyMap<string, string>,
  others: readonly ReadonlyMap<string, string>[],
): void {
  const keys = new Set([values, ...others].flatMap((map) => [...map.keys()]));
  for (const key of keys) {
    const value = values.get(key) ?? '0';
    if (others.some((other) => (other.get(key) ?? '0') !== value)) lines.push(`    ${key} ${value}`);
  }
}

/** A reader finds a node's probability as the sum of its scenarios'. */
function refuseUnevenSums({ form }: Slices): void {
  form.treeNodes.forEach(({ origin, probability, children }, node) => {
    if (node === 0 || children.length === 0) return;
    const sum = children.reduce((total, child) => total + form.treeNodes[child]!.probability, 0);
    if (Math.abs(sum - probability) <= SUM_TOLERANCE * probability) return;
    const { name } = form.programme.nodes[origin]!;
    throw new ProgrammeError(`probabilities after node "${name}" do not sum to 1: scenarios cannot tell that`);
  });
}

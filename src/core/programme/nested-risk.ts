import { assemble, placeOf, type ExtensiveForm, type Extras } from './assemble.ts';
import { extensiveForm } from './extensive-form.ts';
import { refuseUnevenProbabilities } from './probabilities.ts';
import { ProgrammeError } from './programme-error.ts';
import type { Programme } from './programme.ts';
import type { RiskMeasure } from './risk-measure.ts';
import { refuseTooLarge } from './size-of.ts';
import { refuseTailOutOfRange } from './terminal-risk.ts';
import { accumulateObjective, addRows, workspaceFor, type Workspace } from './tree-terms.ts';
import { DEFAULT_TREE_NODE_LIMIT, unroll } from './unroll.ts';
import { withoutNoise } from './without-noise.ts';

type LinearRisk = Exclude<RiskMeasure, { kind: 'expectation' | 'modifiedChiSquared' }>;

/**
 * Extensive form under a nested measure: with Z = discount x value of a successor,
 * value(n) = stage objective(n) + measure over the (successor, noise outcome) pairs of Z, and the root's value is the
 * objective. A noisy root's outcomes are measured too, as successors of an empty root.
 *
 * After the blocks of the tree nodes come one free column `value` per tree node and what states the measure linearly:
 * meanCvar (1 - weight) E[Z] + weight (z + E[shortfall] / tailFraction) with shortfall >= Z - z, 0 (signs turned when
 * maximising); worstCase a column that no Z is worse than. Where a tree node does not bind, its `value` column may be
 * worse than its true value: read values from the objective. The expectation gives `extensiveForm`.
 *
 * @throws ProgrammeError as `extensiveForm` does; when the measure's numbers are out of range; for modifiedChiSquared,
 *   which is not linear; and where probabilities used as given do not sum to 1
 * @source Philpott and de Matos (2012), Dynamic sampling algorithms for multi-stage stochastic programs with risk
 *   aversion, European Journal of Operational Research 218, 470-483
 */
export function nestedRiskForm(
  programme: Programme,
  risk: RiskMeasure,
  treeNodeLimit: number = DEFAULT_TREE_NODE_LIMIT,
): ExtensiveForm {
  const linear = linearRisk(risk);
  if (linear === null) return extensiveForm(programme, treeNodeLimit);
  refuseUnevenProbabilities(programme, 'a nested measure');
  refuseTooLarge(programme, treeNodeLimit);
  const certain = withoutNoise(programme);
  const tree = unroll(certain, treeNodeLimit);
  const measureCounts = tree.map(({ children }) => measureColumnCount(children.length, linear));
  const work = workspaceFor(certain, tree, tree.length + measureCounts.reduce((sum, count) => sum + count, 0));
  for (let treeNode = 0; treeNode < tree.length; treeNode++) addRows(work, treeNode);
  const extras: GrowingExtras = { columns: [], rowNames: [] };
  tree.forEach((_, treeNode) => extras.columns.push({ name: `${placeOf(work, treeNode)} / value`, lower: -Infinity }));
  for (let treeNode = 0; treeNode < tree.length; treeNode++) {
    if (linear.kind === 'worstCase') addWorstCase(work, treeNode, extras);
    else addMeanCvar(work, treeNode, { extras, ...linear });
    pushValueRow(work, treeNode, extras);
  }
  const cost = new Float64Array(work.columnStarts[tree.length]! + extras.columns.length);
  cost[valueColumn(work, 0)] = 1;
  return assemble(work, { offset: 0, cost, parametric: [] }, extras);
}

/** The measure as rows can state it; null for the expectation, in whatever dress. */
function linearRisk(risk: RiskMeasure): LinearRisk | null {
  if (risk.kind === 'expectation') return null;
  if (risk.kind === 'worstCase') return risk;
  if (risk.kind === 'modifiedChiSquared') {
    throw new ProgrammeError('the modified chi-squared measure is not linear: no extensive form states it');
  }
  refuseTailOutOfRange(risk);
  return risk.weight === 0 || risk.tailFraction === 1 ? null : risk;
}

interface GrowingExtras {
  readonly columns: Extras['columns'][number][];
  readonly rowNames: string[];
}

function measureColumnCount(children: number, { kind }: LinearRisk): number {
  if (children === 0) return 0;
  return kind === 'worstCase' ? 1 : 1 + children;
}

/** Column of a tree node's value: these are the first extras, one per tree node. */
function valueColumn(work: Workspace, treeNode: number): number {
  return work.columnStarts[work.tree.length]! + treeNode;
}

/** Adds an extra column and returns its index among all columns. */
function addColumn(work: Workspace, extras: GrowingExtras, name: string, lower: number): number {
  return work.columnStarts[work.tree.length]! + extras.columns.push({ name, lower }) - 1;
}

/** Leaves the measure of the children's values in the accumulator, after the rows that it needs. */
function addMeanCvar(
  work: Workspace,
  treeNode: number,
  risk: { readonly extras: GrowingExtras; readonly weight: number; readonly tailFraction: number },
): void {
  const { children } = work.tree[treeNode]!;
  if (children.length === 0) return;
  const { extras, weight, tailFraction } = risk;
  const sign = work.programme.sense === 'maximise' ? 1 : -1;
  const place = placeOf(work, treeNode);
  const tailStart = addColumn(work, extras, `${place} / tail start`, -Infinity);
  const shortfalls = children.map((child) => {
    const shortfall = addColumn(work, extras, `${place} / shortfall of ${placeOf(work, child)}`, 0);
    // shortfall >= tail start - Z when maximising, Z - tail start when minimising.
    work.terms.add(shortfall, 1, -1);
    work.terms.add(valueColumn(work, child), sign * discountOf(work, child), -1);
    work.terms.add(tailStart, -sign, -1);
    work.rows.push(work.terms, 0, Infinity);
    extras.rowNames.push(`${place} / tail by ${placeOf(work, child)}`);
    return shortfall;
  });
  work.terms.add(tailStart, weight, -1);
  children.forEach((child, index) => {
    const { probability } = work.tree[child]!.arc!;
    work.terms.add(shortfalls[index]!, (-sign * weight * probability) / tailFraction, -1);
    work.terms.add(valueColumn(work, child), (1 - weight) * probability * discountOf(work, child), -1);
  });
}

function addWorstCase(work: Workspace, treeNode: number, extras: GrowingExtras): void {
  const { children } = work.tree[treeNode]!;
  if (children.length === 0) return;
  const isMaximised = work.programme.sense === 'maximise';
  const place = placeOf(work, treeNode);
  const worst = addColumn(work, extras, `${place} / worst`, -Infinity);
  for (const child of children) {
    work.terms.add(worst, 1, -1);
    work.terms.add(valueColumn(work, child), -discountOf(work, child), -1);
    work.rows.push(work.terms, isMaximised ? -Infinity : 0, isMaximised ? 0 : Infinity);
    extras.rowNames.push(`${place} / no better than ${placeOf(work, child)}`);
  }
  work.terms.add(worst, 1, -1);
}

function discountOf(work: Workspace, treeNode: number): number {
  return work.tree[treeNode]!.arc?.discount ?? 1;
}

/** Stage objective + measure (in the accumulator) - value = 0. */
function pushValueRow(work: Workspace, treeNode: number, extras: GrowingExtras): void {
  const constant = accumulateObjective(work, treeNode);
  work.terms.add(valueColumn(work, treeNode), -1, -1);
  work.rows.push(work.terms, -constant, -constant);
  extras.rowNames.push(`${placeOf(work, treeNode)} / makes its value`);
}

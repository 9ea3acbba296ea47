// Writes docs/published-problems.md: published stochastic programmes, their stated optima and ours.
// Run: node scripts/write-published-problems.ts /path/to/instances [name...]; names only print their rows.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { createHighsSolver } from '../src/adapters/node/index.ts';
import { EXTENSIVE_SIZE_MAX, extensiveSize, solveProgramme, splitSeparable } from '../src/core/index.ts';
import type { ProgrammeSolution, RiskMeasure, Solver } from '../src/core/index.ts';
import { instancesIn, problemOf, type Instance, type InstanceProblem } from '../test/support/instances.ts';

const PAGE = join(import.meta.dirname, '..', 'docs', 'published-problems.md');
/** Mixed-integer programmes are proved this near to their optimum. */
const MIP_GAP = 1e-4;
const DIGITS = 10;

/** One value that somebody states for an instance. */
interface Stated {
  readonly value: number | null;
  readonly where: string;
  readonly risk: RiskMeasure;
}

/** How an index owns up to values that it has not read anywhere. */
const UNPRINTED = /^our |from memory/;

const HEADER = [
  '| problem | kind | published | stated in | extensive form | decomposition | relative difference | iterations |',
  '|---|---|--:|---|--:|--:|--:|--:|',
];

function statedOf(instance: Instance, own: RiskMeasure): readonly Stated[] {
  if (instance.expected) {
    return instance.expected.map(({ value, stated, risk }) => ({
      value,
      where: `${instance.origin.repo}, ${instance.origin.path ?? ''}: ${stated}`,
      risk: risk ? { kind: 'modifiedChiSquared', radius: risk.radius } : own,
    }));
  }
  const { published, published_where: where = '' } = instance;
  const value = typeof published === 'object' ? published.mip_upper : (published ?? null);
  return [{ value, where: UNPRINTED.test(where) ? 'no page found: another run of HiGHS' : where, risk: own }];
}

async function rowOf(instance: Instance, problem: InstanceProblem, stated: Stated, solver: Solver): Promise<string> {
  const { programme } = problem;
  const { risk, value } = stated;
  const isInteger = programme.nodes.some(({ columns }) => columns.some((column) => column.isInteger));
  const attempt = async (options: Partial<Parameters<typeof solveProgramme>[1]>): Promise<Attempt> => {
    try {
      return await solveProgramme(programme, { solver, risk, ...options });
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  };
  const size = extensiveSize(splitSeparable(programme)) ?? 0;
  const isTried = size <= EXTENSIVE_SIZE_MAX;
  const extensive = isTried ? await attempt({ method: 'extensive', relativeGap: MIP_GAP }) : 'too large';
  const cuts = await attempt({ method: 'sddp' });
  const ours = [extensive, ...(isInteger ? [] : [cuts])].map(bestOf).find((best) => best !== null) ?? null;
  const difference = ours === null || value === null ? '' : Math.abs(ours - value) / Math.max(1, Math.abs(value));
  const cells = [
    instance.name,
    kindOf(instance, problem, risk),
    value === null ? 'none' : shown(value),
    stated.where,
    extensiveCell(extensive, isInteger),
    cutsCell(cuts, isInteger),
    difference === '' ? '' : difference.toExponential(1),
    [extensive, cuts].map((each) => (typeof each === 'string' ? '-' : each.iterations)).join(', '),
  ];
  return `| ${cells.map((cell) => String(cell).replaceAll('|', '/').replaceAll('\n', ' ')).join(' | ')} |`;
}

/** A solution, or why there is none. */
type Attempt = ProgrammeSolution | string;

function bestOf(attempt: Attempt): number | null {
  return typeof attempt === 'string' ? null : (attempt.objective ?? attempt.bound);
}

function extensiveCell(attempt: Attempt, isInteger: boolean): string {
  if (typeof attempt === 'string') return `none: ${attempt}`;
  if (attempt.objective === null) return attempt.status;
  return withBound(attempt, isInteger);
}

/** The value of what was found, and the bound where the digits shown differ. */
function withBound({ objective, bound }: ProgrammeSolution, isInteger: boolean): string {
  const isApart = isInteger && shown(objective) !== shown(bound);
  return isApart ? `${shown(objective)} (bound ${shown(bound)})` : shown(objective);
}

function cutsCell(attempt: Attempt, isInteger: boolean): string {
  if (typeof attempt === 'string') return `none: ${attempt}`;
  if (attempt.objective !== null) return withBound(attempt, isInteger);
  const { simulated } = attempt;
  return simulated
    ? `bound ${shown(attempt.bound)}, simulated ${shown(simulated.low)}..${shown(simulated.high)}`
    : `bound ${shown(attempt.bound)}`;
}

function shown(value: number | null): string {
  return value === null ? 'unknown' : String(Number(value.toPrecision(DIGITS)));
}

function kindOf(instance: Instance, { programme }: InstanceProblem, risk: RiskMeasure): string {
  const stages = new Set(programme.nodes.filter(({ name }) => name !== 'root').map(({ stage }) => stage)).size;
  const isCyclic = programme.arcs.some(({ discount }) => discount !== undefined);
  const isInteger = programme.nodes.some(({ columns }) => columns.some((column) => column.isInteger));
  return [
    isCyclic ? 'cyclic' : `${stages} stages`,
    instance.scenarios === undefined ? `${programme.nodes.length} nodes` : `${instance.scenarios} scenarios`,
    ...(isInteger ? ['integer'] : []),
    ...(risk.kind === 'expectation' ? [] : [measureOf(risk)]),
  ].join(', ');
}

function measureOf(risk: RiskMeasure): string {
  switch (risk.kind) {
    case 'meanCvar':
      return `${risk.weight} CVaR of the worst ${risk.tailFraction}`;
    case 'modifiedChiSquared':
      return `chi-squared within ${Number(risk.radius.toPrecision(4))}`;
    default:
      return risk.kind;
  }
}

/** The page with its table, between two comments, replaced. */
export function withTable(page: string, lines: readonly string[]): string {
  const part = /(<!-- table:start[^>]*-->\n)[^]*?(<!-- table:end -->)/;
  if (!part.test(page)) throw new Error('docs/published-problems.md: no place for the table');
  return page.replace(part, (_whole, start: string, end: string) => `${start}${lines.join('\n')}\n${end}`);
}

if (import.meta.main) {
  const [folder, ...names] = process.argv.slice(2);
  const instances = folder === undefined ? [] : instancesIn(folder);
  if (folder === undefined || instances.length === 0) {
    throw new Error('name a folder with INDEX.json: node scripts/write-published-problems.ts /path/to/instances');
  }
  const solver = await createHighsSolver();
  const lines = [...HEADER];
  for (const instance of instances) {
    if (names.length > 0 && !names.includes(instance.name)) continue;
    const problem = problemOf(folder, instance);
    for (const stated of statedOf(instance, problem.risk)) {
      lines.push(await rowOf(instance, problem, stated, solver));
      process.stderr.write(`${lines.at(-1)}\n`);
    }
  }
  if (names.length === 0) writeFileSync(PAGE, withTable(readFileSync(PAGE, 'utf8'), lines));
}

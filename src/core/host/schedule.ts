import type { Quantiles } from '../domain/index.ts';
import { curveAtScore, quantileOfSorted, tripletCurve } from '../numeric/index.ts';
import { streamFor } from '../random/index.ts';
import type { Equipment, HostPlan, Structure } from './host-plan.ts';

/** What a structure must order or start, and how long before service. */
export interface Task {
  readonly id: string;
  readonly leadMonths: Quantiles;
  readonly installMonths: number;
  /** names the random stream of its lead time */
  readonly cause: string;
}

/** The last month in which a task may be started to be ready with the grid; months from the start, negative: past. */
export interface LatestStart {
  readonly taskId: string;
  readonly leadMonths: Quantiles;
  readonly installMonths: number;
  /** p10 is the careful date: started then, the task is late for the grid with 10 % chance */
  readonly latestMonths: Quantiles;
  /** chance that it is ready with the grid when started in month 0 */
  readonly onTimeProbability: number;
  /** false where one of two is certain and the quantiles are exact */
  readonly isSampled: boolean;
}

/** When service can begin, and by when what must be started. */
export interface Schedule {
  /** the grid's date, months from the start */
  readonly gridMonths: Quantiles;
  /** first service when everything is started in month 0 */
  readonly serviceMonths: Quantiles;
  readonly tasks: readonly LatestStart[];
  /** the go/no-go date: all tasks together */
  readonly goNoGo: Omit<LatestStart, 'leadMonths' | 'installMonths'>;
}

/** The equipment that the structure needs, and its building. */
export function tasksOf(plan: HostPlan, structure: Structure): Task[] {
  const needs = ({ structureIds }: Equipment): boolean => structureIds === null || structureIds.includes(structure.id);
  const equipment = plan.equipment
    .filter(needs)
    .map(({ id, leadMonths, installMonths }) => ({ id, leadMonths, installMonths, cause: `host/equipment/${id}` }));
  const building = {
    id: 'building',
    leadMonths: structure.buildMonths,
    installMonths: 0,
    cause: 'host/building',
  };
  return [...equipment, building];
}

/** The grid's date for the load as it is offered. */
export function gridMonthsOf(plan: HostPlan, isInterruptible: boolean): Quantiles {
  const sooner = isInterruptible ? plan.site.interruptible?.gridMonths : null;
  return sooner ?? plan.site.gridMonths;
}

/** First service in whole months: the grid, or whatever task takes longest when started in `orderMonth`. */
export function serviceMonthOf(gridMonths: number, taskMonths: readonly number[], orderMonth: number): number {
  const longest = taskMonths.reduce((most, months) => Math.max(most, months), 0);
  return Math.ceil(Math.max(gridMonths, orderMonth + longest));
}

/** First service at the medians of all dates. */
export function medianServiceMonth(plan: HostPlan, structure: Structure, orderMonth: number): number {
  const taskMonths = tasksOf(plan, structure).map((task) => task.leadMonths.p50 + task.installMonths);
  const gridMonths = gridMonthsOf(plan, plan.site.interruptible !== null).p50;
  return serviceMonthOf(gridMonths, taskMonths, orderMonth);
}

/** Months that the dates of one path take: the grid, and each task with its installation. */
export type DateSampler = (path: number) => { readonly gridMonths: number; readonly taskMonths: readonly number[] };

/** Draws the dates of a structure; the grid and shared equipment are the same for all structures on one path. */
export function dateSampler(plan: HostPlan, structure: Structure): DateSampler {
  const drawn = (quantiles: Quantiles, cause: string): ((path: number) => number) => {
    const curve = tripletCurve(quantiles, 'positive');
    const stream = streamFor(plan.seed, cause);
    return (path) => curveAtScore(curve, stream.normalAt(path, 0));
  };
  const grid = drawn(gridMonthsOf(plan, plan.site.interruptible !== null), 'host/grid');
  const tasks = tasksOf(plan, structure).map((task) => {
    const lead = drawn(task.leadMonths, task.cause);
    return (path: number) => lead(path) + task.installMonths;
  });
  return (path) => ({ gridMonths: grid(path), taskMonths: tasks.map((months) => months(path)) });
}

/**
 * Latest months in which each task, and all together, may be started for service with the grid: grid − lead −
 * installation. Exact where the grid's date or the lead time is certain, by the plan's sampled paths elsewhere.
 */
export function scheduleOf(plan: HostPlan, structure: Structure): Schedule {
  const gridMonths = gridMonthsOf(plan, plan.site.interruptible !== null);
  const tasks = tasksOf(plan, structure);
  const sample = dateSampler(plan, structure);
  const paths = Array.from({ length: plan.paths }, (_, path) => sample(path));
  const slack = (months: (path: (typeof paths)[number]) => number): number[] =>
    paths.map((path) => path.gridMonths - months(path)).toSorted((a, b) => a - b);
  const together = slack(({ taskMonths }) => taskMonths.reduce((most, months) => Math.max(most, months), 0));
  const service = paths.map((path) => serviceMonthOf(path.gridMonths, path.taskMonths, 0)).toSorted((a, b) => a - b);
  return {
    gridMonths,
    serviceMonths: quantilesOfSorted(service),
    tasks: tasks.map((task, index) => ({
      taskId: task.id,
      leadMonths: task.leadMonths,
      installMonths: task.installMonths,
      ...latestStart(task, gridMonths, () => slack(({ taskMonths }) => taskMonths[index] ?? Number.NaN)),
    })),
    goNoGo: { taskId: 'all', ...sampledStart(together) },
  };
}

type StartDates = Pick<LatestStart, 'latestMonths' | 'onTimeProbability' | 'isSampled'>;

function latestStart(task: Task, grid: Quantiles, slack: () => readonly number[]): StartDates {
  const lead = task.leadMonths;
  if (grid.p10 !== grid.p90 && lead.p10 !== lead.p90) return sampledStart(slack());
  const latestMonths = {
    p10: grid.p10 - lead.p90 - task.installMonths,
    p50: grid.p50 - lead.p50 - task.installMonths,
    p90: grid.p90 - lead.p10 - task.installMonths,
  };
  return { latestMonths, onTimeProbability: shareOnTime(slack()), isSampled: false };
}

function sampledStart(sortedSlack: readonly number[]): StartDates {
  return { latestMonths: quantilesOfSorted(sortedSlack), onTimeProbability: shareOnTime(sortedSlack), isSampled: true };
}

function shareOnTime(slack: readonly number[]): number {
  return slack.filter((months) => months >= 0).length / slack.length;
}

function quantilesOfSorted(sorted: readonly number[]): Quantiles {
  return {
    p10: quantileOfSorted(sorted, 0.1),
    p50: quantileOfSorted(sorted, 0.5),
    p90: quantileOfSorted(sorted, 0.9),
  };
}

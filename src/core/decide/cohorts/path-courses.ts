import type { DemandGraph, DemandPaths } from '../../demand/index.ts';
import type { Offer, Plan } from '../../domain/index.ts';
import { deliveryAtScore, recalledByMonth, survivalByMonth } from '../../supply/index.ts';
import type { Calendar } from './calendar.ts';
import type { Cohort } from './cohort.ts';
import { courseOf, DELIVERED, type Course } from './course.ts';

/**
 * How recalls and failures enter: as `means`, flows thinned out by the survival of everything signed; or as `events`,
 * flows of what still runs at the node's start, the loss before it being an event of the transition. A build's debts
 * outlive it, and the fleet is one fixed volume: both are always read as means.
 */
export type LossReading = 'means' | 'events';

/** How a cohort unfolds on each path of a graph: paths that share a course are counted, not repeated. */
export interface PathCourses {
  readonly plan: Plan;
  readonly graph: DemandGraph;
  readonly calendar: Calendar;
  readonly cohort: Cohort;
  readonly courses: readonly Course[];
  /** [path] */
  readonly courseOfPath: Int32Array;
  /** [path] null when the contract has no hazards */
  readonly survivalOfPath: readonly Float64Array[] | null;
  /** [path] null when the host's leaving pays nothing */
  readonly recallOfPath: readonly Float64Array[] | null;
  readonly hasEvents: boolean;
}

/**
 * The course of each path: two are one where signing regime, first service, every gate and every tranche fall alike.
 *
 * @param options `score` of lateness of the contract, by path
 */
export function pathCoursesOf(
  plan: Plan,
  graph: DemandGraph,
  options: { cohort: Cohort; calendar: Calendar; score: Float64Array; losses: LossReading },
): PathCourses {
  const { cohort, calendar, score } = options;
  const { paths } = graph;
  const courses: Course[] = [];
  const courseByKey = new Map<string, number>();
  const courseOfPath = new Int32Array(paths.pathCount);
  for (let path = 0; path < paths.pathCount; path++) {
    const delivery = cohort.signStage < 0 ? DELIVERED : deliveryAtScore(cohort.contract, score[path]!);
    const signingRegime = paths.supplyRegime[path * paths.monthCount + cohort.signMonth] as 0 | 1 | 2;
    const { inServiceMonths, gateStartMonths, trancheMonths = [] } = delivery;
    const key = [inServiceMonths, ...gateStartMonths, ...trancheMonths, signingRegime].join('/');
    let course = courseByKey.get(key);
    if (course === undefined) {
      course = courses.push(courseOf(cohort, calendar, { delivery, signingRegime })) - 1;
      courseByKey.set(key, course);
    }
    courseOfPath[path] = course;
  }
  const survivalOfPath = hasHazard(cohort.contract)
    ? survivals(cohort, paths, { courses, courseOfPath, calendar })
    : null;
  const isReplaceable = cohort.signStage >= 0 && cohort.contract.price.kind !== 'owned';
  const hasEvents = options.losses === 'events' && survivalOfPath !== null && isReplaceable;
  const recallOfPath = recallsOf(cohort, paths, { courses, courseOfPath, survivalOfPath });
  return { plan, graph, calendar, cohort, courses, courseOfPath, survivalOfPath, recallOfPath, hasEvents };
}

function hasHazard(contract: Offer): boolean {
  const { failureHazardPerYear, terms, hostExit } = contract;
  const mayFail = failureHazardPerYear > 0 || terms.permitHazardPerYear > 0;
  return mayFail || (hostExit?.hazardPerYear.some((hazard) => hazard > 0) ?? false);
}

function survivals(
  cohort: Cohort,
  paths: DemandPaths,
  options: { courses: readonly Course[]; courseOfPath: Int32Array; calendar: Calendar },
): Float64Array[] {
  return Array.from({ length: paths.pathCount }, (_, path) =>
    survivalByMonth(cohort.contract, {
      inServiceMonth: options.courses[options.courseOfPath[path]!]!.series.inServiceMonth,
      endMonth: exposedUntil(options.courses[options.courseOfPath[path]!]!),
      supplyRegimeByMonth: regimesOf(paths, path),
      horizonMonths: options.calendar.horizonMonths,
    }),
  );
}

/** What a right gives is exposed to the same hazards as the contract, after its end too. */
function exposedUntil({ series, given }: Course): number {
  return given.reduce((latest, used) => Math.max(latest, used?.series.endMonth ?? 0), series.endMonth);
}

function regimesOf(paths: DemandPaths, path: number): Uint8Array {
  return paths.supplyRegime.subarray(path * paths.monthCount, (path + 1) * paths.monthCount);
}

/** [path][month] chance that the host leaves then; null where its leaving pays nothing. */
function recallsOf(
  cohort: Cohort,
  paths: DemandPaths,
  options: { courses: readonly Course[]; courseOfPath: Int32Array; survivalOfPath: readonly Float64Array[] | null },
): Float64Array[] | null {
  const { survivalOfPath, courses, courseOfPath } = options;
  if (survivalOfPath === null || !courses.some(({ series }) => series.recallUsdByMonth.some((usd) => usd > 0)))
    return null;
  return survivalOfPath.map((survival, path) =>
    recalledByMonth(cohort.contract, survival, {
      ...courses[courseOfPath[path]!]!.series,
      supplyRegimeByMonth: regimesOf(paths, path),
    }),
  );
}

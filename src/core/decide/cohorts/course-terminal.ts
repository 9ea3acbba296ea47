import type { Offer } from '../../domain/index.ts';
import {
  isNoticeFelt,
  lifeEndMonth,
  terminalValue,
  type EndingNotice,
  type TerminalValue,
} from '../../supply/index.ts';
import type { Course, GivenCourse } from './course.ts';
import type { Flow } from './flow.ts';
import type { PathCourses } from './path-courses.ts';

/**
 * Adds what the contract is worth after the horizon, or what a departure takes of it: all but the months until an exit's
 * notice takes effect, and the debts of a stopped build.
 */
export function addTerminal(
  flow: Flow,
  context: PathCourses,
  part: { course: Course; departure: number | null; aliveAtEnd: Float64Array; sharesAtEnd: Float64Array },
): void {
  const { plan, cohort, calendar } = context;
  const { course, departure } = part;
  // Debt may outlast the service it paid for, so the end of service is not the end of the contract.
  if (lifeEndMonth(cohort.contract, { ...course, signMonth: cohort.signMonth }) <= calendar.horizonMonths) return;
  const { contract, signMonth } = cohort;
  const notice = departure === null ? null : noticeOf(context, departure);
  if (notice && !isNoticeFelt(contract, { ...course, signMonth, ...notice })) return;
  for (const endRegime of [0, 1, 2] as const) {
    const alive = part.aliveAtEnd[endRegime]!;
    // Gates and debt of a build are owed even if it has failed, as before the horizon.
    const owed = contract.price.kind === 'owned' ? part.sharesAtEnd[endRegime]! : alive;
    if (owed === 0) continue;
    const { delivery, signingRegime } = course;
    const options = { plan, signMonth, delivery, signingRegime, endRegime };
    const value = (course.terminals[endRegime] ??= terminalValue(contract, options));
    const kept = notice ? keptOf(course, departure!, { contract, options: { ...options, notice } }) : NOTHING_KEPT;
    flow.terminal = addKept(flow.terminal ?? NO_TERMINAL, { value, kept, alive, owed });
  }
}

/** Adds what an option's contract is worth after the horizon. */
export function addGivenTerminal(
  flow: Flow,
  { plan }: PathCourses,
  part: { given: GivenCourse; aliveAtEnd: Float64Array; sharesAtEnd: Float64Array },
): void {
  const { offer, signing, terminals } = part.given;
  if (lifeEndMonth(offer, signing) <= plan.horizonMonths) return;
  for (const endRegime of [0, 1, 2] as const) {
    const alive = part.aliveAtEnd[endRegime]!;
    const owed = offer.price.kind === 'owned' ? part.sharesAtEnd[endRegime]! : alive;
    if (owed === 0) continue;
    const value = (terminals[endRegime] ??= terminalValue(offer, { plan, ...signing, endRegime }));
    flow.terminal = addKept(flow.terminal ?? NO_TERMINAL, { value, kept: NOTHING_KEPT, alive, owed });
  }
}

/** What a notice leaves, reckoned once for a course. */
function keptOf(
  course: Course,
  departure: number,
  given: { contract: Offer; options: Parameters<typeof terminalValue>[1] },
): TerminalValue {
  const { contract, options } = given;
  return (course.kept[departure]![options.endRegime] ??= terminalValue(contract, options));
}

function noticeOf({ cohort, calendar }: PathCourses, departure: number): EndingNotice {
  const { right, stage } = cohort.departures[departure]!;
  return { right, noticeMonth: calendar.stageStartMonths[stage]! };
}

/** Adds value less what a notice leaves of it; after the first exit there is nothing that one could still leave. */
function addKept(
  sum: TerminalValue,
  part: { value: TerminalValue; kept: typeof NOTHING_KEPT; alive: number; owed: number },
): TerminalValue {
  const { value, kept, alive, owed } = part;
  return {
    rentalBeforeExitUsd: sum.rentalBeforeExitUsd + alive * (value.rentalBeforeExitUsd - kept.rentalBeforeExitUsd),
    paymentsBeforeExitUsd:
      sum.paymentsBeforeExitUsd + owed * (value.paymentsBeforeExitUsd - kept.paymentsBeforeExitUsd),
    otherPaymentsUsd: sum.otherPaymentsUsd + alive * (value.otherPaymentsUsd - kept.otherPaymentsUsd),
    rentalAfterExitUsd: sum.rentalAfterExitUsd + alive * value.rentalAfterExitUsd,
    paymentsAfterExitUsd: sum.paymentsAfterExitUsd + alive * value.paymentsAfterExitUsd,
  };
}

const NOTHING_KEPT = { rentalBeforeExitUsd: 0, paymentsBeforeExitUsd: 0, otherPaymentsUsd: 0 };
const NO_TERMINAL: TerminalValue = { ...NOTHING_KEPT, rentalAfterExitUsd: 0, paymentsAfterExitUsd: 0 };

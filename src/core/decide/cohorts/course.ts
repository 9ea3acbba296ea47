import type { Offer } from '../../domain/index.ts';
import {
  contractSeries,
  seriesAfterNotice,
  usedOption,
  type CashLine,
  type ContractSeries,
  type Delivery,
  type Signing,
  type TerminalValue,
  type UsedOption,
} from '../../supply/index.ts';
import type { Calendar } from './calendar.ts';
import type { Cohort, Departure } from './cohort.ts';

/** One way a contract can unfold: delivery and regime at signing; paths that share it are counted, not repeated. */
export interface Course {
  readonly delivery: Delivery;
  readonly signingRegime: 0 | 1 | 2;
  readonly series: ContractSeries;
  /** [departure] what the notice takes away: the series as it runs less as it goes on after the notice */
  readonly taken: readonly ContractSeries[];
  /** [departure] what the right gives; null where it gives nothing or may not be used then */
  readonly given: readonly (GivenCourse | null)[];
  /** [supply regime at the end] */
  readonly terminals: (TerminalValue | null)[];
  /** [departure][supply regime at the end] what a notice leaves of it */
  readonly kept: readonly (TerminalValue | null)[][];
}

export const DELIVERED: Delivery = { gateStartMonths: [], inServiceMonths: 0 };

/** The series of one course, and what each departure takes away from it. */
export function courseOf(
  cohort: Cohort,
  calendar: Calendar,
  course: { delivery: Delivery; signingRegime: 0 | 1 | 2 },
): Course {
  const { contract, signMonth } = cohort;
  const series = contractSeries(contract, { signMonth, ...course, horizonMonths: calendar.horizonMonths });
  const taken = cohort.departures.map(({ right, stage }) => {
    const noticeMonth = calendar.stageStartMonths[stage]!;
    const { horizonMonths } = calendar;
    return less(series, seriesAfterNotice(contract, { signMonth, ...course, horizonMonths, right, noticeMonth }));
  });
  const given = cohort.departures.map((departure) =>
    givenCourse(departure, calendar, { contract, signing: { signMonth, ...course } }),
  );
  const kept = cohort.departures.map(() => [null, null, null]);
  return { ...course, series, taken, given, terminals: [null, null, null], kept };
}

/** What a right gives on one course. */
export interface GivenCourse extends UsedOption {
  readonly series: ContractSeries;
  /** [supply regime at the end] */
  readonly terminals: (TerminalValue | null)[];
}

function givenCourse(
  { right, stage }: Departure,
  calendar: Calendar,
  at: { readonly contract: Offer; readonly signing: Signing },
): GivenCourse | null {
  if (right.option === null) return null;
  const noticeMonth = calendar.stageStartMonths[stage]!;
  const used = usedOption(at.contract, right.option, { ...at.signing, noticeMonth });
  if (used === null) return null;
  const series = contractSeries(used.offer, { ...used.signing, horizonMonths: calendar.horizonMonths });
  return { ...used, series, terminals: [null, null, null] };
}

/** One series less another of the same contract, cause by cause. */
function less(whole: ContractSeries, left: ContractSeries): ContractSeries {
  const causes = [
    ...whole.lines,
    ...left.lines.filter((line) => !whole.lines.some((known) => isSameKind(known, line))),
  ];
  return {
    ...whole,
    capacityFraction: lessByMonth(whole.capacityFraction, left.capacityFraction),
    committedCapacityFraction: lessByMonth(whole.committedCapacityFraction, left.committedCapacityFraction),
    usageUsdByMonth: lessByMonth(whole.usageUsdByMonth, left.usageUsdByMonth),
    recallUsdByMonth: lessByMonth(whole.recallUsdByMonth, left.recallUsdByMonth),
    lines: causes.map((kind) => ({
      ...kind,
      usdByMonth: kind.usdByMonth.map((_, month) => usdAt(whole, kind, month) - usdAt(left, kind, month)),
    })),
  };
}

function lessByMonth(whole: Float64Array, left: Float64Array): Float64Array {
  return whole.map((value, month) => value - left[month]!);
}

function usdAt({ lines }: ContractSeries, kind: CashLine, month: number): number {
  return lines.reduce((sum, line) => sum + (isSameKind(line, kind) ? line.usdByMonth[month]! : 0), 0);
}

function isSameKind(first: CashLine, second: CashLine): boolean {
  return (
    first.cause === second.cause &&
    first.isPriceLinked === second.isPriceLinked &&
    first.timing === second.timing &&
    first.followsService === second.followsService
  );
}

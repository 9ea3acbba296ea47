import type { TermSheet } from '../../domain/index.ts';
import type { CashLine, ContractSeries } from '../../supply/index.ts';

/** How a contract was lost on a course: it serves no more from that month on; by the host's notice, who then pays. */
export interface CourseLoss {
  readonly stopMonth: number;
  readonly isRecall: boolean;
}

/** A series as far as a loss lets it come: what follows service ends, and a host that leaves pays what it owes for that. */
export function seriesAfterLoss(series: ContractSeries, { stopMonth, isRecall }: CourseLoss): ContractSeries {
  const lines = series.lines.map((line) =>
    line.followsService ? { ...line, usdByMonth: before(line.usdByMonth, stopMonth + (line.lagMonths ?? 0)) } : line,
  );
  const recall: CashLine = {
    cause: 'refund',
    usdByMonth: series.recallUsdByMonth.map((usd, month) => (isRecall && month === stopMonth ? usd : 0)),
    timing: 'monthStart',
    isPriceLinked: false,
    followsService: false,
  };
  return {
    ...series,
    capacityFraction: before(series.capacityFraction, stopMonth),
    committedCapacityFraction: before(series.committedCapacityFraction, stopMonth),
    usageUsdByMonth: before(series.usageUsdByMonth, stopMonth),
    lines: [...lines, recall],
  };
}

/** A series with the outages of a path: months out by their share over the mean, and the credits that they give. */
export function seriesWithOutages(
  series: ContractSeries,
  at: { readonly terms: TermSheet; readonly monthOfOutage: readonly number[] },
): ContractSeries {
  const { outage, serviceCreditFraction } = at.terms;
  if (outage === null) return series;
  const { monthsOut, cycleMonths, creditFractionElse } = outage;
  const meanOut = monthsOut.reduce((sum, { outFraction }) => sum + outFraction, 0) / cycleMonths;
  const outIn = (month: number) => monthsOut[(at.monthOfOutage[month] ?? 0) - 1];
  const there = (month: number) => (1 - (outIn(month)?.outFraction ?? 0)) / (1 - meanOut);
  const credited = (month: number) => (outIn(month)?.creditFraction ?? creditFractionElse) / serviceCreditFraction;
  const scaled = (values: Float64Array) => values.map((value, month) => (value === 0 ? 0 : value * there(month)));
  return {
    ...series,
    capacityFraction: scaled(series.capacityFraction),
    committedCapacityFraction: scaled(series.committedCapacityFraction),
    usageUsdByMonth: scaled(series.usageUsdByMonth),
    lines: series.lines.map((line) => {
      if (line.cause !== 'serviceCredit') return line;
      const { usdByMonth, lagMonths = 0 } = line;
      return {
        ...line,
        usdByMonth: usdByMonth.map((usd, month) => (usd === 0 ? 0 : usd * credited(month - lagMonths))),
      };
    }),
  };
}

function before(values: Float64Array, end: number): Float64Array {
  return values.map((value, month) => (month < end ? value : 0));
}

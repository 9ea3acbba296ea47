import type { DemandFit, GapAt, LeadTimeGap } from '../../demand/index.ts';
import { calendarMonthOf } from '../../units/index.ts';
import { formatCount, formatFraction, formatGpus } from '../words/format.ts';
import { plainText } from '../words/plain-text.ts';
import { pageTable, type PageTable } from './page-section.ts';

/** What demand does before each offer serves: at the median, and in brackets late and fast together, at 90 %. */
export function leadTimeGapTable(gaps: readonly LeadTimeGap[], startMonth: string): PageTable {
  const served = ({ serviceMonthP50, serviceMonthP90 }: GapAt): string => {
    const [median, late] = [serviceMonthP50, serviceMonthP90].map((month) => calendarMonthOf(month, startMonth));
    return median === late ? median! : `${median} (${late})`;
  };
  const grown = ({ multipleP50, multipleP90 }: GapAt): string => `${times(multipleP50)} (${times(multipleP90)})`;
  const cellsOf = (gap: GapAt): string[] => [served(gap), grown(gap), formatGpus(gap.addedReferenceGpusP90)];
  const rows = gaps.map(({ offerId, soonest, latest }) => [
    plainText(offerId),
    ...cellsOf(soonest),
    ...(latest === null ? ['', '', ''] : cellsOf(latest)),
  ]);
  const head = ['Offer', 'Signed soonest, serves', 'Demand by then', 'GPUs more, 90%'];
  return pageTable([[...head, 'Signed last, serves', 'Demand by then', 'GPUs more, 90%'], ...rows]);
}

/** What was seen in a usage table, in a sentence. */
export function fitSentence({ unit, cadence, firstDate, lastDate, growthCount, seen }: DemandFit): string {
  const grew = seen.map(
    ({ months, realisedMultiple }) => `${times(realisedMultiple)} in ${formatCount(months)} months`,
  );
  return `${unit} by ${cadence}, ${firstDate} to ${lastDate}: ${formatCount(growthCount)} growths; usage grew ${grew.join(', ')}.`;
}

/** The fitted regimes with the middle 80 % of what they may be. */
export function fitTable({ regimes }: DemandFit): PageTable {
  const rows = regimes.map(({ id, multiplePerYear, meanMonths, beliefNow, monthsSeen }) => [
    plainText(id),
    `${times(multiplePerYear.p50)} (${times(multiplePerYear.p10)} to ${times(multiplePerYear.p90)})`,
    `${formatCount(meanMonths.p50)} (${formatCount(meanMonths.p10)} to ${formatCount(meanMonths.p90)})`,
    formatFraction(beliefNow),
    formatCount(monthsSeen),
  ]);
  return pageTable([['Regime', 'a year (80% of the fit)', 'Mean months', 'Chance now', 'Months seen'], ...rows]);
}

/** A multiple in three digits. */
function times(multiple: number): string {
  return `${Number(multiple.toPrecision(3))}x`;
}

import type { DemandNode } from '../../demand/index.ts';
import type { ContractSeries } from '../../supply/index.ts';
import type { Calendar } from './calendar.ts';
import type { Flow, FlowLine } from './flow.ts';

/** A course as far as a node's paths are on it. */
interface CoursePart {
  readonly node: DemandNode;
  readonly series: ContractSeries;
  /** [month of the node] share of the node's paths still in service */
  readonly alive: Float64Array;
  /** [month of the node] share of the node's paths that the host leaves then */
  readonly recalled: Float64Array;
  /** of the node's paths, whatever became of the service */
  readonly share: number;
}

/** Adds what a course brings and costs at a node, by the share of the node's paths on it. */
export function addCourse(flow: Flow, calendar: Calendar, part: CoursePart): void {
  const { node, series, alive } = part;
  calendar.subPeriods[node.stage]!.forEach((subPeriod, index) => {
    const months = subPeriod.endMonth - subPeriod.startMonth;
    for (let month = subPeriod.startMonth; month < subPeriod.endMonth; month++) {
      const weight = alive[month - node.startMonth]!;
      flow.capacityFraction[index]! += (weight * series.capacityFraction[month]!) / months;
      flow.committedFraction[index]! += (weight * series.committedCapacityFraction[month]!) / months;
      flow.usageUsd[index]! += weight * series.usageUsdByMonth[month]!;
    }
  });
  for (const line of series.lines) {
    addLine(lineIn(flow, line, node), line, { ...part, calendar });
  }
  if (part.recalled.some((chance) => chance > 0)) addRecall(flow, part, calendar);
}

/** What the host pays where it leaves: at the start of that month, by the chance of it. */
function addRecall(flow: Flow, { node, series, recalled }: CoursePart, calendar: Calendar): void {
  const target = lineIn(flow, { cause: 'refund', isPriceLinked: false, timing: 'monthStart' }, node);
  const { discountAtStart, subPeriods } = calendar;
  subPeriods[node.stage]!.forEach((subPeriod, index) => {
    for (let month = subPeriod.startMonth; month < subPeriod.endMonth; month++) {
      const usd = recalled[month - node.startMonth]! * series.recallUsdByMonth[month]!;
      target.usd[index]! += usd;
      target.usdByMonth[month - node.startMonth]! += usd;
      target.discountedUsd += usd * discountAtStart[month]!;
    }
  });
}

function addLine(
  target: FlowLine,
  line: ContractSeries['lines'][number],
  part: CoursePart & { readonly calendar: Calendar },
): void {
  const { node, alive, share } = part;
  const { discountAtStart, subPeriods } = part.calendar;
  const shift = line.timing === 'monthEnd' ? 1 : 0;
  subPeriods[node.stage]!.forEach((subPeriod, index) => {
    for (let month = subPeriod.startMonth; month < subPeriod.endMonth; month++) {
      const weight = line.followsService ? alive[month - node.startMonth]! : share;
      const usd = weight * line.usdByMonth[month]!;
      target.usd[index]! += usd;
      target.usdByMonth[month - node.startMonth]! += usd;
      target.discountedUsd += usd * discountAtStart[month + shift]!;
    }
  });
}

function lineIn(flow: Flow, line: Pick<FlowLine, 'cause' | 'isPriceLinked' | 'timing'>, node: DemandNode): FlowLine {
  const { cause, isPriceLinked, timing } = line;
  const found = flow.lines.find(
    (known) => known.cause === cause && known.isPriceLinked === isPriceLinked && known.timing === timing,
  );
  if (found) return found;
  const usd = new Float64Array(flow.capacityFraction.length);
  const usdByMonth = new Float64Array(node.endMonth - node.startMonth);
  const added = { cause, isPriceLinked, timing, usd, usdByMonth, discountedUsd: 0 };
  flow.lines.push(added);
  return added;
}

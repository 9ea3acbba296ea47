import type { Estimate, ObjectiveLine, Result } from '../../decide/index.ts';
import { causeText } from '../words/cause-text.ts';
import { formatUsdColumn } from '../words/format-column.ts';
import { formatFraction, formatFractionEstimate, formatUsdEstimate, NOT_KNOWN } from '../words/format.ts';
import { span } from '../words/spans.ts';
import type { ReportTable } from './cells.ts';
import { cells, numbers, words } from './cells.ts';

/** Share of the recommended value beyond which a reconciliation that does not close says so. */
const RECONCILED_TOLERANCE_FRACTION = 1e-6;

/** What the recommendation is worth, from above and as measured, and against what; all on lattices. */
export function valueTable(result: Result): ReportTable {
  const { value } = result;
  return estimateTable('Risk-adjusted value', [
    ['Recommended: upper bound', value.recommendedUsd],
    ['Reached by its policy, measured on fresh paths', value.reachedUsd],
    ['Gap: upper bound on any policy, less reached', result.recipe.gapUsd],
    ['Nothing signed now, the offers still open later', value.waitUsd],
    ['These offers never, at any date', value.signNothingUsd],
    ['Worth of deciding now rather than at the next date', value.signNowUsd],
    ['Worth against never having these offers', value.addedValueUsd],
  ]);
}

/** The same decision on sampled trees solved exactly, and what information is worth there. */
export function crossCheckTable(result: Result): ReportTable {
  const { value, crossCheck } = result;
  return estimateTable('Risk-adjusted value on the trees of the cross-check', [
    ['Recommended', crossCheck.recommendedUsd],
    ["Short of each tree's own best", crossCheck.regretUsd],
    ['Worth against never having these offers', crossCheck.addedValueUsd],
    ['Planning for one forecast, re-planned at every date, delivers', value.meanPlanUsd],
    ['First decision for one forecast, later ones free, delivers', value.staticMeanPlanUsd],
    [overOneForecast(result), value.vssUsd],
    ['With perfect foresight', value.perfectForesightUsd],
    ['Perfect foresight would add (EVPI)', value.evpiUsd],
  ]);
}

/** The value of planning for uncertainty (VSS) is a tree's own best less the mean plan: another decision has none. */
export function overOneForecast({ crossCheck: { trees, bestInTrees } }: Result): string {
  const what = 'planning for one forecast, re-planned at every date';
  return bestInTrees === trees ? `Gain over ${what} (VSS)` : `Recommended less ${what}`;
}

/** How the worth against never having the offers splits; the parts sum to it. */
export function addedPartsTable(result: Result): ReportTable {
  const { addedParts, addedValueUsd } = result.value;
  return estimateTable('Worth against never having these offers', [
    ['Cash', addedParts.cashUsd],
    ['Research (not cash)', addedParts.researchUsd],
    ['After the horizon (not cash)', addedParts.afterHorizonUsd],
    ['Risk, penalties and gap (not cash)', addedParts.riskAndPenaltiesUsd],
    ['Together', addedValueUsd],
  ]);
}

/** The outcomes behind the risk-adjusted value on the replayed paths, each discounted. */
export function outcomesTable(result: Result): ReportTable {
  const { value } = result;
  return {
    columns: [...words('Discounted value before risk is weighed'), ...numbers('Estimate (range)')],
    rows: [
      cells('Mean over the replayed paths', formatUsdEstimate(value.expectedUsd)),
      cells('Mean of the bad tail', formatUsdEstimate(value.tailMeanUsd)),
      cells('Share of the mean from after the horizon', formatFraction(value.afterHorizonFraction)),
    ],
  };
}

/** Cash and credit on the replayed paths. */
export function liquidityTable(result: Result): ReportTable {
  const { troughUsd, creditProbability, rescueProbability } = result.liquidity;
  return {
    columns: [...words('On replayed paths'), ...numbers('Estimate (range)')],
    rows: [
      cells('Lowest cash: the worst path of each lattice, averaged', formatUsdEstimate(troughUsd)),
      cells('Credit line drawn', formatFractionEstimate(creditProbability)),
      cells('More than the credit line needed', formatFractionEstimate(rescueProbability)),
    ],
  };
}

/** The objective's labelled lines and their sum; the printed amounts add up. */
export function objectiveTable(result: Result): ReportTable {
  const { lines } = result.value;
  const column = formatUsdColumn(lines.map((line) => line.usd));
  const rows = lines.map((line, index) =>
    cells(
      causeText(line.cause),
      line.contractId ?? 'all',
      line.isCash ? 'cash' : 'not cash',
      column.amounts[index] ?? NOT_KNOWN,
    ),
  );
  return {
    columns: [...words('Cause', 'Contract', 'Kind'), ...numbers('Expected, discounted')],
    rows: [...rows, [span('Sum', 'strong'), span(''), span(''), span(column.total, 'strong')]],
  };
}

/** From cash to the recommended value, part by part; what the parts leave over is shown, never dropped. */
export function reconciliationTable(result: Result): ReportTable {
  const { lines, recommendedUsd } = result.value;
  const named: readonly (readonly [label: string, belongs: (line: ObjectiveLine) => boolean])[] = [
    ['Cash, as in the ledger', (line) => line.isCash],
    ['Value of research (not cash)', (line) => isValue(line, 'researchValue')],
    ['After the horizon (not cash)', (line) => isValue(line, 'terminalValue')],
    ['Penalties on rescue money (not cash)', (line) => isValue(line, 'rescuePenalty')],
    ['Risk adjustment (not cash)', (line) => isValue(line, 'riskAdjustment')],
    ['Sampling of the replayed paths (not cash)', (line) => isValue(line, 'replaySampling')],
    ['Bound less what the policy reaches (not cash)', (line) => isValue(line, 'optimalityGap')],
  ];
  const parts = named.map(([label, belongs]) => ({ label, usd: sumOf(lines.filter(belongs)) }));
  const otherLines = lines.filter((line) => !named.some(([, belongs]) => belongs(line)));
  if (otherLines.length > 0) parts.push({ label: 'Other (not cash)', usd: sumOf(otherLines) });
  const leftUsd = recommendedUsd.estimate - parts.reduce((sum, part) => sum + part.usd, 0);
  const isClosed = Math.abs(leftUsd) <= RECONCILED_TOLERANCE_FRACTION * Math.abs(recommendedUsd.estimate);
  if (!isClosed) parts.push({ label: 'NOT EXPLAINED', usd: leftUsd });
  const column = formatUsdColumn(parts.map((part) => part.usd));
  const rows = parts.map((part, index) => cells(part.label, column.amounts[index] ?? NOT_KNOWN));
  return {
    columns: [...words('Part'), ...numbers('Discounted')],
    rows: [...rows, [span('Recommended, upper bound', 'strong'), span(column.total, 'strong')]],
  };
}

function isValue(line: ObjectiveLine, cause: string): boolean {
  return !line.isCash && line.cause === cause;
}

function sumOf(lines: readonly ObjectiveLine[]): number {
  return lines.reduce((sum, line) => sum + line.usd, 0);
}

function estimateTable(label: string, rows: readonly (readonly [label: string, usd: Estimate])[]): ReportTable {
  return {
    columns: [...words(label), ...numbers('Estimate (range)')],
    rows: rows.map(([name, usd]) => cells(name, formatUsdEstimate(usd))),
  };
}

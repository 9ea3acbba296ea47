import type { AnsweredResult } from '../../answers/index.ts';
import type { Estimate, Result } from '../../decide/index.ts';
import { answerSections } from '../sections/answer-sections.ts';
import { isToSign } from '../sections/deadlines.ts';
import { overOneForecast } from '../sections/value-tables.ts';
import { causeText } from '../words/cause-text.ts';
import { flipSentence } from '../words/flip-text.ts';
import { issuePlace, issuesInOrder } from '../words/issue-text.ts';
import { laterText } from '../words/rights-text.ts';
import { verdictWithLater } from '../words/verdict-text.ts';
import { number, ranged, tableOf, text, type DataTable } from './data-table.ts';

/** Every table of a result, as values. */
export function dataTables(result: AnsweredResult): readonly DataTable[] {
  return [
    signNowData(result),
    offersData(result),
    laterData(result),
    stagesData(result),
    demandData(result),
    capacityData(result),
    valueData(result),
    objectiveData(result),
    candidatesData(result),
    assumptionsData(result),
    issuesData(result),
    ...answersData(result),
  ];
}

function signNowData(result: Result): DataTable {
  return tableOf({ id: 'sign-now', title: 'Sign now' }, result.signNow, [
    text('offerId', 'Offer', (row) => row.offerId),
    text('host', 'Host', (row) => row.host),
    text('route', 'Route', (row) => row.route),
    number('blocks', 'Blocks', 'count', (row) => row.blocks),
    number('blocksOffered', 'Of blocks', 'count', (row) => row.blocksOffered),
    number('gpus', 'GPUs', 'gpus', (row) => row.gpus),
    number('referenceGpus', 'Reference GPUs', 'gpus', (row) => row.referenceGpus),
    text('inServiceMonth', 'In service', (row) => row.inServiceMonth),
    number('firmLiabilityUsd', 'Firm liability', 'usd', (row) => row.firmLiabilityUsd),
    ranged('addedValueUsd', 'Worth', 'usd', (row) => row.addedValueUsd),
    ranged('deferralCostUsd', 'Waiting costs', 'usd', (row) => row.deferralCostUsd),
  ]);
}

function offersData(result: Result): DataTable {
  return tableOf({ id: 'offers', title: 'Offers' }, result.offers, [
    text('offerId', 'Offer', (row) => row.offerId),
    text('verdict', 'Verdict', (row) => verdictWithLater(result, row)),
    number('askPriceUsdPerGpuHour', 'Ask, $/GPU-h', 'usdPerGpuHour', (row) => row.askPriceUsdPerGpuHour),
    ranged(
      'walkAwayPriceUsdPerGpuHour',
      'Worth at most, $/GPU-h',
      'usdPerGpuHour',
      (row) => row.walkAwayPriceUsdPerGpuHour,
    ),
    text('decideBy', 'Decide by', (row) => row.decideBy ?? 'not given'),
    text('host', 'Host', (row) => row.host),
    text('route', 'Route', (row) => row.route),
    number('blocks', 'For blocks', 'count', (row) => row.blocks),
    text('inServiceMonth', 'In service', (row) => row.inServiceMonth),
    number('headlineUsd', 'Headline', 'usd', (row) => row.headlineUsd),
    number('firmLiabilityUsd', 'Firm liability', 'usd', (row) => row.firmLiabilityUsd),
    ranged('addedValueUsd', 'Worth', 'usd', (row) => row.addedValueUsd),
    ranged('deferralCostUsd', 'Waiting costs', 'usd', (row) => (isToSign(row) ? row.deferralCostUsd : null)),
    text('flip', 'What flips it', flipSentence),
  ]);
}

function laterData(result: Result): DataTable {
  return tableOf({ id: 'later', title: 'Later signings' }, result.later, [
    text('startMonth', 'From', (row) => row.startMonth),
    text('offerId', 'Offer', laterText),
    number('blocks', 'Blocks (mean)', 'count', (row) => row.blocks),
    number('referenceGpus', 'Reference GPUs', 'gpus', (row) => row.referenceGpus),
    number('probabilityFraction', 'Chance', 'fraction', (row) => row.probability),
    text('condition', 'If one then sees', (row) => row.condition),
  ]);
}

function stagesData(result: Result): DataTable {
  return tableOf({ id: 'shortage', title: 'Shortage by stage' }, result.stages, [
    text('startMonth', 'From', (row) => row.startMonth),
    number('demandReferenceGpusP5', 'Demand p5', 'gpus', (row) => row.demandReferenceGpus.p5),
    number('demandReferenceGpusP50', 'Demand p50', 'gpus', (row) => row.demandReferenceGpus.p50),
    number('demandReferenceGpusP95', 'Demand p95', 'gpus', (row) => row.demandReferenceGpus.p95),
    number('committedReferenceGpus', 'Signed', 'gpus', (row) => row.committedReferenceGpus),
    number('plannedReferenceGpus', 'With later', 'gpus', (row) => row.plannedReferenceGpus),
    ranged('shortageProbabilityFraction', 'Chance of shortage', 'fraction', (row) => row.shortageProbability),
    ranged('unservedFraction', 'Unserved', 'fraction', (row) => row.shortageFraction),
  ]);
}

function demandData({ series }: Result): DataTable {
  const quantiles = ['p5', 'p25', 'p50', 'p75', 'p95', 'mean'] as const;
  const rows = series.months.map((month, index) => ({ month, index }));
  return tableOf({ id: 'demand', title: 'Demand by month, reference GPUs' }, rows, [
    text('month', 'Month', (row) => row.month),
    ...quantiles.map((name) =>
      number(
        `demandReferenceGpus${name.charAt(0).toUpperCase()}${name.slice(1)}`,
        name,
        'gpus',
        (row: (typeof rows)[0]) => series.demandReferenceGpus[name][row.index] ?? null,
      ),
    ),
  ]);
}

function capacityData({ series }: Result): DataTable {
  const rows = series.capacity.flatMap((contract) =>
    series.months.map((month, index) => ({ ...contract, month, gpus: contract.referenceGpus[index] ?? null })),
  );
  return tableOf({ id: 'capacity', title: 'Capacity by contract and month' }, rows, [
    text('contractId', 'Contract', (row) => row.contractId),
    text('host', 'Host', (row) => row.host),
    text('kind', 'Kind', (row) => row.kind),
    text('month', 'Month', (row) => row.month),
    number('referenceGpus', 'Reference GPUs', 'gpus', (row) => row.gpus),
  ]);
}

function valueData(result: Result): DataTable {
  const { value, recipe, liquidity } = result;
  const rows: readonly (readonly [what: string, usd: Estimate])[] = [
    ['Recommended: upper bound', value.recommendedUsd],
    ['Reached by its policy, measured on fresh paths', value.reachedUsd],
    ['Gap: upper bound on any policy, less reached', recipe.gapUsd],
    ['Nothing signed now, the offers still open later', value.waitUsd],
    ['These offers never, at any date', value.signNothingUsd],
    ['Worth of deciding now rather than at the next date', value.signNowUsd],
    ['Worth against never having these offers', value.addedValueUsd],
    [overOneForecast(result), value.vssUsd],
    ['Perfect foresight would add (EVPI)', value.evpiUsd],
    ['Mean over the replayed paths', value.expectedUsd],
    ['Mean of the bad tail', value.tailMeanUsd],
    ['Lowest cash: the worst path of each lattice, averaged', liquidity.troughUsd],
  ];
  return tableOf({ id: 'value', title: 'Value and information' }, rows, [
    text('what', 'What', (row) => row[0]),
    ranged('usd', 'Estimate', 'usd', (row) => row[1]),
    text('method', 'How the range was made', (row) => row[1].method),
  ]);
}

function objectiveData({ value }: Result): DataTable {
  return tableOf({ id: 'objective', title: 'Where the value comes from' }, value.lines, [
    text('cause', 'Cause', (row) => causeText(row.cause)),
    text('contractId', 'Contract', (row) => row.contractId ?? 'all'),
    text('kind', 'Kind', (row) => (row.isCash ? 'cash' : 'not cash')),
    number('usd', 'Expected, discounted', 'usd', (row) => row.usd),
  ]);
}

function candidatesData({ candidates }: Result): DataTable {
  return tableOf({ id: 'decisions', title: 'Decisions compared' }, candidates, [
    text('signNow', 'Sign now', (row) => row.signNow),
    ranged('valueUsd', 'Value', 'usd', (row) => row.valueUsd),
    number('bestInLattices', 'Best on lattices', 'count', (row) => row.bestInLattices),
  ]);
}

function assumptionsData({ assumptions }: Result): DataTable {
  return tableOf({ id: 'assumptions', title: 'Assumptions and sources' }, assumptions, [
    text('path', 'Field', (row) => row.path),
    text('text', 'Value', (row) => row.text),
    text('source', 'Source', (row) => row.source),
    text('asOf', 'As of', (row) => row.asOf),
    text('quality', 'Quality', (row) => row.quality),
  ]);
}

function issuesData({ issues }: Result): DataTable {
  return tableOf({ id: 'issues', title: 'Issues' }, issuesInOrder(issues), [
    text('severity', 'Kind', (row) => row.severity),
    text('place', 'Where', issuePlace),
    text('what', 'What', (row) => row.what),
    text('fix', 'How to fix it', (row) => row.fix),
  ]);
}

/** The further answers as their sections say them: words and rounded figures. */
function answersData(result: AnsweredResult): readonly DataTable[] {
  return answerSections(result).map(({ title, table }) => ({
    id: title.toLowerCase().replace(/[^a-z]+/g, '-'),
    title,
    columns: table.columns.map(({ label }, index) => ({
      key: `${label.toLowerCase().replace(/[^a-z0-9]+/g, '-')}-${index + 1}`,
      label,
      kind: 'text',
      isEstimate: false,
    })),
    rows: table.rows.map((row) => row.map((cell) => cell.text)),
  }));
}

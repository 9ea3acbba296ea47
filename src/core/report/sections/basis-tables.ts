import type { Result } from '../../decide/index.ts';
import { fixedText, formatCount, formatFraction, formatUsd, formatUsdEstimate } from '../words/format.ts';
import { issuePlace, issuesInOrder } from '../words/issue-text.ts';
import { span } from '../words/spans.ts';
import { gapText } from '../words/trust-sentences.ts';
import { cells, words, type ReportTable } from './cells.ts';

/** What the plan takes as given, and where it was read. */
export function assumptionsTable(result: Result): ReportTable {
  return {
    columns: words('Where', 'Assumption', 'Source', 'As of', 'Quality'),
    rows: result.assumptions.map((assumption) =>
      cells(
        assumption.path,
        assumption.text,
        assumption.source ?? 'no source given',
        assumption.asOf ?? 'no date given',
        assumption.quality,
      ),
    ),
  };
}

/** Every issue, not-enforced first. */
export function issuesTable(result: Result): ReportTable {
  return {
    columns: words('Kind', 'Where', 'What', 'What to do'),
    rows: issuesInOrder(result.issues).map((issue) => [
      span(issue.severity, issue.severity === 'assumption' ? 'dim' : 'warning'),
      ...cells(issuePlace(issue), issue.what, issue.fix),
    ]),
  };
}

/** By what the answer can be made again, and how far it can be trusted. */
export function recipeTable(result: Result): ReportTable {
  const { recipe, certificate, latticeError, crossCheck, plan } = result;
  const rows: readonly (readonly [label: string, amount: string])[] = [
    ['Plan', `${plan.name}, hash ${plan.hash}`],
    ...(recipe.history ? [['Growth fitted to', `${recipe.history.file}, hash ${recipe.history.hash}`] as const] : []),
    ['Seed', String(recipe.seed)],
    ['Method', recipe.method],
    [
      'Lattices',
      `${formatCount(recipe.lattices)} lattices of ${formatCount(recipe.paths)} paths, ${formatCount(recipe.nodes)} nodes in all`,
    ],
    [
      'Trees of the cross-check',
      `${formatCount(crossCheck.trees)} trees, ${formatCount(crossCheck.nodes)} nodes in all`,
    ],
    ['Gap to the best possible', gapText(result)],
    ['Engine and solver', `Eightyfold ${recipe.engineVersion}, ${recipe.solver} ${recipe.solverVersion}`],
    ['Same plan, same bytes', recipe.reproducible ? 'yes' : 'no'],
    ['Certificate', certificate.accepted ? 'accepted' : `REFUSED: ${certificate.reason ?? 'no reason given'}`],
    ['Cash in the ledger', formatUsd(certificate.ledgerUsd)],
    ['Largest residual on the trees', formatFraction(certificate.worstResidualFraction)],
    ['Lattice error', latticeErrorText(latticeError)],
    ['What lattices promise too much', promisedTooMuchText(result)],
  ];
  return { columns: words('Recipe', 'Value'), rows: rows.map((row) => cells(...row)) };
}

/** What a lattice's size costs cannot be told from one size: the replay on unseen futures takes it off with all the rest. */
function promisedTooMuchText({ replay }: Result): string {
  const measured = replay
    ? `${formatUsdEstimate({ ...replay.lostAgainstBoundUsd, method: '' })} against unseen futures`
    : 'not measured without a replay';
  return (
    `${measured}: few dates and nodes, and cash averaged inside a node; more dates in tree.stageStartMonths, or half of ` +
    'lattice.nodesPerStage, show how much of it is their size'
  );
}

/** Demand on the lattices against paths they have not seen. */
function latticeErrorText(error: Result['latticeError']): string {
  const mean = formatFraction(error.meanRelativeError);
  const deviation = formatFraction(error.standardDeviationRelativeError);
  const p90 = formatFraction(error.p90RelativeError);
  const correlation = fixedText(error.correlationError, { size: 1, suffix: '', decimals: 2 });
  return (
    `demand off by ${mean} in the mean, ${deviation} in the standard deviation, ${p90} in p90 and ${correlation} in ` +
    `the correlation of one stage with the next; ${formatFraction(error.varianceKeptFraction)} of its variance kept; ` +
    `at least ${formatCount(error.rowSupportMin)} paths behind each node`
  );
}

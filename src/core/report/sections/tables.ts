import type { Estimate, OfferAnswer, Result } from '../../decide/index.ts';
import { flipSentence } from '../words/flip-text.ts';
import {
  fixedText,
  formatCount,
  formatFraction,
  formatFractionEstimate,
  formatGpus,
  formatPrice,
  formatPriceEstimate,
  formatUsd,
  formatUsdEstimate,
  isEstimated,
  NOT_KNOWN,
} from '../words/format.ts';
import { issuePlace, issuesInOrder } from '../words/issue-text.ts';
import { plainText } from '../words/plain-text.ts';
import { laterText } from '../words/rights-text.ts';
import { blocksText, waitingText, serviceText, topLaterSignings, walkAwayPriceOf } from '../words/signing-text.ts';
import type { Span } from '../words/spans.ts';
import { span } from '../words/spans.ts';
import { gapText } from '../words/trust-sentences.ts';
import { verdictStyle, verdictWithLater, walkAwayText } from '../words/verdict-text.ts';

/** A table as text: what Markdown and HTML print, each in its own way. Every row has a cell for every column. */
export interface ReportTable {
  readonly columns: readonly { readonly label: string; readonly isNumber: boolean }[];
  readonly rows: readonly (readonly Span[])[];
}

/** What to sign now: the offer, its size, when it serves, what it binds, its worth, what waiting costs, the most to pay. */
export function signNowTable(result: Result): ReportTable {
  return {
    columns: [
      ...words('Offer', 'Host', 'Route'),
      ...numbers(
        'Blocks',
        'GPUs',
        'Reference GPUs',
        'Into service',
        'Firm liability',
        'Worth (range)',
        'Waiting costs (range)',
        'Pay at most, $/GPU-h',
      ),
    ],
    rows: result.signNow.map((signing) => [
      span(plainText(signing.offerId), 'strong'),
      ...cells(
        signing.host,
        signing.route,
        blocksText(signing.blocks, signing.blocksOffered),
        gpusCell(signing.gpus),
        gpusCell(signing.referenceGpus),
        serviceText(signing),
        formatUsd(signing.firmLiabilityUsd),
        formatUsdEstimate(signing.addedValueUsd),
        waitingText(signing),
      ),
      span(formatPrice(walkAwayPriceOf(result, signing.offerId)), 'strong'),
    ]),
  };
}

/** Every offer: its ask, its walk-away price with its range, the verdict, the deadline and what flips it. */
export function offersTable(result: Result): ReportTable {
  return {
    columns: [
      ...words('Offer', 'Verdict'),
      ...numbers(
        'Blocks',
        'Ask, $/GPU-h',
        'Worth at most, $/GPU-h (range)',
        'Worth of these blocks (range)',
        'Decide by',
      ),
      ...words('What flips it'),
    ],
    rows: result.offers.map((offer) => [
      span(plainText(offer.offerId), 'strong'),
      span(verdictWithLater(result, offer), verdictStyle(offer)),
      ...cells(
        formatCount(offer.blocks),
        formatPrice(offer.askPriceUsdPerGpuHour),
        walkAwayText(offer),
        formatUsdEstimate(offer.addedValueUsd),
        offer.decideBy ?? 'not given',
        flipSentence(offer),
      ),
    ]),
  };
}

/** The terms behind each verdict, for the quantity it is given for. */
export function termsTable(result: Result): ReportTable {
  return {
    columns: [
      ...words('Offer', 'Host', 'Route'),
      ...numbers(
        'For blocks',
        'Ask, $/reference GPU-h',
        'Headline',
        'Firm liability',
        'Into service',
        'Value with',
        'Value without',
      ),
    ],
    rows: result.offers.map((offer) => [span(plainText(offer.offerId), 'strong'), ...termCells(offer)]),
  };
}

function termCells(offer: OfferAnswer): readonly Span[] {
  return cells(
    offer.host,
    offer.route,
    formatCount(offer.blocks),
    formatPrice(offer.askPriceUsdPerReferenceGpuHour),
    formatUsd(offer.headlineUsd),
    formatUsd(offer.firmLiabilityUsd),
    serviceText(offer),
    formatUsdEstimate(offer.valueWithUsd),
    formatUsdEstimate(offer.valueWithoutUsd),
  );
}

/** Later signings as conditions on what one will have seen by then. */
export function laterTable(result: Result): ReportTable {
  return {
    columns: [
      ...words('From', 'Offer'),
      ...numbers('Blocks (mean)', 'Reference GPUs', 'Chance'),
      ...words('If one then sees'),
    ],
    rows: topLaterSignings(result.later, result.later.length).map((signing) => [
      ...cells(signing.startMonth),
      span(laterText(signing), 'strong'),
      ...cells(
        formatCount(signing.blocks),
        gpusCell(signing.referenceGpus),
        formatFraction(signing.probability),
        signing.condition,
      ),
    ]),
  };
}

/** Demand, capacity and shortage of protected tiers by stage. */
export function shortageTable(result: Result): ReportTable {
  return {
    columns: [
      ...words('Stage from'),
      ...numbers(
        'Average busy demand p5',
        'p50',
        'p95',
        'Fleet and signed now',
        'With later signings',
        'Chance of shortage',
        'Share of protected demand unserved',
      ),
    ],
    rows: result.stages.map((stage) =>
      cells(
        stage.startMonth,
        gpusCell(stage.demandReferenceGpus.p5),
        gpusCell(stage.demandReferenceGpus.p50),
        gpusCell(stage.demandReferenceGpus.p95),
        gpusCell(stage.committedReferenceGpus),
        gpusCell(stage.plannedReferenceGpus),
        formatFractionEstimate(stage.shortageProbability),
        formatFractionEstimate(stage.shortageFraction),
      ),
    ),
  };
}

/** The decisions compared, and on how many lattices each was the best. */
export function candidatesTable(result: Result): ReportTable {
  return {
    columns: [...words('Sign now'), ...numbers('Risk-adjusted value (range)', 'Best on lattices')],
    rows: result.candidates.map((candidate) =>
      cells(
        candidate.signNow,
        formatUsdEstimate(candidate.valueUsd),
        blocksText(candidate.bestInLattices, result.recipe.lattices),
      ),
    ),
  };
}

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

/** Plain cells, one a text or figure. */
export function cells(...parts: readonly (string | Span)[]): readonly Span[] {
  return parts.map((part) => (typeof part === 'string' ? span(plainText(part)) : part));
}

/** An amount with its range in USD, rounded for reading and to the dollar for whoever asks. */
export function usdCell(amount: Estimate): Span {
  const whole = (usd: number): string => formatCount(Math.round(usd));
  return exactSpan(formatUsdEstimate(amount), amount, (known) => exactText(known, whole, 'USD'));
}

/** An amount without a range: the same. */
export function usdOnlyCell(usd: number | null): Span {
  const text = formatUsd(usd);
  return usd === null || text === NOT_KNOWN
    ? span(text)
    : { ...span(text), exact: `${formatCount(Math.round(usd))} USD` };
}

/** A share with its range, to six digits for whoever asks. */
export function shareCell(share: Estimate): Span {
  return exactSpan(formatFractionEstimate(share), share, (known) => exactText(known, sixDigits, '(a share of 1)'));
}

/** A share without a range: the same. */
export function shareOnlyCell(share: number | null): Span {
  const text = formatFraction(share);
  return share === null || text === NOT_KNOWN
    ? span(text)
    : { ...span(text), exact: `${sixDigits(share)} (a share of 1)` };
}

/** A price with its range, to six digits for whoever asks; its unit stands in the column. */
export function priceCell(price: Estimate): Span {
  return exactSpan(formatPriceEstimate(price), price, (known) => exactText(known, sixDigits, 'USD'));
}

/** GPUs in three digits, and to the GPU for whoever asks. */
export function gpusCell(gpus: number | null): Span {
  const text = formatGpus(gpus);
  return gpus === null || text === NOT_KNOWN
    ? span(text)
    : { ...span(text), exact: `${formatCount(Math.round(gpus))} GPUs` };
}

/** Months with at most one decimal, and as they are for whoever asks; what null means is said by the caller. */
export function monthsCell(months: number | null, none: string): Span {
  if (months === null) return span(none);
  return { ...span(formatCount(months)), exact: `${sixDigits(months)} months` };
}

function sixDigits(value: number): string {
  return String(Number(value.toPrecision(6)));
}

/** What is not known, as every amount of a redacted result, has no figure to tell. */
function exactSpan(text: string, value: Estimate, exact: (value: Estimate) => string): Span {
  return isEstimated(value) ? { ...span(text), exact: exact(value) } : span(text);
}

function exactText({ estimate, low, high }: Estimate, write: (value: number) => string, unit: string): string {
  const range = low === null || high === null ? '' : `, from ${write(low)} to ${write(high)}`;
  return `${write(estimate)}${range} ${unit}`;
}

/** Columns of words. */
export function words(...labels: readonly string[]): readonly { label: string; isNumber: boolean }[] {
  return labels.map((label) => ({ label, isNumber: false }));
}

/** Columns of numbers. */
export function numbers(...labels: readonly string[]): readonly { label: string; isNumber: boolean }[] {
  return labels.map((label) => ({ label, isNumber: true }));
}

import type { AnsweredResult } from '../../answers/index.ts';
import type { Result, SignNow } from '../../decide/index.ts';
import { answerSections, answersMethodSentence, furtherReplaySections } from '../sections/answer-sections.ts';
import { assumptionsTable, issuesTable, recipeTable } from '../sections/basis-tables.ts';
import { candidatesTable, laterTable, offersTable, shortageTable, termsTable } from '../sections/decision-tables.ts';
import { fewerBlocksSentence } from '../sections/fewer-blocks.ts';
import { replayMethodSentence } from '../sections/replay-sections.ts';
import {
  addedPartsTable,
  crossCheckTable,
  liquidityTable,
  objectiveTable,
  outcomesTable,
  reconciliationTable,
  valueTable,
} from '../sections/value-tables.ts';
import { capacitySeries, KIND_NAMES } from '../series/series.ts';
import {
  answerSentence,
  LATER_SENTENCE,
  LIMITS_SENTENCE,
  LIQUIDITY_SENTENCE,
  questionSentence,
  SUBSTITUTES_SENTENCE,
} from '../words/answer-sentences.ts';
import { formatGpus, formatPrice, formatUsd, formatUsdEstimate } from '../words/format.ts';
import { issuePlace } from '../words/issue-text.ts';
import { plainText } from '../words/plain-text.ts';
import { SHORTAGE_SENTENCE } from '../words/shortage-text.ts';
import { blocksText, waitingText, firmLiabilityText, serviceText, walkAwayPriceOf } from '../words/signing-text.ts';
import {
  certificateSpan,
  crossCheckSentence,
  rangeMethodSentence,
  refusalSentence,
  riskSentence,
  valueSentence,
} from '../words/trust-sentences.ts';
import { gapFigure, ruinFigure, shortageFigures, unseenValueFigures, type BriefFigure } from './brief-figures.ts';
import { figure, htmlText, keyFigures, section, tableHtml } from './html.ts';
import { REPORT_STYLE } from './report-style.ts';

/** One chart drawn for a wide page and for a phone: SVG source, already escaped by whoever drew it. */
export interface ReportChart {
  readonly wide: string;
  readonly narrow: string;
}

export interface ReportCharts {
  readonly fan: ReportChart;
  readonly fanLog: ReportChart;
  readonly capacity: ReportChart;
  readonly walkAway: ReportChart;
  readonly timeline?: ReportChart;
  readonly matrix?: ReportChart;
  readonly tornado?: ReportChart;
  readonly money?: ReportChart;
  readonly policyTree?: ReportChart;
  readonly frontier?: ReportChart;
  readonly regret?: ReportChart;
}

/** Nothing may be fetched and nothing may run: the file shows what it holds. */
const CONTENT_SECURITY_POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'";

/**
 * The report as one self-contained HTML file: no script, no request, light and dark, for a screen, a phone or paper.
 * Every text from the plan is escaped here; the charts must come escaped.
 */
export function reportHtml(result: AnsweredResult, given: { readonly charts: ReportCharts }): string {
  const title = `${plainText(result.plan.name)} · compute plan as of ${plainText(result.plan.asOf)}`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${CONTENT_SECURITY_POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${htmlText(title)}</title>
<link rel="icon" href="data:,">
<style>${REPORT_STYLE}</style>
</head>
<body>
<main>
${[headerHtml(result), answerHtml(result), ...sectionsHtml(result, given.charts), ...answersHtml(result, given.charts), footerHtml(result)].join('\n')}
</main>
</body>
</html>
`;
}

function headerHtml(result: Result): string {
  const refusal = refusalSentence(result);
  const notEnforced = result.issues.filter((issue) => issue.severity === 'not-enforced');
  const items = notEnforced.map(
    (issue) => `<li><code>${htmlText(issuePlace(issue))}</code> ${htmlText(issue.what)}</li>`,
  );
  const warning =
    items.length === 0
      ? ''
      : `<aside class="notice"><strong>Not enforced in this answer</strong><ul>${items.join('')}</ul></aside>`;
  return `<header>
<p class="brand">Eightyfold</p>
<h1>${htmlText(result.plan.name)}</h1>
<p class="lead">As of ${htmlText(result.plan.asOf)}. ${htmlText(questionSentence(result))}</p>
</header>
${refusal === null ? '' : `<aside class="notice refusal"><strong>${htmlText(refusal)}</strong></aside>`}
${warning}`;
}

const keyFigureOf = ({ label, text }: BriefFigure) => ({ label, amount: text });

function answerHtml(result: Result): string {
  const figures = keyFigures([
    ...unseenValueFigures(result).map(keyFigureOf),
    { label: 'Worth against never having these offers', amount: formatUsdEstimate(result.value.addedValueUsd) },
    { label: 'Worth of deciding now, not at the next date', amount: formatUsdEstimate(result.value.signNowUsd) },
    keyFigureOf(gapFigure(result)),
    { label: 'Firm liability, after every right to leave', amount: firmLiabilityText(result) },
    keyFigureOf(ruinFigure(result)),
    ...shortageFigures(result).map(keyFigureOf),
  ]);
  const signings = result.signNow.map((signing) => signingHtml(result, signing)).join('\n');
  return `<section class="answer" aria-labelledby="answer">
<h2 id="answer">Sign now</h2>
<p class="headline">${htmlText(answerSentence(result))}</p>
${signings === '' ? '' : `<div class="signings">${signings}</div>\n<p>${SUBSTITUTES_SENTENCE}</p>`}
${figures}
<p>${htmlText(valueSentence(result))}</p>
<p>${htmlText(crossCheckSentence(result))}</p>
</section>`;
}

function signingHtml(result: Result, signing: SignNow): string {
  const facts: readonly (readonly [label: string, amount: string])[] = [
    ['Host', `${signing.host}, ${signing.route}`],
    ['Quantity', `${formatGpus(signing.gpus)} GPUs (${blocksText(signing.blocks, signing.blocksOffered)} blocks)`],
    ['Into service', serviceText(signing)],
    ['Firm liability', formatUsd(signing.firmLiabilityUsd)],
    ['Worth', formatUsdEstimate(signing.addedValueUsd)],
    ['Waiting costs', waitingText(signing)],
  ];
  const rows = facts.map(([label, amount]) => `<div><dt>${label}</dt><dd>${htmlText(amount)}</dd></div>`).join('');
  return `<article class="signing">
<h3>${htmlText(signing.offerId)}</h3>
<p class="ceiling">up to <strong>${htmlText(formatPrice(walkAwayPriceOf(result, signing.offerId)))}</strong> per GPU-hour</p>
<dl>${rows}</dl>
</article>`;
}

/** Charts by the title of the section whose table holds their numbers. */
const CHART_OF_SECTION: Readonly<Record<string, keyof ReportCharts>> = {
  Dates: 'timeline',
  'Build, lease or partner': 'matrix',
  'What the answer hangs on': 'tornado',
  'Replay: money in hand': 'money',
  'What to watch, and what to do then': 'policyTree',
  'Less cost or less loss': 'frontier',
  'What one would regret': 'regret',
};

function answersHtml(result: AnsweredResult, charts: ReportCharts): readonly string[] {
  const { answers } = result;
  const method = answers ? [`<p class="method">${htmlText(answersMethodSentence(answers))}</p>`] : [];
  const sections = answerSections(result).map(({ title, text, table }) =>
    section(title, [`<p>${htmlText(text)}</p>`, ...chartOf(title, charts), tableHtml(table)]),
  );
  return [...sections, ...method, ...replayHtml(result)];
}

function replayHtml(result: AnsweredResult): readonly string[] {
  const { replay } = result;
  if (!replay) return [];
  const sections = furtherReplaySections(result).map(({ title, text, table }) =>
    section(title, [`<p>${htmlText(text)}</p>`, tableHtml(table)]),
  );
  return [...sections, `<p class="method">${htmlText(replayMethodSentence(replay))}</p>`];
}

function chartOf(title: string, charts: ReportCharts): readonly string[] {
  const name = CHART_OF_SECTION[title];
  const chart = name === undefined ? undefined : charts[name];
  return chart === undefined ? [] : [figure(chart)];
}

function sectionsHtml(result: AnsweredResult, charts: ReportCharts): readonly string[] {
  return [
    section('Offers and walk-away prices', [
      `<p>USD per billed GPU-hour. Right of the line an offer is worth more than it costs; a range across the line is undecided. ${htmlText(fewerBlocksSentence(result))}</p>`,
      figure(charts.walkAway),
      tableHtml(offersTable(result)),
      `<h3>Terms, for the blocks each verdict is for</h3>`,
      tableHtml(termsTable(result)),
    ]),
    section('Demand against capacity', [
      '<p>The bands hold demand with 90% and 50% probability. Vermilion: capacity in service, signed (solid) and with expected later signings (dashed).</p>',
      fanFigures(charts),
    ]),
    section('Capacity by host', [figure(charts.capacity), capacityLegend(result)]),
    section('Shortage', [
      `<p>By the month in which a stage starts. ${SHORTAGE_SENTENCE}</p>`,
      tableHtml(shortageTable(result)),
    ]),
    section('Value and information', [
      `<p>${htmlText(riskSentence(result))} ${LIMITS_SENTENCE} ${htmlText(rangeMethodSentence(result))}</p>`,
      '<div class="columns">',
      tableHtml(valueTable(result)),
      tableHtml(addedPartsTable(result)),
      tableHtml(outcomesTable(result)),
      '</div>',
      '<h3>Cross-check on trees</h3>',
      tableHtml(crossCheckTable(result)),
      '<h3>From cash to the recommended value</h3>',
      `<p>${htmlText(certificateSpan(result).text)}</p>`,
      '<div class="columns">',
      tableHtml(reconciliationTable(result)),
      tableHtml(objectiveTable(result)),
      '</div>',
      '<h3>Cash and credit</h3>',
      `<p>${LIQUIDITY_SENTENCE}</p>`,
      tableHtml(liquidityTable(result)),
      '<h3>Decisions compared</h3>',
      tableHtml(candidatesTable(result)),
    ]),
    section('Later signings', [
      `<p>${LATER_SENTENCE}</p>`,
      // Where rules are known, the tree stands beside them.
      ...(result.answers === undefined && charts.policyTree ? [figure(charts.policyTree)] : []),
      tableHtml(laterTable(result)),
    ]),
    section('Assumptions and sources', [tableHtml(assumptionsTable(result))]),
    section('Recipe and certificate', [tableHtml(recipeTable(result))]),
    section('Issues', [tableHtml(issuesTable(result))]),
  ];
}

/** Both axes, switched without a script: two radio buttons and a style rule; paper gets both. */
function fanFigures(charts: ReportCharts): string {
  const choice = (axis: string, label: string, isChecked: boolean) =>
    `<input type="radio" name="fan-axis" id="fan-axis-${axis}"${isChecked ? ' checked' : ''}><label for="fan-axis-${axis}">${label}</label>`;
  return `<div class="switched">
${choice('log', 'logarithmic', true)}${choice('linear', 'linear', false)}
<div class="choice-log">${figure(charts.fanLog)}</div>
<div class="choice-linear">${figure(charts.fan)}</div>
</div>`;
}

function capacityLegend(result: Result): string {
  const { hosts, layers } = capacitySeries(result);
  const kinds = (['fleet', 'signNow', 'later'] as const).filter((kind) => layers.some((layer) => layer.kind === kind));
  const kindItems = kinds.map((kind) => `<li><i class="swatch kind-${kind}"></i>${KIND_NAMES[kind]}</li>`);
  const hostItems = hosts.map((host, index) => `<li><i class="swatch host-${index + 1}"></i>${htmlText(host)}</li>`);
  return `<ul class="legend" aria-label="Colours are hosts, fills are kinds">${[...hostItems, ...kindItems].join('')}</ul>`;
}

function footerHtml(result: Result): string {
  const certificate = certificateSpan(result);
  return `<footer><p>Eightyfold ${htmlText(result.recipe.engineVersion)} · seed ${result.recipe.seed} · plan ${htmlText(result.plan.hash)} · ${htmlText(certificate.text)}. It recommends; it never transacts.</p></footer>`;
}

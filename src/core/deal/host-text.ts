import { draftOffersYaml } from '../domain/index.ts';
import {
  formatCount,
  formatFraction,
  formatGpus,
  formatUsdEstimate,
  plainText,
  textTable,
  truncated,
  wrapped,
} from '../report/index.ts';
import type { HostRanking, RankedHost } from './host-ranking.ts';
import { sectionsText, TEXT_COLUMNS, type TextSection } from './text-section.ts';

const NAME_COLUMNS = 30;

/** The hosts to ask, first the one that is worth most to the plan, with all that is assumed of each. */
export function hostsText(ranking: HostRanking): string {
  return sectionsText([rankSection(ranking), assumedSection(ranking), ...leftOutSections(ranking)]);
}

function rankSection({ hosts, trees }: HostRanking): TextSection {
  const isValued = trees > 0;
  const head = [
    '',
    'GPUs',
    'reference GPUs',
    'in service: early',
    'median',
    'late',
    'may fail',
    ...(isValued ? ['sign now', 'adds (range)'] : []),
  ];
  const rows = hosts.map((host) => [
    truncated(plainText(host.host), NAME_COLUMNS),
    formatGpus(host.gpus),
    formatGpus(host.referenceGpus),
    host.inServiceMonth.p10,
    host.inServiceMonth.p50,
    host.inServiceMonth.p90,
    formatFraction(host.failureProbability),
    ...valueCells(host),
  ]);
  const note = isValued
    ? `Adds: the best plan with this one draft on the table less the best plan without, on ${trees} sampled trees solved exactly; drafts are not added up; hosts that nothing tells apart have one value. Sign now: mean blocks of all drafted. May fail: within its term.`
    : 'Not valued: drop --no-value and the plan says what each is worth.';
  return {
    heading: isValued
      ? 'HOSTS TO ASK, by what they are worth to this plan'
      : 'HOSTS as drafts, in the order of the table',
    parts: [textTable([head, ...rows]), wrapped(note, TEXT_COLUMNS)],
  };
}

function valueCells({ addedValueUsd, blocksSigned, draft }: RankedHost): string[] {
  if (addedValueUsd === null) return [];
  return [`${formatCount(blocksSigned)} of ${String(draft['blocks'])}`, formatUsdEstimate(addedValueUsd)];
}

/** What is assumed of every host once, then what is assumed of some. */
function assumedSection({ hosts }: HostRanking): TextSection {
  const [first, ...others] = hosts;
  const ofAll = (first?.assumed ?? []).filter((each) => others.every(({ assumed }) => assumed.includes(each)));
  const byText = new Map<string, string[]>();
  for (const { host, assumed } of hosts) {
    for (const each of assumed.filter((text) => !ofAll.includes(text))) {
      byText.set(each, [...(byText.get(each) ?? []), plainText(host)]);
    }
  }
  const lines = [
    ...(ofAll.length > 0 ? [`all: ${ofAll.join('; ')}`] : []),
    ...[...byText].map(([text, names]) => `${text}: ${names.join(', ')}`),
  ];
  return { heading: 'ASSUMED, until they quote', parts: lines.map((line) => wrapped(`- ${line}`, TEXT_COLUMNS)) };
}

function leftOutSections({ unplannable }: HostRanking): readonly TextSection[] {
  if (unplannable.length === 0) return [];
  const parts = unplannable.map(({ host, reason }) => wrapped(`- ${plainText(host)}: ${reason}`, TEXT_COLUMNS));
  return [{ heading: 'LEFT OUT', parts }];
}

/** The drafts as YAML, to paste under `offers` of the plan; assumptions stand above each. */
export function hostsYaml({ hosts }: HostRanking): string {
  const texts = hosts.map(({ host, draft, assumed, sourceUrl }) => {
    const comments = [
      plainText(host),
      ...assumed.map((each) => `assumed: ${plainText(each)}`),
      ...(sourceUrl ? [plainText(sourceUrl)] : []),
    ];
    return `${comments.map((line) => `# ${line}\n`).join('')}${draftOffersYaml([draft])}`;
  });
  return texts.join('\n');
}

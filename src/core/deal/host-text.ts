import { draftOffersYaml } from '../domain/index.ts';
import {
  formatCount,
  formatFraction,
  formatGpus,
  formatUsdEstimate,
  plainText,
  pageTable,
  pageText,
  type PageSection,
  truncated,
} from '../report/index.ts';
import type { HostRanking, RankedHost } from './host-ranking.ts';

const NAME_COLUMNS = 30;

/** The hosts to ask, first the one that is worth most to the plan, with all that is assumed of each. */
export function hostsText(ranking: HostRanking): string {
  return pageText([rankSection(ranking), assumedSection(ranking), ...leftOutSections(ranking)]);
}

function rankSection({ hosts, trees }: HostRanking): PageSection {
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
    parts: [pageTable([head, ...rows]), note],
  };
}

function valueCells({ addedValueUsd, blocksSigned, draft }: RankedHost): string[] {
  if (addedValueUsd === null) return [];
  return [`${formatCount(blocksSigned)} of ${String(draft['blocks'])}`, formatUsdEstimate(addedValueUsd)];
}

/** What is assumed of every host once, then what is assumed of some. */
function assumedSection({ hosts }: HostRanking): PageSection {
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
  return { heading: 'ASSUMED, until they quote', parts: lines.map((line) => `- ${line}`) };
}

function leftOutSections({ unplannable }: HostRanking): readonly PageSection[] {
  if (unplannable.length === 0) return [];
  const parts = unplannable.map(({ host, reason }) => `- ${plainText(host)}: ${reason}`);
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

import type { AnsweredResult, BreakAnswer } from '../../answers/index.ts';
import type { ReplayAnswer } from '../../decide/index.ts';
import { formatCount, formatFraction, formatFractionEstimate, formatUsdEstimate } from '../words/format.ts';
import { listed } from '../words/listed.ts';
import { plainText } from '../words/plain-text.ts';
import { unbroken } from '../words/spans.ts';
import type { Span } from '../words/spans.ts';
import type { AnswerSection } from './answer-section.ts';
import { cells, numbers, usdCell, words } from './cells.ts';

type Interval = BreakAnswer['cash']['ruinProbability'];

const usd = (interval: Interval): string => formatUsdEstimate({ ...interval, method: '' });
const share = (interval: Interval): string => formatFractionEstimate({ ...interval, method: '' });

/** Question 8: chips, power, time, cash or people, each at its hardest. */
export function breakSection({ breaks, answers }: AnsweredResult): AnswerSection {
  const rows = breaks
    ? [
        ...breaks.resources.map((of) =>
          cells(
            of.resource,
            of.stress,
            lostCell(of.lostUsd),
            `${formatFraction(of.worstUnservedFraction)} in ${of.worstMonth}`,
            recoveryText(of.monthsToRecover),
            share(of.ruinProbability),
          ),
        ),
        cashRow(breaks.cash),
        cells('people', peopleText(breaks.people), oneMoreText(answers?.partnerLimit ?? null), '', '', ''),
      ]
    : [];
  return {
    question: 8,
    title: 'What breaks first',
    text: breaks
      ? `${firstSentence(breaks)} Each resource at the stress of the library that costs it most: mean value lost against ` +
        'the same paths without it, how much more of protected demand goes unserved in the worst month, months from the ' +
        'strike until no more than 1 % more does; ruin on the paths of that stress. Cash at the stress that adds most to it.'
      : '',
    table: {
      columns: [...words('Resource', 'Hardest stress'), ...numbers('Loses', 'Worst month', 'Recovers', 'Ruin')],
      rows,
    },
  };
}

function cashRow({ stress, ruinProbability, stressedRuinProbability, unstressedRuinProbability }: BreakAnswer['cash']) {
  const ruin =
    stressedRuinProbability && unstressedRuinProbability
      ? `${share(stressedRuinProbability)}, without it ${share(unstressedRuinProbability)}`
      : share(ruinProbability);
  return cells('cash', stress ?? 'no stress adds to ruin', '', '', '', ruin);
}

/** What the limit on new partners costs: people are taken by no stress, so their row is the price of their limit. */
function oneMoreText(limit: PartnerLimit): string {
  return limit === null ? 'no stress tries it' : `room for one more: ${formatUsdEstimate(limit.oneMoreUsd)}`;
}

type PartnerLimit = NonNullable<AnsweredResult['answers']>['partnerLimit'];

function peopleText({ newPartners, atOnceMax }: BreakAnswer['people']): string {
  const names = newPartners.length === 0 ? 'no new partner to take on' : `new: ${listed(newPartners.map(plainText))}`;
  return `${names}; ${atOnceMax === null ? 'the plan states no limit' : `limit ${formatCount(atOnceMax)} at once`}`;
}

/** "Chips break first: Cloud A fails in 2027-03, loses $4.1B (3.0 to 5.2), recovers in 7 months." */
export function firstSentence(breaks: BreakAnswer): string {
  const { first, isSure, resources, cash } = breaks;
  if (first === null) return 'Nothing surely breaks: no stress loses value beyond its range, and the money lasts.';
  if (first === 'cash') {
    const limit = formatFraction(cash.ruinProbabilityMax);
    return `Cash breaks first${isSure ? '' : ', as far as its range tells'}: ruin ${share(cash.ruinProbability)} without any stress, where the plan allows ${limit}.`;
  }
  const { stress, lostUsd, monthsToRecover } = resources[0]!;
  const next = resources[1];
  const doubt = isSure || !next ? '' : `; that range reaches ${next.resource} (${plainText(next.stress)})`;
  const recovery =
    monthsToRecover === null || monthsToRecover === 0
      ? recoveryText(monthsToRecover)
      : `recovers ${recoveryText(monthsToRecover)}`;
  const verb = first === 'chips' ? 'Chips break' : first === 'power' ? 'Power breaks' : 'Time breaks';
  return `${verb} first: ${plainText(stress)}, loses ${usd(lostUsd)}, ${recovery}${doubt}.`;
}

/** Where the stress of demand that costs most stands among those of a replay; null where none costs anything. */
export function worstDemandStress(replay: ReplayAnswer | null): number | null {
  const [worst] = (replay?.stresses ?? [])
    .map(({ strains, lostUsd }, index) => ({ strains, index, lost: lostUsd.estimate }))
    .filter(({ strains, lost }) => strains === 'demand' && lost > 0)
    .toSorted((a, b) => b.lost - a.lost);
  return worst?.index ?? null;
}

/** "worst of demand: demand halves in the first year, loses $46.6M (…), ruin 80% (…) on 100 of them (else 1%)" */
export function demandStressPhrases({ replay }: Pick<AnsweredResult, 'replay'>): string[] {
  const index = worstDemandStress(replay);
  if (index === null) return [];
  const { name, lostUsd, pathCount, ruinProbability, ruinProbabilityWithout } = replay!.stresses[index]!;
  return [
    `worst of demand: ${plainText(name)}, loses ${unbroken(usd(lostUsd))}, ruin ${unbroken(share(ruinProbability))} ` +
      `on ${formatCount(pathCount)} of them (else ${formatFraction(ruinProbabilityWithout.estimate)})`,
  ];
}

/** A loss below zero is a gain, and said so: "gains $50M (45 to 56)". */
export function lostCell(lostUsd: Interval): Span {
  const { estimate, low, high } = lostUsd;
  if (estimate >= 0) return usdCell({ ...lostUsd, method: '' });
  const gain = usdCell({ estimate: -estimate, low: -high, high: -low, method: '' });
  return { ...gain, text: `gains ${gain.text}` };
}

/** "service holds" (no month is noticeably worse), "in 7 months", "no recovery within the horizon" */
export function recoveryText(months: number | null): string {
  if (months === null) return 'no recovery within the horizon';
  return months === 0 ? 'service holds' : `in ${formatCount(months)} month${months === 1 ? '' : 's'}`;
}

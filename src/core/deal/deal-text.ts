import { SUPPLY_REGIMES } from '../domain/index.ts';
import {
  formatFraction,
  formatGpus,
  formatMonths,
  formatPrice,
  formatUsd,
  pageTable,
  pageText,
  plainText,
  type PageSection,
  type PageTable,
} from '../report/index.ts';
import type { BreakEven } from './break-even.ts';
import { MARKET_TEXT, comparedSections, listedSection } from './compared-text.ts';
import type { DealAnswer, DealDesk } from './deal-desk.ts';
import { BASIS_TEXT, causeText } from './deal-words.ts';
import { ladderTables } from './ladder-text.ts';

/**
 * All that the desk says without the planner. Offers that include the GPUs stand beside each other in one ladder; with a
 * powered shell among them, each stands alone, and why is said first.
 */
export function dealText(desk: DealDesk): string {
  return pageText(dealSections(desk));
}

/** The same as sections of a page. */
export function dealSections(desk: DealDesk): readonly PageSection[] {
  const { offers } = desk;
  const ladders = desk.isOneBasis ? [offers] : offers.map((offer) => [offer]);
  return [
    termsSection(desk),
    ...ladders.map((group) => ({
      heading: `PRICE, from the quote to the hour used${ladders.length > 1 ? `: ${idOf(group[0]!)}` : ''}`,
      parts: [...ladderTables(group), ...(group.some(({ route }) => route === 'build') ? [BUILD_PRICES_TEXT] : [])],
    })),
    ...offers.map((offer) => exposureSection(offer)),
    ...breakEvenSections(offers),
    ...offers.flatMap((offer) => comparedSections(offer)),
    ...offers.flatMap((offer) => listedSection(offer)),
    assumedSection(desk),
  ];
}

/** Why a build has three prices by the hour. */
const BUILD_PRICES_TEXT =
  'Of a build, quoted is its capex and operations over its hours, undiscounted; with "when it is paid", that is both ' +
  "discounted, it is the ask of the plan's answer, before financing; all in adds financing and every other cost.";

function idOf({ offerId }: DealAnswer): string {
  return plainText(offerId);
}

function termsSection(desk: DealDesk): PageSection {
  const rows = desk.offers.map((offer) => [
    idOf(offer),
    plainText(offer.host),
    `${BASIS_TEXT[offer.basis]}${offer.isBasisAssumed ? '?' : ''}`,
    formatGpus(offer.price.gpus),
    offer.price.facilityMegawatts === null ? 'not known' : `${Math.round(offer.price.facilityMegawatts)}`,
    offer.signMonth,
    offer.inServiceMonth,
    `${offer.termMonths}`,
  ]);
  const head = ['', 'host', 'basis', 'GPUs', 'MW, facility', 'signed', 'in service', 'months'];
  return {
    heading: `DEAL DESK, as of ${desk.asOf}, nominal USD, discounted at ${formatFraction(desk.discountRatePerYear)} a year`,
    parts: [pageTable([head, ...rows], (column) => column <= 2), clausesTable(desk.offers), ...basisParts(desk)],
  };
}

function clausesTable(offers: readonly DealAnswer[]): PageTable {
  const head = ['', 'take-or-pay', 'upfront', 'fails, a year', 'we may leave', 'the host may leave'];
  const rows = offers.map(({ offerId, route, terms, price }) => [
    plainText(offerId),
    route === 'build' ? 'owned' : formatFraction(price.takeOrPayFraction),
    terms.upfrontUsd === null ? formatFraction(terms.upfrontFraction) : formatUsd(terms.upfrontUsd),
    formatFraction(terms.failureHazardPerYear),
    exitText(terms.buyerExit),
    exitText(terms.hostExit),
  ]);
  return pageTable([head, ...rows], (column) => column >= 4);
}

function exitText(exit: DealAnswer['terms']['buyerExit']): string {
  if (exit === null) return 'no';
  const notice = exit.noticeMonths === 0 ? 'at once' : `with ${formatMonths(exit.noticeMonths)} of notice`;
  return exit.afterMonths === 0 ? notice : `after ${formatMonths(exit.afterMonths)}, ${notice}`;
}

function basisParts({ offers, isOneBasis }: DealDesk): string[] {
  const parts: string[] = [];
  if (offers.some(({ isBasisAssumed }) => isBasisAssumed)) {
    parts.push('A basis with "?" is taken from the route; state it when it is another.');
  }
  const bases = new Set(offers.map(({ basis }) => basis));
  if (!isOneBasis) {
    const text =
      'NOT ONE BASIS: a powered shell has no GPUs in its price, the others have. No price of one is compared with the other.';
    parts.push(text);
  } else if (bases.size > 1) {
    const text =
      'Two bases: a capex programme stands here as its capex and operations levelised over its useful life, GPUs included, so its all-in hour is comparable with a leased one; its published comparables are not the same.';
    parts.push(text);
  }
  return parts;
}

const STOPPABLE_TEXT =
  ' Of a build its first gate is firm: a later one can still be stopped, and becomes firm as it starts.';

/** A build of which less is firm than its capex has gates left to stop. */
function isStoppable({ route, exposure }: DealAnswer): boolean {
  const capexUsd = exposure.cash
    .filter(({ cause }) => cause === 'capex')
    .reduce((total, { usdByMonth }) => usdByMonth.reduce((sum, usd) => sum - usd, total), 0);
  return route === 'build' && exposure.firmUsd < capexUsd;
}

/** Headline against firm by year, with the cash behind it. */
function exposureSection(offer: DealAnswer): PageSection {
  const { exposure } = offer;
  const firmEnd = exposure.firmRemainingUsdByMonth.findLastIndex((usd) => usd > 0);
  const causes = exposure.cash.map(({ cause }) => cause);
  const head = ['year', 'headline', 'firm', 'still firm', ...(causes.length > 1 ? causes.map(causeText) : [])];
  const rows = exposure.years.map((year) => [
    year.year,
    formatUsd(year.headlineUsd),
    formatUsd(year.firmUsd),
    formatUsd(year.firmRemainingUsd),
    ...(causes.length > 1 ? causes.map((cause) => formatUsd(year.cashByCauseUsd[cause] ?? 0)) : []),
  ]);
  const share = exposure.firmFraction === null ? '' : ` (${formatFraction(exposure.firmFraction)})`;
  const gates = isStoppable(offer) ? STOPPABLE_TEXT : '';
  const until = firmEnd < 0 ? '' : `, the last of it in ${exposure.months[firmEnd]}`;
  return {
    heading: `LIABILITY AND CASH: ${idOf(offer)}`,
    parts: [
      `${formatUsd(exposure.headlineUsd)} in all over the term at full use; ${formatUsd(exposure.firmUsd)}${share} is firm when every right of ours is used at its first date${until}.${gates}`,
      pageTable([head, ...rows]),
      `Still firm: at the start of the year.${causes.length > 1 ? ' Cash is negative when paid.' : ''}`,
    ],
  };
}

function breakEvenSections(offers: readonly DealAnswer[]): readonly PageSection[] {
  const rows = offers.flatMap((offer) => {
    const markets = [...new Set(offer.breakEvens.map(({ market }) => market))];
    return markets.map((market) => [
      `${idOf(offer)} against ${MARKET_TEXT[market]}`,
      ...SUPPLY_REGIMES.map((regime) => {
        const found = offer.breakEvens.find((each) => each.market === market && each.regime === regime);
        if (found === undefined) return '';
        return `${cheaperText(found)} (${formatPrice(found.usdPerReferenceGpuHour)})`;
      }),
    ]);
  });
  if (rows.length === 0) return [];
  const section = {
    heading: "BREAK-EVEN USE against the plan's own market, price of a used reference GPU-hour in brackets",
    parts: [
      pageTable([['', ...SUPPLY_REGIMES], ...rows]),
      'Above this share of its hours in use, or between the two, the offer costs less than the hours used alone would; never: at no use does it cost less. Whether the market has the hours is the question of the plan.',
    ],
  };
  return [section];
}

function cheaperText({ cheaper }: BreakEven): string {
  if (cheaper === null) return 'never';
  const from = formatFraction(cheaper.from);
  return cheaper.until < 1 ? `${from} to ${formatFraction(cheaper.until)}` : from;
}

/** A shell whose GPUs nobody pays for: the planner would value it as if they came with it. */
function hasFreeKit({ basis, price }: DealAnswer): boolean {
  return basis === 'poweredShell' && !price.steps.some(({ id }) => id === 'ownHardware');
}

function assumedSection({ offers, pueAssumed, catalogueRetrievedOn }: DealDesk): PageSection {
  const use = offers[0]?.use;
  const assumed = offers[0]?.assumed ?? [];
  const texts = [
    'Signed when it first can be, delivered at the median lead time; a build at the median of each gate.',
    ...(assumed.includes('goodput') ? ['Goodput is not known: every paid hour counts as useful.'] : []),
    ...(assumed.includes('utilisation') && use
      ? [
          `Hours used, ${formatFraction(use.utilisationFraction)}: the mean of the plan's load over its peak, for kit sized to the peak.`,
        ]
      : []),
    ...offers
      .filter(hasFreeKit)
      .map(
        (offer) =>
          `${idOf(offer)} is a powered shell without ownHardwareUsd: the plan would take the GPUs in it for nothing. Give their price.`,
      ),
    ...(use && use.onboardingUsd > 0 ? [] : ['No cost of moving in.']),
    `Published megawatts of IT load count as facility power at a PUE of ${pueAssumed}. Catalogue of ${catalogueRetrievedOn}.`,
  ];
  return { heading: 'ASSUMED', parts: texts.map((text) => `- ${text}`) };
}

import {
  formatPriceEstimate,
  formatPrice,
  formatUsdEstimate,
  pageTable,
  pageText,
  plainText,
  type PageSection,
} from '../report/index.ts';
import type { ClauseValue } from './clauses.ts';
import type { DealAnswer, DealDesk, WalkAwayAnswer } from './deal-desk.ts';

const VERDICT_TEXT: Readonly<Record<WalkAwayAnswer['verdict'], string>> = {
  below: 'worth signing',
  above: 'too dear',
  undecided: 'undecided',
};

/** The planner's part of the desk: what each offer is worth to this plan, and each clause of it. */
export function valueText(desk: DealDesk): string {
  return pageText([walkAwaySection(desk.offers), ...desk.offers.flatMap(clauseSection)]);
}

function walkAwaySection(offers: readonly DealAnswer[]): PageSection {
  const rows = offers.map(({ offerId, walkAway }) =>
    walkAway === null
      ? [plainText(offerId), '', '', 'not priced: the plan can only price quotes', '']
      : [
          plainText(offerId),
          `${walkAway.blocks}`,
          formatPrice(walkAway.askUsdPerGpuHour),
          formatPriceEstimate(walkAway.walkAwayUsdPerGpuHour),
          VERDICT_TEXT[walkAway.verdict],
        ],
  );
  const head = ['', 'blocks', 'ask', 'worth at most (range)', 'verdict'];
  const shells = offers.filter(({ basis }) => basis === 'poweredShell').map(({ offerId }) => plainText(offerId));
  const note =
    shells.length === 0
      ? []
      : [
          `${shells.join(', ')}: a powered shell is worth this with the kit of our own that its ownHardwareUsd pays for.`,
        ];
  return {
    heading: 'WALK-AWAY PRICE in this plan, USD per GPU-hour; of a build, levelised before financing',
    parts: [pageTable([head, ...rows]), ...note],
  };
}

function clauseSection({ offerId, walkAway }: DealAnswer): readonly PageSection[] {
  if (walkAway === null) return [];
  const heading = `WHAT EACH CLAUSE IS WORTH TO US: ${plainText(offerId)}`;
  if (walkAway.clauses.length === 0) {
    const text = 'Not known: the limits of the plan forbid this signing, or there is no clause to change.';
    return [{ heading, parts: [text] }];
  }
  const head = ['', 'worth (range)', 'walk-away price if changed (range)', 'verdict then'];
  const notes =
    '"Without": the quote has the clause and is tried without it; "with": it has not and is tried with it. Worth is the value of the clause itself; below zero it is against us. Range: 95 % over sampled trees, this quote signed and the other signings held. $0.00: worth signing at no price.';
  return [{ heading, parts: [pageTable([head, ...walkAway.clauses.map(clauseRow)]), notes] }];
}

function clauseRow({ clause, kind, valueUsd, walkAwayUsdPerGpuHour, verdict }: ClauseValue): string[] {
  return [
    `${kind === 'held' ? 'without' : 'with'} ${clause}`,
    formatUsdEstimate(valueUsd),
    formatPriceEstimate(walkAwayUsdPerGpuHour),
    VERDICT_TEXT[verdict],
  ];
}

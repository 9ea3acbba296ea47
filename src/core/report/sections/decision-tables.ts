import type { OfferAnswer, Result } from '../../decide/index.ts';
import { flipSentence } from '../words/flip-text.ts';
import {
  formatCount,
  formatFraction,
  formatFractionEstimate,
  formatPrice,
  formatUsd,
  formatUsdEstimate,
} from '../words/format.ts';
import { plainText } from '../words/plain-text.ts';
import { laterText } from '../words/rights-text.ts';
import { blocksText, serviceText, topLaterSignings, waitingText, walkAwayPriceOf } from '../words/signing-text.ts';
import { span, type Span } from '../words/spans.ts';
import { verdictStyle, verdictWithLater, walkAwayText } from '../words/verdict-text.ts';
import { cells, gpusCell, numbers, words, type ReportTable } from './cells.ts';

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

import type {
  AnsweredResult,
  Answers,
  ConcentrationAnswer,
  DelayAnswer,
  HostEventAnswer,
} from '../../answers/index.ts';
import { formatFraction, formatFractionEstimate, formatPrice, formatUsd, formatUsdEstimate } from '../words/format.ts';
import { signedText } from '../words/named-blocks.ts';
import { plainText } from '../words/plain-text.ts';
import type { AnswerSection } from './answer-section.ts';
import {
  cells,
  gpusCell,
  monthsCell,
  numbers,
  priceCell,
  shareCell,
  shareOnlyCell,
  usdCell,
  usdOnlyCell,
  words,
} from './cells.ts';

/** Question 2. */
export function delaySection(delay: readonly DelayAnswer[]): AnswerSection {
  const months = [...new Set(delay.flatMap(({ costs }) => costs.map(({ fromMonth }) => fromMonth)))].toSorted();
  return {
    question: 2,
    title: 'What waiting costs',
    text:
      'The plan as it is less the plan in which the offer can be signed only from that month on, or never; all else ' +
      're-optimised. The first date is the first page’s own figure, on the lattices; later dates and never are on the ' +
      'sampled trees, whose levels may differ. The last free date is the last one for which the range of that cost still ' +
      'reaches zero.',
    table: {
      columns: [...words('Offer', 'Last free date'), ...numbers(...months.map((month) => `from ${month}`), 'never')],
      rows: delay.map(({ offerId, lastFreeMonth, costs, neverUsd }) =>
        cells(
          offerId,
          lastFreeMonth ?? (neverUsd.low === null || neverUsd.low <= 0 ? 'none needed' : 'now'),
          ...months.map((month) => {
            const found = costs.find(({ fromMonth }) => fromMonth === month);
            return found ? formatUsdEstimate(found.costUsd) : 'lapsed';
          }),
          usdCell(neverUsd),
        ),
      ),
    },
  };
}

const EVENT_WORDS = {
  slips: ({ months }: HostEventAnswer) => `comes ${months} months late`,
  fails: ({ months }: HostEventAnswer) => `fails after ${months} months`,
  leaves: ({ months }: HostEventAnswer) => `leaves as soon as it may, after ${months} months`,
} as const;

/** Question 5. */
export function hostSection({ hosts }: Answers): AnswerSection {
  return {
    question: 5,
    title: 'What hosts may do to us',
    text:
      'Each host in turn, for sure, with the recommended signings made before one knows and everything later re-optimised ' +
      'in the knowledge of it: the least loss to reckon with. Below zero: its payments end with it, and save more than its ' +
      'capacity earns. Recovery: until the chance of shortage is back within a ' +
      `point of what it would have been, at the dates of decision.${unknownText(hosts)}`,
    table: {
      columns: [
        ...words('Host', 'What it does'),
        ...numbers('Reference GPUs', 'Costs (range)', 'Shortage rises by', 'Months to recover'),
      ],
      rows: hosts.map((answer) =>
        cells(
          answer.host,
          EVENT_WORDS[answer.event](answer),
          gpusCell(answer.referenceGpus),
          ...consequenceCells(answer),
        ),
      ),
    },
  };
}

function consequenceCells({ lossUsd, shortageRise, shortageMonth, recoveryMonths }: HostEventAnswer) {
  if (lossUsd === null || shortageRise === null) return ['not known', 'not known', 'not known'];
  return [
    usdCell(lossUsd),
    `${formatFractionEstimate(shortageRise)} from ${shortageMonth}`,
    monthsCell(recoveryMonths, 'not in the planned months'),
  ];
}

/** " Not known: cloud-a fails after 12 months (why)." */
function unknownText(hosts: readonly HostEventAnswer[]): string {
  const unknown = hosts.flatMap((answer) =>
    answer.unknown === null
      ? []
      : [`${plainText(answer.host)} ${EVENT_WORDS[answer.event](answer)} (${answer.unknown})`],
  );
  return unknown.length === 0 ? '' : ` Not known: ${unknown.join('; ')}.`;
}

/** Months between two rows of the table of what is owed. */
const EXPOSURE_STEP_MONTHS = 6;

/** Question 8. */
export function exposureSection({ exposure }: AnsweredResult): AnswerSection {
  const rows = (exposure?.months ?? []).flatMap((month, index) =>
    index % EXPOSURE_STEP_MONTHS === 0
      ? [
          cells(
            month,
            usdOnlyCell(exposure?.fleetUsd[index] ?? null),
            usdOnlyCell(exposure?.signedUsd[index] ?? null),
            usdOnlyCell((exposure?.fleetUsd[index] ?? 0) + (exposure?.signedUsd[index] ?? 0)),
          ),
        ]
      : [],
  );
  return {
    question: 8,
    title: 'What is firmly owed over time',
    text: 'Undiscounted cash still payable from the month on if every right to leave is used at its first date; later signings not included.',
    table: { columns: [...words('From'), ...numbers('Contracts of today', 'Signed now', 'Together')], rows },
  };
}

/** Question 8. */
export function liabilitySection({ liabilityCaps }: Answers): AnswerSection {
  return {
    question: 8,
    title: 'Less firm liability, and its price',
    text: 'The firm liability of all quotes capped along every path; the price is the best plan without that cap less with it.',
    table: {
      columns: [...numbers('Firm liability at most', 'Price of the cap'), ...words('Signs now')],
      rows: liabilityCaps.map(({ firmLiabilityUsdMax, priceUsd, outlook }) =>
        cells(formatUsd(firmLiabilityUsdMax), formatUsdEstimate(priceUsd), signedText(outlook.signNow)),
      ),
    },
  };
}

/** Names shown of one kind of dependence. */
const NAMES_MAX = 3;

/** Question 10. */
export function shareSection({ concentration = [] }: AnsweredResult): AnswerSection {
  const signed = concentration.filter(({ when }) => when === 'signed');
  const today = (of: ConcentrationAnswer) =>
    concentration.find(({ when, group, measure }) => when === 'today' && group === of.group && measure === of.measure);
  return {
    question: 10,
    title: 'How concentrated we are',
    text:
      'Once everything signed now serves, beside the contracts that still run; HHI is the sum of squared shares, 1 for one ' +
      'name only. Dollars are yearly payments at the normal price (a build: what it costs by the hour over its life). ' +
      'Shares are of the part whose contracts name the kind, given last; a contract whose kit has no megawatts in the plan ' +
      'is not named by megawatts, so that part is of capacity there.',
    table: {
      columns: [
        ...words('By', 'Measured in', 'Largest'),
        ...numbers('HHI', 'HHI today', 'Named in the plan'),
        ...words('From'),
      ],
      rows: signed.map((of) =>
        cells(
          of.group,
          of.measure,
          of.shares
            .slice(0, NAMES_MAX)
            .map(({ name, fraction }) => `${name} ${formatFraction(fraction)}`)
            .join(', '),
          herfindahlText(of.herfindahl),
          herfindahlText(today(of)?.herfindahl ?? null),
          shareOnlyCell(of.statedFraction),
          of.month,
        ),
      ),
    },
  };
}

function herfindahlText(herfindahl: number | null): string {
  return herfindahl === null ? 'none' : herfindahl.toFixed(2);
}

/** Question 10. */
export function hostCapSection({ hostCaps }: Answers): AnswerSection {
  return {
    question: 10,
    title: 'The price of spreading over hosts',
    text: 'No host above the share of capacity in service when a signing enters; the price is the best plan without a cap less with it.',
    table: {
      columns: [...numbers('Largest share', 'Price of the cap', 'Mean', 'Worst tail'), ...words('Signs now')],
      rows: hostCaps.map(({ hostFractionMax, priceUsd, expectedUsd, tailMeanUsd, outlook, isThePlans }) =>
        cells(
          `${formatFraction(hostFractionMax)}${isThePlans ? ' (the plan’s)' : ''}`,
          usdCell(priceUsd),
          usdOnlyCell(expectedUsd.estimate),
          usdOnlyCell(tailMeanUsd.estimate),
          signedText(outlook.signNow),
        ),
      ),
    },
  };
}

/** Question 12. */
export function unitCostSection({ unitCosts }: Answers): AnswerSection {
  return {
    question: 12,
    title: 'What an hour costs and earns',
    text: 'Per reference-GPU hour served, cash and hours both discounted; capacity is all contracts and the on-demand market.',
    table: {
      columns: [...words('Growth now'), ...numbers('Capacity costs', 'Customers bring', 'Margin')],
      rows: unitCosts.map(({ regimeId, costUsdPerServedGpuHour, earnedUsdPerServedGpuHour, marginFraction }) =>
        cells(
          regimeId ?? 'as the plan believes',
          priceCell(costUsdPerServedGpuHour),
          priceCell(earnedUsdPerServedGpuHour),
          shareCell(marginFraction),
        ),
      ),
    },
  };
}

/** Question 13. */
export function tierSection({ tiers }: Answers): AnswerSection {
  return {
    question: 13,
    title: 'Who gets capacity when short',
    text:
      'Served from the top down; the share of what each asks for that goes unserved, at its worst stage. Serving the next ' +
      'tier of the same workload before it, in the same capacity, would cost the last column.',
    table: {
      columns: [
        ...words('Workload', 'Tier', 'Protected'),
        ...numbers('Worth of an hour', 'Unserved, worst stage', 'Putting it one place down costs'),
      ],
      rows: tiers.map((tier) => {
        const worst = tier.unservedFraction.reduce((a, b) => (b.estimate > a.estimate ? b : a));
        return cells(
          tier.workloadId,
          tier.tierId,
          tier.isProtected ? 'yes' : 'no',
          formatPrice(tier.valueUsdPerReferenceGpuHour),
          shareCell(worst),
          tier.demotionCostUsd === null ? 'last of its workload' : formatUsdEstimate(tier.demotionCostUsd),
        );
      }),
    },
  };
}

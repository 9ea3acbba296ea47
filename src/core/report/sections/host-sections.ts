import type { AnsweredResult, Answers, ConcentrationAnswer, HostEventAnswer } from '../../answers/index.ts';
import { formatFraction, formatFractionEstimate } from '../words/format.ts';
import { signedText } from '../words/named-blocks.ts';
import { plainText } from '../words/plain-text.ts';
import type { AnswerSection } from './answer-section.ts';
import { cells, gpusCell, monthsCell, numbers, shareOnlyCell, usdCell, usdOnlyCell, words } from './cells.ts';

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

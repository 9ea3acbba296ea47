import type { AnsweredResult, NamedBlocks } from '../../answers/index.ts';
import { actionText, ruleText } from '../sections/portfolio-sections.ts';
import { formatFraction, formatUsd, formatUsdEstimate } from '../words/format.ts';
import { signedText } from '../words/named-blocks.ts';
import { plainText } from '../words/plain-text.ts';
import { toSign } from '../words/signing-text.ts';

/** The policy as a tree: what is signed now, then by date a test on what is seen and what to do where it holds. */
export interface PolicyTreeSeries {
  readonly root: string;
  readonly tests: readonly {
    /** "2027-01" */
    readonly month: string;
    /** with its threshold: "demand at least 78% of what is signed" */
    readonly test: string;
    readonly action: string;
    /** share of futures on which it holds, in [0, 1], and as text */
    readonly share: number;
    readonly shareText: string;
  }[];
}

/** Mean cost against worst outcomes, one point for each set of signings. */
export interface FrontierSeries {
  readonly points: readonly {
    readonly name: string;
    /** mean outcome given up against the recommended signings */
    readonly costUsd: number;
    /** mean of the worst outcomes less that of the recommended signings */
    readonly tailGainUsd: number;
    readonly text: string;
    readonly isEfficient: boolean;
    readonly isRecommended: boolean;
  }[];
}

/** Regret of sets of signings in every growth regime, as a heat table. */
export interface RegretSeries {
  readonly regimes: readonly string[];
  readonly sets: readonly {
    readonly name: string;
    readonly isRecommended: boolean;
    readonly cells: readonly {
      readonly regime: string;
      /** of the largest figure shown, in [0, 1] */
      readonly share: number;
      readonly text: string;
      readonly isLargest: boolean;
    }[];
  }[];
}

/** Tests drawn: more fit on no page. */
const TESTS_MAX = 12;
const SETS_MAX = 6;

/** From the triggers where they are known, else from the conditions of later signings; null where nothing follows. */
export function policyTreeSeries(result: AnsweredResult): PolicyTreeSeries | null {
  const tests = result.answers ? triggerTests(result.answers.triggers) : laterTests(result);
  if (tests.length === 0) return null;
  return { root: `Now: sign ${signedText(toSign(result.signNow))}`, tests: tests.slice(0, TESTS_MAX) };
}

function triggerTests(triggers: NonNullable<AnsweredResult['answers']>['triggers']): PolicyTreeSeries['tests'] {
  return triggers.map((trigger) => ({
    month: trigger.month,
    test: ruleText(trigger.rule),
    action: actionText(trigger),
    share: trigger.firesFraction,
    shareText: formatFraction(trigger.firesFraction),
  }));
}

/** The likeliest signings of each month, in order of time. */
function laterTests({ later }: AnsweredResult): PolicyTreeSeries['tests'] {
  const likeliest = later.toSorted((a, b) => b.probability - a.probability).slice(0, TESTS_MAX);
  const inTime = likeliest.toSorted((a, b) => (a.startMonth < b.startMonth ? -1 : a.startMonth > b.startMonth ? 1 : 0));
  return inTime.map(({ startMonth, condition, offerId, blocks, probability }) => ({
    month: startMonth,
    test: plainText(condition),
    action: actionText({ kind: 'sign', id: offerId, blocks }),
    share: probability,
    shareText: formatFraction(probability),
  }));
}

/** Null where the further answers are not known. */
export function frontierSeries({ answers }: AnsweredResult): FrontierSeries | null {
  const frontier = answers?.frontier ?? [];
  if (frontier.length < 2) return null;
  const room = roomOf(frontier.filter(({ isEfficient, isRecommended }) => isEfficient || isRecommended));
  return {
    points: frontier
      .filter(({ costUsd }) => Math.abs(costUsd.estimate) <= room)
      .map(({ signNow, costUsd, tailGainUsd, isEfficient, isRecommended }) => ({
        name: signedText(signNow),
        costUsd: costUsd.estimate,
        tailGainUsd: tailGainUsd.estimate,
        text: `${signedText(signNow)}: costs ${formatUsdEstimate(costUsd)}, worst outcomes better by ${formatUsdEstimate(tailGainUsd)}`,
        isEfficient,
        isRecommended,
      })),
  };
}

/** Costs that the chart has room for: a few times those of the efficient sets. The rest stands in the table, after them. */
function roomOf(shown: readonly { readonly costUsd: { readonly estimate: number } }[]): number {
  return ROOM_FACTOR * Math.max(1, ...shown.map(({ costUsd }) => Math.abs(costUsd.estimate)));
}

const ROOM_FACTOR = 1.25;

/** Null where regret was not asked for. */
export function regretSeries({ answers }: AnsweredResult): RegretSeries | null {
  if (!answers || answers.regret.length === 0) return null;
  const shown = setsShown(answers.regret);
  const most = Math.max(1, ...shown.flatMap(({ regretUsd }) => regretUsd.map(({ usd }) => usd.estimate)));
  return {
    regimes: shown[0]!.regretUsd.map(({ regimeId }) => plainText(regimeId)),
    sets: shown.map(({ signNow, isRecommended, regretUsd, largestIn }) => ({
      name: signName(signNow, isRecommended),
      isRecommended,
      cells: regretUsd.map(({ regimeId, usd }) => ({
        regime: plainText(regimeId),
        share: Math.min(1, Math.max(0, usd.estimate / most)),
        text: formatUsd(usd.estimate),
        isLargest: regimeId === largestIn,
      })),
    })),
  };
}

/** The first ones, the recommended set among them wherever it stands. */
function setsShown<Kind extends { readonly isRecommended: boolean }>(sets: readonly Kind[]): readonly Kind[] {
  const first = sets.slice(0, SETS_MAX);
  const recommended = sets.find(({ isRecommended }) => isRecommended);
  return recommended && !first.includes(recommended) ? [...first.slice(0, -1), recommended] : first;
}

function signName(signNow: NamedBlocks, isRecommended: boolean): string {
  return `${signedText(signNow)}${isRecommended ? ' (recommended)' : ''}`;
}

import type { ReplayAnswer } from '../../decide/index.ts';
import {
  formatCount,
  formatFractionEstimate,
  formatFraction,
  formatGpus,
  formatUsd,
  formatUsdEstimate,
} from './format.ts';
import { unbroken } from './spans.ts';

type Check = ReplayAnswer['limits'][number];
type Interval = Check['found'];
type Nearest = ReplayAnswer['keeping']['nearest'][number];

/** What is limited, in a word. */
export const LIMITED = {
  'limits.ruinProbabilityMax': 'ruin',
  'limits.shortage.probabilityMax': 'shortage',
  'limits.survive': 'service held',
} as const;

/** What was moved so that limits are kept, what it costs, and how near one comes to those that nothing keeps: sentences. */
export function keepingText(replay: ReplayAnswer): string {
  const { keeping } = replay;
  const moved = movedPhrases(replay);
  const isOutOfReach = keeping.nearest.length > 0;
  const sentences = [
    ...(moved.length > 0 ? [`${isOutOfReach ? 'To come nearest to them' : 'To keep them'}: ${moved.join(', ')}.`] : []),
    ...(moved.length > 0 || isOutOfReach ? [] : reserveSentences(replay)),
    ...flatterySentences(replay),
    ...keeping.nearest.map((nearest) => nearestSentence(replay, nearest)),
    ...replay.limits.filter((check) => isMissedByChance(replay, check)).map(chanceSentence),
  ];
  return sentences.join(' ');
}

/** A reserve that was chosen for what it is worth; that none was, unless a limit is missed all the same. */
function reserveSentences({ keeping, limits, reserveUsd }: ReplayAnswer): string[] {
  const paths = `${formatCount(keeping.triedPaths)} other paths`;
  if (reserveUsd > 0)
    return [`Later decisions act as if ${formatUsd(reserveUsd)} of the money were not there: worth most on ${paths}.`];
  const isMissed = limits.some(({ field, isMet }) => field !== 'limits.survive' && !isMet);
  return isMissed ? [] : ['No cash reserve is needed or helps.'];
}

function nearestSentence({ keeping }: ReplayAnswer, nearest: Nearest): string {
  const { field, found, riskWeight, lostUsd } = nearest;
  const worth =
    lostUsd === 0
      ? 'is the chosen one'
      : `is worth ${formatUsd(Math.abs(lostUsd))} ${lostUsd < 0 ? 'more' : 'less'} than the chosen one, risk-adjusted`;
  return (
    `None of ${formatCount(keeping.triedPolicies)} policies tried on ${formatCount(keeping.triedPaths)} other paths keeps ${field}: ` +
    `the nearest comes to ${share(found)} there, with risk weight ${weightText(riskWeight)} and ` +
    `${formatUsd(nearest.reserveUsd)} kept back, and ${worth}.`
  );
}

/** That chance had kept a limit, and what was asked for since then. */
function flatterySentences({ keeping }: ReplayAnswer): string[] {
  const { flattered, triedPaths } = keeping;
  if (!flattered) return [];
  const missed = flattered.missed.map(
    ({ field, found, limit }) => `${LIMITED[field]} ${besideLimit(found, limit, 'the limit')}`,
  );
  return [
    `A policy that kept its limits where policies were compared did so by chance: on ${formatCount(flattered.pathCount)} ` +
      `further paths it missed them (${missed.join('; ')}). From then on all ${formatCount(triedPaths)} paths counted, and a ` +
      `limit had to be kept with room for what another replay may find: ` +
      `${flattered.isKeptByMargin ? 'the chosen policy does' : 'no policy tried does, the chosen one comes nearest'}.`,
  ];
}

/** Missed on the reported paths though the policy kept it where it was chosen. */
function isMissedByChance({ keeping }: ReplayAnswer, { field, isMet }: Check): boolean {
  return !isMet && field !== 'limits.survive' && !keeping.nearest.some((nearest) => nearest.field === field);
}

function chanceSentence({ field }: Check): string {
  return `Where it was chosen the policy kept ${field}; on these paths, which choose nothing, it misses it: count it as missed.`;
}

/** The same in phrases for the first page: what was moved, then each limit that is missed, its need and the smallest change. */
export function limitPhrases(replay: ReplayAnswer): readonly string[] {
  const moved = movedPhrases(replay);
  return [
    ...(moved.length > 0 ? [`limits: ${moved.join(', ')}`] : []),
    ...replay.limits.filter(({ isMet }) => !isMet).map((check) => missedPhrase(replay, check)),
  ];
}

function missedPhrase(replay: ReplayAnswer, check: Check): string {
  const { keeping } = replay;
  const { field, factor, limit, found, wouldTake } = check;
  const nearest = keeping.nearest.find((one) => one.field === field);
  const without = factor === null ? '' : ` without ${factor}`;
  return [
    `${LIMITED[field]}${without} ${besideLimit(found, limit, "the plan's limit")}`,
    ...(nearest ? [`nearest of ${formatCount(keeping.triedPolicies)} policies tried ${share(nearest.found)}`] : []),
    ...(isMissedByChance(replay, check)
      ? [`kept on the ${formatCount(keeping.triedPaths)} paths it was chosen on`]
      : []),
    ...(wouldTake ? [`${amountText(wouldTake)} would keep it, decisions unchanged`] : []),
  ].join(', ');
}

/** What was found and its limit; where the digits that are shown do not tell them apart, on which side it lies. */
function besideLimit(found: Interval, limit: number, name: string): string {
  const estimate = Number.parseFloat(formatFractionEstimate({ ...found, method: '' }));
  if (estimate !== Number.parseFloat(formatFraction(limit)))
    return `${share(found)}, ${name} is ${formatFraction(limit)}`;
  return `${share(found)}, a little ${found.estimate > limit ? 'over' : 'under'} ${name} of ${formatFraction(limit)}`;
}

/** What would keep a limit, all decisions as they are. */
export function amountText({ what, amount }: NonNullable<Check['wouldTake']>): string {
  return what === 'liquidityUsd' ? `${formatUsd(amount)} more money` : `${formatGpus(amount)} more reference GPUs`;
}

/** None where the policy is the one that would be carried out without limits. */
function movedPhrases({ keeping, reserveUsd }: ReplayAnswer): string[] {
  const { costUsd, riskWeight, planRiskWeight, isOtherDecision } = keeping;
  if (costUsd === null) return [];
  return [
    ...(riskWeight === planRiskWeight
      ? []
      : [`risk weight ${weightText(riskWeight)} instead of ${weightText(planRiskWeight)}`]),
    ...(reserveUsd > 0 ? [`later decisions act as if ${formatUsd(reserveUsd)} of the money were not there`] : []),
    ...(isOtherDecision ? ['other signings than the most valuable'] : []),
    costPhrase(costUsd),
  ];
}

/** Other paths than the planner's may find the moved policy worth more. */
function costPhrase({ estimate, low, high }: Interval): string {
  const [words, amount] =
    estimate < 0
      ? ['which gains', { estimate: -estimate, low: -high, high: -low }]
      : ['at a cost of', { estimate, low, high }];
  return `${words} ${unbroken(formatUsdEstimate({ ...amount, method: '' }))} of expected value`;
}

/** A weight as people write it: two digits tell the steps apart. */
function weightText(weight: number): string {
  return String(Number(weight.toFixed(2)));
}

function share(interval: Interval): string {
  return unbroken(formatFractionEstimate({ ...interval, method: '' }));
}

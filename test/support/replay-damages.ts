/** Ways to damage what a result says of its replay, by more than any rounding; whoever does it seals again. */
import type { ReplayAnswer, ReplayedPolicy } from '../../src/core/decide/replay/replay-answer.ts';
import { at, type Damage } from './damages.ts';

type Interval = ReplayedPolicy['valueUsd'];
type Writable<T> = { -readonly [K in keyof T]: T[K] extends object ? Writable<T[K]> : T[K] };
/** A copy that may be changed. */
export type ReplayCopy = Writable<ReplayAnswer>;

/** At least a millionth of the figure, and of one. */
const moved = (value: number, { size }: Damage): number => value + (Math.max(1, Math.abs(value)) * size) / 1e6;
const shift = (interval: Writable<Interval>, damage: Damage): void => {
  interval.estimate = moved(interval.estimate, damage);
};
const ownFigures = ['valueUsd', 'expectedUsd', 'tailMeanUsd', 'cashUsd', 'afterHorizonUsd', 'strandedUsd'] as const;
const counted = ['ruinProbability', 'creditProbability', 'everShortProbability'] as const;
const differences = ['valueUsd', 'expectedUsd', 'tailMeanUsd'] as const;

/** Every interval anywhere below. */
function intervalsIn(value: unknown): Writable<Interval>[] {
  if (typeof value !== 'object' || value === null) return [];
  const own = 'estimate' in value && Number.isFinite(value.estimate) ? [value as Writable<Interval>] : [];
  return [...own, ...Object.values(value).flatMap(intervalsIn)];
}

function dropAt<T>(list: T[], index: number): void {
  list.splice(index % list.length, 1);
}

type Change = (replay: ReplayCopy, damage: Damage) => void;

/** Named ways, each of which changes something for every damage. */
export const REPLAY_DAMAGES: readonly (readonly [name: string, change: Change])[] = [
  ['a policy’s figure', (r, d) => shift(at(r.policies, d.first)[at(ownFigures, d.second)], d)],
  [
    'a chance that no number of paths has',
    (r, d) => (at(r.policies, d.first)[at(counted, d.second)].estimate += 0.3 / r.pathCount),
  ],
  [
    'a standard error that is not its range’s',
    (r, d) => {
      const { standardErrors } = at(r.policies, d.first);
      const field = at(Object.keys(standardErrors) as (keyof typeof standardErrors)[], d.second);
      standardErrors[field] = moved(standardErrors[field], { ...d, size: Math.abs(d.size) });
    },
  ],
  ['a chance without its range', (r, d) => (at(r.policies, d.first)[at(counted, d.second)].high += 1e-6)],
  ['time short', (r, d) => shift(at(r.policies, d.first).shortageProbability, { ...d, size: Math.abs(d.size) })],
  [
    'time short in a quarter',
    (r, d) =>
      shift(at(at(r.policies, d.first).quarters, d.second).shortageProbability, { ...d, size: Math.abs(d.size) }),
  ],
  ['a quarter lost', (r, d) => dropAt(at(r.policies, d.first).quarters, d.second)],
  ['a quarter renamed', (r, d) => (at(at(r.policies, d.first).quarters, d.second).startMonth = '2026-08')],
  ['a policy lost', (r, d) => dropAt(r.policies, d.first)],
  ['a policy twice', (r, d) => r.policies.push(at(r.policies, d.first))],
  ['a policy by another name', (r, d) => (at(r.policies, d.first).policyId = `rule-${d.second}`)],
  [
    'a policy of another kind',
    (r, d) => {
      const one = at(r.policies, d.first);
      one.kind = one.kind === 'rule' ? 'portfolio' : 'rule';
    },
  ],
  ['paths of a policy', (r, d) => (at(r.policies, d.first).pathCount = r.pathCount + 1 + d.second)],
  ['paths of the replay', (r, d) => (r.pathCount += 1 + d.second)],
  ['a comparison lost', (r, d) => dropAt(r.comparisons, d.first)],
  ['a paired difference', (r, d) => shift(at(onAllPaths(r), d.first)[at(differences, d.second)], d)],
  ['what another does better, all of it kept quiet', (r) => r.comparisons.forEach((one) => (one.otherIsBetterOn = []))],
  [
    'a figure that another does better, told otherwise',
    (r, d) => {
      const listed = onAllPaths(r).flatMap(({ otherIsBetterOn }) => otherIsBetterOn);
      const told = at(
        listed.filter(({ figure }) => figure !== 'lowest cash'),
        d.first,
      );
      const side = d.second % 2 ? 'ours' : 'theirs';
      told[side] = moved(told[side], d);
    },
  ],
  [
    'a figure that nobody compares',
    (r, d) => {
      const listed = onAllPaths(r).flatMap(({ otherIsBetterOn }) => otherIsBetterOn);
      (at(listed, d.first) as { figure: string }).figure = 'elegance';
    },
  ],
  [
    'stranded payments of a contract',
    (r) => {
      const [ours] = r.policies;
      ours!.contracts[0]!.strandedUsd += 1;
    },
  ],
  [
    'a contract used beyond what serves',
    (r, d) => (at(r.policies[0]!.contracts, d.first).utilisationFraction = 1.01 + d.second),
  ],
  ['more blocks than there are', (r, d) => (at(r.policies[0]!.contracts, d.first).blocksSigned = 1.01 + d.second)],
  ['a contract of another host', (r, d) => (at(r.policies[0]!.contracts, d.first).host = 'somebody')],
  ['a contract that is not in the plan', (r, d) => (at(r.policies[0]!.contracts, d.first).contractId = 'nobody')],
  ['what is paid for a contract', (r, d) => (at(r.policies[0]!.contracts, d.first).paidUsd *= 1.001 + d.second)],
  ['a largest share', (r, d) => (at(shares(r), d.first).fraction *= d.second % 2 ? 1.001 : 0.999)],
  ['the name of a largest share', (r, d) => (at(shares(r), d.first).name = 'nobody')],
  [
    'squares of shares',
    (r, d) =>
      (at(
        shares(r).filter((one) => one.herfindahlIndex !== null),
        d.first,
      ).herfindahlIndex! += 1e-6),
  ],
  ['the bound', (r, d) => shift(r.boundUsd, d)],
  ['what is lost against the bound', (r, d) => shift(r.lostAgainstBoundUsd, d)],
  ['an end of what is lost', (r, d) => (r.lostAgainstBoundUsd[d.first % 2 ? 'low' : 'high'] += d.size)],
  ['a limit lost', (r, d) => dropAt(r.limits.splice(0, 2), d.first)],
  ['the level of a limit', (r, d) => (at(r.limits, d.first).limit += 1e-6 * (1 + d.second))],
  [
    'a verdict',
    (r, d) => {
      const one = at(r.limits, d.first);
      one.isMet = !one.isMet;
    },
  ],
  [
    'how sure a verdict is',
    (r, d) => {
      const one = at(r.limits, d.first);
      one.isSure = !one.isSure;
    },
  ],
  ['what a limit found', (r, d) => (at(r.limits.slice(0, 2), d.first).found.estimate += 1e-6)],
  ['a regret below nothing', (r, d) => (r.regret.meanUsd.estimate = -1 - d.second)],
  ['regret out of order', (r) => (r.regret.p50Usd.estimate = r.regret.largestUsd + 1)],
  ['paths of regret', (r, d) => (r.regret.pathCount = r.pathCount + 1 + d.second)],
  ['a regime lost', (r, d) => dropAt(r.growth, d.first)],
  ['paths of a regime', (r, d) => (at(r.growth, d.first).pathCount += 1 + d.second)],
  ['value in a regime', (r, d) => shift(at(r.growth, d.first).expectedUsd!, d)],
  ['a stress lost', (r, d) => dropAt(r.stresses, r.stresses.length - 1 - (d.first % 6))],
  ['a stress twice', (r, d) => r.stresses.push(at(r.stresses, d.first))],
  ['paths of a stress', (r, d) => (at(r.stresses, d.first).pathCount += 1 + d.second)],
  ['ruin under a stress', (r, d) => (at(r.stresses, d.first).ruinProbability.estimate += 0.3 / 100)],
  ['a recovery after the horizon', (r, d) => (at(r.stresses, d.first).monthsToRecover = 12 + d.second)],
  ['a worst month outside the horizon', (r, d) => (at(r.stresses, d.first).worstMonth = '2031-01')],
  ['more unserved than is asked', (r, d) => (at(r.stresses, d.first).worstUnservedFraction = 1.001 + d.second)],
  ['a month of money lost', (r, d) => dropAt(at(r.policies, d.first).liquidityUsd.p50, d.second)],
  [
    'bands of money crossed',
    (r, d) => {
      const { p5, p95 } = at(r.policies, d.first).liquidityUsd;
      p5[d.second % p5.length] = p95[d.second % p5.length]! + 1;
    },
  ],
  ['a reserve that is not there', (r, d) => (r.reserveUsd = -1 - d.second)],
  ['the weight of the tail', (r, d) => (r.keeping.planRiskWeight += 1e-6 * (1 + d.second))],
  [
    'a range beside its estimate',
    (r, d) => {
      const one = at(intervalsIn(r), d.first);
      if (d.second % 2) one.low = moved(one.estimate, { ...d, size: Math.abs(d.size) });
      else one.high = moved(one.estimate, { ...d, size: -Math.abs(d.size) });
    },
  ],
  ['times planned again', (r, d) => ((r.deep as { planCount: number }).planCount += 1 + d.second)],
  ['what planning again gains', (r, d) => shift(r.deep!.gainUsd, d)],
];

const onAllPaths = ({ comparisons }: ReplayCopy) =>
  comparisons.filter(({ policyId }) => policyId !== 'rolling-mean-plan');
const shares = ({ policies }: ReplayCopy) => policies[0]!.concentration.filter(({ of }) => of === 'dollars');

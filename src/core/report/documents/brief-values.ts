import type { AnsweredResult } from '../../answers/index.ts';
import type { Estimate, ReplayAnswer, Result } from '../../decide/index.ts';
import { demandStressPhrases, firstSentence } from '../sections/break-section.ts';
import { formatCount, formatFraction, formatFractionEstimate, formatUsd, formatUsdEstimate } from '../words/format.ts';
import { limitPhrases } from '../words/limit-text.ts';
import { plainText } from '../words/plain-text.ts';
import { worstQuarterOf } from '../words/shortage-text.ts';
import type { Line } from '../words/spans.ts';
import { paragraphLines, unbroken } from '../words/spans.ts';
import { agreementText, biasText, gapText, isWorthApart } from '../words/trust-sentences.ts';

/** Columns that a paragraph's label takes. */
export const LABEL_COLUMNS = 8;

/** What the decisions are worth, on unseen futures and on samples, and what it does to the cash: one paragraph each. */
export function valueLines(result: AnsweredResult, width: number): Line[] {
  const { value } = result;
  const { cashUsd, researchUsd, afterHorizonUsd, riskAndPenaltiesUsd } = value.addedParts;
  const usd = (amount: Estimate) => unbroken(formatUsdEstimate(amount));
  const phrases = [
    `at most ${usd(value.recommendedUsd)}, risk-adjusted`,
    `reached ${usd(value.reachedUsd)}`,
    `gap ${gapText(result)}`,
    `worth in cash ${formatUsd(cashUsd.estimate)}, research (not cash) ${formatUsd(researchUsd.estimate)}, ` +
      `after the horizon ${formatUsd(afterHorizonUsd.estimate)}, risk and rest ${formatUsd(riskAndPenaltiesUsd.estimate)}`,
  ];
  const check = [
    `small exact samples ${agreementText(result)}, ${biasText(result)}`,
    ...(isWorthApart(result) ? [`worth there ${usd(result.crossCheck.addedValueUsd)}, outside its range`] : []),
    `there re-planning for one forecast loses ${usd(value.vssUsd)}, perfect foresight adds ${usd(value.evpiUsd)}`,
  ];
  const cash = [
    ...ruinPhrases(result),
    ...cashPhrases(result),
    ...breakPhrases(result),
    ...demandStressPhrases(result),
  ];
  const as = { labelColumns: LABEL_COLUMNS, width, style: 'plain' } as const;
  return [
    ...unseenLines(result, as),
    ...paragraphLines(phrases.join('; '), { label: 'VALUE', ...as }),
    // What unseen futures say outweighs what small samples do: those stay in the full brief.
    ...(result.replay ? [] : paragraphLines(check.join('; '), { label: 'CHECK', ...as })),
    ...paragraphLines(cash.join('; '), { label: 'CASH', ...as }),
  ];
}

/** The same decisions carried out on futures that no sample saw, beside the bound and the closest of the rules people quote. */
function unseenLines({ replay }: Result, as: { labelColumns: number; width: number; style: 'plain' }): Line[] {
  const ours = replay?.policies[0];
  if (!replay || !ours) return [];
  const phrases = [
    `${rangeUsd(ours.valueUsd)}, risk-adjusted, on ${formatCount(replay.pathCount)} unseen futures`,
    `${against(replay.lostAgainstBoundUsd, 'below', 'above')} our upper bound, which knows few dates and averages cash`,
    ...unseenShortagePhrases(replay),
    ...limitPhrases(replay),
    ...closestPhrases(replay),
  ];
  return paragraphLines(phrases.join('; '), { label: 'UNSEEN', ...as });
}

/** The policy that comes closest on all paths; beside it each that was tried on fewer, for differences on unlike paths do not rank. */
function closestPhrases({ comparisons, policies, pathCount }: ReplayAnswer): string[] {
  const policyOf = (policyId: string) => policies.find((policy) => policy.policyId === policyId);
  const pathsOf = (policyId: string) => policyOf(policyId)?.pathCount ?? pathCount;
  const said = ({ valueUsd, policyId }: Comparison) =>
    `${against(valueUsd, 'more than', 'less than')} ${plainText(policyId)}`;
  const [closest] = comparisons
    .filter(({ policyId }) => pathsOf(policyId) === pathCount)
    .toSorted((a, b) => a.valueUsd.estimate - b.valueUsd.estimate);
  const fewer = comparisons.filter(({ policyId }) => pathsOf(policyId) < pathCount);
  const what = closest && policyOf(closest.policyId)?.kind === 'portfolio' ? 'portfolio' : 'rule people quote';
  return [
    ...(closest ? [`${said(closest)}, the closest ${what}`] : []),
    ...fewer.map((one) => `on ${formatCount(pathsOf(one.policyId))} of them ${said(one)}`),
  ];
}

type Comparison = ReplayAnswer['comparisons'][number];

const rangeUsd = (amount: Range): string => unbroken(formatUsdEstimate({ ...amount, method: '' }));

function against(amount: Range, above: string, below: string): string {
  return amount.estimate < 0 ? `${rangeUsd(negated(amount))} ${below}` : `${rangeUsd(amount)} ${above}`;
}

type Range = Pick<Estimate, 'estimate' | 'low' | 'high'>;

/** The same difference seen from the other side. */
function negated({ estimate, low, high }: Range): Range {
  return { estimate: -estimate, low: high === null ? null : -high, high: low === null ? null : -low };
}

function unseenShortagePhrases(replay: ReplayAnswer): string[] {
  const worst = worstQuarterOf(replay);
  if (worst === null) return [];
  if (worst.shortageProbability.high === 0) return ['never short there'];
  const chance = unbroken(formatFractionEstimate({ ...worst.shortageProbability, method: '' }));
  const ever = formatFraction(replay.policies[0]!.everShortProbability.estimate);
  return [`short ${chance} of the time in the worst quarter, from ${worst.startMonth}, ever in ${ever}`];
}

/** Ruin and the lowest cash on futures that the plan has not seen; empty where the plan was not replayed. */
function ruinPhrases({ replay }: Result): string[] {
  const ours = replay?.policies[0];
  if (!replay || !ours) return [];
  const ruin = formatFractionEstimate({ ...ours.ruinProbability, method: '' });
  const trough = formatUsdEstimate({ ...ours.troughP5Usd, method: '' });
  return [
    `ruin ${unbroken(ruin)} on unseen futures: credit line exceeded in some month`,
    `19 futures in 20 keep ${unbroken(trough)} or more`,
  ];
}

/** What breaks first, where the plan was replayed. */
function breakPhrases({ breaks }: AnsweredResult): string[] {
  if (!breaks) return [];
  const sentence = firstSentence(breaks);
  return [`${sentence.charAt(0).toLowerCase()}${sentence.slice(1).replace(/\.$/u, '')}`];
}

function cashPhrases({ liquidity, replay }: Result): string[] {
  const share = (fraction: Estimate) => unbroken(formatFractionEstimate(fraction));
  if (replay) return [];
  return [
    `lowest ${unbroken(formatUsdEstimate(liquidity.troughUsd))}, mean of each sample's worst future`,
    `credit line drawn ${share(liquidity.creditProbability)}, exceeded ${share(liquidity.rescueProbability)}`,
    'on averaged cash, not a probability of ruin',
  ];
}

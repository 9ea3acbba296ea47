import type { Result } from '../../decide/index.ts';
import { formatCount, formatFraction, formatUsd, formatUsdEstimate, isEstimated } from './format.ts';
import { plainText } from './plain-text.ts';
import { type Span, span } from './spans.ts';

/** The value from above and below: what no policy with these signings passes, and what this one reaches. */
export function valueSentence(result: Result): string {
  const { recommendedUsd, reachedUsd } = result.value;
  return (
    `Risk-adjusted value: at most ${formatUsdEstimate(recommendedUsd)}, proved on each lattice; the policy reaches ` +
    `${formatUsdEstimate(reachedUsd)}, measured on fresh paths of the lattices. Gap to the best possible: ${gapText(result)}.`
  );
}

/** "$1.7B (1.2 to 2.2), 5% of what these offers add"; the share only where they add something. */
export function gapText({ recipe, value }: Result): string {
  const gap = formatUsdEstimate(recipe.gapUsd);
  const hasShare = isEstimated(recipe.gapUsd) && value.addedValueUsd.estimate > 0;
  return hasShare ? `${gap}, ${formatFraction(recipe.relativeGap)} of what these offers add` : gap;
}

/** Whether sampled trees choose the same, how far that is from their best, its worth there, and what they promise more. */
export function crossCheckSentence(result: Result): string {
  const { trees, bestInTrees, regretUsd, addedValueUsd } = result.crossCheck;
  const regret = bestInTrees === trees ? '' : `, ${formatUsdEstimate(regretUsd)} short of each tree's best on the mean`;
  const apart = isWorthApart(result) ? ', outside its range on the lattices' : '';
  return (
    `As a cross-check, sampled trees solved exactly ${agreementText(result)}${regret}. Its worth there is ` +
    `${formatUsdEstimate(addedValueUsd)}${apart}; ${biasText(result)}. Trees flatter: after its last branching a tree knows every path.`
  );
}

/** "agree in part: same signing best on 4 of 5" */
export function agreementText({ crossCheck: { trees, bestInTrees } }: Result): string {
  const partly = bestInTrees === 0 ? 'disagree' : 'agree in part';
  const verb = bestInTrees === trees ? 'agree' : partly;
  return `${verb}: same signing best on ${formatCount(bestInTrees)} of ${formatCount(trees)}`;
}

/** True when the ranges of the worth, on lattices and on trees, have nothing in common. */
export function isWorthApart({ value, crossCheck }: Result): boolean {
  const { low, high } = value.addedValueUsd;
  const { low: treeLow, high: treeHigh } = crossCheck.addedValueUsd;
  if (low === null || high === null || treeLow === null || treeHigh === null) return false;
  return treeHigh < low || high < treeLow;
}

/** "they promise $7.3B more", or what else there is to say of their value of the recommendation. */
export function biasText({ crossCheck: { recommendedUsd, biasUsd } }: Result): string {
  if (!isEstimated(recommendedUsd)) return 'no value on some';
  return `they promise ${formatUsd(Math.abs(biasUsd))} ${biasUsd < 0 ? 'less' : 'more'}`;
}

/** How risk is weighed, in the words of the tail's estimate. */
export function riskSentence(result: Result): string {
  return `Risk-adjusted values weigh the mean over all futures with the bad tail (${plainText(result.value.tailMeanUsd.method)}).`;
}

/** The one line by which this answer can be made again and be trusted or not. */
export function recipeItems(result: Result): readonly Span[] {
  const { recipe, plan } = result;
  return [
    span(`seed ${recipe.seed}`),
    span(`${formatCount(recipe.lattices)} samples of ${formatCount(recipe.paths)} futures`),
    span(`${formatCount(recipe.trees)} exact checks`),
    certificateSpan(result),
    span(
      `Eightyfold ${plainText(recipe.engineVersion)}, ${plainText(recipe.solver)} ${plainText(recipe.solverVersion)}`,
    ),
    span(`plan ${plainText(plan.hash).slice(0, 12)}`),
    ...(recipe.reproducible ? [] : [span('not reproducible', 'warning')]),
  ];
}

export function certificateSpan(result: Result): Span {
  const { accepted, reason } = result.certificate;
  if (accepted) return span('certificate accepted', 'good');
  if (isNotVerifiable(result)) return span(`certificate not given: ${plainText(reason ?? '')}`, 'warning');
  return span(`certificate REFUSED: ${plainText(reason ?? 'no reason given')}`, 'bad');
}

/** The plan says something that the independent verifier does not understand: nothing failed, and nothing was proved. */
function isNotVerifiable({ certificate }: Result): boolean {
  return certificate.reason?.startsWith('not verifiable') ?? false;
}

/** The warning that goes before everything else when the answer failed its own check; null when it passed. */
export function refusalSentence(result: Result): string | null {
  if (result.certificate.accepted) return null;
  if (isNotVerifiable(result)) {
    return `These numbers are without the independent check: ${plainText(result.certificate.reason ?? '')}.`;
  }
  return `Do not act on these numbers: they failed their own check (${plainText(result.certificate.reason ?? 'no reason given')}).`;
}

/** How the ranges were made, in the words of the recommended value's estimate. */
export function rangeMethodSentence(result: Result): string {
  const method = plainText(result.value.recommendedUsd.method).replace('sampled lattices', 'independent samples');
  return `Ranges: ${method}; gap not included.`;
}

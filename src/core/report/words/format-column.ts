import { fixedText, formatUsd, framed, NOT_KNOWN, priceScale, scaleOf } from './format.ts';

/** Powers of ten by decimals. */
const TEN_TO = [1, 10, 100, 1000, 10_000] as const;

/**
 * A column of money in one unit that adds up as printed: every amount is rounded once to the nearest step, and what
 * that leaves over against the rounded total goes, a step each, to the amounts that rounding moved most the other way
 * (largest remainder). One digit finer than a headline, so that small lines stay visible beside large ones.
 *
 * @param usd nominal USD; with one amount that is not known the total is not known either
 */
export function formatUsdColumn(usd: readonly number[]): {
  readonly amounts: readonly string[];
  readonly total: string;
} {
  if (!usd.every(Number.isFinite)) return { amounts: usd.map(formatUsd), total: NOT_KNOWN };
  const sum = usd.reduce((total, amount) => total + amount, 0);
  const headline = scaleOf([...usd, sum], 1);
  const scale = { ...headline, decimals: headline.size === 1 ? 0 : headline.decimals + 1 };
  const step = scale.size / (TEN_TO[scale.decimals] ?? 1);
  const text = (steps: number) => framed(fixedText(steps * step, scale), { prefix: '$', suffix: scale.suffix });
  return {
    amounts: roundedSteps(
      usd.map((amount) => amount / step),
      Math.round(sum / step),
    ).map(text),
    total: text(Math.round(sum / step)),
  };
}

/**
 * A ladder that adds up as printed: groups of amounts, each group on top of what stands before it. Every running total is
 * rounded once, and a group's amounts so that they sum to the step between two totals as printed.
 *
 * @param groups USD; all in one unit, chosen by the largest running total
 * @param kind `price`: dollars and cents; `usd`: three digits and a suffix
 */
export function formatLadder(
  groups: readonly (readonly number[])[],
  kind: 'price' | 'usd',
): readonly { readonly amounts: readonly string[]; readonly total: string }[] {
  const totals: number[] = [];
  for (const group of groups) totals.push(group.reduce((sum, usd) => sum + usd, totals.at(-1) ?? 0));
  const scale = kind === 'price' ? priceScale(totals) : scaleOf(totals, 1);
  const step = scale.size / (TEN_TO[scale.decimals] ?? 1);
  const text = (steps: number) => framed(fixedText(steps * step, scale), { prefix: '$', suffix: scale.suffix });
  return groups.map((group, index) => {
    const after = Math.round(totals[index]! / step);
    const before = index === 0 ? 0 : Math.round(totals[index - 1]! / step);
    const exact = group.map((usd) => usd / step);
    return { amounts: roundedSteps(exact, after - before).map(text), total: text(after) };
  });
}

/** The amounts as whole steps that sum to `target`, each moved as little as can be. */
function roundedSteps(exact: readonly number[], target: number): readonly number[] {
  const steps = exact.map((value) => Math.round(value));
  const left = target - steps.reduce((total, value) => total + value, 0);
  const direction = Math.sign(left);
  const owed = (index: number) => direction * ((exact[index] ?? 0) - (steps[index] ?? 0));
  const order = steps.map((_, index) => index).sort((a, b) => owed(b) - owed(a) || a - b);
  const moved = new Set(order.slice(0, Math.abs(left)));
  return steps.map((value, index) => (moved.has(index) ? value + direction : value));
}

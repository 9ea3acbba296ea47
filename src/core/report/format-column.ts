import { fixedText, formatUsd, framed, NOT_KNOWN, scaleOf } from './format.ts';

/** Powers of ten by decimals. */
const TEN_TO = [1, 10, 100, 1000] as const;

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

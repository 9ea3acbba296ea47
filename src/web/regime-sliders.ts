import { chancesWith } from '../core/index.ts';
import { planDocument, withField } from './plan-document.ts';

export const REGIMES = ['demand', 'growth', 'regimes'] as const;

/** A multiple moves on a logarithmic scale: from a tenth to two hundred times a year. */
export const REGIME_SLIDERS = [
  { name: 'multiplePerYear', label: 'Multiple a year', min: -1, max: 2.3, step: 0.01, isLog: true, unit: 'x' },
  { name: 'meanMonths', label: 'Mean months', min: 1, max: 36, step: 0.5, isLog: false, unit: '' },
  { name: 'startProbability', label: 'Chance now', min: 0, max: 1, step: 0.01, isLog: false, unit: '' },
] as const;

export type RegimeSlider = (typeof REGIME_SLIDERS)[number];

/** The plan's text with a regime's slider at a place; the chances of the other regimes make room for a chance. */
export function withRegime(
  text: string,
  { index, slider, place }: { readonly index: number; readonly slider: RegimeSlider; readonly place: number },
): string {
  const value = Number((slider.isLog ? 10 ** place : place).toPrecision(3));
  if (slider.name !== 'startProbability') return withField(text, [...REGIMES, index, slider.name], String(value));
  const document = planDocument(text);
  const chances = Array.from({ length: document.count(REGIMES) }, (_, each) =>
    Number(document.read([...REGIMES, each, slider.name])),
  );
  return chancesWith(chances, index, value).reduce(
    (changed, chance, each) => withField(changed, [...REGIMES, each, slider.name], String(chance)),
    text,
  );
}

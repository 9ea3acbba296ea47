import type { GrowthBlock } from './growth-block.ts';

/** Efficiency of a plan whose growth is of usage, until its owner says better: an assumption. */
export const EFFICIENCY_ASSUMED = { p10: 2, p50: 3, p90: 4.5 } as const;

/** `growth:` of a plan file, indented to stand under `demand:`. */
export function growthYaml(block: GrowthBlock): string {
  return [
    '  growth:',
    `    of: ${block.of}`,
    '    regimes:',
    ...block.regimes.map(
      ({ id, multiplePerYear, meanMonths, startProbability }) =>
        `      - {id: ${id}, multiplePerYear: ${multiplePerYear}, meanMonths: ${meanMonths}, startProbability: ${startProbability}}`,
    ),
    '    jumps:',
    ...Object.entries(block.jumps).map(([from, row]) => {
      const shares = Object.entries(row).map(([to, probability]) => `${to}: ${probability}`);
      return `      ${from}: {${shares.join(', ')}}`;
    }),
    `    volatilityPerMonth: ${block.volatilityPerMonth}`,
    ...(block.of === 'usage'
      ? [
          `    efficiencyMultiplePerYear: {p10: ${EFFICIENCY_ASSUMED.p10}, p50: ${EFFICIENCY_ASSUMED.p50}, p90: ${EFFICIENCY_ASSUMED.p90}}`,
        ]
      : []),
  ].join('\n');
}

/**
 * Chances that still sum to 1 after one of them was set: the others keep their proportions, or share alike where all
 * were zero. Rounded to three decimals, the rounding going to the largest of the others.
 *
 * @param chances in [0, 1], summing to 1
 * @param chance of the one at `index`, in [0, 1]
 */
export function chancesWith(chances: readonly number[], index: number, chance: number): readonly number[] {
  const rest = chances.reduce((sum, each, place) => (place === index ? sum : sum + each), 0);
  const left = 1 - chance;
  const scaled = chances.map((each, place) => {
    if (place === index) return thousandths(chance);
    return thousandths(rest > 0 ? (each / rest) * left : left / (chances.length - 1));
  });
  const others = scaled.map((each, place) => (place === index ? -1 : each));
  const largest = others.indexOf(Math.max(...others));
  const over = scaled.reduce((sum, each) => sum + each, 0) - 1;
  return scaled.map((each, place) => (place === largest && place !== index ? thousandths(each - over) : each));
}

function thousandths(value: number): number {
  return Math.round(value * 1000) / 1000;
}

/**
 * Chances that still sum to 1 after one of them was set: the others keep their proportions, or share alike where all
 * were zero. Every chance is a whole number of thousandths: each of the others is rounded down, and the thousandths
 * left over go to the largest remainders, the earlier first.
 *
 * @param chances in [0, 1], summing to 1
 * @param chance of the one at `index`, in [0, 1]
 */
export function chancesWith(chances: readonly number[], index: number, chance: number): readonly number[] {
  const set = Math.round(chance * THOUSAND);
  const rest = chances.reduce((sum, each, place) => (place === index ? sum : sum + each), 0);
  const shares = chances.map((each, place) => {
    if (place === index) return set;
    return (THOUSAND - set) * (rest > 0 ? each / rest : 1 / (chances.length - 1));
  });
  const whole = shares.map(Math.floor);
  const over = THOUSAND - whole.reduce((sum, each) => sum + each, 0);
  const byRemainder = [...shares.keys()]
    .filter((place) => place !== index)
    .toSorted((a, b) => remainder(shares[b]) - remainder(shares[a]) || a - b);
  for (const place of byRemainder.slice(0, over)) whole[place] = (whole[place] ?? 0) + 1;
  return whole.map((each) => each / THOUSAND);
}

const THOUSAND = 1000;

function remainder(share = 0): number {
  return share - Math.floor(share);
}

/** Round numbers from 0 up to `top`, at most six steps of 1, 2 or 5 times a power of ten. */
export function niceTicks(top: number): number[] {
  const rough = powerOfTenBelow(top / 5);
  const step = [1, 2, 5, 10].map((factor) => factor * rough).find((size) => top / size <= 6) ?? 10 * rough;
  const count = Math.floor(top / step) + 1;
  return Array.from({ length: count }, (_, index) => index * step);
}

/** 1, 2 and 5 times powers of ten inside a logarithmic axis; powers alone when there are more than four decades. */
export function logTicks(low: number, high: number): number[] {
  const ticks: number[] = [];
  const factors = high / low > 1e4 ? [1] : [1, 2, 5];
  for (let power = powerOfTenBelow(low); power <= high; power *= 10) {
    for (const factor of factors) if (power * factor >= low && power * factor <= high) ticks.push(power * factor);
  }
  return ticks;
}

/** The power of ten at or below a number; 1 where there is none. */
function powerOfTenBelow(value: number): number {
  if (!(value > 0 && value < Infinity)) return 1;
  let power = 1;
  while (power > value) power /= 10;
  while (power * 10 <= value) power *= 10;
  return power;
}

/**
 * Whether decimals add up to a whole number exactly, as a person adds them: 0.1 + 0.2 + 0.7 is 1, which it is not in
 * binary floating point. Reads the shortest decimal form of each number, which is the form in the file.
 */
export function isExactSum(values: readonly number[], total: number): boolean {
  const { scaled, places } = scaledSum(values);
  return scaled === BigInt(total) * powerOfTen(places);
}

/** The exact decimal sum, as people write it. */
export function exactSumText(values: readonly number[]): string {
  const { scaled, places } = scaledSum(values);
  const digits = (scaled < 0n ? -scaled : scaled).toString().padStart(places + 1, '0');
  const whole = digits.slice(0, digits.length - places);
  const fraction = digits.slice(digits.length - places).replace(/0+$/, '');
  return `${scaled < 0n ? '-' : ''}${whole}${fraction === '' ? '' : `.${fraction}`}`;
}

function scaledSum(values: readonly number[]): { scaled: bigint; places: number } {
  const parts = values.map(decimalParts);
  const places = Math.max(0, ...parts.map((part) => part.places));
  let scaled = 0n;
  for (const part of parts) scaled += part.digits * powerOfTen(places - part.places);
  return { scaled, places };
}

/** value = digits / 10^places, from the shortest text that reads back as the same number. */
function decimalParts(value: number): { digits: bigint; places: number } {
  const [mantissa = '0', exponent = '0'] = String(value).split('e');
  const [whole = '0', fraction = ''] = mantissa.split('.');
  const places = fraction.length - Number(exponent);
  const digits = BigInt(whole + fraction);
  return places >= 0 ? { digits, places } : { digits: digits * powerOfTen(-places), places: 0 };
}

const powerOfTen = (exponent: number): bigint => BigInt(`1${'0'.repeat(exponent)}`);

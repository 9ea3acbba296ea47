/** Why a number as written is refused, or null; the fix shows the expected form. */
export interface NumberFault {
  readonly what: string;
  readonly fix: string;
}

const DECIMAL = /^[-+]?(0|[1-9]\d*)(\.\d*)?([eE][-+]?\d+)?$/;
const DECIMAL_BELOW_ONE = /^[-+]?\.\d+([eE][-+]?\d+)?$/;
/** The smallest number that keeps full precision: smaller ones are denormal. */
const SMALLEST_NORMAL = 2.2250738585072014e-308;

/**
 * Checks how a number is written in the source, since the parser accepts forms that people mean otherwise.
 * @param source the token, such as `017`
 * @param value what the parser made of it
 */
export function faultOfNumber(source: string, value: number): NumberFault | null {
  if (/^[-+]?0[xob]/i.test(source)) return { what: `${source} is not a decimal number`, fix: `write ${value}` };
  if (/^[-+]?0\d/.test(source)) {
    return { what: `${source} starts with a zero`, fix: `write ${value}, or put text in quotes: "${source}"` };
  }
  if (!Number.isFinite(value)) return { what: `${source} is not a finite number`, fix: 'give a finite number' };
  if (!DECIMAL.test(source) && !DECIMAL_BELOW_ONE.test(source)) {
    return { what: `${source} is not a plain decimal number`, fix: `write ${value}` };
  }
  return faultOfMagnitude(source, value);
}

function faultOfMagnitude(source: string, value: number): NumberFault | null {
  if (Number.isInteger(value) && Math.abs(value) > Number.MAX_SAFE_INTEGER && /^[-+]?\d+$/.test(source)) {
    return {
      what: `${source} is beyond 2^53 and would be rounded to ${value}`,
      fix: 'give at most 15 digits; put an identifier in quotes',
    };
  }
  if (value !== 0 && Math.abs(value) < SMALLEST_NORMAL) {
    return { what: `${source} is too small to be kept exactly`, fix: 'write 0, or a number of ordinary size' };
  }
  if (value === 0 && /[1-9]/.test(source.replace(/[eE].*$/, ''))) {
    return { what: `${source} is too small and would become 0`, fix: 'write 0, or a number of ordinary size' };
  }
  return null;
}

/** What is wrong with text that stands where a number is expected; null when it does not resemble a number. */
export function faultOfNumericText(text: string): NumberFault | null {
  const trimmed = text.trim();
  if (isDecimal(trimmed)) return { what: `"${text}" is text, not a number`, fix: `write ${trimmed} without quotes` };
  return faultOfPercentage(trimmed) ?? faultOfSeparators(trimmed) ?? faultOfUnit(trimmed);
}

const isDecimal = (text: string): boolean => DECIMAL.test(text) || DECIMAL_BELOW_ONE.test(text);

function faultOfPercentage(text: string): NumberFault | null {
  const percent = /^([-+]?\d+(\.\d+)?)\s*%$/.exec(text)?.[1];
  // The decimal point moves two places in the text itself, so that no digit is lost.
  return percent === undefined
    ? null
    : { what: `${text} is a percentage`, fix: `write the fraction: ${Number(`${percent}e-2`)}` };
}

/** Currency signs, separators and typographic minus signs. A comma may be either, so the fix never guesses alone. */
function faultOfSeparators(text: string): NumberFault | null {
  const bare = text.replace(/\s|['_$\u20ac\u00a3]|USD/g, '').replace(/\u2212/g, '-');
  if (!/^[-+]?[\d.,]+([eE][-+]?\d+)?$/.test(bare) || !/\d/.test(bare)) return null;
  const what = `${text} is not a plain number`;
  if (!bare.includes(',')) return { what, fix: isDecimal(bare) ? `write ${bare}` : POINT_ONLY };
  if (/^[-+]?\d{1,3},\d{3}$/.test(bare)) {
    return { what, fix: `write ${bare.replace(',', '')}, or ${bare.replace(',', '.')} if the comma marks decimals` };
  }
  const isThousands = /^[-+]?\d{1,3}(,\d{3})+(\.\d+)?$/.test(bare);
  if (isThousands) return { what, fix: `write ${bare.replaceAll(',', '')}` };
  const isDecimalComma = /^[-+]?(\d+|\d{1,3}(\.\d{3})+),\d+$/.test(bare);
  return { what, fix: isDecimalComma ? `write ${bare.replaceAll('.', '').replace(',', '.')}` : POINT_ONLY };
}

const POINT_ONLY = 'write digits with a point for decimals, and no other separators';

function faultOfUnit(text: string): NumberFault | null {
  const unit = /^[-+]?\d[\d.,_]*(?:[eE][-+]?\d+)?\s*([A-Za-z][A-Za-z/ ]*)$/.exec(text)?.[1];
  if (unit === undefined) return null;
  return { what: `${text} carries the unit ${unit}`, fix: "write the number alone, in the unit of the field's name" };
}

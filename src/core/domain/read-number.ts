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
  const bare = trimmed.replace(/[\s_,'$€£\u00a0]|USD/g, '').replace(/\u2212/g, '-');
  if (/^[-+]?[\d.]+([eE][-+]?\d+)?$/.test(bare) && Number.isFinite(Number(bare))) {
    if (bare === trimmed) return { what: `"${text}" is text, not a number`, fix: `write ${bare} without quotes` };
    return { what: `${text} is not a plain number`, fix: `${ambiguity(trimmed)}write ${Number(bare)}` };
  }
  const percent = /^([-+]?\d+(\.\d+)?)\s*%$/.exec(trimmed);
  if (percent)
    return { what: `${text} is a percentage`, fix: `write the fraction: ${shiftTwoPlaces(percent[1] ?? '')}` };
  const withUnit = /^([-+]?\d[\d.,_]*(?:[eE][-+]?\d+)?)\s*([A-Za-z/]+)$/.exec(trimmed);
  if (withUnit) {
    const [, digits, unit] = withUnit;
    return {
      what: `${text} carries a unit`,
      fix: `write the number alone, in the unit of the field's name (${digits} is ${unit})`,
    };
  }
  return null;
}

/** 1,5 and 1.000,50 may be decimal commas: the fix says which reading it took. */
function ambiguity(text: string): string {
  return /,/.test(text) && !/^[-+$€£\s]*\d{1,3}(,\d{3})+(\.\d+)?$/.test(text)
    ? 'use a point for decimals and no separators: '
    : '';
}

/** A percentage as its fraction, exactly: "5" is 0.05 and "2.5" is 0.025. */
function shiftTwoPlaces(percent: string): string {
  return String(Number(`${percent}e-2`));
}

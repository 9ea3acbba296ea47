const CURRENCY = /^[$€£]\s*/;
/** Blanks, narrow ones too, and apostrophes between thousands. */
const BLANK_THOUSANDS = /(?<=\d)[ \u00a0\u202f'’](?=\d{3}(?!\d))/g;

/** An amount without currency in front and without blanks between thousands. */
export function bareAmount(text: string): string {
  return text.replace(CURRENCY, '').replaceAll(BLANK_THOUSANDS, '');
}

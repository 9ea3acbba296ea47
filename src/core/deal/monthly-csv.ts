import type { DealDesk } from './deal-desk.ts';

const CENT_DECIMALS = 2;

/** Liability and cash by month as a table: offer, line, month, nominal USD with cents; cash has cost negative. */
export function monthlyCsv(desk: DealDesk): string {
  const rows = ['offer,line,month,usd'];
  for (const { offerId, exposure } of desk.offers) {
    const lines = [
      { name: 'headline', usdByMonth: exposure.headlineUsdByMonth },
      { name: 'firm', usdByMonth: exposure.firmUsdByMonth },
      { name: 'firm remaining', usdByMonth: exposure.firmRemainingUsdByMonth },
      ...exposure.cash.map(({ cause, usdByMonth }) => ({ name: `cash ${cause}`, usdByMonth })),
    ];
    for (const { name, usdByMonth } of lines) {
      usdByMonth.forEach((usd, month) => {
        if (usd !== 0) rows.push(`${cell(offerId)},${name},${exposure.months[month]},${usd.toFixed(CENT_DECIMALS)}`);
      });
    }
  }
  return `${rows.join('\n')}\n`;
}

/** A spreadsheet takes a text that starts with one of these for a formula: a space before it keeps it text. */
function cell(text: string): string {
  const plain = /^[=+\-@\t\r]/.test(text) ? ` ${text}` : text;
  return /[",\n\r]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
}

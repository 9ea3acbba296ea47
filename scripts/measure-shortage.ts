// Writes docs/shortage.md: what the churn of the plan stands on, and how the answer moves with it. Takes some minutes.
// Run: node scripts/measure-shortage.ts [file to go on from]
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { createHighsSolver } from '../src/adapters/node/index.ts';
import { openLattice } from '../src/core/decide/samples/lattice-session.ts';
import { demandView, parsePlan, PLAN_DEFAULTS, type Plan } from '../src/core/index.ts';
import { rememberedIn } from './remembered.ts';

const ROOT = join(import.meta.dirname, '..');
const PAGE = join(ROOT, 'docs', 'shortage.md');
const PLAN_FILE = 'examples/startup.yaml';
const REPLICATIONS = [0, 1] as const;
/** Multiples of the default loss in every band. */
const CHURN_SCALES = [0, 0.5, 1, 3] as const;
/** Months by which every quote serves later than quoted, at unchanged payments. */
const LATE_MONTHS = [0, 1, 3, 6] as const;

interface Found {
  readonly valueUsd: number;
  readonly worthUsd: number;
  readonly decision: readonly number[];
}

const plan = parsePlan(readFileSync(join(ROOT, PLAN_FILE), 'utf8'), PLAN_FILE).plan!;
const solver = await createHighsSolver();
const remembered = rememberedIn(process.argv[2]);
const quoteNames = plan.offers.filter(({ kind }) => kind === 'quote').map(({ id }) => id);

function withChurn(scale: number): Plan {
  const workloads = plan.workloads.map((workload) => ({
    ...workload,
    churn: workload.churn && {
      ...workload.churn,
      lossPerMonth: workload.churn.lossPerMonth.map((loss) => Math.min(1, scale * loss)),
    },
  }));
  return { ...plan, workloads };
}

function withLateQuotes(months: number): Plan {
  const later = ({ p10, p50, p90 }: Plan['offers'][number]['leadTimeMonths']) => ({
    p10: p10 + months,
    p50: p50 + months,
    p90: p90 + months,
  });
  const offers = plan.offers.map((offer) =>
    offer.kind === 'quote' ? { ...offer, leadTimeMonths: later(offer.leadTimeMonths) } : offer,
  );
  return { ...plan, offers };
}

async function found(changed: Plan, name: string): Promise<readonly Found[]> {
  const all: Found[] = [];
  for (const sampleIndex of REPLICATIONS) {
    all.push(await remembered(`${name}, sample ${sampleIndex}`, () => foundOn(changed, sampleIndex)));
  }
  return all;
}

async function foundOn(changed: Plan, sampleIndex: number): Promise<Found> {
  const session = await openLattice(changed, solver, { sampleIndex });
  const nothing = { removed: session.quotes.map((_, quote) => quote) };
  await session.train([{}, nothing], { isDecisionAsked: true });
  const { valueUsd, decision } = session.ask({});
  const worthUsd = valueUsd - session.ask(nothing).valueUsd;
  await session.dispose();
  return { valueUsd, worthUsd, decision };
}

const meanOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
const millions = (usd: number): string => (usd / 1e6).toFixed(2);
const both = (all: readonly Found[], read: (one: Found) => number): string =>
  `${millions(meanOf(all.map(read)))} (${all.map((one) => millions(read(one))).join(', ')})`;
const decisionsOf = (all: readonly Found[]): string => all.map(({ decision }) => decision.join('-')).join(', ');

async function churnRows(): Promise<string[]> {
  const rows: string[] = [];
  for (const scale of CHURN_SCALES) {
    const all = await found(withChurn(scale), `churn x ${scale}`);
    rows.push(
      `| ${scale} | ${both(all, ({ valueUsd }) => valueUsd)} | ${both(all, ({ worthUsd }) => worthUsd)} | ${decisionsOf(all)} |`,
    );
  }
  return rows;
}

async function lateRows(): Promise<string[]> {
  const rows: string[] = [];
  for (const months of LATE_MONTHS) {
    const all = await found(withLateQuotes(months), `${months} months late`);
    rows.push(`| ${months} | ${both(all, ({ worthUsd }) => worthUsd)} | ${decisionsOf(all)} |`);
  }
  return rows;
}

const { shortage } = demandView(plan);
const { churn } = PLAN_DEFAULTS;
const costRows = shortage.flatMap(({ bands, valueUsdPerReferenceGpuHour }) =>
  bands.map(
    (band) =>
      `| ${band.fromFraction} to ${band.toFraction} | ${band.lossPerMonth} | ${band.laterHoursFlat.toFixed(2)} | ${band.laterHours.toFixed(2)} | ` +
      `${valueUsdPerReferenceGpuHour.toFixed(2)} | ${band.usdPerUnservedHour.toFixed(2)} |`,
  ),
);

const page = [
  '# What shortage does',
  '',
  `Written by \`node scripts/measure-shortage.ts\` on \`${PLAN_FILE}\`, two samples each (mean, then both). $M unless said.`,
  '',
  'Unserved demand earns nothing and drives customers away: a fraction of the workload is lost, comes back slowly, and what is',
  "lost meanwhile is the rivals' gain. It has no price of its own beside that (nothing is charged twice).",
  '',
  '## The default, and what it stands on',
  '',
  `Per month and unit of unserved demand, ${churn.lossPerMonth.join(', ')} of the workload is lost in the depth bands up to ${churn.depthFractions.join(', ')} and beyond; ${churn.recoveryPerMonth} of`,
  'a loss is left a month later. **These are assumptions**: no public curve of churn against throttling was found.',
  '',
  '- What there is: API uptime of about 98.95 % and peak-hour limits for about 7 % of users at one lab in parts of 2026, with',
  '  developers reported to leave for a rival, in trade press (weak). The same lab grew 3.3x in that quarter: about 0.4 a month in',
  '  logs, with month-to-month noise near 0.1. A loss of up to a tenth of demand a month would not have shown in its revenue.',
  '- So at a depth of 0.05 revenue alone cannot rule out losses forty times the default (0.05 x 0.05 a month), nor none at all.',
  '- The shape (deeper is worse than in proportion) is judgement: a slow answer is borne, a refused one is not.',
  '- Replace it: cut off a known share of free users for a week, and count who is back a month later.',
  '',
  '## What an hour unserved costs on the example',
  '',
  'Within the horizon, for a small shortage now. Hours later with growth are what rivals gain beside the hour itself, and the last',
  'column is the most that an hour of **early capacity** is worth while the band is hit.',
  '',
  '| unserved | lost a month | hours later, flat demand | with growth | hour earns, $ | hour unserved costs, $ |',
  '|---|--:|--:|--:|--:|--:|',
  ...costRows,
  '',
  '## How the answer moves with it',
  '',
  `Every loss times so much. Worth: with the quotes less without them. Decisions: blocks of ${quoteNames.join(', ')} signed now.`,
  '',
  '| loss times | value | worth of the quotes | decisions |',
  '|--:|--:|--:|---|',
  ...(await churnRows()),
  '',
  '## What early capacity is worth',
  '',
  'Every quote serves so many months later than quoted, for as many months and at the same price: the fall of its worth is what',
  'being early is worth. Demand that others serve meanwhile is lost; what it buys them is not valued.',
  '',
  '| months later | worth of the quotes | decisions |',
  '|--:|--:|---|',
  ...(await lateRows()),
  '',
].join('\n');
writeFileSync(PAGE, page);

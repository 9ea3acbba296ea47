import { z } from 'zod';

import {
  calendarMonthField,
  checkReference,
  countField,
  fieldsOf,
  idField,
  readDocument,
  withFix,
  type Issue,
  type IssueList,
  type Offer,
  type Plan,
} from '../../domain/index.ts';
import { endingRights } from '../../supply/index.ts';
import { calendarMonthOf, monthIndexOf } from '../../units/index.ts';
import { warnOfLimits } from './portfolio-limits.ts';
import type { FixedPortfolio, PortfolioNotice, PortfolioSigning } from './portfolio.ts';
import { QUOTED_RULES } from './rules.ts';

/** The one version of the portfolio file that this engine reads. */
const PORTFOLIO_VERSION = 1;

const signing = fieldsOf({
  offer: idField('offer of the plan, a renewal or a later one included'),
  month: calendarMonthField('signed at the start of that month'),
  blocks: countField('blocks; all of the offer by default', { min: 1, max: 1000 }).optional(),
});

const notice = fieldsOf({
  offer: idField('offer that is signed above, or a fleet contract of the plan'),
  month: calendarMonthField('notice is given at the start of that month, for all of it'),
  right: z
    .enum(['exit', 'rampDown', 'sublet', 'endLate', 'stopBuild'])
    .describe('by which right; exit by default')
    .optional(),
});

const portfolioSchema = fieldsOf({
  eightyfold: z
    .literal(PORTFOLIO_VERSION, {
      error: withFix(
        'this file has no version that this release reads',
        `write eightyfold: ${PORTFOLIO_VERSION} on the first line`,
      ),
    })
    .describe('version of the portfolio file'),
  portfolio: idField('name under which it is scored'),
  renewFleet: z
    .boolean()
    .describe('renew every fleet contract whole when its renewal is on offer; true by default')
    .optional(),
  signings: z.array(signing).max(500).describe('what is signed, and when'),
  notices: z.array(notice).max(500).describe('what is ended, and when').optional(),
});

type PortfolioInput = z.infer<typeof portfolioSchema>;

export interface ParsedPortfolio {
  /** null exactly when some issue is an error */
  readonly portfolio: FixedPortfolio | null;
  readonly issues: readonly Issue[];
}

/**
 * Reads a portfolio of one's own, YAML or JSON, against a plan: signings and notices with their dates, every fault located.
 *
 * A hard limit of the plan that it does not keep is a warning.
 *
 * @param text the file's text, at most 2 MB
 * @param taken names of portfolios that are scored beside it
 */
export function parsePortfolio(text: string, plan: Plan, taken: readonly string[] = []): ParsedPortfolio {
  const { input, issues } = readDocument(text, portfolioSchema);
  if (input !== null) checkName(input.portfolio, taken, issues);
  const portfolio = input === null ? null : portfolioOf(input, plan, issues);
  if (portfolio !== null && !issues.hasErrors()) warnOfLimits(portfolio.signings, plan, issues);
  return { portfolio: issues.hasErrors() ? null : portfolio, issues: issues.sorted().map(inPortfolioWords) };
}

/** The reader that plans share says plan where there is nothing to read. */
function inPortfolioWords(issue: Issue): Issue {
  if (issue.code !== 'no-plan') return issue;
  const reword = (text: string): string => text.replaceAll('plan', 'portfolio');
  return { ...issue, code: 'no-portfolio', what: reword(issue.what), fix: reword(issue.fix) };
}

function portfolioOf(input: PortfolioInput, plan: Plan, issues: IssueList): FixedPortfolio {
  const signings = input.signings.flatMap(
    (row, index) => signingOf(row, { plan, issues, path: `signings[${index}]` }) ?? [],
  );
  checkTotals(signings, plan, issues);
  const notices = (input.notices ?? []).flatMap(
    (row, index) => noticeOf(row, { plan, issues, path: `notices[${index}]`, signings }) ?? [],
  );
  return { name: input.portfolio, signings, notices, renewsFleet: input.renewFleet ?? true };
}

/** Policies that are scored whatever the user gives; the mean plan is made elsewhere. */
const NAMES_OF_OTHERS = ['recommended', 'rolling-mean-plan', ...QUOTED_RULES.map(({ id }) => id)];

function checkName(name: string, taken: readonly string[], issues: IssueList): void {
  if (!NAMES_OF_OTHERS.includes(name) && !taken.includes(name)) return;
  const what = `"${name}" is the name of a policy that is scored anyway`;
  issues.error({ code: 'duplicate-id', path: 'portfolio', what, fix: 'give the portfolio another name' });
}

interface RowPlace {
  readonly plan: Plan;
  readonly issues: IssueList;
  readonly path: string;
}

function offerIndexOf(id: string, { plan, issues, path }: RowPlace): number | null {
  const known = plan.offers.map((offer) => offer.id);
  const reference = { kind: 'offer', id, path: `${path}.offer` };
  const undeclaredFix = 'name an offer, a renewal ("<fleet id>-renewal") or a future offer of the plan';
  return checkReference(reference, { known, undeclaredFix }, issues) ? known.indexOf(id) : null;
}

function signingOf(row: PortfolioInput['signings'][number], at: RowPlace): PortfolioSigning | null {
  const { plan, issues, path } = at;
  const offerIndex = offerIndexOf(row.offer, at);
  if (offerIndex === null) return null;
  const offer = plan.offers[offerIndex]!;
  const month = monthIndexOf(row.month, plan.startMonth);
  const blocks = row.blocks ?? offer.blocks;
  if (blocks > offer.blocks) {
    const what = `"${offer.id}" has ${offer.blocks} blocks, not ${blocks}`;
    issues.error({ code: 'portfolio-blocks', path: `${path}.blocks`, what, fix: `write ${offer.blocks} or fewer` });
  }
  if (!isSignable(offer, month, plan)) {
    const what = `"${offer.id}" cannot be signed in ${row.month}`;
    issues.error({ code: 'portfolio-window', path: `${path}.month`, what, fix: windowText(offer, plan) });
  }
  return { offerIndex, month, blocks };
}

function isSignable(offer: Offer, month: number, { horizonMonths }: Plan): boolean {
  return month >= Math.max(0, offer.signFromMonth) && month <= Math.min(offer.signByMonth, horizonMonths - 1);
}

function windowText(offer: Offer, { horizonMonths, startMonth }: Plan): string {
  const [first, last] = [Math.max(0, offer.signFromMonth), Math.min(offer.signByMonth, horizonMonths - 1)];
  if (first > last) return 'delete the line: its window lies outside the horizon';
  return `choose a month from ${calendarMonthOf(first, startMonth)} to ${calendarMonthOf(last, startMonth)}`;
}

function checkTotals(signings: readonly PortfolioSigning[], plan: Plan, issues: IssueList): void {
  plan.offers.forEach((offer, offerIndex) => {
    const total = signings.reduce((sum, row) => sum + (row.offerIndex === offerIndex ? row.blocks : 0), 0);
    const isAnyTooMuch = signings.some((row) => row.offerIndex === offerIndex && row.blocks > offer.blocks);
    if (total <= offer.blocks || isAnyTooMuch) return;
    const what = `"${offer.id}" is signed for ${total} blocks in all, and has ${offer.blocks}`;
    issues.error({ code: 'portfolio-blocks', path: 'signings', what, fix: 'sign fewer in one of the lines' });
  });
}

function noticeOf(
  row: NonNullable<PortfolioInput['notices']>[number],
  at: RowPlace & { readonly signings: readonly PortfolioSigning[] },
): PortfolioNotice | null {
  const { plan, issues, path, signings } = at;
  const fleetIndex = plan.fleet.findIndex(({ id }) => id === row.offer);
  const isFleet = fleetIndex >= 0;
  const offerIndex = isFleet ? fleetIndex : offerIndexOf(row.offer, at);
  if (offerIndex === null) return null;
  const right = row.right ?? 'exit';
  const month = monthIndexOf(row.month, plan.startMonth);
  if (!endingRights((isFleet ? plan.fleet : plan.offers)[offerIndex]!).some(({ kind }) => kind === right)) {
    const what = `"${row.offer}" gives no right "${right}"`;
    issues.error({
      code: 'portfolio-right',
      path,
      what,
      fix: 'delete the line, or add the right to the contract in the plan',
    });
  }
  if (month < 0 || month >= plan.horizonMonths) {
    const [first, last] = [plan.startMonth, calendarMonthOf(plan.horizonMonths - 1, plan.startMonth)];
    const what = `${row.month} lies outside the plan's horizon`;
    issues.error({
      code: 'portfolio-window',
      path: `${path}.month`,
      what,
      fix: `choose a month from ${first} to ${last}`,
    });
  }
  if (!isFleet && !signings.some((signed) => signed.offerIndex === offerIndex && signed.month <= month)) {
    const what = `"${row.offer}" is not signed before ${row.month}`;
    issues.error({ code: 'portfolio-right', path: `${path}.month`, what, fix: 'add its signing, or delete the line' });
  }
  return { offerIndex, isFleet, month, right };
}

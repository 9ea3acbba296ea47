import type { DemandFit, LoadProfile, LoadShape, UsageHistory } from '../demand/index.ts';
import { fitDemand, LOAD_BLOCKS_DEFAULT, loadShapeOf, withDeferred } from '../demand/index.ts';
import type { Issue } from '../domain/index.ts';
import {
  EQUIVALENTS_ASSUMED,
  QUICK_ASSUMED,
  quickAssumptions,
  quickBasis,
  type QuickBasis,
  type QuickStated,
} from './quick-assumptions.ts';
import { commitQuotes, type QuickCommitment } from './quick-commitment.ts';
import { quickPlanText } from './quick-plan.ts';
import { parseQuote, type Quote } from './quote.ts';

/** What a quick answer is made from. */
export interface QuickQuestion {
  readonly history: UsageHistory;
  /** how messages name the table */
  readonly tableName: string;
  readonly profile: LoadProfile;
  /** as on the command line */
  readonly quoteTexts: readonly string[];
  readonly deferrableFraction: number;
  readonly stated: QuickStated;
  readonly seed: number;
}

/** The answer of a minute: what the load alone says, and a plan for the rest. */
export interface QuickAnswer {
  readonly basis: QuickBasis;
  readonly fit: DemandFit;
  readonly loadShape: LoadShape;
  readonly commitment: QuickCommitment;
  readonly assumptions: readonly string[];
  /** a plan file */
  readonly planText: string;
}

/** Answers from a usage table and some quotes, or says what is missing. Stops at nothing: the planner does the rest. */
export function quickAnswer(question: QuickQuestion): {
  readonly answer: QuickAnswer | null;
  readonly issues: readonly Issue[];
} {
  const { history, profile, stated } = question;
  const { quotes, issues } = quotesOf(question.quoteTexts);
  const { fit } = fitDemand(history, { seed: question.seed });
  const basis = quickBasis(history, fit.latestRatePerHour, stated);
  if (basis === null) issues.push(noGpus(history));
  if (basis === null || issues.length > 0) return { answer: null, issues };
  const { deferrableFraction } = question;
  const loadShape = loadShapeOf(profile, { deferrableFraction, blockCount: LOAD_BLOCKS_DEFAULT, prices: null });
  const commitment = commitQuotes(quotes, {
    curve: withDeferred(profile.curve, deferrableFraction),
    busyReferenceGpus: basis.busyReferenceGpus,
    onDemandUsdPerGpuHour: basis.onDemandUsdPerGpuHour,
    equivalents: EQUIVALENTS_ASSUMED,
    discountRatePerYear: QUICK_ASSUMED.discountRatePerYear,
  });
  const assumptions = quickAssumptions(history, basis, { stated, quotes, loadOrigin: profile.origin });
  const { tableName } = question;
  const planText = quickPlanText({ fit, loadBlocks: loadShape.loadBlocks, quotes, basis, assumptions, tableName });
  return { answer: { basis, fit, loadShape, commitment, assumptions, planText }, issues };
}

function quotesOf(texts: readonly string[]): { readonly quotes: Quote[]; readonly issues: Issue[] } {
  const parsed = texts.map(parseQuote);
  const quotes = parsed.flatMap(({ quote }) => quote ?? []);
  const issues = parsed.flatMap((each) => each.issues);
  quotes.forEach((quote, index) => {
    if (Object.hasOwn(EQUIVALENTS_ASSUMED, quote.accelerator)) return;
    const what = `how many H100s a ${quote.accelerator} replaces is not known here`;
    const fix = `name one of ${Object.keys(EQUIVALENTS_ASSUMED).join(', ')}, or write a plan with its equivalents`;
    issues.push({ code: 'quote', severity: 'error', what, fix, path: `quotes[${index}]`, line: 1, column: 1 });
  });
  return { quotes, issues };
}

function noGpus({ unit }: UsageHistory): Issue {
  const what = `the table counts ${unit}, and nothing says how many GPUs they keep busy`;
  const fix = 'give --gpus-now: mean busy H100s in the last week or month of the table';
  return { code: 'quick-gpus', severity: 'error', what, fix, path: '', line: null, column: null };
}

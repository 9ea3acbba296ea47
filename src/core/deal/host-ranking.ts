import { estimateOf, type Estimate, type SampleCaller } from '../decide/index.ts';
import type { Plan, Quantiles } from '../domain/index.ts';
import { pow } from '../numeric/index.ts';
import { deliveryAtScore } from '../supply/index.ts';
import { calendarMonthOf, MONTHS_PER_YEAR } from '../units/index.ts';
import type { HostDraft, UnplannableHost } from './host-drafts.ts';

/** Independent sampled trees behind every value. */
const RANKING_TREES = 4;
/** Standard normal scores of an early, a median and a late delivery. */
const SCORES = { p10: -1.2815515655446004, p50: 0, p90: 1.2815515655446004 } as const;

/** One host with what it could deliver, by when and how surely, and what that is worth to the plan. */
export interface RankedHost {
  readonly host: string;
  readonly draft: HostDraft['draft'];
  readonly assumed: readonly string[];
  readonly sourceUrl: string;
  readonly gpus: number;
  readonly referenceGpus: number;
  /** first month of service when early, as expected and late, "YYYY-MM" */
  readonly inServiceMonth: { readonly p10: string; readonly p50: string; readonly p90: string };
  /** chance that it fails within its term */
  readonly failureProbability: number;
  /** the best plan with the draft on the table less the best plan without, paired on the same trees; null: not asked */
  readonly addedValueUsd: Estimate | null;
  /** mean blocks that the trees sign now, of all on offer; null: not asked */
  readonly blocksSigned: number | null;
}

/** The hosts by value, and those of which no offer can be drafted. */
export interface HostRanking {
  readonly trees: number;
  readonly hosts: readonly RankedHost[];
  readonly unplannable: readonly UnplannableHost[];
}

/** What a ranking is made of. */
export interface RankingRequest {
  readonly plan: Plan;
  /** the plan with every draft among its quotes */
  readonly planWithDrafts: Plan;
  readonly drafts: readonly HostDraft[];
  readonly unplannable: readonly UnplannableHost[];
  /** null: describe only */
  readonly caller: SampleCaller | null;
  readonly onProgress?: (progress: { readonly done: number; readonly total: number }) => void;
}

/**
 * Each draft in turn on the table beside the plan's own offers, everything re-optimised on sampled trees solved exactly.
 * So the rank is what a host is worth to this plan at the drafted terms; it moves with them, and they are listed.
 */
export async function rankHosts(request: RankingRequest): Promise<HostRanking> {
  const { drafts, planWithDrafts, caller, unplannable } = request;
  const described = drafts.map((draft) => describe(planWithDrafts, draft));
  if (caller === null) return { trees: 0, hosts: described, unplannable };
  const kinds = new Map(drafts.map((each) => [termsOf(each), each.draft.id] as const));
  const total = (kinds.size + 1) * RANKING_TREES;
  let done = 0;
  const ask = (plan: Plan) =>
    Promise.all(
      Array.from({ length: RANKING_TREES }, async (_, sampleIndex) => {
        const study = { plan, questions: [{}] };
        const [answer] = await caller.ask(sampleIndex, { kind: 'study', study, sampleIndex });
        request.onProgress?.({ done: ++done, total });
        return answer!;
      }),
    );
  const askKind = async ([terms, id]: readonly [string, string]) => {
    const plan = withOnly(planWithDrafts, drafts, id);
    const place = plan.offers.filter(({ kind }) => kind === 'quote').findIndex((quote) => quote.id === id);
    return [terms, { place, answers: await ask(plan) }] as const;
  };
  const [base, ...answered] = await Promise.all([ask(request.plan), ...[...kinds].map(askKind)]);
  const answerByTerms = new Map(answered);
  const hosts = described.map((host, index) => {
    const { place, answers } = answerByTerms.get(termsOf(drafts[index]!))!;
    const added = answers.map(({ valueUsd }, tree) => valueUsd - base[tree]!.valueUsd);
    const blocks = answers.reduce((sum, { decision }) => sum + (decision[place] ?? 0), 0) / answers.length;
    return { ...host, addedValueUsd: estimateOf(added, 'mean paired difference', 'trees'), blocksSigned: blocks };
  });
  const byValue = hosts.toSorted((a, b) => b.addedValueUsd.estimate - a.addedValueUsd.estimate);
  return { trees: RANKING_TREES, hosts: byValue, unplannable };
}

/** All terms of a draft but its name: hosts that nothing tells apart have one value, and are asked about once. */
function termsOf({ draft }: HostDraft): string {
  return JSON.stringify({ ...draft, id: '', host: '' });
}

function isDraft(drafts: readonly HostDraft[], id: string): boolean {
  return drafts.some(({ draft }) => draft.id === id);
}

function withOnly(plan: Plan, drafts: readonly HostDraft[], id: string): Plan {
  return { ...plan, offers: plan.offers.filter((offer) => offer.id === id || !isDraft(drafts, offer.id)) };
}

function describe(plan: Plan, { row, draft, assumed }: HostDraft): RankedHost {
  const offer = plan.offers.find(({ id }) => id === draft.id)!;
  const monthAt = (score: number) => calendarMonthOf(deliveryAtScore(offer, score).inServiceMonths, plan.startMonth);
  return {
    host: row.host,
    draft,
    assumed,
    sourceUrl: row.sourceUrl,
    gpus: offer.quantities.reduce((sum, { gpus }) => sum + gpus, 0),
    referenceGpus: offer.referenceGpus[0] ?? 0,
    inServiceMonth: mapQuantiles(SCORES, monthAt),
    failureProbability: 1 - pow(1 - offer.failureHazardPerYear, offer.termMonths / MONTHS_PER_YEAR),
    addedValueUsd: null,
    blocksSigned: null,
  };
}

function mapQuantiles<T>({ p10, p50, p90 }: Quantiles, map: (value: number) => T): { p10: T; p50: T; p90: T } {
  return { p10: map(p10), p50: map(p50), p90: map(p90) };
}

import { samplePaths } from '../demand/index.ts';
import type { Plan } from '../domain/index.ts';
import { deepReplayOf, replannedPaths } from './replay/deep-replay.ts';
import { replayed, type ReplayCase, type ReplayOptions } from './replay/out-of-sample.ts';
import { byValue, distinctOf, proposed, withoutIdle } from './replay/proposals.ts';
import type { ReplayAnswer } from './replay/replay-answer.ts';
import { tuned, type Tuning } from './replay/tuning.ts';
import { assembleResult } from './result/assemble-result.ts';
import { COURSE_PATHS } from './result/courses.ts';
import type { RecipeFacts } from './result/findings.ts';
import type { Result } from './result/result.ts';
import type { InfeasibleReason } from './samples/infeasibility.ts';
import { carriedOutBy, type LatticeReport } from './samples/lattice-report.ts';
import { FRESH_REPLICATION_OFFSET } from './samples/lattice-session.ts';
import { pricedBlocks } from './samples/lattice-walk-away.ts';
import type { RootDecision } from './samples/question.ts';
import type { SampleCaller } from './samples/sample-caller.ts';
import type { TreeReading } from './samples/tree-check.ts';

export interface DecideOptions extends Omit<RecipeFacts, 'solverName' | 'solverVersion'> {
  readonly caller: SampleCaller;
  /** how the answer is replayed on fresh paths; left out, it is not */
  readonly replay?: ReplayOptions;
  readonly onProgress?: (progress: Progress) => void;
  /** called once, before most of the work, when the plan is feasible: a first answer from one sample, with its gap */
  readonly onFirstLook?: (look: FirstLook) => void;
  readonly isCancelled?: () => boolean;
  /** true: the caller stays open, its samples with it, for questions that follow a plan that was answered */
  readonly isCallerKept?: boolean;
}

export interface Progress {
  readonly done: number;
  readonly total: number;
  readonly what: string;
}

/** What one lattice signs: no more than a first look, without an interval. */
export interface FirstLook {
  readonly signNow: readonly { readonly offerId: string; readonly blocks: number; readonly blocksOffered: number }[];
  /** proved bound on any policy, and what the policy of this decision reaches */
  readonly boundUsd: number;
  readonly reachedUsd: number;
}

export type Outcome =
  | { readonly status: 'planned'; readonly result: Result }
  | { readonly status: 'infeasible'; readonly reasons: readonly InfeasibleReason[] }
  | { readonly status: 'failed'; readonly message: string }
  | { readonly status: 'cancelled' };

/**
 * Answers a plan. Sampled trees, solved exactly, give prices to try; several independent lattices then each propose their
 * best root decision; every proposal is valued on all of them and the one with the best mean is recommended (on a
 * tie the one that signs fewer blocks, then the earlier in plan order); every lattice reports on it, and the trees
 * check it. What differs between samples gives every interval.
 *
 * The caller decides where samples are solved and is closed here, unless it is to be kept. Nothing depends on how many threads serve it.
 */
export async function decide(plan: Plan, options: DecideOptions): Promise<Outcome> {
  let isKept = false;
  try {
    const outcome = await decideWith(plan, options);
    isKept = outcome.status === 'planned' && options.isCallerKept === true;
    return outcome;
  } catch (error) {
    if (error instanceof Cancelled) return { status: 'cancelled' };
    throw error;
  } finally {
    if (!isKept) await options.caller.close();
  }
}

/** Carries a cancellation out of the steps. */
class Cancelled extends Error {}

async function decideWith(plan: Plan, options: DecideOptions): Promise<Outcome> {
  const { caller } = options;
  const { lattices } = plan.lattice;
  const { trees } = plan.tree;
  const { step, expect } = stepper(options, 3 * lattices + 2 * trees + replaySteps(options.replay, lattices));
  const onEvery = <T>(count: number, what: string, ask: (sample: number) => Promise<T>): Promise<T[]> =>
    Promise.all(Array.from({ length: count }, (_, sample) => step(what, () => ask(sample))));
  const onEveryLattice = <T>(what: string, ask: (lattice: number) => Promise<T>) => onEvery(lattices, what, ask);

  const [, readings] = await Promise.all([
    lookFirst(plan, options),
    onEvery(trees, 'trees read', (tree) => caller.ask(tree, { kind: 'readTree' })),
  ]);
  const unread = readings.find(({ status }) => status !== 'optimal');
  if (unread?.status === 'infeasible') {
    return { status: 'infeasible', reasons: await caller.ask(0, { kind: 'reasons' }) };
  }
  if (unread) return { status: 'failed', message: unread.message };
  const trialMultiples = readings[0]!.trialMultiples.map((_, quote) => meanOf(readings, quote));
  const others = readings.map(({ decision }) => decision);
  const { candidates, tried } = await proposed({ caller, lattices, trialMultiples, others, step });
  const bad = candidates.find((candidate) => candidate.status !== 'optimal');
  if (bad) return { status: 'failed', message: bad.message };
  const quotes = plan.offers.filter((offer) => offer.kind === 'quote');
  const best = await withoutIdle(byValue(tried)[0]!, quotes, (more) => {
    const ask = (lattice: number) => caller.ask(lattice, { kind: 'values', decisions: more });
    return Promise.all(Array.from({ length: lattices }, (_, lattice) => ask(lattice)));
  });
  const proposeAt = async (riskWeight: number): Promise<RootDecision | null> => {
    expect(2 * lattices);
    const moved = await proposed({ caller, lattices, trialMultiples: [], others: [best], riskWeight, step });
    return byValue(moved.tried)[0] ?? null;
  };
  const decisions = distinctOf([best, ...byValue(tried)]);
  const tuning = options.replay
    ? await step('cash reserve by replay', () => tuned({ plan, caller, decisions, proposeAt }))
    : untuned(plan, best);
  const { decision, riskWeight } = tuning.chosen;
  const blocks = pricedBlocks(quotes, decision);
  const reportOn = async (lattice: number): Promise<LatticeReport> => {
    const report = await caller.ask(lattice, { kind: 'report', decision, blocks });
    if (riskWeight === plan.risk.weight) return report;
    return carriedOutBy(report, await caller.ask(lattice, { kind: 'carriedOut', decision, riskWeight }));
  };
  const [reports, checks] = await Promise.all([
    onEveryLattice('walk-away prices and what-ifs', reportOn),
    onEvery(trees, 'cross-check on a tree', (tree) => caller.ask(tree, { kind: 'check', decision })),
  ]);
  const freshPaths = samplePaths(plan, {
    pathCount: plan.lattice.paths,
    replication: FRESH_REPLICATION_OFFSET + lattices,
  });
  const traces = await caller.ask(0, { kind: 'traceEngine', ...tuning.chosen, ...COURSE_PATHS });
  const { solverName, solverVersion } = caller;
  const boundsUsd = reports.map((report) => Math.max(report.bestUsd, report.recommendedUsd));
  const replay = await replayAnswer({ plan, caller, tuning, boundsUsd }, options.replay, step);
  const findings = { plan, decision, candidates, tried, reports, checks, freshPaths, traces, replay };
  return { status: 'planned', result: assembleResult(findings, { ...options, solverName, solverVersion }) };
}

/** Without a replay nothing tells one reserve or weight from another. */
function untuned({ risk }: Plan, decision: RootDecision): Tuning {
  const chosen = { decision, reserveUsd: 0, riskWeight: risk.weight };
  return { chosen, unlimited: chosen, tried: [], flattered: null };
}

type Step = ReturnType<typeof stepper>['step'];

/** The answer on fresh paths, and planned again along some of them where that is asked for; null where neither is. */
async function replayAnswer(
  given: ReplayCase,
  options: ReplayOptions | undefined,
  step: Step,
): Promise<ReplayAnswer | null> {
  if (!options) return null;
  const { plan, caller } = given;
  const answer = await step('replay on fresh paths', () => replayed(given, options));
  if (!options.deepPaths) return { ...answer, deep: null };
  const { lattices } = plan.lattice;
  const pathCount = Math.ceil(options.deepPaths / lattices);
  const found = await Promise.all(
    Array.from({ length: lattices }, (_, lattice) =>
      step('planning again along paths', () => replannedPaths(caller, given.tuning.chosen, { lattice, pathCount })),
    ),
  );
  return { ...answer, deep: deepReplayOf(found, plan.tree.stageStartMonths.length) };
}

/** Steps of the replay: tuning, the replay itself, and every lattice's planning again. */
function replaySteps(options: ReplayOptions | undefined, lattices: number): number {
  if (!options) return 0;
  return 2 + (options.deepPaths ? lattices : 0);
}

/** Only where somebody looks: nothing that follows depends on it. */
async function lookFirst(plan: Plan, { caller, onFirstLook }: DecideOptions): Promise<void> {
  if (!onFirstLook) return;
  const { status, decision, valueUsd, reachedUsd } = await caller.ask(0, { kind: 'firstLook' });
  if (status !== 'optimal') return;
  const quotes = plan.offers.filter((offer) => offer.kind === 'quote');
  const signNow = quotes.flatMap(({ id, blocks }, quote) =>
    decision[quote]! > 0 ? [{ offerId: id, blocks: decision[quote]!, blocksOffered: blocks }] : [],
  );
  onFirstLook({ signNow, boundUsd: valueUsd, reachedUsd });
}

function meanOf(readings: readonly TreeReading[], quote: number): number {
  return readings.reduce((sum, { trialMultiples }) => sum + trialMultiples[quote]!, 0) / readings.length;
}

/** Runs steps, counts them, and stops between them when cancelled; `expect` adds steps that nobody knew of. */
function stepper(options: DecideOptions, known: number) {
  let total = known;
  let done = 0;
  return {
    expect: (more: number) => {
      total += more;
    },
    step: async <T>(what: string, run: () => Promise<T>): Promise<T> => {
      if (options.isCancelled?.()) throw new Cancelled();
      const value = await run();
      if (options.isCancelled?.()) throw new Cancelled();
      options.onProgress?.({ done: ++done, total, what });
      return value;
    },
  };
}

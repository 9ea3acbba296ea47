import { samplePaths } from '../demand/index.ts';
import type { Offer, Plan } from '../domain/index.ts';
import { pricedBlocks } from './assemble-offers.ts';
import { assembleResult, type RecipeFacts } from './assemble-result.ts';
import type { InfeasibleReason } from './infeasibility.ts';
import type { CandidateAnswer, PilotAnswer } from './lattice-report.ts';
import { FRESH_REPLICATION_OFFSET } from './lattice-session.ts';
import type { RootDecision } from './question.ts';
import type { Result } from './result.ts';
import type { SampleCaller } from './sample-caller.ts';

export interface DecideOptions extends Omit<RecipeFacts, 'solverName' | 'solverVersion'> {
  readonly caller: SampleCaller;
  readonly onProgress?: (progress: Progress) => void;
  /** called once, before most of the work: a first answer from one sample, with its gap */
  readonly onFirstLook?: (look: FirstLook) => void;
  readonly isCancelled?: () => boolean;
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
 * Answers a plan. A pilot lattice gives a first decision and prices to try; several independent lattices then each propose
 * their best root decision; every proposal is valued on all of them and the one with the best mean is recommended (on a
 * tie the one that signs fewer blocks, then the earlier in plan order); every lattice reports on it, and sampled trees,
 * solved exactly, check it. What differs between samples gives every interval.
 *
 * The caller decides where samples are solved and is closed here. Nothing depends on how many threads serve it.
 */
export async function decide(plan: Plan, options: DecideOptions): Promise<Outcome> {
  try {
    return await decideWith(plan, options);
  } catch (error) {
    if (error instanceof Cancelled) return { status: 'cancelled' };
    throw error;
  } finally {
    await options.caller.close();
  }
}

/** Carries a cancellation out of the steps. */
class Cancelled extends Error {}

async function decideWith(plan: Plan, options: DecideOptions): Promise<Outcome> {
  const { caller } = options;
  const { lattices } = plan.lattice;
  const { trees } = plan.tree;
  const step = stepper(options, 1 + 3 * lattices + 2 * trees);
  const onEvery = <T>(count: number, what: string, ask: (sample: number) => Promise<T>): Promise<T[]> =>
    Promise.all(Array.from({ length: count }, (_, sample) => step(what, () => ask(sample))));
  const onEveryLattice = <T>(what: string, ask: (lattice: number) => Promise<T>) => onEvery(lattices, what, ask);

  // Trees need no recommendation to be read, so they fill the time in which one thread takes the first look.
  const readings = onEvery(trees, 'what information is worth', (tree) =>
    caller.ask(treeSample(tree), { kind: 'readTree' }),
  );
  readings.catch(() => undefined);
  const pilot = await step('a first look', () => caller.ask(0, { kind: 'pilot' }));
  if (pilot.status === 'optimal') options.onFirstLook?.(firstLookOf(plan, pilot));
  if (pilot.status === 'infeasible') return { status: 'infeasible', reasons: await caller.ask(0, { kind: 'reasons' }) };
  if (pilot.status !== 'optimal') return { status: 'failed', message: pilot.message };
  const { trialMultiples } = pilot;
  const candidates = await onEveryLattice('best decision', (lattice) =>
    caller.ask(lattice, { kind: 'candidate', trialMultiples }),
  );
  const bad = candidates.find((candidate) => candidate.status !== 'optimal');
  if (bad) return { status: 'failed', message: bad.message };

  const decisions = distinct(candidates);
  const values = await onEveryLattice('valuing decisions', (lattice) =>
    caller.ask(lattice, { kind: 'values', decisions }),
  );
  const tried = decisions.map((decision, index) => ({ decision, valuesUsd: values.map((ofOne) => ofOne[index]!) }));
  const quotes = plan.offers.filter((offer) => offer.kind === 'quote');
  const decision = await withoutIdle(bestOf(tried), quotes, (more) => {
    const ask = (lattice: number) => caller.ask(lattice, { kind: 'values', decisions: more });
    return Promise.all(Array.from({ length: lattices }, (_, lattice) => ask(lattice)));
  });

  const blocks = pricedBlocks(quotes, decision);
  await readings;
  const [reports, checks] = await Promise.all([
    onEveryLattice('walk-away prices and what-ifs', (lattice) =>
      caller.ask(lattice, { kind: 'report', decision, blocks }),
    ),
    onEvery(trees, 'cross-check on a tree', (tree) => caller.ask(treeSample(tree), { kind: 'check', decision })),
  ]);
  const freshPaths = samplePaths(plan, {
    pathCount: plan.lattice.paths,
    replication: FRESH_REPLICATION_OFFSET + lattices,
  });
  const { solverName, solverVersion } = caller;
  const findings = { plan, decision, candidates, tried, reports, checks, freshPaths };
  return { status: 'planned', result: assembleResult(findings, { ...options, solverName, solverVersion }) };
}

function firstLookOf(plan: Plan, pilot: PilotAnswer): FirstLook {
  const quotes = plan.offers.filter((offer) => offer.kind === 'quote');
  const signNow = quotes.flatMap(({ id, blocks }, quote) =>
    pilot.decision[quote]! > 0 ? [{ offerId: id, blocks: pilot.decision[quote]!, blocksOffered: blocks }] : [],
  );
  return { signNow, boundUsd: pilot.valueUsd, reachedUsd: pilot.reachedUsd };
}

/** A signing whose loss lowers the value by less than this share of it adds nothing: it is left out. */
const IDLE_FRACTION = 1e-9;

/** The decision less every signing that adds nothing, tried in plan order: on a tie nothing is signed. */
async function withoutIdle(
  decision: RootDecision,
  quotes: readonly Offer[],
  valuesOf: (decisions: readonly RootDecision[]) => Promise<(readonly number[])[]>,
): Promise<RootDecision> {
  const lighter = decision.flatMap((blocks, quote) => {
    const { blocksMin } = quotes[quote]!;
    return blocks > blocksMin ? [decision.with(quote, blocksMin)] : [];
  });
  if (lighter.length === 0) return decision;
  const values = await valuesOf([decision, ...lighter]);
  const totals = values[0]!.map((_, index) => values.reduce((sum, ofTree) => sum + ofTree[index]!, 0));
  const enough = totals[0]! - IDLE_FRACTION * Math.abs(totals[0]!);
  const idle = lighter.find((_, index) => totals[index + 1]! >= enough);
  return idle ? withoutIdle(idle, quotes, valuesOf) : decision;
}

/** Trees are grown from the odd samples: with two threads the first look is alone on its own. */
function treeSample(tree: number): number {
  return 2 * tree + 1;
}

/** Runs one step, counts it, and stops between steps when cancelled. */
function stepper(options: DecideOptions, total: number): <T>(what: string, run: () => Promise<T>) => Promise<T> {
  let done = 0;
  return async (what, run) => {
    if (options.isCancelled?.()) throw new Cancelled();
    const value = await run();
    if (options.isCancelled?.()) throw new Cancelled();
    options.onProgress?.({ done: ++done, total, what });
    return value;
  };
}

function distinct(candidates: readonly CandidateAnswer[]): RootDecision[] {
  const byKey = new Map(candidates.map(({ decision }) => [decision.join('/'), decision]));
  return [...byKey.values()];
}

function bestOf(tried: readonly { decision: RootDecision; valuesUsd: readonly number[] }[]): RootDecision {
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
  const ranked = tried
    .filter(({ valuesUsd }) => !valuesUsd.some(Number.isNaN))
    .toSorted((a, b) => sum(b.valuesUsd) - sum(a.valuesUsd) || sum(a.decision) - sum(b.decision));
  return ranked[0]!.decision;
}

import type { Offer } from '../../domain/index.ts';
import type { CandidateAnswer } from '../samples/lattice-report.ts';
import type { RootDecision } from '../samples/question.ts';
import type { SampleCaller } from '../samples/sample-caller.ts';

/** A root decision and what its policy reaches. */
export interface TriedDecision {
  readonly decision: RootDecision;
  /** [lattice] NaN where it is not feasible */
  readonly valuesUsd: readonly number[];
}

/** What the lattices of one risk weight propose, and what each proposal is worth on all of them. */
export interface Proposals {
  /** [lattice] */
  readonly candidates: readonly CandidateAnswer[];
  /** none where some lattice has no best decision */
  readonly tried: readonly TriedDecision[];
}

export interface ProposalOptions {
  readonly caller: SampleCaller;
  readonly lattices: number;
  readonly trialMultiples: readonly number[];
  /** decisions to value beside the lattices' own */
  readonly others: readonly RootDecision[];
  /** left out, the plan's own */
  readonly riskWeight?: number;
  /** called for every request to a lattice */
  readonly step: <T>(what: string, run: () => Promise<T>) => Promise<T>;
}

/** Opens the lattices, asks each for its best root decision, and values every proposal on all of them. */
export async function proposed(options: ProposalOptions): Promise<Proposals> {
  const { caller, lattices, trialMultiples, others, riskWeight, step } = options;
  const at = riskWeight === undefined ? {} : { riskWeight };
  const onEvery = <T>(what: string, ask: (lattice: number) => Promise<T>) =>
    Promise.all(Array.from({ length: lattices }, (_, lattice) => step(what, () => ask(lattice))));
  const candidates = await onEvery('best decision', (lattice) =>
    caller.ask(lattice, { kind: 'candidate', trialMultiples, ...at }),
  );
  if (candidates.some(({ status }) => status !== 'optimal')) return { candidates, tried: [] };
  const decisions = distinct([...candidates.map(({ decision }) => decision), ...others]);
  const values = await onEvery('valuing decisions', (lattice) =>
    caller.ask(lattice, { kind: 'values', decisions, ...at }),
  );
  const tried = decisions.map((decision, index) => ({ decision, valuesUsd: values.map((ofOne) => ofOne[index]!) }));
  return { candidates, tried };
}

/** Feasible decisions, the most valuable first; on a tie the one that signs fewer blocks. */
export function byValue(tried: readonly TriedDecision[]): RootDecision[] {
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
  return tried
    .filter(({ valuesUsd }) => !valuesUsd.some(Number.isNaN))
    .toSorted((a, b) => sum(b.valuesUsd) - sum(a.valuesUsd) || sum(a.decision) - sum(b.decision))
    .map(({ decision }) => decision);
}

/** Every decision once, in the order given. */
export function distinctOf(decisions: readonly RootDecision[]): RootDecision[] {
  return [...new Map(decisions.map((decision) => [decision.join('/'), decision])).values()];
}

/** Every decision once, and the one that signs of each quote as much as any of them does. */
function distinct(decisions: readonly RootDecision[]): RootDecision[] {
  const most = decisions[0]!.map((_, quote) => Math.max(...decisions.map((decision) => decision[quote]!)));
  return distinctOf([...decisions, most]);
}

/** A signing whose loss lowers the value by less than this share of it adds nothing: it is left out. */
const IDLE_FRACTION = 1e-9;

/** The decision less every signing that adds nothing, tried in plan order: on a tie nothing is signed. */
export async function withoutIdle(
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

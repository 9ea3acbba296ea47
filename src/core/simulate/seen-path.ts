import type { BlockState } from './block-state.ts';
import type { Column } from './column.ts';
import { seenHolding, signedAmong } from './holding.ts';
import type { Seen, SeenHolding } from './policy.ts';

/** What the paths of a block have come to at the start of a month, set apart from what is carried out next. */
interface Shown {
  readonly state: BlockState;
  readonly month: number;
  readonly liquidityUsd: Float64Array;
  readonly drawnUsd: Float64Array;
  readonly accumulatedUsd: Float64Array;
  /** [workload] */
  readonly churn: readonly Column[];
  /** [path × offer] */
  readonly signedBlocks: Float64Array;
  /** [path] contracts signed, the fleet among them */
  readonly counts: Int32Array;
}

/** Shows every path at the start of a month. */
export function seenPaths(state: BlockState, month: number): readonly Seen[] {
  const shown: Shown = {
    state,
    month,
    liquidityUsd: state.liquidityUsd.slice(),
    drawnUsd: state.drawnUsd.slice(),
    accumulatedUsd: state.outcome.valueUsd.slice(),
    churn: state.churn.map((column) => column.slice()),
    signedBlocks: state.signedBlocks.slice(),
    counts: state.holdings.counts.slice(),
  };
  const seen: Seen[] = [];
  for (let path = 0; path < state.pathCount; path++) seen.push(new SeenPath(shown, path));
  return seen;
}

/** One path, read from the columns when asked: few policies look at everything. */
class SeenPath implements Seen {
  readonly #shown: Shown;
  readonly #path: number;
  #holdings: readonly SeenHolding[] | null = null;

  constructor(shown: Shown, path: number) {
    this.#shown = shown;
    this.#path = path;
  }

  get month(): number {
    return this.#shown.month;
  }

  get demandMultiple(): number {
    return this.#chances.multiple[this.#at]!;
  }

  get expectedLogGrowthPerYear(): number {
    return this.#chances.expectedLogGrowthPerYear[this.#at]!;
  }

  get supplyRegime(): 0 | 1 | 2 {
    return this.#chances.supplyRegime[this.#at] as 0 | 1 | 2;
  }

  get liquidityUsd(): number {
    return this.#shown.liquidityUsd[this.#path]! + this.#shown.drawnUsd[this.#path]!;
  }

  get creditUsedUsd(): number {
    return Math.min(this.#shown.drawnUsd[this.#path]!, this.#shown.state.world.plan.money.creditLineUsd);
  }

  get accumulatedUsd(): number {
    return this.#shown.accumulatedUsd[this.#path]!;
  }

  get churnFraction(): readonly number[] {
    return this.#shown.churn.map((column) => column[this.#path]!);
  }

  get holdings(): readonly SeenHolding[] {
    const { state, month, counts } = this.#shown;
    return (this.#holdings ??= signedAmong(state.holdings.of(this.#path))
      .slice(0, counts[this.#path])
      .map((holding) => seenHolding(holding, month)));
  }

  signedBlocks(offerIndex: number): number {
    const { state, signedBlocks } = this.#shown;
    return signedBlocks[this.#path * state.world.plan.offers.length + offerIndex]!;
  }

  addHeldAhead(sum: Float64Array, months: Int32Array, contracts: Uint8Array | null = null): void {
    const { state, month, counts } = this.#shown;
    state.holdings.addAhead(sum, months, { path: this.#path, month, count: counts[this.#path]!, contracts });
  }

  get #chances(): BlockState['chances']['paths'] {
    return this.#shown.state.chances.paths;
  }

  get #at(): number {
    return this.#path * this.#chances.monthCount + this.#shown.month;
  }
}

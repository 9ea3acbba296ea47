import { signedAmong, type Holding } from '../contracts/holding.ts';
import type { Seen, SeenHolding } from '../policies/policy.ts';
import type { BlockState } from './block-state.ts';

/** Shows every path at the start of a month; nothing of it moves until all have been answered. */
export function seenPaths(state: BlockState, month: number): readonly Seen[] {
  const seen: Seen[] = [];
  for (let path = 0; path < state.pathCount; path++) seen.push(new SeenPath(state, month, path));
  return seen;
}

/** One path, read when asked: few policies look at everything. */
class SeenPath implements Seen {
  readonly month: number;
  readonly #state: BlockState;
  readonly #path: number;
  #holdings: readonly SeenHolding[] | null = null;

  constructor(state: BlockState, month: number, path: number) {
    this.#state = state;
    this.month = month;
    this.#path = path;
  }

  get demandMultiple(): number {
    return this.#state.chances.paths.multiple[this.#at]!;
  }

  get expectedLogGrowthPerYear(): number {
    return this.#state.chances.paths.expectedLogGrowthPerYear[this.#at]!;
  }

  get supplyRegime(): 0 | 1 | 2 {
    return this.#state.chances.paths.supplyRegime[this.#at] as 0 | 1 | 2;
  }

  get liquidityUsd(): number {
    return this.#state.liquidityUsd[this.#path]! + this.#state.drawnUsd[this.#path]!;
  }

  get creditUsedUsd(): number {
    return Math.min(this.#state.drawnUsd[this.#path]!, this.#state.world.plan.money.creditLineUsd);
  }

  get accumulatedUsd(): number {
    return this.#state.outcome.valueUsd[this.#path]!;
  }

  get holdings(): readonly SeenHolding[] {
    return (this.#holdings ??= signedAmong(this.#state.holdings.of(this.#path)).map((holding) =>
      seenHolding(holding, this.month),
    ));
  }

  churnFraction(workloadIndex: number): number {
    return this.#state.churn[workloadIndex]![this.#path]!;
  }

  signedBlocks(offerIndex: number): number {
    const { signedBlocks, world } = this.#state;
    return signedBlocks[this.#path * world.plan.offers.length + offerIndex]!;
  }

  addHeldAhead(sum: Float64Array, months: Int32Array, contracts: Uint8Array | null = null): void {
    this.#state.holdings.addAhead(sum, months, { path: this.#path, month: this.month, contracts });
  }

  get #at(): number {
    return this.#path * this.#state.chances.paths.monthCount + this.month;
  }
}

/** What a decider sees of a holding at the start of a month. */
function seenHolding({ fate, ended, added, ...holding }: Holding, month: number): SeenHolding {
  const { loss, course } = fate;
  const isLost = loss.knownMonth <= month;
  const before = [...ended, ...added].filter(({ noticeMonth }) => noticeMonth < month);
  return {
    offerIndex: holding.offerIndex,
    isFleet: holding.isFleet,
    signMonth: holding.signMonth,
    blocks: holding.blocks,
    ended: before.map(({ right, noticeMonth, blocks }) => ({ right, noticeMonth, blocks })),
    isLost,
    goneFromMonth: isLost ? loss.stopMonth : null,
    inServiceMonth: course.inServiceMonth <= month ? course.inServiceMonth : null,
  };
}

import { valueAfterHorizon } from '../contracts/course.ts';
import { AFTER_HORIZON_USD, endRegimeOf } from '../contracts/fate.ts';
import { NO_PARTS, runningBlocks, type Holding } from '../contracts/holding.ts';
import { HELD_FIELDS, PLACE, WHOLE } from '../contracts/holdings.ts';
import type { BlockState } from './block-state.ts';

/** What a path's contracts are worth after the horizon, discounted. */
export function afterHorizonUsd(state: BlockState, path: number): number {
  if (state.holdings.isPlain(path)) return plainUsd(state, path);
  let usd = 0;
  for (const holding of state.holdings.of(path)) {
    const { fate, wholePerBlock } = holding;
    const running = runningBlocks(holding) * wholePerBlock;
    if (running > 0) usd += running * fate.afterHorizonUsd;
    if (holding.ended !== NO_PARTS) usd += endedUsd(state, path, holding);
  }
  return usd;
}

/** Where nothing has become of them but their fates. */
function plainUsd({ holdings, fates }: BlockState, path: number): number {
  const first = path * holdings.room * HELD_FIELDS;
  let usd = 0;
  for (let at = first; at < first + holdings.counts[path]! * HELD_FIELDS; at += HELD_FIELDS) {
    usd += holdings.numbers[at + WHOLE]! * fates.numbers[holdings.numbers[at + PLACE]! + AFTER_HORIZON_USD]!;
  }
  return usd;
}

/** The parts under notice. */
function endedUsd({ world, chances }: BlockState, path: number, { fate, ended, wholePerBlock }: Holding): number {
  const { course, loss } = fate;
  const at = { endRegime: endRegimeOf(chances, path), isLost: loss.stopMonth < world.plan.horizonMonths };
  return ended.reduce((usd, part) => {
    // What was only extended may still be left as if it were not.
    const notice = part.flow === course ? null : part;
    return usd + part.blocks * wholePerBlock * valueAfterHorizon(world.courses, course, { ...at, notice });
  }, 0);
}

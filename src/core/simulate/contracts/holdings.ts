import { CONTRACT, AHEAD_AT, type Fates } from './fate.ts';
import { NO_PARTS, type Holding } from './holding.ts';
import type { ReplayWorld } from './world.ts';

/** Numbers kept of a contract taken up: they are read again at every date, and so lie together. */
export const HELD_FIELDS = 10;
/** Where its fate is, and blocks signed; 1 for a fleet contract. */
export const PLACE = 0;
export const BLOCKS = 1;
/** Share of the whole contract, and reference GPUs. */
export const WHOLE = 2;
const REFERENCE_GPUS = 3;
const CONTRACT_INDEX = 4;
/** As in the fate, AHEAD_AT. */
const AHEAD = 5;
const ROW = AHEAD;
const ROW_ONCE_SEEN = AHEAD + 1;
const SEEN = AHEAD + 2;
const KNOWN = AHEAD + 3;
const STOP = AHEAD + 4;

export interface AheadOf {
  readonly path: number;
  readonly month: number;
  /** [contract: fleet, then offers] 1 for those that count; null = all */
  readonly contracts: Uint8Array | null;
}

/**
 * What the paths of a block hold. What was signed, the fleet among it, is kept as numbers, for most contracts are never
 * looked at again; as objects too on a path where more may become of one than its fate, or where all are to be shown.
 */
export class Holdings {
  /** [path] contracts signed */
  readonly counts: Int32Array;
  /** [path × room × HELD_FIELDS] */
  numbers: Float64Array;
  room = 8;
  readonly #world: ReplayWorld;
  #fates!: Fates;
  #objects: (Holding[] | undefined)[] = [];

  constructor(world: ReplayWorld, pathCount: number) {
    this.#world = world;
    this.counts = new Int32Array(pathCount);
    this.numbers = new Float64Array(pathCount * this.room * HELD_FIELDS);
  }

  /** Empties them, for contracts of these fates. */
  open(fates: Fates): void {
    this.#fates = fates;
    this.#objects = Array.from({ length: this.counts.length });
    this.counts.fill(0);
  }

  /** Takes up blocks of a contract whose fate on the path is known. @returns the share of the whole contract */
  take(path: number, place: number, blocks: number): number {
    const { plan, contracts, schedules } = this.#world;
    const fate = this.#fates.numbers;
    const contract = fate[place + CONTRACT]!;
    const whole = contract < plan.fleet.length ? blocks : blocks / contracts[contract]!.blocks;
    if (this.counts[path] === this.room) this.#widen();
    const at = (path * this.room + this.counts[path]!) * HELD_FIELDS;
    const { numbers } = this;
    numbers[at + PLACE] = place;
    numbers[at + BLOCKS] = blocks;
    numbers[at + WHOLE] = whole;
    numbers[at + REFERENCE_GPUS] = blocks * schedules.blockReferenceGpus[contract]!;
    numbers[at + CONTRACT_INDEX] = contract;
    for (let field = 0; field < HELD_FIELDS - AHEAD; field++) {
      numbers[at + AHEAD + field] = fate[place + AHEAD_AT + field]!;
    }
    this.counts[path]! += 1;
    this.#objects[path]?.push(this.#objectAt(at));
    return whole;
  }

  /** Adds the reference GPUs that a path's contracts serve in some months, as seen in a month. */
  addAhead(sum: Float64Array, months: Int32Array, { path, month, contracts }: AheadOf): void {
    const { numbers } = this;
    const { fractions } = this.#world.schedules;
    const first = path * this.room * HELD_FIELDS;
    for (let at = first; at < first + this.counts[path]! * HELD_FIELDS; at += HELD_FIELDS) {
      if (contracts !== null && contracts[numbers[at + CONTRACT_INDEX]!] === 0) continue;
      const referenceGpus = numbers[at + REFERENCE_GPUS]!;
      const row = (month < numbers[at + SEEN]! ? numbers[at + ROW]! : numbers[at + ROW_ONCE_SEEN]!) | 0;
      const goneFrom = month < numbers[at + KNOWN]! ? Infinity : numbers[at + STOP]!;
      if (goneFrom === Infinity) {
        for (let index = 0; index < months.length; index++)
          sum[index]! += referenceGpus * fractions[row + months[index]!]!;
        continue;
      }
      for (let index = 0; index < months.length; index++) {
        const ahead = months[index]!;
        if (ahead < goneFrom) sum[index]! += referenceGpus * fractions[row + ahead]!;
      }
    }
  }

  /** true where nothing is known of the path's contracts but numbers */
  isPlain(path: number): boolean {
    return this.#objects[path] === undefined;
  }

  /** A path's contracts, those given by options too, in the order in which they were taken up. */
  of(path: number): Holding[] {
    const known = this.#objects[path];
    if (known !== undefined) return known;
    const first = path * this.room * HELD_FIELDS;
    const made = Array.from({ length: this.counts[path]! }, (_, index) => this.#objectAt(first + index * HELD_FIELDS));
    this.#objects[path] = made;
    return made;
  }

  #objectAt(at: number): Holding {
    const contract = this.numbers[at + CONTRACT_INDEX]!;
    const fleetCount = this.#world.plan.fleet.length;
    const isFleet = contract < fleetCount;
    const fate = this.#fates.fateAt(this.numbers[at + PLACE]!);
    const blocks = this.numbers[at + BLOCKS]!;
    return {
      offerIndex: isFleet ? contract : contract - fleetCount,
      isFleet,
      signMonth: fate.course.signing.signMonth,
      blocks,
      wholePerBlock: isFleet ? 1 : 1 / fate.course.offer.blocks,
      fate,
      ended: NO_PARTS,
      added: NO_PARTS,
      rolledUnits: 0,
      given: null,
    };
  }

  /** Gives every path twice the room. */
  #widen(): void {
    const { numbers, counts } = this;
    const width = this.room * HELD_FIELDS;
    this.numbers = new Float64Array(2 * numbers.length);
    for (let path = 0; path < counts.length; path++) {
      this.numbers.set(numbers.subarray(path * width, (path + 1) * width), 2 * path * width);
    }
    this.room *= 2;
  }
}

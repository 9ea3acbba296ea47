import type { Offer, Plan } from '../domain/index.ts';
import { contractSeries, deliveryAtScore, shownReferenceGpus, type Delivery } from '../supply/index.ts';
import { DELIVERED } from './course.ts';
import type { Loss } from './loss.ts';

/** What the contracts of each path of a block serve in months to come, as far as can be seen there. */
export interface HeldAhead {
  /** notes a contract that a path takes up */
  note(path: number, holding: Noted): void;
  /** adds the reference GPUs that the first so many contracts of a path serve in some months, as seen in a month */
  add(sum: Float64Array, months: readonly number[], at: AheadOf): void;
}

/** What is noted of a contract. */
interface Noted {
  readonly offerIndex: number;
  readonly isFleet: boolean;
  readonly signMonth: number;
  readonly blocks: number;
  readonly fate: { readonly course: { readonly inServiceMonth: number }; readonly loss: Loss };
}

export interface AheadOf {
  readonly path: number;
  readonly month: number;
  readonly count: number;
  /** [contract: fleet, then offers] 1 for those that count; null = all */
  readonly contracts: Uint8Array | null;
}

/** Opens what is held ahead for so many paths; what serves when is shared by all that is opened. */
export type HeldAheadOpener = (pathCount: number) => HeldAhead;

/** Numbers noted of a contract, in one array: they are read again at every date, and so lie together. */
const FIELDS = 7;

export function heldAheadOpener(plan: Plan): HeldAheadOpener {
  const { horizonMonths, fleet, offers } = plan;
  const contracts = [...fleet, ...offers];
  const sizes = contracts.map(blockReferenceGpus);
  const schedules = schedulesOf(plan);
  return (pathCount) => {
    const counts = new Int32Array(pathCount);
    let room = 8;
    let noted = new Float64Array(pathCount * room * FIELDS);
    return {
      note(path, { fate, offerIndex, isFleet, signMonth, blocks }) {
        if (counts[path] === room) noted = widened(noted, pathCount, (room *= 2) * FIELDS);
        const contract = isFleet ? offerIndex : fleet.length + offerIndex;
        const { inServiceMonth } = fate.course;
        // The fleet's own schedule is the nominal one.
        const isSeen = !isFleet && inServiceMonth < horizonMonths;
        const at = (path * room + counts[path]!) * FIELDS;
        noted[at] = contract;
        noted[at + 1] = blocks * sizes[contract]!;
        noted[at + 2] = schedules.rowOf(contract, signMonth, null);
        noted[at + 3] = isSeen ? schedules.rowOf(contract, signMonth, inServiceMonth - signMonth) : 0;
        noted[at + 4] = isSeen ? inServiceMonth : Infinity;
        noted[at + 5] = fate.loss.knownMonth;
        noted[at + 6] = fate.loss.stopMonth;
        counts[path]! += 1;
      },
      add(sum, months, { path, month, count, contracts: counted }) {
        const { fractions } = schedules;
        const first = path * room * FIELDS;
        for (let at = first; at < first + count * FIELDS; at += FIELDS) {
          if (counted !== null && counted[noted[at]!] === 0) continue;
          const referenceGpus = noted[at + 1]!;
          const row = month < noted[at + 4]! ? noted[at + 2]! : noted[at + 3]!;
          const goneFrom = month < noted[at + 5]! ? Infinity : noted[at + 6]!;
          for (let index = 0; index < months.length; index++) {
            const ahead = months[index]!;
            if (ahead < goneFrom) sum[index]! += referenceGpus * fractions[row + ahead]!;
          }
        }
      },
    };
  };
}

/** The same with other room for each path. */
function widened(noted: Float64Array, pathCount: number, width: number): Float64Array<ArrayBuffer> {
  const wider = new Float64Array(pathCount * width);
  const before = noted.length / pathCount;
  for (let path = 0; path < pathCount; path++) {
    wider.set(noted.subarray(path * before, (path + 1) * before), path * width);
  }
  return wider;
}

interface Schedules {
  /** [row and month] share of a contract in service */
  readonly fractions: Float64Array;
  /** where the row begins of a contract that comes as it should, or after another lead */
  rowOf(contract: number, signMonth: number, leadMonths: number | null): number;
}

/** Made when first asked for. */
function schedulesOf({ fleet, offers, horizonMonths }: Plan): Schedules {
  const contracts = [...fleet, ...offers];
  // [contract × month signed × lead, the last for the nominal one]
  const known = new Int32Array(contracts.length * horizonMonths * (horizonMonths + 1)).fill(-1);
  let used = 0;
  const schedules = {
    fractions: new Float64Array(64 * horizonMonths),
    rowOf(contract: number, signMonth: number, leadMonths: number | null): number {
      const key = (contract * horizonMonths + signMonth) * (horizonMonths + 1) + (leadMonths ?? horizonMonths);
      if (known[key]! >= 0) return known[key]!;
      const { fractions } = schedules;
      if (used === fractions.length) {
        schedules.fractions = new Float64Array(2 * used);
        schedules.fractions.set(fractions);
      }
      const offer = contracts[contract]!;
      const nominal = contract < fleet.length ? DELIVERED : deliveryAtScore(offer, 0);
      const delivery = leadMonths === null ? nominal : { ...nominal, inServiceMonths: leadMonths };
      schedules.fractions.set(scheduleOf(offer, { signMonth, delivery, horizonMonths }), used);
      known[key] = used;
      used += horizonMonths;
      return known[key];
    },
  };
  return schedules;
}

/** Share of an offer in service, [month]; the market at signing moves prices alone. */
export function scheduleOf(
  offer: Offer,
  signing: { readonly signMonth: number; readonly delivery: Delivery; readonly horizonMonths: number },
): Float64Array {
  return contractSeries(offer, { ...signing, signingRegime: 1 }).capacityFraction;
}

/** Reference GPUs of one block, in the workload shown to people. */
export function blockReferenceGpus(offer: Offer): number {
  return shownReferenceGpus(offer) / offer.blocks;
}

import type { BlockChances } from './chances.ts';
import { courseOf, DELIVERED, type Course } from './course.ts';
import type { Holding } from './holding.ts';
import type { Loss } from './loss.ts';
import type { OutagePath } from './outage.ts';
import type { ReplayWorld } from './world.ts';

/** What becomes of a contract signed in a month of a path, whatever else is decided there. */
export interface Fate {
  readonly course: Course;
  readonly loss: Loss;
  readonly outages: OutagePath | null;
}

/** Reads fates of one block. */
export type FateReader = (path: number, signed: Pick<Holding, 'offerIndex' | 'isFleet' | 'signMonth'>) => Fate;

/** Every policy on the block shares what was found for another. */
export function fateReader(world: ReplayWorld, chances: BlockChances): FateReader {
  const { plan } = world;
  // [contract × month signed][path]
  const known: (Fate | undefined)[][] = Array.from({ length: world.contracts.length * plan.horizonMonths }, () => []);
  return (path, { offerIndex, isFleet, signMonth }) => {
    const contract = isFleet ? offerIndex : plan.fleet.length + offerIndex;
    const ofPaths = known[contract * plan.horizonMonths + signMonth]!;
    return (ofPaths[path] ??= fateOf(world, chances, { contract, isFleet, path, signMonth }));
  };
}

function fateOf(
  { courses, contracts }: ReplayWorld,
  chances: BlockChances,
  at: { readonly contract: number; readonly isFleet: boolean; readonly path: number; readonly signMonth: number },
): Fate {
  const { path, signMonth } = at;
  const offer = contracts[at.contract]!;
  const { supplyRegime, monthCount } = chances.paths;
  const course = courseOf(courses, offer, {
    signMonth,
    delivery: at.isFleet ? DELIVERED : chances.deliveryOf(offer, path),
    signingRegime: supplyRegime[path * monthCount + signMonth] as 0 | 1 | 2,
    priceFactor: chances.priceFactorOf(offer, path, signMonth),
  });
  return { course, loss: chances.lossOf(offer, path, course), outages: chances.outagesOf(offer, path) };
}

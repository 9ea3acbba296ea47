import { pow, streamFor } from '../../src/core/index.ts';
import { demandLattice, type DemandLattice } from './demand-lattice.ts';

/** Capacity sold in blocks: signed at a stage, serving from `leadStages` later for `termStages`. */
export interface BenchOffer {
  readonly pool: number;
  readonly blockSize: number;
  readonly leadStages: number;
  readonly termStages: number;
  readonly firstStage: number;
  readonly lastStage: number;
  readonly blocksMax: number;
  /** per unit of capacity and stage, before the regime's factor */
  readonly price: number;
}

export interface DemandClass {
  readonly share: number;
  /** per unit of demand and stage */
  readonly lossPrice: number;
  readonly marketPrice: number;
  /** of the class's demand at the start */
  readonly marketLimit: number;
}

/** A procurement problem in plain data: what a peer needs to build the same thing. */
export interface ProcurementProblem {
  readonly name: string;
  readonly stageCount: number;
  readonly discountPerStage: number;
  readonly poolCount: number;
  /** [pool][stage] capacity already owned */
  readonly ownedCapacity: readonly (readonly number[])[];
  /** [pool][class] demand served by one unit of capacity; 0 = cannot serve */
  readonly efficiency: readonly (readonly number[])[];
  /** per unit of capacity used and stage */
  readonly operatingPrice: number;
  readonly classes: readonly DemandClass[];
  readonly offers: readonly BenchOffer[];
  readonly lattice: DemandLattice;
}

export interface ProcurementSize {
  readonly stageCount: number;
  readonly offerCount: number;
}

const POOL_COUNT = 6;
const CLASSES: readonly DemandClass[] = [
  { share: 0.4, lossPrice: 9, marketPrice: 4, marketLimit: 0.5 },
  { share: 0.3, lossPrice: 5, marketPrice: 3.6, marketLimit: 0.4 },
  { share: 0.2, lossPrice: 3, marketPrice: 3.2, marketLimit: 0.3 },
  { share: 0.1, lossPrice: 1.6, marketPrice: 3, marketLimit: 0.2 },
];
const LEAD_MAX = 24;

/**
 * A seeded problem: offers with leads of 1 to 24 stages (the longer the cheaper), terms of 3 to 36, six pools that fit
 * the four classes unequally, an owned fleet that expires, demand on a lattice of 15 nodes a stage.
 */
export function procurement({ stageCount, offerCount }: ProcurementSize, seed: number): ProcurementProblem {
  const draws = streamFor(seed, 'bench/offers');
  const offers = Array.from({ length: offerCount }, (_, offer) =>
    offerOf(offer, stageCount, (step) => draws.uniformAt(offer, step)),
  );
  const fit = streamFor(seed, 'bench/fit');
  return {
    name: `${stageCount}x${offerCount}`,
    stageCount,
    discountPerStage: 0.992,
    poolCount: POOL_COUNT,
    ownedCapacity: Array.from({ length: POOL_COUNT }, (_, pool) =>
      Array.from({ length: stageCount }, (_, stage) => (stage < 6 + 5 * pool ? 2 - 0.2 * pool : 0)),
    ),
    efficiency: Array.from({ length: POOL_COUNT }, (_, pool) =>
      CLASSES.map((_, place) => Math.round(100 * (0.5 + 0.8 * fit.uniformAt(pool, place))) / 100),
    ),
    operatingPrice: 0.05,
    classes: CLASSES,
    offers,
    lattice: demandLattice(stageCount, seed),
  };
}

function offerOf(offer: number, stageCount: number, uniform: (step: number) => number): BenchOffer {
  // Short leads are more frequent than long ones, which must still serve within the horizon.
  const leadMax = Math.min(LEAD_MAX, stageCount - 4);
  const leadStages = 1 + Math.floor(leadMax * uniform(0) * Math.sqrt(uniform(0)));
  const termStages = 3 + Math.floor(34 * uniform(1));
  const firstStage = uniform(2) < 0.7 ? 0 : Math.floor(0.3 * stageCount * uniform(3));
  const lastStage = Math.min(stageCount - 1 - leadStages, firstStage + 6 + Math.floor(stageCount * uniform(4)));
  return {
    pool: offer % POOL_COUNT,
    blockSize: 1 + Math.floor((2 + 0.5 * leadStages) * uniform(5)),
    leadStages,
    termStages,
    firstStage: Math.max(0, Math.min(firstStage, lastStage)),
    lastStage: Math.max(0, lastStage),
    blocksMax: 3 + Math.floor(8 * uniform(6)),
    price: 4 * (1 - 0.035 * leadStages) * (1 - 0.006 * termStages) * (0.85 + 0.3 * uniform(7)),
  };
}

/** Demand of every class at a lattice node under outcome 0 (low) or 1 (high); the root has outcome 0 only. */
export function classDemands(problem: ProcurementProblem, node: number, outcome: number): readonly number[] {
  const { demand, spreadFraction } = problem.lattice.nodes[node]!;
  const total = demand * (1 + (outcome === 0 ? -spreadFraction : spreadFraction));
  return problem.classes.map(({ share }) => share * total);
}

/** Stages at which a block signed at `stage` serves, within the horizon: [from, to). */
export function serviceStages(
  problem: ProcurementProblem,
  offer: BenchOffer,
  stage: number,
): readonly [number, number] {
  const from = stage + offer.leadStages;
  return [from, Math.min(problem.stageCount, from + offer.termStages)];
}

/** Whether the offer is open at a stage. */
export function isOpen(problem: ProcurementProblem, offer: BenchOffer, stage: number): boolean {
  return stage >= offer.firstStage && stage <= offer.lastStage && stage + offer.leadStages < problem.stageCount;
}

/** Payments within the horizon for one block signed at a lattice node, discounted to the start. */
export function blockCost(problem: ProcurementProblem, offer: BenchOffer, node: number): number {
  const { stage, priceFactor } = problem.lattice.nodes[node]!;
  const [from, to] = serviceStages(problem, offer, stage);
  let discounted = 0;
  for (let at = from; at < to; at++) discounted += pow(problem.discountPerStage, at);
  return offer.price * priceFactor * offer.blockSize * discounted;
}

/**
 * Dispatch for the brute force: what capacity earns in one span of months, by merit order. Exact where
 * - there is one class of capacity (every contract serves the workloads in one ratio) and at most one contract paid by
 *   use: then demand, dearest first, meets capacity that is paid anyway, then by-use and on-demand capacity by price; or
 * - there are two workloads, two classes and nothing paid by use: then by an exact search of how they are shared out;
 * and where cash and value agree on what is worth serving. The test's families keep to that, or compare one-sidedly.
 */

/** Demand of one tier in one operating state, and what a reference GPU served over the span is worth. */
export interface TierDemand {
  readonly workload: number;
  readonly isGrowing: boolean;
  readonly referenceGpus: number;
  readonly valueUsd: number;
  readonly cashUsd: number;
}

export interface StateDemand {
  readonly weight: number;
  readonly tiers: readonly TierDemand[];
}

/** Capacity bought as needed: by units of the class, with what a unit over the span costs. */
export interface Purchase {
  readonly unitsMax: number;
  readonly valueUsd: number;
  readonly cashUsd: number;
}

export interface Served {
  valueUsd: number;
  cashUsd: number;
  /** [workload] reference GPUs served of growing tiers, weighted mean over the states */
  readonly growing: number[];
}

/** One class: `perUnit[w]` reference GPUs of workload w from a unit. `byUse` may be used up to its units in each state. */
export function dispatchOneClass(
  states: readonly StateDemand[],
  capacity: {
    readonly perUnit: readonly number[];
    readonly units: number;
    readonly byUse: { readonly units: number; readonly takeOrPayFraction: number; readonly beyond: Purchase } | null;
    readonly onDemand: Purchase | null;
  },
): Served {
  const { perUnit, units, byUse, onDemand } = capacity;
  const total: Served = { valueUsd: 0, cashUsd: 0, growing: perUnit.map(() => 0) };
  const used = states.map(() => 0);
  if (byUse && byUse.units > 0) {
    // In each state the value of more capacity is concave and piecewise linear: take the steepest pieces of all first.
    const pieces = states.flatMap((state, index) =>
      slopes(state, { perUnit, from: units, to: units + byUse.units, onDemand }).map((piece) => ({ ...piece, index })),
    );
    pieces.sort((a, b) => b.slope - a.slope);
    let free = byUse.takeOrPayFraction * byUse.units;
    let beyond = 0;
    for (const { slope, width, index } of pieces) {
      if (slope <= 0) break;
      const { weight } = states[index]!;
      const taken = Math.min(width, free / weight);
      free -= taken * weight;
      used[index]! += taken;
      if (slope <= byUse.beyond.valueUsd || taken >= width) continue;
      used[index]! += width - taken;
      beyond += (width - taken) * weight;
    }
    total.valueUsd -= beyond * byUse.beyond.valueUsd;
    total.cashUsd -= beyond * byUse.beyond.cashUsd;
  }
  states.forEach((state, index) => {
    const served = serve(state, { perUnit, units: units + used[index]!, onDemand });
    total.valueUsd += state.weight * served.valueUsd;
    total.cashUsd += state.weight * served.cashUsd;
    served.growing.forEach((amount, workload) => (total.growing[workload]! += state.weight * amount));
  });
  return total;
}

/** Pieces of constant slope of the value of free capacity between two amounts. */
function slopes(
  state: StateDemand,
  at: { perUnit: readonly number[]; from: number; to: number; onDemand: Purchase | null },
): { slope: number; width: number }[] {
  let demand = 0;
  const kinks = [at.from, at.to];
  for (const tier of byMerit(state, at.perUnit)) {
    demand += tier.referenceGpus / at.perUnit[tier.workload]!;
    kinks.push(demand, demand - (at.onDemand?.unitsMax ?? 0));
  }
  // Between a kink of demand and one of demand less on-demand there may be demand not worth buying for.
  const inside = kinks.filter((kink) => kink >= at.from && kink <= at.to).toSorted((a, b) => a - b);
  return inside.slice(1).flatMap((to, index) => {
    const from = inside[index]!;
    if (to <= from) return [];
    const value = (units: number) => serve(state, { ...at, units }).valueUsd;
    return [{ slope: (value(to) - value(from)) / (to - from), width: to - from }];
  });
}

function byMerit(state: StateDemand, perUnit: readonly number[]): TierDemand[] {
  return state.tiers
    .filter((tier) => perUnit[tier.workload]! > 0)
    .toSorted((a, b) => b.valueUsd * perUnit[b.workload]! - a.valueUsd * perUnit[a.workload]!);
}

function serve(
  state: StateDemand,
  at: { perUnit: readonly number[]; units: number; onDemand: Purchase | null },
): Served {
  const served: Served = { valueUsd: 0, cashUsd: 0, growing: at.perUnit.map(() => 0) };
  let free = at.units;
  let buyable = at.onDemand?.unitsMax ?? 0;
  for (const tier of byMerit(state, at.perUnit)) {
    const ratio = at.perUnit[tier.workload]!;
    const wanted = tier.referenceGpus / ratio;
    const ofFree = Math.min(free, wanted);
    free -= ofFree;
    let bought = 0;
    if (at.onDemand && tier.valueUsd * ratio > at.onDemand.valueUsd) bought = Math.min(buyable, wanted - ofFree);
    buyable -= bought;
    const amount = (ofFree + bought) * ratio;
    served.valueUsd += amount * tier.valueUsd - bought * (at.onDemand?.valueUsd ?? 0);
    served.cashUsd += amount * tier.cashUsd - bought * (at.onDemand?.cashUsd ?? 0);
    if (tier.isGrowing) served.growing[tier.workload]! += amount;
  }
  return served;
}

/**
 * Two workloads and at most two classes, shared out anew in every state: the second class's share is searched, and for
 * each share of it what workload 0 gets of the first is a line along which the value is piecewise linear and concave, so
 * its best is at a kink.
 */
export function dispatchTwoWorkloads(
  states: readonly StateDemand[],
  classes: readonly { readonly perUnit: readonly number[]; readonly units: number }[],
): Served {
  if (classes.length > 2) throw new Error('two classes at most');
  const total: Served = { valueUsd: 0, cashUsd: 0, growing: [0, 0] };
  for (const state of states) addBestOfState(total, state, classes);
  return total;
}

function addBestOfState(
  total: Served,
  state: StateDemand,
  [main, minor]: readonly { readonly perUnit: readonly number[]; readonly units: number }[],
): void {
  let best: Served | null = null;
  const servedWith = (part: number): number => {
    const given: [number, number] = minor
      ? [part * minor.units * minor.perUnit[0]!, (1 - part) * minor.units * minor.perUnit[1]!]
      : [0, 0];
    const served: Served = { valueUsd: 0, cashUsd: 0, growing: [0, 0] };
    addBestSplit(served, state, { main: main!, given });
    if (!best || served.valueUsd > best.valueUsd) best = served;
    return served.valueUsd;
  };
  if (minor && minor.units > 0) maximiseConcave(servedWith, 1);
  else servedWith(0);
  const found = best! as Served;
  total.valueUsd += found.valueUsd;
  total.cashUsd += found.cashUsd;
  found.growing.forEach((amount, workload) => (total.growing[workload]! += amount));
}

function addBestSplit(
  total: Served,
  state: StateDemand,
  capacity: { main: { readonly perUnit: readonly number[]; readonly units: number }; given: [number, number] },
): void {
  let best: Served | null = null;
  for (const [first, second] of candidates(state, capacity)) {
    const one = serve(state, { perUnit: [1, 0], units: first, onDemand: null });
    const other = serve(state, { perUnit: [0, 1], units: second, onDemand: null });
    const valueUsd = one.valueUsd + other.valueUsd;
    if (best && valueUsd <= best.valueUsd) continue;
    best = { valueUsd, cashUsd: one.cashUsd + other.cashUsd, growing: [one.growing[0]!, other.growing[1]!] };
  }
  total.valueUsd += state.weight * best!.valueUsd;
  total.cashUsd += state.weight * best!.cashUsd;
  best!.growing.forEach((amount, workload) => (total.growing[workload]! += state.weight * amount));
}

/** Pairs of reference GPUs of either workload at the kinks. */
function candidates(
  state: StateDemand,
  { main, given }: { main: { readonly perUnit: readonly number[]; readonly units: number }; given: [number, number] },
): [number, number][] {
  const whole = main.perUnit.map((value) => value * main.units);
  const parts = [0, 1];
  for (const workload of [0, 1] as const) {
    let sum = 0;
    for (const tier of byMerit(state, workload === 0 ? [1, 0] : [0, 1])) {
      sum += tier.referenceGpus;
      const part = (sum - given[workload]) / whole[workload]!;
      parts.push(workload === 0 ? part : 1 - part);
    }
  }
  return parts
    .filter((part) => part >= 0 && part <= 1)
    .map((part) => [given[0] + part * whole[0]!, given[1] + (1 - part) * whole[1]!]);
}

/** A chord this long, as a part of the range, stands for the slope at a point: long enough for slopes of nested searches. */
const CHORD = 1e-6;

/** Highest value of a concave, piecewise linear function on [0, highest]: tangents from both sides meet above the top. */
export function maximiseConcave(f: (at: number) => number, highest: number): number {
  const step = CHORD * highest;
  let low = { at: 0, value: f(0), slope: 0 };
  low.slope = (f(step) - low.value) / step;
  let high = { at: highest, value: f(highest), slope: 0 };
  high.slope = (high.value - f(highest - step)) / step;
  let best = Math.max(low.value, high.value);
  for (let round = 0; round < 60; round++) {
    if (low.slope <= 0 || high.slope >= 0) return best;
    const at = (high.value - low.value + low.slope * low.at - high.slope * high.at) / (low.slope - high.slope);
    const above = low.value + low.slope * (at - low.at);
    if (above - best <= 1e-13 * Math.abs(best)) return best;
    const value = f(at);
    best = Math.max(best, value);
    if (!(at > low.at + step && at < high.at - step)) return best;
    const slopeLeft = (value - f(at - step)) / step;
    const slopeRight = (f(at + step) - value) / step;
    if (slopeLeft >= 0 && slopeRight <= 0) return best;
    if (slopeRight > 0) low = { at, value, slope: slopeRight };
    else high = { at, value, slope: slopeLeft };
  }
  return best;
}

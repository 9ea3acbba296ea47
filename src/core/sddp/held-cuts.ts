/** Which of a node's cuts one LP holds as rows: new ones at once, idle ones no more, violated ones again. */
import { grown, type CutArchive } from './cut-archive.ts';
import type { LinkTerm, NodeKnowledge } from './node-knowledge.ts';
import type { NewCutRow, NodeLp } from './node-lp.ts';

/** An archived cut counts as violated beyond this share of its value and this many of the solver's units. */
const VIOLATION_FRACTION = 1e-9;
const VIOLATION_UNITS = 1e-7;
/** Violated cuts taken up at a time. */
const CUTS_AT_ONCE = 8;
/** Idle cuts are let go once there are so many times the limit. */
const LET_GO_AT = 4 / 3;

/** The cuts of one node LP. Answers found with it stand under every cut of the archive, held or not. */
export class HeldCuts {
  readonly #known: NodeKnowledge;
  readonly #lp: NodeLp;
  /** [link column] */
  readonly #terms: readonly (readonly LinkTerm[])[];
  /** [archived cut x link column] slope' A */
  #links = new Float64Array(0);
  #linkedCount = 0;
  #feasibilityCount = 0;
  /** [archived cut] 1 when it is a row */
  #isHeld = new Uint8Array(16);
  /** [archived cut] intercept + slope (M s + b) */
  #constants = new Float64Array(16);
  #constantsAt: Float64Array | null = null;
  #constantsCount = 0;
  #solves = 0;

  constructor(known: NodeKnowledge, lp: NodeLp, terms: readonly (readonly LinkTerm[])[]) {
    this.#known = known;
    this.#lp = lp;
    this.#terms = terms;
  }

  /** Whether cuts have come since the last `takeNew`. */
  get hasNew(): boolean {
    const { cuts, feasibilityCuts } = this.#known;
    return cuts.count > this.#linkedCount || feasibilityCuts.count > this.#feasibilityCount;
  }

  /** Holds every cut that has come since the last solve, and sets the bounds of all cut rows for a state M s + b. */
  takeNew(carried: Float64Array): void {
    const { cuts, feasibilityCuts } = this.#known;
    const fresh: NewCutRow[] = [];
    for (; this.#feasibilityCount < feasibilityCuts.count; this.#feasibilityCount++) {
      const links = this.#linksAt(feasibilityCuts, this.#feasibilityCount);
      fresh.push({ cut: this.#feasibilityCount, isFeasibility: true, links });
    }
    for (; this.#linkedCount < cuts.count; this.#linkedCount++) {
      const links = this.#linksAt(cuts, this.#linkedCount);
      this.#storeLinks(links);
      fresh.push({ cut: this.#linkedCount, isFeasibility: false, links });
    }
    this.#hold(fresh);
    this.#updateConstants(carried);
    const feasibility = new Float64Array(feasibilityCuts.count);
    feasibilityCuts.evaluate(carried, feasibility);
    for (const row of this.#lp.cutRows) {
      row.bound = (row.isFeasibility ? feasibility[row.cut]! : this.#constants[row.cut]!) - row.slack;
    }
  }

  /** Holds the archived cuts that a point violates most; false when it violates none. */
  takeViolated(columnValues: Float64Array): boolean {
    const lp = this.#lp;
    if (lp.cutRows.length === this.#linkedCount + this.#feasibilityCount) return false;
    const { linkColumns } = lp;
    const width = linkColumns.length;
    const theta = columnValues[lp.thetaColumn]!;
    const violated: { readonly cut: number; readonly by: number }[] = [];
    for (let cut = 0; cut < this.#linkedCount; cut++) {
      if (this.#isHeld[cut] === 1) continue;
      let value = this.#constants[cut]!;
      const start = cut * width;
      for (let link = 0; link < width; link++) {
        value += this.#links[start + link]! * columnValues[linkColumns[link]!]!;
      }
      const by = value - theta;
      const tolerance = VIOLATION_FRACTION * (Math.abs(value) + Math.abs(theta)) + VIOLATION_UNITS * lp.objectiveUnit;
      if (by > tolerance) violated.push({ cut, by });
    }
    const worst = violated.toSorted((a, b) => b.by - a.by || a.cut - b.cut).slice(0, CUTS_AT_ONCE);
    this.#hold(
      worst.map(({ cut }) => ({
        cut,
        isFeasibility: false,
        links: this.#links.slice(cut * width, (cut + 1) * width),
      })),
    );
    for (const row of lp.cutRows.slice(lp.cutRows.length - worst.length)) {
      row.bound = this.#constants[row.cut]! - row.slack;
    }
    return worst.length > 0;
  }

  /** Counts a solve and notes which cuts were binding in it. @param rowDuals [row, then cut row] */
  noteBinding(rowDuals: Float64Array): void {
    this.#solves++;
    const { cutRows, rowLower } = this.#lp;
    for (let place = 0; place < cutRows.length; place++) {
      if (rowDuals[rowLower.length + place]! > 0) cutRows[place]!.lastBindingSolve = this.#solves;
    }
  }

  /** Lets go of the cuts that have been idle longest, down to the limit; the archive keeps them. */
  letGo(): void {
    const { activeCutLimit } = this.#known;
    const { cutRows } = this.#lp;
    if (cutRows.length <= activeCutLimit * LET_GO_AT) return;
    const idle = cutRows
      .map((row, place) => ({ place, row }))
      .filter(({ row }) => !row.isFeasibility && row.lastBindingSolve < this.#solves)
      .toSorted((a, b) => a.row.lastBindingSolve - b.row.lastBindingSolve || a.place - b.place)
      .slice(0, cutRows.length - activeCutLimit);
    for (const { row } of idle) this.#isHeld[row.cut] = 0;
    this.#lp.deleteCuts(idle.map(({ place }) => place).toSorted((a, b) => a - b));
  }

  /** A cut that has just been held counts as binding until it has had a chance. */
  #hold(fresh: readonly NewCutRow[]): void {
    const { cutRows } = this.#lp;
    const first = cutRows.length;
    this.#lp.addCuts(fresh);
    for (const row of this.#lp.cutRows.slice(first)) {
      row.lastBindingSolve = this.#solves + 1;
      if (!row.isFeasibility) this.#isHeld[row.cut] = 1;
    }
  }

  #linksAt(archive: CutArchive, cut: number): Float64Array {
    const start = cut * archive.stateCount;
    return Float64Array.from(this.#terms, (terms) => {
      let sum = 0;
      for (const { state, value } of terms) sum += archive.slopes[start + state]! * value;
      return sum;
    });
  }

  #storeLinks(links: Float64Array): void {
    const start = this.#linkedCount * links.length;
    while (this.#links.length < start + links.length) this.#links = grown(this.#links);
    this.#links.set(links, start);
    if (this.#isHeld.length > this.#linkedCount) return;
    const longer = new Uint8Array(this.#isHeld.length * 2);
    longer.set(this.#isHeld);
    this.#isHeld = longer;
  }

  /** One mat-vec over the archive, spared where only cuts were added since the last solve at the same state. */
  #updateConstants(carried: Float64Array): void {
    const { cuts } = this.#known;
    while (this.#constants.length < cuts.count) this.#constants = grown(this.#constants);
    const isSame = this.#constantsAt !== null && isEqual(this.#constantsAt, carried);
    cuts.evaluate(carried, this.#constants, isSame ? this.#constantsCount : 0);
    this.#constantsAt = carried.slice();
    this.#constantsCount = cuts.count;
  }
}

/** Whether two vectors of one length are the same, number by number. */
export function isEqual(first: Float64Array, second: Float64Array): boolean {
  for (let index = 0; index < first.length; index++) if (first[index] !== second[index]) return false;
  return true;
}

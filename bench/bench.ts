/** One line of a result: what was measured on both sides, and whether the target holds. */
export interface BenchLine {
  readonly measure: string;
  readonly ours: string;
  readonly peer: string;
  readonly ratio: string;
  readonly target: string;
  readonly isMet: boolean | null;
}

export interface BenchResult {
  readonly lines: readonly BenchLine[];
  /** sentences: what was compared, and how */
  readonly notes: readonly string[];
  /** runs made, where the bench does not repeat itself as asked */
  readonly runs?: number;
}

export interface BenchOptions {
  /** runs of each side; medians are printed */
  readonly runs: number;
  /** small sizes and short times, to see that everything works */
  readonly isQuick: boolean;
  readonly say: (line: string) => void;
}

/** A side-by-side measurement. It throws where the two sides do not solve the same problem. */
export interface Bench {
  readonly name: string;
  readonly title: string;
  /** runs where none are asked for: so many that all benches together end in about 30 minutes */
  readonly runs: number;
  /** true: nobody to compare with, so that the peers' packages are not needed */
  readonly hasNoPeer?: boolean;
  readonly run: (options: BenchOptions) => Promise<BenchResult>;
}

import { availableParallelism, cpus, loadavg } from 'node:os';

/** A measured quantity: the median of several runs and how far they spread. */
export interface Spread {
  readonly median: number;
  readonly least: number;
  readonly most: number;
}

/** Median and range of some values. */
export function spreadOf(values: readonly number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  const median = (sorted[Math.floor(middle)]! + sorted[Math.ceil(middle)]!) / 2;
  return { median, least: sorted[0]!, most: sorted.at(-1)! };
}

/** Seconds that something takes, with its result. */
export async function timed<Result>(
  action: () => Result | Promise<Result>,
): Promise<{ readonly seconds: number; readonly result: Result }> {
  const startedAt = performance.now();
  const result = await action();
  return { seconds: (performance.now() - startedAt) / 1000, result };
}

/** Two sides measured in turns, so that a slow spell of the machine falls on both: [run] of each. */
export async function inTurns<Ours, Theirs>(
  runs: number,
  ours: () => Promise<Ours>,
  theirs: () => Promise<Theirs>,
): Promise<{ readonly ours: readonly Ours[]; readonly theirs: readonly Theirs[] }> {
  const results = { ours: [] as Ours[], theirs: [] as Theirs[] };
  for (let run = 0; run < runs; run++) {
    results.ours.push(await ours());
    results.theirs.push(await theirs());
  }
  return results;
}

/** Ratio of each pair of runs, ours over theirs. */
export function ratios(ours: readonly number[], theirs: readonly number[]): Spread {
  return spreadOf(ours.map((value, run) => value / theirs[run]!));
}

/** @throws Error when two sides that solved the same problem disagree by more than `relative` of it */
export function requireSame(what: string, ours: number, theirs: number, relative: number): void {
  const difference = Math.abs(ours - theirs) / Math.max(1, Math.abs(theirs));
  if (difference <= relative) return;
  throw new Error(`${what}: ours is ${ours}, the peer's ${theirs}, so no ratio is printed`);
}

/** `1.23 (1.20 to 1.31)`, to three significant digits. */
export function inWords({ median, least, most }: Spread, unit = ''): string {
  const word = (value: number): string => significant(value);
  const tail = unit === '' ? '' : ` ${unit}`;
  return `${word(median)}${tail} (${word(least)} to ${word(most)})`;
}

/** A number to so many significant digits, never in powers of ten. */
export function significant(value: number, digits = 3): string {
  if (!Number.isFinite(value)) return String(value);
  const isWhole = Math.abs(value) >= Math.pow(10, digits);
  return isWhole ? Math.round(value).toString() : String(Number(value.toPrecision(digits)));
}

/** The machine in words; nothing that names it. */
export function machineWords(): string {
  const model = cpus()[0]?.model.trim() ?? 'unknown processor';
  return `${availableParallelism()} cores (${model}), Node ${process.versions.node}`;
}

/** Load of the last minute: above about one per busy core that we use, others were at work and times do not count. */
export function loadNow(): number {
  return loadavg()[0]!;
}

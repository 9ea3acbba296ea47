/** One thing wrong in a text file, or worth knowing about it: where, what, and the remedy. */
export interface FileFault {
  readonly fileName: string;
  /** 1-based */
  readonly line: number;
  readonly message: string;
  readonly howToFix: string;
}

/** What reading a file gives: its meaning, or everything that is wrong with it. Warnings come with both. */
export type Reading<Value> =
  | { readonly isRead: true; readonly value: Value; readonly warnings: readonly FileFault[] }
  | { readonly isRead: false; readonly faults: readonly FileFault[]; readonly warnings: readonly FileFault[] };

/** Faults, and warnings, listed one by one; the rest is a count. */
export const FAULTS_LISTED_MAX = 100;
/** Names that a hint is looked for in, and faults that get a hint: a file of junk must not cost minutes. */
const HINT_NAMES_MAX = 5000;
const HINTS_MAX = 20;
const HINT_LENGTH_MAX = 40;
/** Longer words are cut in messages. */
const QUOTED_LENGTH_MAX = 40;

/** Collects what is wrong with one file. */
export class FaultList {
  readonly fileName: string;
  readonly #faults: FileFault[] = [];
  readonly #warnings: FileFault[] = [];
  #faultCount = 0;
  #warningCount = 0;
  #hintCount = 0;

  constructor(fileName: string) {
    this.fileName = fileName;
  }

  add(line: number, message: string, howToFix: string): void {
    this.#faultCount++;
    if (this.#faultCount <= FAULTS_LISTED_MAX) this.#faults.push({ fileName: this.fileName, line, message, howToFix });
  }

  warn(line: number, message: string, howToFix: string): void {
    this.#warningCount++;
    if (this.#warningCount <= FAULTS_LISTED_MAX) {
      this.#warnings.push({ fileName: this.fileName, line, message, howToFix });
    }
  }

  /** A coefficient that is read as 0. */
  warnOfNegligible(line: number, coefficient: string): void {
    this.warn(line, `${coefficient} is read as 0: solvers drop coefficients so small`, 'give the row in smaller units');
  }

  /** A name that is not known: the fault names the nearest one that is. */
  unknownName(line: number, what: string, name: string, known: Iterable<string>): void {
    const near = this.#hintCount++ < HINTS_MAX ? nearestName(name, known) : null;
    this.add(
      line,
      `${what} ${quoted(name)} is not known`,
      near === null ? `use a name that the core file declares` : `did you mean ${quoted(near)}?`,
    );
  }

  hasFaults(): boolean {
    return this.#faultCount > 0;
  }

  faults(): readonly FileFault[] {
    return withRest(this.#faults, this.#faultCount, 'faults');
  }

  warnings(): readonly FileFault[] {
    return withRest(this.#warnings, this.#warningCount, 'warnings');
  }
}

function withRest(listed: readonly FileFault[], count: number, kind: string): readonly FileFault[] {
  const last = listed.at(-1);
  if (!last || count <= listed.length) return listed;
  const message = `${count - listed.length} more ${kind} are not listed`;
  return [...listed, { ...last, message, howToFix: 'correct those listed first, then read again' }];
}

/** A word of a file as messages show it: in quotes, long ones cut, unprintable characters replaced. */
export function quoted(word: string): string {
  const shown = word.slice(0, QUOTED_LENGTH_MAX).replaceAll(/[^\x20-\x7e\u00a0-\ud7ff\ue000-\ufffc]/g, '?');
  return word.length > QUOTED_LENGTH_MAX ? `"${shown}..."` : `"${shown}"`;
}

/** The known name with the fewest changed letters, or null when more than a third of them would change. */
export function nearestName(name: string, known: Iterable<string>): string | null {
  if (name.length > HINT_LENGTH_MAX) return null;
  const written = name.toLowerCase();
  let best: string | null = null;
  let bestDistance = Math.max(1, Math.floor(name.length / 3)) + 1;
  let seen = 0;
  for (const candidate of known) {
    if (seen++ >= HINT_NAMES_MAX) break;
    if (Math.abs(candidate.length - name.length) >= bestDistance) continue;
    const distance = editDistance(written, candidate.toLowerCase());
    if (distance >= bestDistance) continue;
    best = candidate;
    bestDistance = distance;
  }
  return best;
}

/** Letters inserted, deleted or changed to turn one word into the other. */
function editDistance(from: string, to: string): number {
  let last = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let i = 1; i <= from.length; i++) {
    const row = [i];
    for (let j = 1; j <= to.length; j++) {
      const change = last[j - 1]! + (from[i - 1] === to[j - 1] ? 0 : 1);
      row.push(Math.min(change, last[j]! + 1, row[j - 1]! + 1));
    }
    last = row;
  }
  return last[to.length]!;
}

import { INFINITE_BOUND, isNegligible, LARGE_COEFFICIENT } from './cards.ts';
import { quoted, type FaultList } from './file-fault.ts';
import { lineAt, type LocatedJson } from './msp-json-text.ts';

/** The file that faults are found in. */
export interface FaultyFile {
  readonly text: string;
  readonly faults: FaultList;
}

/** A place in a problem file. Reading something else than what stands there notes a fault and gives a neutral value. */
export class Cursor {
  readonly json: LocatedJson;
  /** path into the file, such as `nodes.2,1.constraints[0].rhs`; empty for the whole file */
  readonly path: string;
  readonly #file: FaultyFile;

  constructor(json: LocatedJson, path: string, file: FaultyFile) {
    this.json = json;
    this.path = path;
    this.#file = file;
  }

  fault(what: string, fix: string): void {
    this.#file.faults.add(this.#line(), this.#placed(what), fix);
  }

  warn(what: string, fix: string): void {
    this.#file.faults.warn(this.#line(), this.#placed(what), fix);
  }

  #line(): number {
    return lineAt(this.#file.text, this.json.offset);
  }

  #placed(what: string): string {
    return this.path === '' ? what : `${shownPath(this.path)}: ${what}`;
  }

  /** The member of an object; null, with a fault, when there is none. */
  member(name: string): Cursor | null {
    const member = this.optional(name);
    if (!member && this.json.kind === 'object') this.fault(`${quoted(name)} is missing`, `add ${quoted(name)}`);
    return member;
  }

  /** The member of an object; null when it is absent or null. */
  optional(name: string): Cursor | null {
    if (!this.#is('object') || this.json.kind !== 'object') return null;
    const json = this.json.members.get(name);
    return json && json.kind !== 'null' ? this.#at(json, this.path === '' ? name : `${this.path}.${name}`) : null;
  }

  /** Members of an object in file order; none, with a fault, when it is none. */
  entries(): readonly (readonly [name: string, at: Cursor])[] {
    if (!this.#is('object') || this.json.kind !== 'object') return [];
    return [...this.json.members].map(([name, json]) => [name, this.#at(json, `${this.path}.${name}`)]);
  }

  items(): readonly Cursor[] {
    if (!this.#is('array') || this.json.kind !== 'array') return [];
    return this.json.items.map((json, index) => this.#at(json, `${this.path}[${index}]`));
  }

  /** Refuses members that this form does not know: nothing in a file is accepted and ignored. */
  only(...known: readonly string[]): void {
    if (this.json.kind !== 'object') return;
    for (const [name, at] of this.entries()) {
      if (!known.includes(name)) at.fault(`${quoted(name)} is not a field here`, `use ${known.join(', ')}`);
    }
  }

  text(): string {
    return this.#is('string') && this.json.kind === 'string' ? this.json.value : '';
  }

  boolean(): boolean {
    return this.#is('boolean') && this.json.kind === 'boolean' && this.json.value;
  }

  /** A coefficient of a row: those that solvers would drop are 0, with a warning. */
  coefficient(): number {
    const value = this.number();
    if (!isNegligible(value)) return value;
    this.#file.faults.warnOfNegligible(this.#line(), this.#placed(String(value)));
    return 0;
  }

  /** A finite number of a size that solvers take. */
  number(): number {
    const value = this.#is('number') && this.json.kind === 'number' ? this.json.value : 0;
    if (Math.abs(value) < LARGE_COEFFICIENT) return value;
    this.fault(`${value} is too large for a solver`, 'give it in larger units');
    return 0;
  }

  /** A number within [0, 1]. */
  fraction(): number {
    const value = this.number();
    if (value >= 0 && value <= 1) return value;
    this.fault(`${value} is not between 0 and 1`, 'give a number from 0 to 1');
    return 0;
  }

  /** A number, or "inf" or "-inf". */
  bound(): number {
    if (this.json.kind === 'string') {
      if (this.json.value === 'inf') return Infinity;
      if (this.json.value === '-inf') return -Infinity;
      this.fault(`${quoted(this.json.value)} is not a bound`, 'give a number, "inf" or "-inf"');
      return 0;
    }
    const value = this.#is('number') && this.json.kind === 'number' ? this.json.value : 0;
    if (Math.abs(value) < INFINITE_BOUND) return value;
    this.fault(`${value} would be read as infinite`, 'give "inf" or "-inf"');
    return 0;
  }

  #is(kind: LocatedJson['kind']): boolean {
    if (this.json.kind === kind) return true;
    this.fault(`this is ${ARTICLES[this.json.kind]}, not ${ARTICLES[kind]}`, `give ${ARTICLES[kind]}`);
    return false;
  }

  #at(json: LocatedJson, path: string): Cursor {
    return new Cursor(json, path, this.#file);
  }
}

/** Keys of a junk file can be of any length and content. */
const PATH_LENGTH_MAX = 80;

function shownPath(path: string): string {
  const shown = path.replaceAll(/[^\x20-\x7e]/g, '?');
  return shown.length > PATH_LENGTH_MAX ? `...${shown.slice(-PATH_LENGTH_MAX)}` : shown;
}

const ARTICLES = {
  object: 'an object',
  array: 'a list',
  string: 'a text',
  number: 'a number',
  boolean: 'true or false',
  null: 'null',
} as const;

/** A JSON value that remembers where in the text it starts, so that every fault found in it can be shown. */
export type LocatedJson =
  | { readonly kind: 'object'; readonly offset: number; readonly members: ReadonlyMap<string, LocatedJson> }
  | { readonly kind: 'array'; readonly offset: number; readonly items: readonly LocatedJson[] }
  | { readonly kind: 'string'; readonly offset: number; readonly value: string }
  | { readonly kind: 'number'; readonly offset: number; readonly value: number }
  | { readonly kind: 'boolean'; readonly offset: number; readonly value: boolean }
  | { readonly kind: 'null'; readonly offset: number };

/** Where the text stops being JSON, or says one thing twice. */
export interface JsonFault {
  readonly offset: number;
  readonly what: string;
}

/** Brackets inside brackets: beyond this the text is no problem file, and reading on could exhaust the stack. */
const DEPTH_MAX = 64;

const WORD = /true|false|null/y;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
/** Unrolled, so that a text without its closing quote is refused in one pass. */
const STRING = /"[^"\\\p{Cc}]*(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[^"\\\p{Cc}]*)*"/uy;
const SPACE = /[ \t\r\n]*/y;

/**
 * Reads JSON as RFC 8259 has it, refusing what parsers differ about: a key given twice, a number beyond what a double
 * holds. A byte-order mark is skipped.
 */
export function readLocatedJson(text: string): { readonly json: LocatedJson } | { readonly fault: JsonFault } {
  const reader = new JsonReader(text);
  try {
    return { json: reader.readAll() };
  } catch (error) {
    if (error instanceof JsonSyntaxError) return { fault: { offset: error.offset, what: error.message } };
    throw error;
  }
}

class JsonSyntaxError extends Error {
  readonly offset: number;
  constructor(offset: number, message: string) {
    super(message);
    this.offset = offset;
  }
}

class JsonReader {
  readonly #text: string;
  #offset: number;

  constructor(text: string) {
    this.#text = text;
    this.#offset = text.startsWith('\ufeff') ? 1 : 0;
  }

  readAll(): LocatedJson {
    const json = this.#value(0);
    this.#take(SPACE);
    if (this.#offset < this.#text.length) this.#refuse('the end of the file was expected');
    return json;
  }

  #value(depth: number): LocatedJson {
    this.#take(SPACE);
    if (depth > DEPTH_MAX) this.#refuse(`more than ${DEPTH_MAX} brackets inside each other`);
    const offset = this.#offset;
    switch (this.#text[offset]) {
      case '{':
        return { kind: 'object', offset, members: this.#members(depth) };
      case '[':
        return { kind: 'array', offset, items: this.#items(depth) };
      case '"':
        return { kind: 'string', offset, value: this.#string() };
      default:
        return this.#word(offset) ?? { kind: 'number', offset, value: this.#number() };
    }
  }

  #members(depth: number): ReadonlyMap<string, LocatedJson> {
    const members = new Map<string, LocatedJson>();
    this.#offset++;
    if (this.#isNext('}')) return members;
    do {
      this.#take(SPACE);
      const at = this.#offset;
      const key = this.#string();
      if (members.has(key)) this.#refuse(`the key "${key}" is given twice`, at);
      if (!this.#isNext(':')) this.#refuse('":" was expected');
      members.set(key, this.#value(depth + 1));
    } while (this.#isNext(','));
    if (!this.#isNext('}')) this.#refuse('"," or "}" was expected');
    return members;
  }

  #items(depth: number): readonly LocatedJson[] {
    const items: LocatedJson[] = [];
    this.#offset++;
    if (this.#isNext(']')) return items;
    do items.push(this.#value(depth + 1));
    while (this.#isNext(','));
    if (!this.#isNext(']')) this.#refuse('"," or "]" was expected');
    return items;
  }

  #string(): string {
    const token = this.#take(STRING);
    if (token === null) this.#refuse('a text in double quotes was expected');
    return JSON.parse(token) as string; // the pattern admits nothing but a JSON string
  }

  #word(offset: number): LocatedJson | null {
    const word = this.#take(WORD);
    if (word === null) return null;
    return word === 'null' ? { kind: 'null', offset } : { kind: 'boolean', offset, value: word === 'true' };
  }

  #number(): number {
    const at = this.#offset;
    const token = this.#take(NUMBER);
    if (token === null) this.#refuse('a value was expected');
    const value = Number(token);
    if (!Number.isFinite(value)) this.#refuse(`the number ${token} is too large`, at);
    return value;
  }

  /** Passes spaces and this mark; false, with nothing but spaces passed, when something else is next. */
  #isNext(mark: string): boolean {
    this.#take(SPACE);
    if (this.#text[this.#offset] !== mark) return false;
    this.#offset++;
    return true;
  }

  #take(pattern: RegExp): string | null {
    pattern.lastIndex = this.#offset;
    const token = pattern.exec(this.#text)?.[0] ?? null;
    this.#offset += token?.length ?? 0;
    return token;
  }

  #refuse(what: string, offset: number = this.#offset): never {
    throw new JsonSyntaxError(offset, what);
  }
}

/** Line, counted from 1, of an offset into a text. */
export function lineAt(text: string, offset: number): number {
  let line = 1;
  for (let at = text.indexOf('\n'); at >= 0 && at < offset; at = text.indexOf('\n', at + 1)) line++;
  return line;
}

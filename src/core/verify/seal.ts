import { isRecord } from './claim.ts';
import type { Findings } from './findings.ts';

/** Makes the digest of a text, such as `sha256:` and hexadecimal digits: the machine's own. */
export type Digest = (text: string) => string;

/** The record with its seal as the last field: the digest of everything else in it, written as compact JSON. */
export function sealed<T extends object>(record: T, digest: Digest): T & { readonly seal: string } {
  return { ...record, seal: digest(textOf(record)) };
}

/** A file that was cut, edited or mixed up no longer has the digest that it was sealed with. */
export function checkSeal(found: Findings, result: unknown, digest: Digest): void {
  const seal = isRecord(result) ? result['seal'] : undefined;
  found.that(typeof seal === 'string' && isRecord(result) && digest(textOf(result)) === seal, 'seal', () => ({
    path: 'seal',
    what: 'the file is not as it was written: its contents do not have the digest in its seal',
    fix: 'give result.json as eightyfold wrote it',
  }));
}

/** As a JSON file would give it back: what is not a finite number is null. */
function textOf(record: object): string {
  const { seal: _, ...rest } = record as { seal?: unknown };
  return JSON.stringify(rest);
}

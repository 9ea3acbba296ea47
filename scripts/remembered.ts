// What was measured so far, kept in a file so that a long measurement that was stopped goes on where it was.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';

/** Calls `compute` once for each key, whatever the number of runs; without a file, once a run. */
export function rememberedIn(file: string | undefined): <T>(key: string, compute: () => Promise<T>) => Promise<T> {
  const known = new Map<string, unknown>(
    file !== undefined && existsSync(file) ? Object.entries(JSON.parse(readFileSync(file, 'utf8')) as object) : [],
  );
  return async <T>(key: string, compute: () => Promise<T>): Promise<T> => {
    if (!known.has(key)) {
      known.set(key, await compute());
      if (file !== undefined) writeFileSync(file, JSON.stringify(Object.fromEntries(known)));
      process.stderr.write(`${key} measured\n`);
    }
    // Written by this very call, or by one with the same key of an earlier run.
    return known.get(key) as T;
  };
}

/** JSON that tells apart what `JSON.stringify` does not: infinities and NaN. A key for memos, not to be read back. */
export function exactJson(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) =>
    typeof part === 'number' && !Number.isFinite(part) ? String(part) : part,
  );
}

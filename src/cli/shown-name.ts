/** How messages name a file. */
export function shownName(path: string): string {
  return path === '-' ? 'standard input' : path;
}

/** A place in the plan: names of fields and zero-based positions in lists. */
export type PathParts = readonly (string | number)[];

/** A path as people write it: ['offers', 2, 'termMonths'] is `offers[2].termMonths`; the whole plan is the empty text. */
export function pathText(parts: PathParts): string {
  let text = '';
  for (const part of parts) text = childPath(text, part);
  return text;
}

/** The path of a field or list item below `parent`. */
export function childPath(parent: string, part: string | number): string {
  if (typeof part === 'number') return `${parent}[${part}]`;
  const name = /^[A-Za-z0-9_][A-Za-z0-9_-]*$/.test(part) ? part : JSON.stringify(part);
  if (name !== part) return `${parent}[${name}]`;
  return parent === '' ? name : `${parent}.${name}`;
}

/** The path one step up; null above the whole plan. */
export function parentPath(path: string): string | null {
  if (path === '') return null;
  if (path.endsWith('"]')) return path.slice(0, Math.max(0, path.lastIndexOf('["')));
  const end = path.endsWith(']') ? path.lastIndexOf('[') : path.lastIndexOf('.');
  return path.slice(0, Math.max(0, end));
}

/** Whether `path` is `ancestor` or lies beneath it. */
export function isAtOrBelow(path: string, ancestor: string): boolean {
  if (ancestor === '' || path === ancestor) return true;
  return path.startsWith(ancestor) && (path[ancestor.length] === '.' || path[ancestor.length] === '[');
}

import type { Issue } from './issue.ts';
import { parentPath } from './source-path.ts';

/** Where a value stands in the source text, 1-based; a field stands where its name does. */
export interface SourcePosition {
  readonly line: number;
  readonly column: number;
  /** the value as written, for short scalars */
  readonly found?: string;
}

/** Positions by path text. */
export type SourcePositions = ReadonlyMap<string, SourcePosition>;

/** The most errors that are listed one by one; the rest is a count. */
export const ERRORS_LISTED_MAX = 100;

const SEVERITY_ORDER = { error: 0, 'not-enforced': 1, warning: 2, assumption: 3 } as const;

/** A fault or remark before its position is looked up. */
export type Remark = Pick<Issue, 'code' | 'what' | 'path' | 'fix'>;

/** Collects issues and finds their positions: a missing field stands where the map that lacks it does. */
export class IssueList {
  private readonly issues: Issue[] = [];
  private readonly positions: SourcePositions;

  constructor(positions: SourcePositions) {
    this.positions = positions;
  }

  error(remark: Remark): void {
    this.add('error', remark);
  }

  notEnforced(remark: Remark): void {
    this.add('not-enforced', remark);
  }

  warn(remark: Remark): void {
    this.add('warning', remark);
  }

  assume(remark: Remark): void {
    this.add('assumption', remark);
  }

  /** An issue whose position is already known. */
  addLocated(issue: Issue): void {
    this.issues.push(issue);
  }

  positionOf(path: string): SourcePosition | undefined {
    for (let at: string | null = path; at !== null; at = parentPath(at)) {
      const position = this.positions.get(at);
      if (position) return position;
    }
    return undefined;
  }

  hasErrors(): boolean {
    return this.issues.some((issue) => issue.severity === 'error');
  }

  /** All issues: errors first, then what is not enforced, warnings and assumptions, each in the order of the text. */
  sorted(): Issue[] {
    const sorted = this.issues
      .map((issue, index) => ({ issue, index }))
      .toSorted((a, b) => compareIssues(a.issue, b.issue) || a.index - b.index)
      .map(({ issue }) => issue);
    return capErrors(sorted);
  }

  private add(severity: Issue['severity'], remark: Remark): void {
    const position = this.positionOf(remark.path);
    const found = this.positions.get(remark.path)?.found;
    this.issues.push({
      ...remark,
      severity,
      line: position?.line ?? null,
      column: position?.column ?? null,
      ...(found === undefined ? {} : { found }),
    });
  }
}

function compareIssues(a: Issue, b: Issue): number {
  return (
    SEVERITY_ORDER[a.severity] - SEVERITY_ORDER[b.severity] ||
    (a.line ?? 0) - (b.line ?? 0) ||
    (a.column ?? 0) - (b.column ?? 0)
  );
}

function capErrors(sorted: readonly Issue[]): Issue[] {
  const errors = sorted.filter((issue) => issue.severity === 'error');
  const unlisted = errors.length - ERRORS_LISTED_MAX;
  if (unlisted <= 0) return [...sorted];
  const count: Issue = {
    code: 'more-errors',
    severity: 'error',
    what: `${unlisted} more errors are not listed`,
    path: '',
    line: null,
    column: null,
    fix: `correct the ${ERRORS_LISTED_MAX} listed first, then run again`,
  };
  return [...errors.slice(0, ERRORS_LISTED_MAX), count, ...sorted.slice(errors.length)];
}

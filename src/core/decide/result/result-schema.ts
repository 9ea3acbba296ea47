import type { Issue } from '../../domain/index.ts';

/** The form of `result.json`: raised when a field is renamed, moved or means something else. */
export const RESULT_SCHEMA_VERSION = 6;

/**
 * Why a result of another form cannot be read here; null when it can. What it says, in words of the person who has the
 * file: an older one was made by an earlier release and is made again by planning again.
 */
export function otherSchemaIssue(schemaVersion: unknown): Issue | null {
  if (schemaVersion === RESULT_SCHEMA_VERSION) return null;
  const isNewer = typeof schemaVersion === 'number' && schemaVersion > RESULT_SCHEMA_VERSION;
  const found = typeof schemaVersion === 'number' ? `schema ${schemaVersion}` : 'no known schema';
  return {
    code: 'schema-version',
    severity: 'error',
    path: 'schemaVersion',
    line: null,
    column: null,
    what: `this result has ${found}; this release reads schema ${RESULT_SCHEMA_VERSION}`,
    fix: isNewer ? 'read it with the release that made it' : 'plan again with this release',
  };
}

import type { z } from 'zod';

import type { IssueList } from './issue-list.ts';
import type { ProvenanceRow } from './provenance.ts';
import { stripProvenance } from './provenance.ts';
import { readYaml } from './read-yaml.ts';
import { addFaults, reportSchemaIssue } from './translate-schema-issue.ts';

/** A file held against a schema: its plain values, or the issues that say why there are none. */
export interface ReadDocument<T> {
  /** null when the file has a fault */
  readonly input: T | null;
  /** what was found so far; checks on meaning add to it */
  readonly issues: IssueList;
  /** where the numbers came from, in the order of the file */
  readonly sources: readonly ProvenanceRow[];
}

/**
 * Reads a YAML or JSON file that is no plan by the rules of a plan: located issues, numbers with their sources, unknown
 * fields refused with the nearest name. Never throws, whatever the text is.
 */
export function readDocument<T>(text: string, schema: z.ZodType<T>): ReadDocument<T> {
  const { root, issues, brokenPaths: brokenAsWritten } = readYaml(text);
  if (root === null) return { input: null, issues, sources: [] };
  const rows: ProvenanceRow[] = [];
  const brokenPaths = new Set(brokenAsWritten);
  const bare = stripProvenance(root, { issues, brokenPaths, rows });
  const result = schema.safeParse(bare);
  for (const issue of result.error?.issues ?? [])
    addFaults(reportSchemaIssue(issue, bare, schema), issues, brokenPaths);
  return { input: result.success && !issues.hasErrors() ? result.data : null, issues, sources: rows };
}

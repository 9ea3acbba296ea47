import { readTextFile } from '../adapters/node/index.ts';
import { otherSchemaIssue, type AnsweredResult, type Issue } from '../core/index.ts';

/** A result that `plan --out` wrote, the reason why the file cannot be read, or null when it is something else: a plan. */
export type SavedResult =
  | { readonly status: 'read'; readonly result: AnsweredResult }
  | { readonly status: 'refused'; readonly issue: Issue }
  | null;

const RESULT_BYTES_MAX = 50_000_000;

/** Reads `result.json`; what is not JSON of a result may be a plan. Standard input is taken to be a plan. */
export async function savedResult(path: string): Promise<SavedResult> {
  if (path === '-' || !path.endsWith('.json')) return null;
  const tooLarge: Issue = {
    code: 'result-too-large',
    severity: 'error',
    path: '',
    line: null,
    column: null,
    what: `the file has more than ${RESULT_BYTES_MAX} bytes; a result has at most that`,
    fix: 'give the result.json that eightyfold plan --out wrote',
  };
  const read = await readTextFile(path, { bytesMax: RESULT_BYTES_MAX, tooLarge });
  if (read.status === 'refused') return { status: 'refused', issue: read.issue };
  const result = parsed(read.file.text);
  if (!isResult(result)) return null;
  const issue = otherSchemaIssue(result.schemaVersion);
  return issue === null ? { status: 'read', result } : { status: 'refused', issue };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** The parts that a result of any version has: it was written by this program, so no field is looked at again. */
function isResult(value: unknown): value is AnsweredResult {
  if (typeof value !== 'object' || value === null) return false;
  const parts = ['plan', 'recipe', 'value', 'signNow', 'offers', 'stages', 'series', 'certificate'];
  return 'schemaVersion' in value && parts.every((part) => part in value);
}

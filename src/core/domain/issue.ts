/** One fault or remark about the input, located and with its remedy. Collected and returned all at once. */
export interface Issue {
  /** stable kebab-case code that tests and pages match on, such as `unknown-field` */
  readonly code: string;
  /** `error` stops the run; `not-enforced` and `warning` are shown first in the brief; `assumption` lists a default taken */
  readonly severity: 'error' | 'not-enforced' | 'warning' | 'assumption';
  /** what is wrong, with the value found and its unit */
  readonly what: string;
  /** path into the plan, such as `offers[2].termMonths` */
  readonly path: string;
  /** position in the source text, where there is one: 1-based */
  readonly line: number | null;
  readonly column: number | null;
  /** the value found there as it would be written in the file, when there is one and it is short */
  readonly found?: string;
  /** how to fix it */
  readonly fix: string;
}

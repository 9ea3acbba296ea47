/**
 * The plan: what a company has, may sign and fears, as one checked record. `parsePlan` reads the file and is the only
 * maker of `Plan`; everyone else reads the result.
 *
 * Invariants: a `Plan` exists only when no issue is an error; every default taken is an issue of severity
 * `assumption`; a field that the engine does not use yet is an issue of severity `not-enforced`; nothing in a file is
 * accepted and ignored. The schema (zod) is the one source of the input's types and of schema/plan.schema.json.
 */
export * from './plan.ts';
export * from './term-sheet.ts';
export type { Issue } from './issue.ts';
export { parsePlan } from './parse-plan.ts';
export { deferrableReferenceGpusOver, fixedReferenceGpusOver, protectedFixedIn } from './fixed-demand.ts';
export { historyNamedIn, STATED_BY_HISTORY } from './plan-history.ts';
export type { HistoryFacts, HistoryGrowth, NamedHistory, PlanHistory } from './plan-history.ts';
export type { ParsedPlan } from './parse-plan.ts';
export { describeIssue } from './describe-issue.ts';
export { QUALITIES } from './provenance.ts';
export type { ProvenanceRow, Quality } from './provenance.ts';
export { PLAN_DEFAULTS, PATHS_PER_LEAF_MIN, REFERENCE_ACCELERATOR } from './defaults.ts';
export { initialPlanText } from './initial-plan.ts';
export { jsonSchemaText, planJsonSchema, planJsonSchemaText, sourcedJsonSchema } from './json-schema.ts';
export { PLAUSIBLE_RANGES } from './plausibility.ts';
export { exchangeRatesField } from './exchange.ts';
export type { StatedAmount } from './exchange.ts';
export { checkReference, checkUnique } from './check-names.ts';
export { ERRORS_LISTED_MAX, IssueList } from './issue-list.ts';
export { byRegimeOf, quantilesOf } from './normalise-context.ts';
export { optionIdOf } from './normalise-options.ts';
export { readDocument } from './read-document.ts';
export type { ReadDocument } from './read-document.ts';
export { seedField } from './schema-demand.ts';
export {
  bySupplyRegime,
  countField,
  dateField,
  calendarMonthField,
  fieldsOf,
  fractionField,
  hourPriceField,
  idField,
  maybeBySupplyRegime,
  monthsField,
  numberField,
  partField,
  uncertainField,
  usdField,
  withFix,
} from './schema-fields.ts';
export { editedPlanText, plainPlanOf } from './edit-plan.ts';
export type { PlanEdit } from './edit-plan.ts';
export { importSheets } from './import-sheets.ts';
export type { ImportedSheets, SheetChange } from './import-sheets.ts';
export { planSheets } from './plan-sheets.ts';
export { cellIssue, cellPlace } from './sheet.ts';
export type { Sheet, SheetCell, SheetRow } from './sheet.ts';
export type { SourceMap, SourceValue } from './read-yaml.ts';
export { draftOffersYaml, planTextWithDrafts } from './draft-offers.ts';
export type { DraftOffer } from './draft-offers.ts';

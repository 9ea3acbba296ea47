/**
 * The host's chair: a site with idle power, and what its owner should offer. `parseHost` reads a host file, `answerHost`
 * answers it, `hostBrief` says the answer.
 *
 * Invariants: point t in time is the start of month t and the end of month t − 1; cash is the host's share, income
 * positive; nothing spent already is in a decision, only in the full-cost view; a rate of return is never chosen silently
 * out of several; what one clause is worth is a difference of two values at the same medians.
 */
export { hostJsonSchemaText } from './host-json-schema.ts';
export { answerHost } from './answer-host.ts';
export type { HostAnswer } from './answer-host.ts';
export { hostBrief, hostSections } from './host-brief.ts';
export { hostLedgerCsv } from './ledger-csv.ts';
export type { HostPlan } from './host-plan.ts';
export { parseHost } from './parse-host.ts';
export type { ParsedHost } from './parse-host.ts';

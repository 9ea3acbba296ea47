/**
 * The deal desk: one offer of a plan on one basis, from its quoted price to what a useful hour costs, what is firm of
 * its headline, when it breaks even, and where it stands among public deals. Main function: `dealDesk`.
 *
 * Invariants: a contract's cash is `contractSeries` and nothing else, so that every line of it is in the price; months
 * in cents add up to the headline; the offer is taken at its median delivery, signed when it first can be; public deals
 * are compared on the same basis only, and several offers only where all of them include the GPUs, or none does.
 *
 * Beside it: the public record as text (`catalogueText`), and hosts to ask as draft offers that the plan's own parser reads
 * and the planner values (`rankHosts`).
 */
export { offerIdsAsked } from './asked-offers.ts';
export { catalogueIndexText, catalogueText, rowsFound } from './catalogue-text.ts';
export type { CatalogueTable } from './catalogue-text.ts';
export { clauseStudies } from './clauses.ts';
export type { ClauseQuestion, ClauseValue } from './clauses.ts';
export { dealDesk } from './deal-desk.ts';
export type { DealAnswer, DealDesk, DealSources, DealTerms } from './deal-desk.ts';
export { ladderSeries, liabilityReadings, liabilitySeries } from './deal-series.ts';
export type { LadderSeries, LiabilitySeries } from './deal-series.ts';
export { dealSections, dealText } from './deal-text.ts';
export { monthlyCsv } from './monthly-csv.ts';
export { valueText } from './value-text.ts';
export { hostDrafts } from './host-drafts.ts';
export type { HostDraft, UnplannableHost } from './host-drafts.ts';
export { rankHosts } from './host-ranking.ts';
export type { HostRanking, RankedHost, RankingRequest } from './host-ranking.ts';
export { readHostRows } from './host-rows.ts';
export type { HostRow, ReadHosts } from './host-rows.ts';
export { hostsText, hostsYaml } from './host-text.ts';

import type { Quantiles } from '../domain/index.ts';
import type { HostRow } from './host-rows.ts';

/** What is assumed of a kind of host until it has quoted, and where that comes from. */
export interface HostRule {
  readonly leadTimeMonths: Quantiles;
  /** the row of catalogue/lead-times.csv behind the lead time, or why there is none */
  readonly leadTimeSource: string;
  /** chance per year in service that the host fails; no rate is published anywhere */
  readonly failureHazardPerYear: number;
}

interface Case extends HostRule {
  readonly type: RegExp;
  readonly status: RegExp;
}

const ANY = /^/;

/** The first that fits a host's type and status counts. Lead times are the catalogue's, hazards are assumptions. */
const CASES: readonly Case[] = [
  {
    type: /space$/,
    status: ANY,
    leadTimeMonths: { p10: 24, p50: 40, p90: 60 },
    leadTimeSource: 'nothing is sold in orbit yet: as in examples/orbital.yaml',
    failureHazardPerYear: 0.12,
  },
  {
    type: ANY,
    status: /stalled|unfunded|planned|mou/i,
    leadTimeMonths: { p10: 36, p50: 48, p90: 60 },
    leadTimeSource: 'lead-times: greenfield total, 36 to 60 months',
    failureHazardPerYear: 0.12,
  },
  {
    type: /rival|space \+/,
    status: /operating|leasing/i,
    leadTimeMonths: { p10: 0.3, p50: 0.5, p90: 3.8 },
    leadTimeSource: 'lead-times: signing to first capacity, existing idle cluster',
    failureHazardPerYear: 0.03,
  },
  {
    type: /^crypto/,
    status: ANY,
    leadTimeMonths: { p10: 0.5, p50: 8, p90: 16.5 },
    leadTimeSource: 'lead-times: signing to first capacity, crypto-miner site',
    failureHazardPerYear: 0.06,
  },
  {
    type: /neocloud|cdn|telecom|hyperscaler/i,
    status: /operating/i,
    leadTimeMonths: { p10: 3, p50: 5, p90: 7 },
    leadTimeSource: 'lead-times: GPU contract delivery, 3 to 7 months',
    failureHazardPerYear: 0.03,
  },
  {
    type: ANY,
    status: /operating|leasing/i,
    leadTimeMonths: { p10: 4, p50: 6, p90: 12 },
    leadTimeSource: 'lead-times: retrofit of existing halls, 4 to 6 months, and a tail of ours',
    failureHazardPerYear: 0.04,
  },
  {
    type: ANY,
    status: ANY,
    leadTimeMonths: { p10: 12, p50: 15, p90: 24 },
    leadTimeSource: 'lead-times: construction, 12 to 18 months, Crusoe 15; the tail is ours',
    failureHazardPerYear: 0.06,
  },
];

/** The rule for a host. */
export function hostRuleOf({ hostType, status }: Pick<HostRow, 'hostType' | 'status'>): HostRule {
  return CASES.find((each) => each.type.test(hostType) && each.status.test(status))!; // the last fits every host
}

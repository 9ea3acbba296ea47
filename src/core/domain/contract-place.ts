import type { CheckablePlan } from './checkable-plan.ts';
import type { IssueList, Remark } from './issue-list.ts';
import type { FleetInput, FutureOfferInput, OfferInput } from './schema-offers.ts';

/** A quote, or an offer to come. */
export type AnyOffer = OfferInput | FutureOfferInput;

/** The same, or what is signed. */
export type AnyContract = AnyOffer | FleetInput;

/** One contract of the file and where it stands. */
export interface ContractPlace {
  readonly plan: CheckablePlan;
  readonly path: string;
  readonly issues: IssueList;
}

/** The same, and how long it serves. */
export interface TermsPlace extends ContractPlace {
  /** undefined where the file does not tell */
  readonly termMonths: number | undefined;
}

/** Refuses one field of a contract. */
export function refuseAt({ path, issues }: ContractPlace, field: string, remark: Omit<Remark, 'path'>): void {
  issues.error({ ...remark, path: `${path}.${field}` });
}

/** Asks for a field that a contract lacks. */
export function missingAt({ path, issues }: ContractPlace, field: string, fix: string): void {
  issues.error({ code: 'missing-field', path, what: `${field} is missing`, fix });
}

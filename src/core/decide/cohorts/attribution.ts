import type { NodeBuilder } from '../../programme/index.ts';
import type { CashLine, LedgerCause } from '../../supply/index.ts';
import type { SubPeriod } from './calendar.ts';

/** Causes of the objective that are not cash. */
export type ValueCause = 'researchValue' | 'rescuePenalty' | 'terminalValue';
export type ObjectiveCause = LedgerCause | ValueCause;

const VALUE_CAUSES: readonly string[] = ['researchValue', 'rescuePenalty', 'terminalValue'];

/** True for causes that are dollars paid or received. */
export function isCashCause(cause: ObjectiveCause): boolean {
  return !VALUE_CAUSES.includes(cause);
}

/** What has been signed when: before the start, at the root, or at a later stage. */
export type SigningTime = 'fleet' | 'signNow' | 'later';

/** Cash of one unit by month, undiscounted: an attribution's `usd` is its sum, each month at its own discount. */
export interface MonthlyCash {
  readonly startMonth: number;
  readonly timing: CashLine['timing'];
  /** [month from startMonth] nominal USD; times `scale` */
  readonly usdByMonth: ArrayLike<number>;
  readonly scale: number;
}

/** The same cash at the end of every month of a span. */
export function evenCash({ startMonth, endMonth }: SubPeriod, usdPerMonth: number): MonthlyCash {
  const usdByMonth = new Float64Array(endMonth - startMonth).fill(usdPerMonth);
  return { startMonth, timing: 'monthEnd', usdByMonth, scale: 1 };
}

/** One labelled term of the objective at one node: `usd` per unit of a column or state, or a constant. */
export interface Attribution {
  readonly kind: 'column' | 'state' | 'constant';
  /** column or state; 0 for a constant */
  readonly index: number;
  readonly cause: ObjectiveCause;
  readonly contractId: string | null;
  /** when the contract behind it was signed; null where there is none */
  readonly signed: SigningTime | null;
  /** discounted to month 0 */
  readonly usd: number;
  /** the same cash by month; null where it is no cash */
  readonly cash: MonthlyCash | null;
  /** price parameter that scales it */
  readonly parameter: number | null;
}

/** What a volume is at a node: a column signed here, a state signed before, or the fleet's fixed whole. */
export type Volume =
  | { readonly kind: 'column'; readonly index: number }
  | { readonly kind: 'state'; readonly index: number }
  | { readonly kind: 'constant'; readonly index: 0 };

/** Writes objective terms into a node and keeps each one's label, so that the objective can be taken apart again. */
export interface ObjectiveWriter {
  add(volume: Volume, usd: number, label: ObjectiveLabel): void;
  readonly attributions: readonly Attribution[];
}

export interface ObjectiveLabel {
  readonly cause: ObjectiveCause;
  readonly contractId?: string;
  readonly signed?: SigningTime | null;
  readonly parameter?: number | null;
  readonly cash?: MonthlyCash | null;
}

export function objectiveWriter(builder: NodeBuilder, usdPerUnit: number): ObjectiveWriter {
  const attributions: Attribution[] = [];
  return {
    attributions,
    add(volume, usd, { cause, contractId = null, signed = null, parameter = null, cash = null }) {
      if (usd === 0) return;
      const { kind, index } = volume;
      attributions.push({ kind, index, cause, contractId, signed, usd, cash, parameter });
      const value = usd / usdPerUnit;
      if (volume.kind === 'column') builder.objectiveColumn(volume.index, value, parameter ?? undefined);
      else if (volume.kind === 'state') builder.objectiveState(volume.index, value, parameter ?? undefined);
      else builder.objectiveConstant(value);
    },
  };
}

import type { NodeBuilder } from '../programme/index.ts';
import type { LedgerCause } from '../supply/index.ts';

/** Causes of the objective that are not cash. */
export type ValueCause = 'researchValue' | 'rescuePenalty' | 'terminalValue';
export type ObjectiveCause = LedgerCause | ValueCause;

const VALUE_CAUSES: readonly string[] = ['researchValue', 'rescuePenalty', 'terminalValue'];

/** True for causes that are dollars paid or received. */
export function isCashCause(cause: ObjectiveCause): boolean {
  return !VALUE_CAUSES.includes(cause);
}

/** One labelled term of the objective at one node: `usd` per unit of a column or state, or a constant. */
export interface Attribution {
  readonly kind: 'column' | 'state' | 'constant';
  /** column or state; 0 for a constant */
  readonly index: number;
  readonly cause: ObjectiveCause;
  readonly contractId: string | null;
  readonly usd: number;
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
  readonly parameter?: number | null;
}

export function objectiveWriter(builder: NodeBuilder, usdPerUnit: number): ObjectiveWriter {
  const attributions: Attribution[] = [];
  return {
    attributions,
    add(volume, usd, { cause, contractId = null, parameter = null }) {
      if (usd === 0) return;
      attributions.push({ kind: volume.kind, index: volume.index, cause, contractId, usd, parameter });
      const value = usd / usdPerUnit;
      if (volume.kind === 'column') builder.objectiveColumn(volume.index, value, parameter ?? undefined);
      else if (volume.kind === 'state') builder.objectiveState(volume.index, value, parameter ?? undefined);
      else builder.objectiveConstant(value);
    },
  };
}

import type { Offer, Plan } from '../../domain/index.ts';
import { hostOf } from '../../supply/index.ts';
import { factorKindOf } from '../chances/shared-factor.ts';
import type { ReplayWorld } from '../contracts/world.ts';
import type { ReplayOutcome } from '../months/outcome.ts';

/** By whom or what capacity may be held; `other`: names that are no site, grid or vendor. */
const CONCENTRATION_KINDS = ['host', 'parent', 'site', 'grid', 'vendor', 'other', 'accelerator', 'route'] as const;
type ConcentrationKind = (typeof CONCENTRATION_KINDS)[number];

/** The largest share of one kind. */
export interface Concentration {
  readonly by: ConcentrationKind;
  readonly of: 'capacity' | 'dollars';
  readonly name: string;
  /** of all that is held, what depends on the name */
  readonly fraction: number;
  /** sum of squared shares, in (0, 1]; none where some contract has no name of the kind, or several */
  readonly herfindahlIndex: number | null;
}

/** Largest shares over the horizon, by reference-GPU months in service and by what is paid. Kinds that nobody names are left out. */
export function concentrationOf({ contracts, plan }: ReplayWorld, outcome: ReplayOutcome): Concentration[] {
  const weightsOf = { capacity: outcome.contractMonths, dollars: outcome.contractPaidUsd };
  return CONCENTRATION_KINDS.flatMap((by) => {
    const names = contracts.map((contract) => namesOf(contract, by, plan));
    return (['capacity', 'dollars'] as const).flatMap((of) => {
      const largest = largestShare(weightsOf[of], names);
      return largest === null ? [] : [{ by, of, ...largest }];
    });
  });
}

function namesOf(contract: Offer, by: ConcentrationKind, plan: Plan): readonly string[] {
  switch (by) {
    case 'host':
      return [contract.host];
    case 'parent':
      // A host without a parent is its own, once any contract names one.
      return [...plan.fleet, ...plan.offers].some(({ terms }) => terms.parent !== null) ? [hostOf(contract)] : [];
    case 'route':
      return [contract.route];
    case 'accelerator':
      return [...new Set(contract.quantities.map(({ acceleratorIndex }) => plan.accelerators[acceleratorIndex]!.id))];
    default:
      return [...new Set(contract.factors)].filter((name) => factorKindOf(name) === by);
  }
}

function largestShare(
  weights: Float64Array,
  names: readonly (readonly string[])[],
): Pick<Concentration, 'name' | 'fraction' | 'herfindahlIndex'> | null {
  const byName = new Map<string, number>();
  let total = 0;
  let isSplit = true;
  weights.forEach((weight, index) => {
    if (!(weight > 0)) return;
    total += weight;
    if (names[index]!.length !== 1) isSplit = false;
    for (const name of names[index]!) byName.set(name, (byName.get(name) ?? 0) + weight);
  });
  const [first] = [...byName].toSorted(([a, x], [b, y]) => y - x || (a < b ? -1 : 1));
  if (!first) return null;
  const squares = [...byName.values()].reduce((sum, weight) => sum + (weight / total) * (weight / total), 0);
  return { name: first[0], fraction: first[1] / total, herfindahlIndex: isSplit ? squares : null };
}

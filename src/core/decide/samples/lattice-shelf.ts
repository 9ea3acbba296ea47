import type { Plan } from '../../domain/index.ts';
import type { Solver } from '../../solve/index.ts';
import { Bug } from '../../units/index.ts';
import { openLattice, type LatticeSession } from './lattice-session.ts';

/** One lattice of a plan; two that differ in the risk weight only are grown from the same draws. */
export interface LatticePlace {
  readonly sampleIndex: number;
  /** the weight of the tail mean that the lattice plans with; left out, the plan's own */
  readonly riskWeight?: number;
}

/**
 * The open lattices of a plan in one thread. A lattice at the plan's own risk weight stays until the end; one at another
 * weight until the next such one of its sample is opened.
 */
export interface LatticeShelf {
  open(place: LatticePlace, trialMultiples: readonly number[]): Promise<LatticeSession>;
  /** @throws Bug where it is not open */
  at(place: LatticePlace): LatticeSession;
  dispose(): Promise<void>;
}

export function latticeShelf(plan: Plan, solver: Solver): LatticeShelf {
  const own = new Map<number, LatticeSession>();
  const moved = new Map<number, { readonly riskWeight: number; readonly session: LatticeSession }>();
  const weightOf = ({ riskWeight }: LatticePlace) => riskWeight ?? plan.risk.weight;
  return {
    async open(place, trialMultiples) {
      const { sampleIndex } = place;
      const weight = weightOf(place);
      if (weight === plan.risk.weight) {
        const session = await openLattice(plan, solver, { sampleIndex, trialMultiples });
        own.set(sampleIndex, session);
        return session;
      }
      await moved.get(sampleIndex)?.session.dispose();
      moved.delete(sampleIndex);
      const weighed = { ...plan, risk: { ...plan.risk, weight } };
      const session = await openLattice(weighed, solver, { sampleIndex, trialMultiples });
      moved.set(sampleIndex, { riskWeight: weight, session });
      return session;
    },
    at(place) {
      const { sampleIndex } = place;
      const weight = weightOf(place);
      const other = moved.get(sampleIndex);
      const session = weight === plan.risk.weight ? own.get(sampleIndex) : undefined;
      const found = session ?? (other?.riskWeight === weight ? other.session : undefined);
      if (!found)
        throw new Bug(`lattice ${sampleIndex} at risk weight ${weight} was asked before "candidate" opened it`);
      return found;
    },
    async dispose() {
      for (const session of own.values()) await session.dispose();
      for (const { session } of moved.values()) await session.dispose();
      own.clear();
      moved.clear();
    },
  };
}

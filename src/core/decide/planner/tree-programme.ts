import { growTree, samplePaths } from '../../demand/index.ts';
import type { Plan } from '../../domain/index.ts';
import { withFixedParameters, withTerminalRisk, type Programme } from '../../programme/index.ts';
import { plannerProgramme } from './planner-programme.ts';

/** A plan on one sampled tree as a programme that any solver can be given. */
export interface TreeProgramme {
  /** maximises the risk-adjusted objective; prices at the plan's own asks */
  readonly programme: Programme;
  /** USD in one unit of the objective and of every cash row */
  readonly usdPerUnit: number;
  /** reference GPUs in one unit of capacity and demand */
  readonly referenceGpusPerUnit: number;
}

/**
 * The programme that `decide` checks its answer by on the plan's first sampled tree: its optimum x `usdPerUnit` is that
 * tree's best value.
 */
export function treeProgramme(plan: Plan): TreeProgramme {
  const replication = 0;
  const paths = samplePaths(plan, { pathCount: plan.tree.paths, replication });
  const tree = growTree(paths, { ...plan.tree, horizonMonths: plan.horizonMonths });
  const { programme, frame } = plannerProgramme(plan, tree, { replication });
  return {
    programme: withFixedParameters(withTerminalRisk(programme, plan.risk).programme),
    usdPerUnit: frame.units.usd,
    referenceGpusPerUnit: frame.units.referenceGpus,
  };
}

import { latticeNodeAt, type DemandLattice } from '../../demand/index.ts';
import type { Offer } from '../../domain/index.ts';
import type { Programme } from '../../programme/index.ts';
import type { HeadVisit, NodePool, NodeTask } from '../../sddp/index.ts';
import { blocksOnOffer, type Decision, type ReplayPolicy, type Seen, type SeenHolding } from '../../simulate/index.ts';
import { isUsedUp, type EndingRight } from '../../supply/index.ts';
import { Bug } from '../../units/index.ts';
import type { Cohort } from '../cohorts/cohort.ts';
import type { PlannerProgramme } from '../planner/planner-programme.ts';

/** What the engine's policy is read from: one lattice's trained value functions, and the root decision held. */
export interface EngineValues {
  readonly planner: PlannerProgramme;
  /** as it is solved: with the tail in its state */
  readonly programme: Programme;
  readonly lattice: DemandLattice;
  readonly pool: NodePool;
  readonly root: HeadVisit;
  /** money that later decisions act as if it were not there */
  readonly reserveUsd: number;
}

export const ENGINE_POLICY_ID = 'recommended';

/**
 * The engine's policy outside its lattice: at each stage start the node that holds what is seen, its state filled with
 * what the path has come to (contracts that still run, customers lost, money), and the signings and notices that the
 * node's programme over the trained cuts then makes, signings rounded to whole blocks.
 *
 * It sees neither the hidden growth regime nor how late a delivery will be: nodes are found by demand, belief and supply
 * regime alone, and their flows are means.
 */
export function enginePolicy(values: EngineValues): ReplayPolicy {
  const { planner, pool } = values;
  const { stageStartMonths } = planner.frame.calendar;
  return {
    id: ENGINE_POLICY_ID,
    decisionMonths: stageStartMonths,
    async decide(month, seen) {
      const stage = stageStartMonths.indexOf(month);
      if (stage < 0) throw new Bug(`month ${month} is no stage's start`);
      if (stage === 0)
        return seen.map((one) => decisionAt(values, { node: 0, columns: values.root.columnValues, seen: one }));
      const tasks = seen.map((one): NodeTask => ({
        node: latticeNodeAt(values.lattice, stage, one).index,
        outcome: 0,
        state: stateOf(values, one),
        wantsDecision: true,
      }));
      const answers = await pool.solve(tasks);
      return answers.map(({ status, columnValues }, path) => {
        if (status !== 'optimal') throw new Bug(`the policy cannot be carried out at node ${tasks[path]!.node}`);
        return decisionAt(values, { node: tasks[path]!.node, columns: columnValues, seen: seen[path]! });
      });
    },
  };
}

/** The programme's state as a path has come to it; money in the programme's units. */
export function stateOf({ planner, programme, root, reserveUsd }: EngineValues, seen: Seen): Float64Array {
  const { layout, units } = planner.frame;
  const state = Float64Array.from(programme.states, ({ initial }) => initial);
  state.set(plannerStateOf(planner, seen, reserveUsd));
  if (programme.states.length > layout.states.length) {
    const quantile = layout.states.length + 1;
    state[layout.states.length] = seen.accumulatedUsd / units.usd;
    state[quantile] = root.nextState[quantile]!;
  }
  return state;
}

/** The same without the states that weigh the tail. */
export function plannerStateOf(planner: PlannerProgramme, seen: Seen, reserveUsd: number): Float64Array {
  const { cohorts, layout, plan, units } = planner.frame;
  const state = Float64Array.from(layout.states, ({ initial }) => initial);
  cohorts.forEach((cohort, index) => {
    const holding = heldOf(planner, cohort, seen);
    const runs = holding && !holding.isLost ? holding : null;
    if (layout.volume[index]! >= 0) state[layout.volume[index]!] = runs?.blocks ?? 0;
    cohort.departures.forEach(({ right, stage }, departure) => {
      const noticeMonth = planner.frame.calendar.stageStartMonths[stage]!;
      const ended = runs?.ended.filter((part) => part.right === right.kind && part.noticeMonth === noticeMonth) ?? [];
      state[layout.ended[index]![departure]!] = ended.reduce((sum, { blocks }) => sum + blocks, 0);
    });
  });
  for (const [offerId, index] of layout.right) {
    const offerIndex = plan.offers.findIndex(({ id }) => id === offerId);
    state[index] = plan.offers[offerIndex]!.blocks - signedBlocks(seen, offerIndex);
  }
  layout.churn.forEach((index, workload) => {
    if (index >= 0) state[index] = seen.churnFraction(workload);
  });
  state[layout.liquidity] = (seen.liquidityUsd - reserveUsd) / units.usd;
  state[layout.creditUsed] = Math.min(seen.creditUsedUsd, plan.money.creditLineUsd) / units.usd;
  return state;
}

function heldOf({ frame }: PlannerProgramme, cohort: Cohort, seen: Seen): SeenHolding | undefined {
  if (cohort.isTrial) return undefined;
  const { plan } = frame;
  const isFleet = cohort.signStage < 0;
  const offerIndex = (isFleet ? plan.fleet : plan.offers).indexOf(cohort.contract);
  return seen.holdings.find(
    (held) => held.isFleet === isFleet && held.offerIndex === offerIndex && held.signMonth === cohort.signMonth,
  );
}

function signedBlocks({ holdings }: Seen, offerIndex: number): number {
  return holdings.reduce((sum, held) => sum + (!held.isFleet && held.offerIndex === offerIndex ? held.blocks : 0), 0);
}

/** Parts of a block that a notice leaves are rounding. */
const NOTICEABLE_BLOCKS = 1e-6;

/** What a solved node of the planner's programme decides, in what can be carried out: whole blocks, within what is on offer. */
export function decisionAt(
  { planner }: Pick<EngineValues, 'planner'>,
  at: { readonly node: number; readonly columns: Float64Array; readonly seen: Seen },
): Decision {
  const { seen, columns } = at;
  const { plan } = planner.frame;
  const { stage } = planner.graph.nodes[at.node]!;
  const signings: { offerIndex: number; blocks: number }[] = [];
  const notices: { holdingIndex: number; right: EndingRight['kind']; blocks: number }[] = [];
  const departuresRead = new Map<Cohort, number>();
  for (const { cohort, sign, volume } of planner.nodes[at.node]!.parts) {
    if (volume.kind !== 'column' || cohort.isTrial) continue;
    const blocks = columns[volume.index]!;
    // What an option gives follows from its use, which is read below.
    if (cohort.contract.kind === 'option') continue;
    if (sign > 0) {
      const offerIndex = plan.offers.indexOf(cohort.contract);
      const whole = wholeBlocks(cohort.contract, blocks, { seen, offerIndex });
      if (whole > 0) signings.push({ offerIndex, blocks: whole });
      continue;
    }
    const here = cohort.departures.filter((departure) => departure.stage === stage);
    const read = departuresRead.get(cohort) ?? 0;
    departuresRead.set(cohort, read + 1);
    const holding = heldOf(planner, cohort, seen);
    if (!holding || holding.isLost) continue;
    const holdingIndex = seen.holdings.indexOf(holding);
    // Two rights used at one date share what runs: rounded each for itself they could end more than there is.
    const now = notices.filter((notice) => notice.holdingIndex === holdingIndex);
    const left = { blocks: holding.blocks, ended: [...holding.ended, ...now] };
    const ended = endedBlocks(left, blocks, { cohort, right: here[read]!.right });
    if (ended < NOTICEABLE_BLOCKS) continue;
    notices.push({ holdingIndex, right: here[read]!.right.kind, blocks: ended });
  }
  return { signings, notices };
}

/** The nearest whole number of blocks that can be had. */
function wholeBlocks(
  offer: Offer,
  blocks: number,
  { seen, offerIndex }: { readonly seen: Seen; readonly offerIndex: number },
): number {
  const most = Math.min(offer.blocks - signedBlocks(seen, offerIndex), blocksOnOffer(offer, seen.supplyRegime));
  return Math.max(0, Math.min(most, Math.round(blocks)));
}

/** Blocks given notice: whole ones, but what may be given back or let on in part, and the fleet, may be any part. */
function endedBlocks(
  holding: {
    readonly blocks: number;
    readonly ended: readonly Pick<SeenHolding['ended'][number], 'right' | 'blocks'>[];
  },
  blocks: number,
  { cohort, right }: { readonly cohort: Cohort; readonly right: EndingRight },
): number {
  const ended = (counts: (kind: EndingRight['kind']) => boolean) =>
    holding.ended.reduce((sum, part) => sum + (counts(part.right) ? part.blocks : 0), 0);
  const running = isUsedUp(right) ? holding.blocks - ended((kind) => isUsedUp({ kind })) : Infinity;
  const left = right.fractionMax * holding.blocks - ended((kind) => kind === right.kind);
  const isPart = right.kind === 'rampDown' || right.kind === 'sublet' || right.option !== null;
  const isInParts = cohort.signStage < 0 || isPart;
  return Math.max(0, Math.min(running, left, isInParts ? blocks : Math.round(blocks)));
}

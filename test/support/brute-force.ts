/**
 * The planner's question answered the long way: every whole-number root decision is tried, each valued by living through
 * the tree. It reads a plan and a tree (core/demand) and shares nothing else with the planner: no programme, no solver.
 *
 * Later decisions (signings after the root, notice) are continuous; each is set by an exact search of its concave,
 * piecewise linear value, nested where there are several.
 */
import { growTree, samplePaths, type ScenarioTree, type TreeNode } from '../../src/core/demand/index.ts';
import type { Offer, Plan } from '../../src/core/domain/plan.ts';
import {
  contractFlows,
  mayStop,
  discount,
  firmLiabilityUsd,
  HOURS,
  courseOf,
  leadAt,
  spansOf,
  type NodeFlow,
  type Span,
} from './brute-force-contract.ts';
import {
  dispatchOneClass,
  dispatchTwoWorkloads,
  maximiseConcave,
  type Purchase,
  type Served,
  type StateDemand,
} from './brute-force-dispatch.ts';

/** A contract as signed at one stage; -1 is the fleet. */
interface Signed {
  readonly offer: Offer;
  readonly stage: number;
  readonly flow: (node: TreeNode, noticeMonth: number | null) => NodeFlow;
}

/** What has happened on the way to a node. */
interface History {
  /** [contract] whole contracts signed */
  readonly volume: readonly number[];
  /** [contract] notices given: from which month, for how many whole contracts */
  readonly notices: readonly (readonly { month: number; volume: number }[])[];
  /** [workload] */
  readonly churned: readonly number[];
  readonly liquidityUsd: number;
  readonly creditUsedUsd: number;
}

export interface BruteForce {
  /** every root decision within the blocks on offer, by quote, with its value; NaN where a hard limit forbids it */
  readonly decisions: readonly { readonly blocks: readonly number[]; readonly valueUsd: number }[];
  /** best value of the decisions allowed, NaN when there is none */
  bestUsd(question?: { removed?: number; held?: readonly (readonly [number, number])[] }): number;
  /** what was met on the way, so that a test can see that its plans are not all alike */
  readonly met: Met;
  /** size of the discounted money that flows: what tolerances are relative to */
  readonly grossUsd: number;
}

export interface Met {
  rescue: boolean;
  beyondCredit: boolean;
  churn: boolean;
  forbidden: boolean;
  laterDecision: boolean;
}

export interface BruteForceOptions {
  /** names the sample of paths and delivery scores */
  readonly replication: number;
  /** operating states per span: how many of noise points x load blocks are kept */
  readonly stateCountMax: number;
}

export function bruteForce(plan: Plan, options: BruteForceOptions): BruteForce {
  const { replication } = options;
  const paths = samplePaths(plan, { pathCount: plan.tree.paths, replication });
  const tree = growTree(paths, { ...plan.tree, horizonMonths: plan.horizonMonths });
  const world = new World(plan, tree, options);
  const quotes = plan.offers.filter((offer) => offer.kind === 'quote');
  const valueOf = (blocks: readonly number[], removed: ReadonlySet<string>): number =>
    world.isAllowed(quotes, blocks)
      ? world.valueUsd(new Map(quotes.map((offer, index) => [offer.id, blocks[index]! / offer.blocks])), removed)
      : NaN;
  const all = vectors(quotes);
  const decisions = all.map((blocks) => ({ blocks, valueUsd: valueOf(blocks, new Set()) }));
  world.met.forbidden = decisions.some(({ valueUsd }) => Number.isNaN(valueUsd));
  return {
    decisions,
    met: world.met,
    get grossUsd() {
      return world.grossUsd;
    },
    bestUsd({ removed, held = [] } = {}) {
      const fixed = new Map(held);
      const candidates = decisions.filter(({ blocks }) =>
        blocks.every((count, quote) => {
          if (quote === removed) return count === 0;
          return fixed.has(quote) ? count === fixed.get(quote) : count >= quotes[quote]!.blocksMin;
        }),
      );
      const hasLater = removed !== undefined && world.canSignLater(quotes[removed]!);
      const values = candidates.map(({ blocks, valueUsd }) =>
        hasLater ? valueOf(blocks, new Set([quotes[removed]!.id])) : valueUsd,
      );
      return values.reduce((best, value) => (Number.isNaN(best) || value > best ? value : best), NaN);
    },
  };
}

function vectors(quotes: readonly Offer[]): number[][] {
  return quotes.reduce<number[][]>(
    (before, quote) =>
      before.flatMap((blocks) =>
        Array.from({ length: quote.signFromMonth > 0 ? 1 : quote.blocks + 1 }, (_, count) => [...blocks, count]),
      ),
    [[]],
  );
}

class World {
  readonly plan: Plan;
  readonly tree: ScenarioTree;
  readonly signed: readonly Signed[];
  readonly children: readonly (readonly TreeNode[])[];
  readonly classes: readonly (readonly number[])[];
  readonly states: readonly (readonly (readonly RawState[])[])[];
  grossUsd = 0;
  readonly met: Met = { rescue: false, beyondCredit: false, churn: false, forbidden: false, laterDecision: false };
  removed: ReadonlySet<string> = new Set();
  wanted: ReadonlyMap<string, number> = new Map();

  constructor(plan: Plan, tree: ScenarioTree, { replication, stateCountMax }: BruteForceOptions) {
    this.plan = plan;
    this.tree = tree;
    const starts = tree.stageStartMonths;
    const fleet = plan.fleet.map((offer) => ({
      offer,
      stage: -1,
      flow: contractFlows(plan, tree, { offer, signed: 0, isFleet: true, replication }),
    }));
    const offered = plan.offers.flatMap((offer) =>
      starts.flatMap((signed, stage) =>
        signed >= offer.signFromMonth && signed <= offer.signByMonth
          ? [{ offer, stage, flow: contractFlows(plan, tree, { offer, signed, isFleet: false, replication }) }]
          : [],
      ),
    );
    this.signed = [...fleet, ...offered];
    this.children = tree.nodes.map((node) => tree.nodes.filter(({ parent }) => parent === node.index));
    const classes: number[][] = [];
    for (const { offer } of this.signed) classOf(classes, offer.referenceGpus);
    if (plan.market.onDemand) classOf(classes, plan.accelerators[plan.market.onDemand.acceleratorIndex]!.equivalents);
    this.classes = classes;
    this.states = tree.nodes.map((node) => operatingStates(plan, tree, { node, stateCountMax }));
  }

  canSignLater(offer: Offer): boolean {
    return this.signed.some((signed) => signed.offer === offer && signed.stage > 0);
  }

  /** The root's hard limits. Required blocks bind only what is free to be chosen, so they are the caller's to see. */
  isAllowed(quotes: readonly Offer[], blocks: readonly number[]): boolean {
    const { limits } = this.plan;
    const atRoot = this.signed.filter(({ stage }) => stage === 0);
    const share = (offer: Offer) => (quotes.includes(offer) ? blocks[quotes.indexOf(offer)]! / offer.blocks : 0);
    if (limits.firmLiabilityUsdMax !== null) {
      let firmUsd = 0;
      for (const { offer } of atRoot) firmUsd += share(offer) * firmLiabilityUsd(offer);
      if (firmUsd > limits.firmLiabilityUsdMax) return false;
    }
    if (limits.hostFractionMax >= 1) return true;
    const nominal = (offer: Offer, isFleet: boolean) => {
      const { months } = courseOf(offer, {
        signed: 0,
        regime: 1,
        ...(isFleet ? { gateStarts: [], lead: 0 } : leadAt(offer, 0)),
      });
      const units = offer.referenceGpus.find((count) => count > 0) ?? 0;
      return (month: number) => (months[month]?.fraction ?? 0) * units;
    };
    // The months in which anything signed enters service count; an offer merely on the table forbids nothing.
    for (const entering of atRoot) {
      if (entering.offer.route === 'build' || share(entering.offer) === 0) continue;
      const units = nominal(entering.offer, false);
      for (let month = 0; month < this.plan.horizonMonths; month++) {
        if (units(month) <= (month === 0 ? 0 : units(month - 1))) continue;
        let ofHost = 0;
        let all = 0;
        let over = 0;
        for (const { offer } of atRoot) {
          const own = nominal(offer, false)(month) * share(offer);
          all += own;
          if (offer.host === entering.offer.host && offer.route !== 'build') ofHost += own;
        }
        for (const offer of this.plan.fleet) {
          const own = nominal(offer, true)(month);
          const isOfHost = offer.host === entering.offer.host && offer.route !== 'build';
          all += own;
          ofHost += isOfHost ? own : 0;
          over += (isOfHost ? own : 0) - limits.hostFractionMax * own;
        }
        if (ofHost > limits.hostFractionMax * all + Math.max(0, over) + 1e-9 * all) return false;
      }
    }
    return true;
  }

  /** Risk-adjusted value of signing these shares of the quotes at the root, the rest decided as well as can be. */
  valueUsd(wanted: ReadonlyMap<string, number>, removed: ReadonlySet<string>): number {
    this.removed = removed;
    this.wanted = wanted;
    const start: History = {
      volume: this.signed.map(({ stage }) => (stage < 0 ? 1 : 0)),
      notices: this.signed.map(() => []),
      churned: this.plan.workloads.map(() => 0),
      liquidityUsd: this.plan.money.openingLiquidityUsd,
      creditUsedUsd: 0,
    };
    const { weight, tailFraction } = this.plan.risk;
    if (weight === 0) return this.best(this.tree.nodes[0]!, start);
    const leaves: { usd: number; probability: number }[] = [];
    this.walk(this.tree.nodes[0]!, start, { usd: 0, leaves });
    leaves.sort((a, b) => a.usd - b.usd);
    let left = tailFraction;
    let tailUsd = 0;
    let meanUsd = 0;
    for (const { usd, probability } of leaves) {
      meanUsd += probability * usd;
      tailUsd += Math.min(left, probability) * usd;
      left -= Math.min(left, probability);
    }
    return (1 - weight) * meanUsd + (weight * tailUsd) / tailFraction;
  }

  /** Pathwise totals; leaves decide for themselves alone, which serves every leaf and hence any measure of them. */
  walk(node: TreeNode, history: History, sum: { usd: number; leaves: { usd: number; probability: number }[] }): void {
    const children = this.children[node.index]!;
    if (children.length === 0) {
      sum.leaves.push({ usd: sum.usd + this.best(node, history), probability: node.probability });
      return;
    }
    const choices = this.choicesAt(node, history);
    if (choices.length > 0) throw new Error('with risk aversion only leaves may decide');
    const step = this.live(node, this.signAtRoot(node, history));
    for (const child of children) this.walk(child, step.after, { usd: sum.usd + step.valueUsd, leaves: sum.leaves });
  }

  /** Best expected value from a node on. */
  best(node: TreeNode, history: History): number {
    return this.decide(node, this.signAtRoot(node, history), this.choicesAt(node, history));
  }

  /** The wanted root signings; nothing else is signed without a choice. */
  signAtRoot(node: TreeNode, history: History): History {
    if (node.parent >= 0) return history;
    const volume = history.volume.map((before, index) => {
      const { offer, stage } = this.signed[index]!;
      return stage === 0 ? (this.wanted.get(offer.id) ?? 0) : before;
    });
    return { ...history, volume };
  }

  decide(node: TreeNode, history: History, choices: readonly Choice[]): number {
    const [choice, ...rest] = choices;
    if (choice) {
      const highest = choice.highest(history);
      if (highest > 0) this.met.laterDecision = true;
      if (highest <= 1e-12) return this.decide(node, history, rest);
      return maximiseConcave((amount) => this.decide(node, choice.apply(history, amount), rest), highest);
    }
    const step = this.live(node, history);
    let usd = step.valueUsd;
    for (const child of this.children[node.index]!)
      usd += (child.probability / node.probability) * this.best(child, step.after);
    return usd;
  }

  /** Signings of this stage and notices that may be given now. */
  choicesAt(node: TreeNode, history: History): Choice[] {
    const choices: Choice[] = [];
    this.signed.forEach(({ offer, stage }, index) => {
      if (stage === node.stage && (stage > 0 || offer.kind !== 'quote') && !this.removed.has(offer.id)) {
        let available = 0;
        offer.availableFraction.forEach(
          (fraction, regime) => (available += fraction * node.supplyProbability[regime]!),
        );
        const total = (at: History) =>
          this.signed.reduce((sum, other, position) => sum + (other.offer === offer ? at.volume[position]! : 0), 0);
        choices.push({
          highest: (at) => Math.min(available, 1 - total(at)),
          apply: (at, amount) => ({ ...at, volume: at.volume.with(index, amount) }),
        });
      }
      const isRight =
        offer.buyerExit !== null || (stage >= 0 && mayStop(offer, this.tree.stageStartMonths[stage]!, node.startMonth));
      const mayEnd = isRight && stage < node.stage && (stage < 0 || history.volume[index]! > 0);
      if (mayEnd) {
        choices.push({
          highest: (at) => at.volume[index]! - at.notices[index]!.reduce((sum, notice) => sum + notice.volume, 0),
          apply: (at, volume) => ({
            ...at,
            notices: at.notices.with(index, [...at.notices[index]!, { month: node.startMonth, volume }]),
          }),
        });
      }
    });
    return choices;
  }

  /** Lives through one node: capacity, dispatch, churn, cash, and at the horizon what is left. */
  live(node: TreeNode, history: History): { valueUsd: number; after: History } {
    const { plan } = this;
    const spans = spansOf(node.startMonth, node.endMonth);
    const parts = this.partsOf(node, history);
    let valueUsd = 0;
    let grossUsd = plan.money.fixedCostUsdPerMonth;
    for (const { flow, share, isRunning } of parts) {
      // The right to stay on after the horizon is worth nothing at worst.
      const freeUsd = isRunning ? Math.max(0, flow.terminalFreeUsd) : 0;
      valueUsd += share * (flow.cashDiscountedUsd + flow.terminalFirmUsd + freeUsd);
      grossUsd += share * flow.grossUsd;
    }
    let { churned, liquidityUsd, creditUsedUsd } = history;
    spans.forEach((span, index) => {
      const served = this.dispatch(node, { span, index, parts, churned });
      let cashUsd = served.cashUsd - plan.money.fixedCostUsdPerMonth * (span.end - span.start);
      valueUsd += served.valueUsd;
      grossUsd += Math.abs(served.valueUsd);
      for (let month = span.start; month < span.end; month++)
        valueUsd -= plan.money.fixedCostUsdPerMonth * discount(plan, month + 1);
      for (const { flow, share } of parts) cashUsd += share * flow.cashUsd[index]!;
      liquidityUsd += cashUsd;
      if (liquidityUsd < 0) {
        const within = Math.min(-liquidityUsd, plan.money.creditLineUsd - creditUsedUsd);
        const [price, priceBeyond] = plan.risk.rescuePricePerUsd;
        const penaltyUsd = (within * price + (-liquidityUsd - within) * priceBeyond) * discount(plan, span.end);
        valueUsd -= penaltyUsd;
        grossUsd += penaltyUsd;
        creditUsedUsd += within;
        this.met.rescue = true;
        if (-liquidityUsd > within) this.met.beyondCredit = true;
        liquidityUsd = 0;
      }
      churned = this.churnAfter(churned, { node, span, index, served });
    });
    this.grossUsd = Math.max(this.grossUsd, grossUsd);
    return { valueUsd, after: { ...history, churned, liquidityUsd, creditUsedUsd } };
  }

  partsOf(node: TreeNode, history: History): Part[] {
    return this.signed.flatMap((signed, index) => {
      if (signed.stage > node.stage || history.volume[index] === 0) return [];
      const notices = history.notices[index]!;
      const ended = notices.reduce((sum, notice) => sum + notice.volume, 0);
      return [
        {
          signed,
          flow: signed.flow(node, null),
          running: signed.flow(node, null),
          share: history.volume[index]! - ended,
          isRunning: true,
        },
        ...notices.map(({ month, volume }) => ({
          signed,
          flow: signed.flow(node, month),
          running: signed.flow(node, null),
          share: volume,
          isRunning: false,
        })),
      ];
    });
  }

  dispatch(
    node: TreeNode,
    at: { span: Span; index: number; parts: readonly Part[]; churned: readonly number[] },
  ): Served {
    const { plan } = this;
    const { span, index } = at;
    const units = this.classes.map(() => 0);
    let byUse: { units: number; takeOrPayFraction: number; beyond: Purchase } | null = null;
    for (const { signed, flow, running, share } of at.parts) {
      const { offer } = signed;
      const { classIndex, perWhole } = classOf(this.classes, offer.referenceGpus);
      const inService = share * flow.fraction[index]! * perWhole;
      if (offer.takeOrPayFraction === 1) units[classIndex]! += inService;
      else if (inService > 0) {
        if (byUse || this.classes.length > 1) throw new Error('one contract paid by use at most');
        const whole = (1 - offer.takeOrPayFraction) * running.fraction[index]! * perWhole;
        byUse = {
          units: inService,
          takeOrPayFraction: offer.takeOrPayFraction,
          beyond: {
            unitsMax: Infinity,
            valueUsd: (running.usageUsd[index]! / whole) * meanDiscount(plan, span),
            cashUsd: running.usageUsd[index]! / whole,
          },
        };
      }
    }
    const states = this.demandAt(node, at);
    if (this.classes.length > 1) {
      if (plan.market.onDemand) throw new Error('no on-demand market with several classes');
      const classes = this.classes.map((perUnit, position) => ({ perUnit, units: units[position]! }));
      return dispatchTwoWorkloads(states, classes);
    }
    const perUnit = this.classes[0] ?? plan.workloads.map(() => 1);
    return dispatchOneClass(states, { perUnit, units: units[0] ?? 0, byUse, onDemand: this.onDemandAt(node, span) });
  }

  demandAt(node: TreeNode, at: { span: Span; index: number; churned: readonly number[] }): StateDemand[] {
    const { plan } = this;
    return this.states[node.index]![at.index]!.map((state) => ({
      weight: state.weight,
      tiers: plan.workloads.flatMap((workload, w) => {
        let hoursCash = 0;
        let hoursValue = 0;
        for (let month = at.span.start; month < at.span.end; month++) {
          const worth = HOURS * (1 - workload.valueDeclinePerYear) ** (month / 12);
          hoursCash += worth;
          hoursValue += worth * discount(plan, month + 1);
        }
        return workload.tiers.map((tier) => {
          const isGrowing = tier.demandFraction !== null;
          return {
            workload: w,
            isGrowing,
            referenceGpus: isGrowing
              ? tier.demandFraction * state.growing[w]! * (1 - at.churned[w]!)
              : (tier.fixedReferenceGpus ?? 0) * state.load[w]!,
            valueUsd: tier.valueUsdPerReferenceGpuHour * hoursValue,
            cashUsd: workload.isCash ? tier.valueUsdPerReferenceGpuHour * hoursCash : 0,
          };
        });
      }),
    }));
  }

  /** Capacity by the hour: mean available over the span, at the mean price of what is available. */
  onDemandAt(node: TreeNode, span: Span): Purchase | null {
    const market = this.plan.market.onDemand;
    if (!market) return null;
    const { perWhole } = classOf(this.classes, this.plan.accelerators[market.acceleratorIndex]!.equivalents);
    let gpuMonths = 0;
    let spendPerHour = 0;
    let discounts = 0;
    for (let month = span.start; month < span.end; month++) {
      discounts += discount(this.plan, month + 1);
      for (let regime = 0; regime < 3; regime++) {
        const gpus = node.supplyProbability[(month - node.startMonth) * 3 + regime]! * market.availableGpus[regime]!;
        gpuMonths += gpus;
        spendPerHour += gpus * market.priceUsdPerGpuHour[regime]!;
      }
    }
    if (gpuMonths === 0) return null;
    const months = span.end - span.start;
    const usdPerUnitMonth = (spendPerHour / gpuMonths / perWhole) * HOURS;
    return {
      unitsMax: (gpuMonths / months) * perWhole,
      valueUsd: usdPerUnitMonth * discounts,
      cashUsd: usdPerUnitMonth * months,
    };
  }

  churnAfter(
    churned: readonly number[],
    at: { node: TreeNode; span: Span; index: number; served: Served },
  ): readonly number[] {
    return this.plan.workloads.map(({ churn, tiers, id }, w) => {
      if (!churn) return 0;
      const share = tiers.reduce((sum, tier) => sum + (tier.demandFraction ?? 0), 0);
      const demand = this.states[at.node.index]![at.index]!.reduce(
        (sum, state) => sum + state.weight * state.growing[w]! * share,
        0,
      );
      let unserved = Math.max(0, 1 - churned[w]! - at.served.growing[w]! / demand);
      let loss = 0;
      let depth = 0;
      churn.lossPerMonth.forEach((lossPerMonth, band) => {
        const width = (churn.depthFractions[band] ?? 1) - depth;
        depth += width;
        loss += lossPerMonth * Math.min(width, unserved);
        unserved -= Math.min(width, unserved);
      });
      let lost = churned[w]!;
      // Month by month: what was lost recovers, then the month's loss is added.
      for (let month = at.span.start; month < at.span.end; month++) lost = churn.recoveryPerMonth * lost + loss;
      if (lost > 0) this.met.churn = true;
      if (lost > 1) throw new Error(`more than all of ${id} is lost: outside the brute force's reach`);
      return lost;
    });
  }
}

interface Part {
  readonly signed: Signed;
  readonly flow: NodeFlow;
  /** the same contract untouched: its price per unit of use */
  readonly running: NodeFlow;
  /** of the whole contract */
  readonly share: number;
  readonly isRunning: boolean;
}

interface Choice {
  /** most that may still be chosen, in whole contracts */
  readonly highest: (history: History) => number;
  readonly apply: (history: History, amount: number) => History;
}

/** The class in which a contract counts, made when it is new, and its units when whole. */
function classOf(
  classes: readonly (readonly number[])[],
  referenceGpus: readonly number[],
): { classIndex: number; perWhole: number } {
  const perWhole = referenceGpus.find((count) => count > 0) ?? 0;
  const perUnit = referenceGpus.map((count) => count / perWhole);
  const classIndex = classes.findIndex((known) => known.every((value, w) => Math.abs(value - perUnit[w]!) < 1e-9));
  if (classIndex >= 0) return { classIndex, perWhole };
  return { classIndex: (classes as number[][]).push(perUnit) - 1, perWhole };
}

interface RawState {
  readonly weight: number;
  readonly growing: readonly number[];
  readonly load: readonly number[];
}

/** Every way to cut a list into at most `countMax` runs, as many as it has members if they are fewer. */
function waysToCut<T>(list: readonly T[], countMax: number): T[][][] {
  const count = Math.min(countMax, list.length);
  if (count <= 1) return [[[...list]]];
  const ways: T[][][] = [];
  for (let first = 1; first <= list.length - count + 1; first++) {
    for (const rest of waysToCut(list.slice(first), count - 1)) ways.push([list.slice(0, first), ...rest]);
  }
  return ways;
}

/** [span] noise points x load blocks of a node, merged into few by the partition best for all nodes of its stage. */
function operatingStates(plan: Plan, tree: ScenarioTree, at: { node: TreeNode; stateCountMax: number }): RawState[][] {
  const { node, stateCountMax } = at;
  const raw = (of: TreeNode, span: Span): RawState[] =>
    of.noise.flatMap(({ probability, multipleByMonth }) => {
      let multiple = 0;
      for (let month = span.start; month < span.end; month++)
        multiple += multipleByMonth[month - of.startMonth]! / (span.end - span.start);
      return plan.loadBlocks.map((block) => ({
        weight: probability * block.timeFraction,
        growing: plan.workloads.map(({ busyReferenceGpus }, w) => busyReferenceGpus * multiple * block.ofMean[w]!),
        load: block.ofMean,
      }));
    });
  return spansOf(node.startMonth, node.endMonth).map((span) => {
    const own = raw(node, span);
    const peers = tree.nodes
      .filter(({ stage }) => stage === node.stage)
      .map((peer) => ({ peer, states: raw(peer, span) }));
    const total = (state: RawState) => state.growing.reduce((sum, demand) => sum + demand, 0);
    const stateCount = Math.max(...peers.map(({ states }) => states.length));
    const means = Array.from({ length: stateCount }, (_, index) => {
      let weight = 0;
      let demand = 0;
      for (const { peer, states } of peers) {
        // A node without spread has fewer noise points than its peers.
        const state = states[index];
        weight += state ? peer.probability * state.weight : 0;
        demand += state ? peer.probability * state.weight * total(state) : 0;
      }
      return { index, weight, demand: demand / weight };
    });
    means.sort((a, b) => a.demand - b.demand || a.index - b.index);
    let best: number[][] = [];
    let least = Infinity;
    for (const groups of waysToCut(means, stateCountMax)) {
      const variance = groups.reduce((sum, group) => {
        const weight = group.reduce((all, one) => all + one.weight, 0);
        const mean = group.reduce((all, one) => all + one.weight * one.demand, 0) / weight;
        return sum + group.reduce((all, one) => all + one.weight * (one.demand - mean) ** 2, 0);
      }, 0);
      if (variance < least) {
        least = variance;
        best = groups.map((group) => group.map(({ index }) => index));
      }
    }
    const groups = best.map((group) => group.filter((index) => index < own.length)).filter((group) => group.length > 0);
    return groups.map((group) => {
      const weight = group.reduce((sum, index) => sum + own[index]!.weight, 0);
      const mean = (read: (state: RawState) => readonly number[]) =>
        plan.workloads.map(
          (_, w) => group.reduce((sum, index) => sum + own[index]!.weight * read(own[index]!)[w]!, 0) / weight,
        );
      return { weight, growing: mean(({ growing }) => growing), load: mean(({ load }) => load) };
    });
  });
}

/** Mean discount of payments at the month ends of a span. */
function meanDiscount(plan: Plan, span: Span): number {
  let sum = 0;
  for (let month = span.start; month < span.end; month++) sum += discount(plan, month + 1);
  return sum / (span.end - span.start);
}

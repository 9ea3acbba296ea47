import { extensiveForm, nestedRiskForm, ProgrammeError, type ExtensiveForm } from '../programme/index.ts';
import {
  openModel,
  optimise,
  whileFixed,
  type ModelSession,
  type Optimum,
  type OptimiseOptions,
  type Solver,
  type SolveStatus,
} from '../solve/index.ts';
import { headProgramme, type Head, type HeadStart } from './head-programme.ts';
import { cutAt, leavingState, stageObjectiveOf } from './head-rows.ts';
import type { Policy } from './policy.ts';

export interface HeadSessionOptions {
  /** see `HeadOptions` */
  readonly stages: number;
  readonly from?: HeadStart;
  /** [state] near which the first frontier state is expected to lie: its best cuts are tried first */
  readonly near?: Float64Array;
}

/** What a head is asked; left out, its optimum as the policy's programme stands. */
export interface HeadQuestion {
  /** columns of the first node held at values (a decision forced) */
  readonly held?: { readonly columns: readonly number[]; readonly values: readonly number[] };
  /** [parameter]; see `Head.parametersBehind` for those that the cuts do not follow */
  readonly parameters?: readonly number[];
  /** integers of several dates want a `relativeGap`: proving the last 0.1 % of hundreds of them may have no end */
  readonly solving?: OptimiseOptions;
}

export interface HeadAnswer {
  readonly status: SolveStatus;
  /** why the status is not `optimal` */
  readonly message: string;
  /** value of the point found: the optimum over the cuts, or within the gap or limit asked for */
  readonly value: number;
  /** proved bound on that optimum, and so on the policy graph's own integer optimum; `value` itself when exact */
  readonly bound: number;
  /** [column] of the first node, integers exact; empty without a point, and where the root's noise was not yet seen */
  readonly decision: Float64Array;
  /** every node of the head, as often as histories reach it, parents first; empty without a point */
  readonly visits: readonly HeadVisit[];
}

export interface HeadVisit {
  /** index into the policy's nodes; -1 at the empty root before a noisy one */
  readonly node: number;
  readonly outcome: number;
  readonly depth: number;
  /** in (0, 1] */
  readonly probability: number;
  /** [column] */
  readonly columnValues: Float64Array;
  /** [state] entering and leaving */
  readonly state: Float64Array;
  readonly nextState: Float64Array;
  readonly stageObjective: number;
  /** true where the cuts stand for what follows */
  readonly isFrontier: boolean;
  /** value of what follows by the cuts; NaN inside the head, 0 where nothing follows */
  readonly valueToGo: number;
}

/** A head held open in a solver for many questions. Dispose it. */
export interface HeadSession {
  readonly head: Head;
  /** index of a column of the first node. @throws ProgrammeError when there is none of that name */
  columnOf(name: string): number;
  solve(question?: HeadQuestion): HeadAnswer;
  dispose(): void;
}

/** Cuts written at first for each frontier node; others are added when an answer violates them. */
const FIRST_CUTS = 40;
/** Cuts added at most for each frontier visit and round. */
const ADDED_CUTS = 8;
/** A cut counts as violated when it is above value-to-go by this share of their gross terms. */
const VIOLATION_FRACTION = 1e-9;

/**
 * Opens the head of a policy (`headProgramme`) for many questions. Only cuts that matter are written: those that an
 * answer violates are added and the question is asked again, so the answer is that of all cuts, to 1e-9 of their terms.
 *
 * @throws ProgrammeError as `headProgramme` and, for several nodes, `nestedRiskForm` do
 */
export function openHead(policy: Policy, solver: Solver, options: HeadSessionOptions): HeadSession {
  const active = policy.cuts.map((cuts, node) => firstCuts(policy, node, cuts.length, options.near));
  let open = openWith(policy, solver, { ...options, active });
  const reopen = (): void => {
    open.session.dispose();
    open = openWith(policy, solver, { ...options, active });
  };
  return {
    get head() {
      return open.head;
    },
    columnOf: (name) => columnNamed(open, name),
    solve(question = {}) {
      const parameters = question.parameters ?? policy.programme.parameters;
      // The relaxation finds most of the cuts that matter, and costs little.
      let relax = true;
      for (;;) {
        const asked = relax ? { ...question, solving: { ...question.solving, relax } } : question;
        const answer = read(open, ask(open, solver, asked), parameters);
        if (addViolated(policy, active, answer)) reopen();
        else if (relax && answer.status === 'optimal' && isIntegerWanted(open, question)) relax = false;
        else return answer;
      }
    },
    dispose: () => open.session.dispose(),
  };
}

interface OpenHead {
  readonly head: Head;
  readonly form: ExtensiveForm;
  readonly session: ModelSession;
}

/** The newest cuts, or the best ones near a state: [cut], ascending order not needed. */
function firstCuts(policy: Policy, node: number, count: number, near: Float64Array | undefined): Set<number> {
  const indices = Array.from({ length: count }, (_, index) => count - 1 - index);
  if (near && count > FIRST_CUTS) {
    const sign = policy.programme.sense === 'minimise' ? -1 : 1;
    const heights = policy.cuts[node]!.map((cut) => sign * cutAt(cut, near).value);
    indices.sort((a, b) => heights[a]! - heights[b]! || a - b);
  }
  return new Set(indices.slice(0, FIRST_CUTS));
}

function openWith(
  policy: Policy,
  solver: Solver,
  options: HeadSessionOptions & { readonly active: readonly Set<number>[] },
): OpenHead {
  const head = headProgramme(policy, {
    ...options,
    cutsOf: (node) => policy.cuts[node]!.filter((_, index) => options.active[node]!.has(index)),
  });
  // One node alone is measured by its cuts; the form of a measure is for several.
  const isAlone = head.programme.nodes.length === 1;
  const form = isAlone ? extensiveForm(head.programme) : nestedRiskForm(head.programme, policy.risk);
  return { head, form, session: openModel(form.model, solver) };
}

function isIntegerWanted({ form }: OpenHead, { solving }: HeadQuestion): boolean {
  return solving?.relax !== true && form.model.integrality.includes(1);
}

function columnNamed({ head }: OpenHead, name: string): number {
  const first = head.programme.nodes[head.nodes.findIndex(({ depth }) => depth === 0)]!;
  const index = first.columns.findIndex((column) => column.name === name);
  if (index < 0) throw new ProgrammeError(`node "${first.name}" has no column "${name}"`);
  return index;
}

function ask({ head, form, session }: OpenHead, solver: Solver, question: HeadQuestion): Optimum {
  session.setParameters(question.parameters ?? head.programme.parameters);
  const { columns = [], values = [] } = question.held ?? {};
  const firstVisits = form.treeNodes.flatMap(({ origin }, visit) => (head.nodes[origin]!.depth === 0 ? [visit] : []));
  const held = {
    columns: firstVisits.flatMap((visit) => columns.map((column) => form.columnOf(visit, column))),
    values: firstVisits.flatMap(() => values),
  };
  return whileFixed(session, held, () => optimise(session, solver, question.solving));
}

function read({ head, form }: OpenHead, optimum: Optimum, parameters: readonly number[]): HeadAnswer {
  const { status, message, objective: value, bound, columnValues } = optimum;
  const visits: HeadVisit[] = [];
  if (columnValues.length > 0) {
    for (let visit = 0; visit < form.treeNodes.length; visit++) {
      const before = visits[form.treeNodes[visit]!.parent];
      const state = before?.nextState ?? Float64Array.from(head.programme.states, ({ initial }) => initial);
      visits.push(visitAt({ head, form, columnValues, parameters }, visit, state));
    }
  }
  const isSeen = visits[0]?.depth === 0;
  return { status, message, value, bound, decision: isSeen ? visits[0]!.columnValues : new Float64Array(0), visits };
}

interface Solved {
  readonly head: Head;
  readonly form: ExtensiveForm;
  readonly columnValues: Float64Array;
  readonly parameters: readonly number[];
}

function visitAt({ head, form, columnValues, parameters }: Solved, visit: number, state: Float64Array): HeadVisit {
  const { origin, probability, children } = form.treeNodes[visit]!;
  const { node, outcome, depth, valueToGo } = head.nodes[origin]!;
  const written = head.programme.nodes[origin]!;
  const isFrontier = valueToGo >= 0;
  const start = form.columnOf(visit, 0);
  const own = columnValues.slice(start, start + (isFrontier ? valueToGo : written.columns.length));
  const point = { state, columnValues: own, parameters };
  // The frontier's objective has its value-to-go in it, which stands apart here.
  const objectiveColumns = written.objectiveColumns.filter(({ index }) => index !== valueToGo);
  const inside = children.length > 0 ? NaN : 0;
  return {
    node,
    outcome,
    depth,
    probability,
    columnValues: own,
    state,
    nextState: leavingState(written, point),
    stageObjective: stageObjectiveOf({ ...written, objectiveColumns }, point),
    isFrontier,
    valueToGo: isFrontier ? columnValues[start + valueToGo]! : inside,
  };
}

/** Adds the cuts that an answer breaks, the most broken first; true when there were any. */
function addViolated(policy: Policy, active: readonly Set<number>[], answer: HeadAnswer): boolean {
  // An LP that few cuts leave unbounded can end as failed too.
  if (answer.status === 'unbounded' || answer.status === 'failed') return addAll(policy, active);
  let isAnyAdded = false;
  for (const { node, valueToGo, nextState, isFrontier } of answer.visits) {
    if (!isFrontier) continue;
    const violated = violations(policy, { node, valueToGo, nextState, active: active[node]! });
    for (const { index } of violated.slice(0, ADDED_CUTS)) active[node]!.add(index);
    isAnyAdded ||= violated.length > 0;
  }
  return isAnyAdded;
}

/** A part of the cuts may leave value-to-go unbounded where all of them do not. */
function addAll(policy: Policy, active: readonly Set<number>[]): boolean {
  let isAnyAdded = false;
  policy.cuts.forEach((cuts, node) => {
    isAnyAdded ||= active[node]!.size < cuts.length;
    cuts.forEach((_, index) => active[node]!.add(index));
  });
  return isAnyAdded;
}

function violations(
  policy: Policy,
  at: {
    readonly node: number;
    readonly valueToGo: number;
    readonly nextState: Float64Array;
    readonly active: ReadonlySet<number>;
  },
): readonly { readonly index: number; readonly excess: number }[] {
  const sign = policy.programme.sense === 'minimise' ? 1 : -1;
  return policy.cuts[at.node]!.flatMap((cut, index) => {
    if (at.active.has(index)) return [];
    const { value, gross } = cutAt(cut, at.nextState);
    const excess = sign * (value - at.valueToGo);
    return excess > VIOLATION_FRACTION * (gross + Math.abs(at.valueToGo)) ? [{ index, excess }] : [];
  }).toSorted((a, b) => b.excess - a.excess || a.index - b.index);
}

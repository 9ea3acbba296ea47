/** The forward pass on sampled paths. */
import { streamFor, type RandomStream } from '../random/index.ts';
import type { NodeAnswer, NodeCuts, NodeTask } from './node-pool.ts';
import type { Branch } from './policy-graph.ts';
import type { Trainer, Visit } from './trainer.ts';

/** Steps of a path at most, on graphs with cycles. */
const LONGEST_PATH = 1000;
/** Times that a path may step back from states that turn out infeasible. */
const MOST_RETREATS = 1000;
/** On tilted paths, share of the probability that goes to the tail. */
const TILT = 0.5;

/** How paths are drawn. */
export interface Sampling {
  readonly seed: number;
  /** share of paths tilted towards the worst of what may follow */
  readonly tiltedShare: number;
}

interface Path {
  readonly index: number;
  readonly isTilted: boolean;
  readonly visits: Visit[];
  next: Pick<NodeTask, 'node' | 'outcome'> | null;
  retreats: number;
}

/**
 * Walks paths side by side from the root, deciding under the cuts there are. Path 0 of all takes the most likely branch
 * each time; the rest are sampled, a fixed share of them from a measure that gives half of its weight to the worst tail
 * of what follows as last seen, for cuts hold whatever measure chooses where to look. Where a node is infeasible, the
 * nodes before it learn a feasibility cut and the path steps back.
 *
 * @param firstPath number of the first path, counted over all iterations
 * @param atRoot answers of the root by outcome for a path of so many, decided under the same cuts
 * @returns [path] visits; null when the root is infeasible
 */
export async function sampledForward(
  trainer: Trainer,
  paths: { readonly first: number; readonly count: number },
  draw: { readonly sampling: Sampling; readonly atRoot: (offset: number) => readonly Visit[] },
): Promise<readonly (readonly Visit[])[] | null> {
  const { sampling, atRoot } = draw;
  const stream = streamFor(sampling.seed, 'sddp/forward');
  const active = Array.from({ length: paths.count }, (_, offset): Path => {
    const index = paths.first + offset;
    const isTilted = Math.floor((index + 1) * sampling.tiltedShare) > Math.floor(index * sampling.tiltedShare);
    const path: Path = { index, isTilted, visits: [], next: null, retreats: 0 };
    const entry = pick(trainer.graph.entries, { path, stream, step: 0, tail: NO_TAIL });
    path.visits.push(atRoot(offset)[entry.outcome]!);
    path.next = nextOf(trainer, path, stream);
    return path;
  });
  for (;;) {
    const moving = active.filter(({ next }) => next !== null);
    if (moving.length === 0) return active.map(({ visits }) => visits);
    const tasks = moving.map((path) => taskOf(trainer, path));
    const answers = await trainer.solve(tasks);
    const barred: NodeCuts[] = [];
    for (let place = 0; place < moving.length; place++) {
      const path = moving[place]!;
      const answer = answers[place]!;
      if (answer.status === 'optimal') advance(trainer, path, { task: tasks[place]!, answer, stream });
      else if (!retreat(trainer, path, { task: tasks[place]!, answer, barred })) return null;
    }
    await trainer.add(barred);
  }
}

const NO_TAIL = new Float64Array(0);

function taskOf(trainer: Trainer, path: Path): NodeTask {
  const before = path.visits.at(-1);
  const state = before ? before.nextState : initialState(trainer);
  return { ...path.next!, state, wantsDecision: true };
}

/** [state] on entering the root */
export function initialState(trainer: Trainer): Float64Array {
  return Float64Array.from(trainer.graph.programme.states, ({ initial }) => initial);
}

function advance(
  trainer: Trainer,
  path: Path,
  at: { readonly task: NodeTask; readonly answer: NodeAnswer; readonly stream: RandomStream },
): void {
  path.visits.push(visitOf(at.task, at.answer));
  path.next = nextOf(trainer, path, at.stream);
}

/** What a forward answer leaves behind. */
export function visitOf({ node, outcome }: NodeTask, { nextState, stageObjective }: NodeAnswer): Visit {
  return { node, outcome, nextState, stageObjective };
}

/** False when the root itself is infeasible. */
function retreat(
  trainer: Trainer,
  path: Path,
  at: { readonly task: NodeTask; readonly answer: NodeAnswer; readonly barred: NodeCuts[] },
): boolean {
  const before = path.visits.pop();
  if (!before) return false;
  at.barred.push(...trainer.barredBy(at.task, at.answer));
  path.retreats++;
  path.next = path.retreats > MOST_RETREATS ? null : { node: before.node, outcome: before.outcome };
  return true;
}

/** The branch after a path's last visit; null where the path ends. */
function nextOf(trainer: Trainer, path: Path, stream: RandomStream): Branch | null {
  const { graph } = trainer;
  const step = path.visits.length;
  const { node } = path.visits.at(-1)!;
  const branches = graph.branches[node]!;
  if (branches.length === 0 || step >= LONGEST_PATH) return null;
  const branch = pick(branches, { path, stream, step, tail: path.isTilted ? trainer.tailWeights(node) : NO_TAIL });
  // On a cycle a path goes on with the discount's probability: states matter as much as they weigh.
  const isOver = graph.isCyclic && stream.uniformAt(path.index, 2 * step + 1) >= branch.discount;
  return isOver ? null : branch;
}

function pick(
  branches: readonly Branch[],
  draw: { readonly path: Path; readonly stream: RandomStream; readonly step: number; readonly tail: Float64Array },
): Branch {
  const { path, stream, step, tail } = draw;
  if (path.index === 0) return branches.reduce((most, each) => (each.probability > most.probability ? each : most));
  const isTilted = tail.length === branches.length;
  const total = branches.reduce((sum, { probability }) => sum + probability, 0);
  let left = stream.uniformAt(path.index, 2 * step);
  let last = branches[0]!;
  for (let index = 0; index < branches.length; index++) {
    const fair = branches[index]!.probability / total;
    const share = isTilted ? (1 - TILT) * fair + TILT * tail[index]! : fair;
    if (share <= 0) continue;
    last = branches[index]!;
    left -= share;
    if (left < 0) break;
  }
  return last;
}

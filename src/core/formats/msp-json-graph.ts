import type { Arc } from '../programme/index.ts';
import { quoted } from './file-fault.ts';
import type { Cursor } from './msp-json-cursor.ts';
import { checkSum } from './msp-json-node.ts';

/** The file's graph: its nodes in order, how it is entered, and the arcs between nodes. */
export interface MspGraph {
  /** names of the file's nodes ("stage,index"), stage by stage */
  readonly nodeNames: readonly string[];
  /** where the root leads: node and probability */
  readonly entries: readonly { readonly to: number; readonly probability: number }[];
  readonly arcs: readonly Arc[];
}

/**
 * Reads `graph`. Types `linear`, `markov` and `cyclic` give one transition matrix per stage (row: node of the stage
 * before, column: node of the stage; the first has one row, the root's), `cyclic` also `cycle: {from, to, discount}`,
 * which leads every node of the last stage back to the one node of stage `to`. Type `arcs` lists
 * `{from, to, p, discount}` by node names; its root is the first node.
 */
export function readMspGraph(at: Cursor, nodeNames: readonly string[]): MspGraph {
  const typeAt = at.member('type');
  const type = typeAt?.text();
  if (type === 'arcs') return readArcs(at, nodeNames);
  if (type === 'linear' || type === 'markov' || type === 'cyclic') return readStages(at, type);
  if (type !== undefined) typeAt?.fault(`${quoted(type)} is no kind of graph`, 'use linear, markov, cyclic or arcs');
  return { nodeNames: [], entries: [], arcs: [] };
}

function readStages(at: Cursor, type: 'linear' | 'markov' | 'cyclic'): MspGraph {
  at.only('type', 'transition', ...(type === 'cyclic' ? ['cycle'] : []));
  const matrices = at.member('transition')?.items() ?? [];
  if (matrices.length === 0) at.fault('the graph has no stage', 'give one transition matrix per stage');
  const nodeNames: string[] = [];
  const arcs: Arc[] = [];
  const entries: MspGraph['entries'][number][] = [];
  /** nodes of the stage before; the root is one node that the file does not name */
  let before = [-1];
  const stages: number[][] = [];
  for (const [stage, matrix] of matrices.entries()) {
    const rows = readMatrix(matrix, before.length);
    const nodes = (rows[0] ?? []).map((_, index) => nodeNames.push(`${stage + 1},${index + 1}`) - 1);
    for (const [position, row] of rows.entries()) {
      for (const [index, probability] of row.entries()) {
        if (probability === 0) continue;
        const from = before[position]!;
        if (from < 0) entries.push({ to: nodes[index]!, probability });
        else arcs.push({ from, to: nodes[index]!, probability });
      }
    }
    stages.push(nodes);
    before = nodes;
  }
  if (type === 'cyclic') arcs.push(...readCycle(at.member('cycle'), stages));
  return { nodeNames, entries, arcs };
}

/** A matrix of probabilities with so many rows of one length, each divided by its sum; empty when it is none. */
function readMatrix(at: Cursor, rowCount: number): readonly (readonly number[])[] {
  const rows = at.items();
  const values = rows.map((row) => row.items().map((value) => value.fraction()));
  const width = values[0]?.length ?? 0;
  if (rows.length !== rowCount || width === 0 || values.some((row) => row.length !== width)) {
    const fix = `give ${rowCount} rows of one length: a row for each node of the stage before`;
    at.fault(`this matrix has ${rows.length} rows of ${values.map((row) => row.length).join(', ')}`, fix);
    return [];
  }
  rows.forEach((row, index) => checkSum(row, values[index]!));
  return values.map((row) => {
    const sum = row.reduce((total, value) => total + value, 0);
    return row.map((value) => value / sum);
  });
}

function readCycle(at: Cursor | null, stages: readonly (readonly number[])[]): Arc[] {
  if (!at) return [];
  at.only('from', 'to', 'discount');
  const from = at.member('from')?.number();
  const to = at.member('to')?.number() ?? 0;
  const target = stages[to - 1] ?? [];
  if (from !== stages.length)
    at.fault(`the cycle leaves stage ${from}, not the last`, `let "from" be ${stages.length}`);
  if (target.length !== 1) at.fault(`stage ${to} has ${target.length} nodes`, 'let "to" be a stage of one node');
  const discount = readDiscount(at.member('discount'), false);
  return (stages.at(-1) ?? []).flatMap((last) =>
    target.map((first) => ({ from: last, to: first, probability: 1, discount })),
  );
}

function readDiscount(at: Cursor | null, mayBeOne: boolean): number {
  const discount = at?.fraction() ?? 1;
  if (at && (discount === 0 || (discount === 1 && !mayBeOne))) {
    at.fault(`the discount ${discount} does not fit`, mayBeOne ? 'give one in (0, 1]' : 'give one in (0, 1)');
  }
  return discount;
}

function readArcs(at: Cursor, nodeNames: readonly string[]): MspGraph {
  at.only('type', 'arcs');
  const indexByName = new Map(nodeNames.map((name, index) => [name, index]));
  const nodeAt = (place: Cursor | null): number => {
    const index = indexByName.get(place?.text() ?? '');
    if (place && index === undefined) place.fault('there is no such node', 'name a node of "nodes"');
    return index ?? 0;
  };
  const outgoing = nodeNames.map((): { probability: number; at: Cursor }[] => []);
  const arcs = (at.member('arcs')?.items() ?? []).map((arcAt): Arc => {
    arcAt.only('from', 'to', 'p', 'discount');
    const from = nodeAt(arcAt.member('from'));
    const probability = arcAt.member('p')?.fraction() ?? 0;
    outgoing[from]?.push({ probability, at: arcAt });
    const discount = readDiscount(arcAt.optional('discount'), true);
    return { from, to: nodeAt(arcAt.member('to')), probability, ...(discount === 1 ? {} : { discount }) };
  });
  const sums = outgoing.map((from) => {
    if (from.length > 0)
      checkSum(
        from[0]!.at,
        from.map(({ probability }) => probability),
      );
    return from.reduce((sum, { probability }) => sum + probability, 0);
  });
  const whole = arcs.map((arc) => ({ ...arc, probability: arc.probability / sums[arc.from]! }));
  return { nodeNames, entries: [{ to: 0, probability: 1 }], arcs: whole };
}

/** Laws of the generic programme: noise and discounts mean what they say, and faults are found where they are. */
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';

import { createHighsSolver } from '../../src/adapters/node/highs-solver.ts';
import {
  extensiveForm,
  meanProgramme,
  optimise,
  unroll,
  validateProgramme,
  withoutNoise,
  withTerminalRisk,
  type Arc,
  type Programme,
  type Solver,
} from '../../src/core/index.ts';
import { explicitTree, randomProgramme } from '../support/random-programme.ts';

let solver: Solver;
beforeAll(async () => {
  solver = await createHighsSolver();
});

function optimumOf(programme: Programme): number {
  const optimum = optimise(extensiveForm(programme).model, solver);
  expect(optimum.status, optimum.message).toBe('optimal');
  return optimum.objective;
}

const ANY = { hasRootNoise: true, hasDiscounts: true };

describe('noise and discounts', () => {
  it('are worth what the tree of all histories is worth', () => {
    let noisy = 0;
    fc.assert(
      fc.property(randomProgramme(ANY), (programme) => {
        expect(validateProgramme(programme)).toEqual([]);
        const spelt = withoutNoise(programme);
        expect(validateProgramme(spelt)).toEqual([]);
        if (spelt !== programme) noisy++;
        expect(optimumOf(programme)).toBeCloseTo(optimumOf(explicitTree(programme)), 6);
      }),
      { numRuns: 60, seed: 80 },
    );
    expect(noisy).toBeGreaterThan(30);
  });

  it('leave probabilities pure: leaves of a spelt-out tree sum to 1, weights to no more', () => {
    fc.assert(
      fc.property(randomProgramme(ANY), (programme) => {
        const leaves = unroll(withoutNoise(programme)).filter(({ children }) => children.length === 0);
        expect(leaves.reduce((sum, { probability }) => sum + probability, 0)).toBeCloseTo(1, 12);
        for (const { probability, weight } of leaves) expect(weight).toBeLessThanOrEqual(probability * (1 + 1e-12));
      }),
      { numRuns: 40, seed: 80 },
    );
  });

  it('have one mean, whether sources are averaged one by one or all outcomes together', () => {
    fc.assert(
      fc.property(randomProgramme({ hasRootNoise: true }), (programme) => {
        const joint = meanProgramme(withoutNoise(programme), 0);
        expect(joint.nodes.length - programme.nodes.at(-1)!.stage - 1).toBe(programme.nodes[0]!.noise ? 1 : 0);
        expect(optimumOf(meanProgramme(programme, 0))).toBeCloseTo(optimumOf(joint), 6);
      }),
      { numRuns: 40, seed: 80 },
    );
  });

  it('pass through a terminal measure as if spelt out before', () => {
    fc.assert(
      fc.property(randomProgramme({ hasRootNoise: true }), fc.integer({ min: 1, max: 10 }), (programme, tenths) => {
        const risk = { weight: tenths / 10, tailFraction: 0.3, initial: 0.5 };
        const direct = withTerminalRisk(programme, risk).programme;
        expect(validateProgramme(direct)).toEqual([]);
        const spelt = withTerminalRisk(explicitTree(programme), risk).programme;
        expect(optimumOf(direct)).toBeCloseTo(optimumOf(spelt), 6);
      }),
      { numRuns: 40, seed: 80 },
    );
  });
});

/** Something that can be broken: where the fault must be said to be, and what breaks it. */
interface Place {
  readonly where: string;
  readonly breakIt: (programme: Programme) => void;
}

type Path = readonly (string | number)[];

/** Every number of a programme whose every other value NaN is a fault, and what must not be doubled. */
function placesOf(programme: Programme): readonly Place[] {
  const places: Place[] = [];
  const visit = (value: unknown, path: Path): void => {
    if (typeof value === 'number') {
      places.push({ where: whereOf(programme, path), breakIt: (broken) => put(broken, path, NaN) });
      if (['index', 'state', 'row', 'column', 'parameter', 'to', 'from'].includes(String(path.at(-1)))) {
        for (const wrong of [-1, 0.5, 1000]) {
          places.push({ where: whereOf(programme, path), breakIt: (broken) => put(broken, path, wrong) });
        }
      }
    } else if (Array.isArray(value)) value.forEach((part, index) => visit(part, [...path, index]));
    else if (typeof value === 'object' && value !== null) {
      for (const [key, part] of Object.entries(value)) if (key !== 'parameters') visit(part, [...path, key]);
    }
  };
  visit(programme, []);
  programme.nodes.forEach((node, index) => {
    const where = `nodes[${index}] "${node.name}"`;
    node.updates.forEach((update) => {
      const breakIt = (broken: Programme) => (broken.nodes[index]!.updates as unknown[]).push(update);
      places.push({ where: `${where}.updates[${node.updates.length}]`, breakIt });
    });
    node.noise?.forEach((group, at) => {
      const breakIt = (broken: Programme) => (broken.nodes[index]!.noise![at] as unknown[]).splice(0, 1);
      places.push({ where: `${where}.noise[${at}]`, breakIt });
      const entry = group[0]!.objectiveColumns?.[0];
      if (!entry) return;
      const scale = (broken: Programme) => put(broken, ['nodes', index, 'objectiveColumns', 1, 'parameter'], 0);
      if (node.objectiveColumns[1]!.index === entry.index)
        places.push({ where: `${where}.noise[${at}][0].objectiveColumns[0]`, breakIt: scale });
    });
  });
  programme.arcs.forEach((arc, index) => {
    const where = `arcs[${index}] "${programme.nodes[arc.from]!.name}"`;
    for (const discount of [0, -1, 1.5]) {
      places.push({ where, breakIt: (broken) => put(broken, ['arcs', index, 'discount'], discount) });
    }
    const back = (broken: Programme) =>
      (broken.arcs as Arc[]).push({ from: arc.to, to: arc.from, probability: 1, discount: 1 });
    if ((arc.discount ?? 1) === 1) {
      places.push({ where: `"${programme.nodes[arc.to]!.name}"`, breakIt: back });
    }
  });
  return places;
}

/** Opens of a place in the model's names, up to the part that is at fault. */
function whereOf(programme: Programme, path: Path): string {
  const [kind, index, ...inside] = path;
  if (kind === 'states') return `states[${index}] "${programme.states[Number(index)]!.name}"`;
  if (kind === 'arcs') return `arcs[${index}]`;
  const node = programme.nodes[Number(index)]!;
  let where = `nodes[${index}] "${node.name}"`;
  const last = inside.at(-1);
  const end =
    typeof last === 'number' ||
    ['value', 'index', 'parameter', 'lower', 'upper', 'probability', 'row', 'column', 'state'].includes(String(last))
      ? inside.length - 1
      : inside.length;
  for (const part of inside.slice(0, end)) {
    const isNamed =
      where.endsWith('.rows') ||
      (where.endsWith('.columns') && !where.includes('rows[') && !where.includes('updates['));
    where += typeof part === 'number' ? `[${part}]` : `.${part}`;
    if (isNamed && inside[0] === 'rows') where += ` "${node.rows[Number(part)]!.name}"`;
    else if (isNamed && inside[0] === 'columns') where += ` "${node.columns[Number(part)]!.name}"`;
  }
  return where;
}

function put(target: unknown, path: Path, value: number): void {
  let at = target as Record<string | number, unknown>;
  for (const key of path.slice(0, -1)) at = at[key] as Record<string | number, unknown>;
  at[path.at(-1)!] = value;
}

describe('a fault anywhere', () => {
  it('is named with its place', () => {
    fc.assert(
      fc.property(randomProgramme({ hasRootNoise: true }), fc.nat(), (programme, choice) => {
        const places = placesOf(programme);
        const { where, breakIt } = places[choice % places.length]!;
        const broken = structuredClone(programme);
        breakIt(broken);
        const faults = validateProgramme(broken);
        expect(
          faults.some((fault) => fault.includes(where)),
          `${where} in ${faults.join('\n')}`,
        ).toBe(true);
      }),
      { numRuns: 2000, seed: 80 },
    );
  });
});

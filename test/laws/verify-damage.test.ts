/**
 * Damaged results: none is accepted. First by a forger, who seals again what he changed: every amount of cash, count of
 * GPUs, date and signing that the verifier holds against the plan. Then by accident: anything in the file, cut or changed.
 */
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';

import { sha256Of } from '../../src/adapters/node/sha256.ts';
import { isRecord } from '../../src/core/verify/claim.ts';
import { sealed, verifyResult } from '../../src/core/verify/index.ts';
import { at, damageKinds, damages } from '../support/damages.ts';
import { planned, verified, type PlannedPlan } from '../support/faulty-result.ts';
import { VERIFY_PLAN } from '../support/verify-plan.ts';

const DAMAGES = 5_000;
const SEED = Number(process.env['LAWS_SEED'] ?? 80);

let right: PlannedPlan;
let written: string;
beforeAll(async () => {
  right = await planned(VERIFY_PLAN);
  written = JSON.stringify(sealed(right.result, sha256Of));
});

describe('5,000 damages by a forger who seals again', () => {
  it('none is accepted', { timeout: 900_000 }, () => {
    const kinds = damageKinds(right.plan);
    const tried = new Map<string, number>();
    const property = fc.property(damages, (damage) => {
      const [name, change] = at(kinds, damage.kind);
      const damaged = { ...right.result, ...change(right.result, damage) };
      tried.set(name, (tried.get(name) ?? 0) + 1);
      const { status, violations } = verified(right.plan, damaged);
      expect({ name, status }).toEqual({ name, status: 'refused' });
      expect(violations.length).toBeGreaterThan(0);
    });
    fc.assert(property, { numRuns: DAMAGES, seed: SEED });
    expect(tried.size).toBe(kinds.length);
    console.log(`seed ${SEED}: ${DAMAGES} damages of ${tried.size} kinds, none accepted`);
  });
});

describe('5,000 accidents to the file', () => {
  it('none is accepted, none is a crash', { timeout: 900_000 }, () => {
    const accident = fc.record({
      place: fc.nat(written.length - 1),
      length: fc.integer({ min: 1, max: 40 }),
      text: fc.oneof(
        fc.constant(''),
        fc.string({ maxLength: 6 }),
        fc.integer().map(String),
        fc.constantFrom('null', '[]', '{}', '1e999', '-0', '"'),
      ),
      isCut: fc.boolean(),
    });
    const { planHash, engineVersion, solver, solverVersion } = machine();
    let parsed = 0;
    const property = fc.property(accident, ({ place, length, text, isCut }) => {
      const damaged =
        isCut && text === '' ? written.slice(0, place) : written.slice(0, place) + text + written.slice(place + length);
      if (damaged === written) return;
      let result: unknown;
      try {
        result = JSON.parse(damaged);
      } catch {
        return; // the command line says where it is no JSON
      }
      if (JSON.stringify(result) === written) return; // the same numbers, written differently
      parsed++;
      const options = { planHash, engineVersion, solver, solverVersion, digest: sha256Of };
      expect(verifyResult(right.plan, result, options).status).toBe('refused');
    });
    fc.assert(property, { numRuns: DAMAGES, seed: SEED });
    expect(parsed).toBeGreaterThan(DAMAGES / 100);
    console.log(`seed ${SEED}: ${DAMAGES} accidents, ${parsed} of them still JSON, none accepted`);
  });

  it('whatever JSON is given, the verifier answers', () => {
    const options = { ...machine(), digest: sha256Of };
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(verifyResult(right.plan, value, options).status).toBe('refused');
        const graft = {
          ...right.result,
          ...(isRecord(value) ? value : { decision: value }),
        };
        verifyResult(right.plan, JSON.parse(JSON.stringify(graft)), options);
      }),
      { numRuns: 300, seed: SEED },
    );
  });

  it('any field replaced by any JSON is answered, not thrown on', { timeout: 900_000 }, () => {
    const options = { ...machine(), digest: null };
    const paths = pathsOf(right.result);
    fc.assert(
      fc.property(fc.nat(paths.length - 1), fc.oneof(fc.jsonValue(), fc.double()), (index, value) => {
        const copy = JSON.parse(written) as Record<string, unknown>;
        replace(copy, paths[index]!, value);
        expect(() => verifyResult(right.plan, JSON.parse(JSON.stringify(copy)), options)).not.toThrow();
      }),
      { numRuns: 1_000, seed: SEED },
    );
  });
});

function machine() {
  const { engineVersion, solver, solverVersion } = right.result.recipe;
  return { planHash: right.result.plan.hash, engineVersion, solver, solverVersion };
}

function pathsOf(value: unknown, path: readonly string[] = []): (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [path];
  return [path, ...Object.entries(value).flatMap(([key, part]) => pathsOf(part, [...path, key]))].filter(
    ({ length }) => length > 0,
  );
}

function replace(root: Record<string, unknown>, path: readonly string[], value: unknown): void {
  let place = root;
  for (const key of path.slice(0, -1)) place = place[key] as Record<string, unknown>;
  place[path.at(-1)!] = value;
}

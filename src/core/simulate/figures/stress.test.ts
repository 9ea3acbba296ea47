import { describe, expect, it } from 'vitest';

import { dealPlanText } from '../../../../test/support/deal-plan-text.ts';
import { parsePlan } from '../../domain/index.ts';
import { replayWorld } from '../contracts/world.ts';
import { emptyOutcome } from '../months/outcome.ts';
import { stressesOf } from './stress.ts';

const QUOTE =
  '  - {id: one, route: lease, host: a, accelerator: mixed, gpus: 100, leadTimeMonths: 3, termMonths: 36, priceUsdPerGpuHour: 2, ' +
  'factors: [grid-east, vendor-v, site-s], hostExit: {afterMonths: 3, noticeDays: 90, hazardPerYear: 0.1}}';

function world() {
  const { plan, issues } = parsePlan(dealPlanText(QUOTE), 'test');
  if (plan === null) throw new Error(JSON.stringify(issues));
  return replayWorld(plan);
}

describe('the stress library', () => {
  it('says of every stress what it takes, the month of a loss with room to recover in', () => {
    const at = world();
    const { horizonMonths } = at.plan;
    const outcome = emptyOutcome(at, 'ours', 1);
    // Every factor carries all there is, and its loss hurts more with every month.
    outcome.factorUnits.fill(100);
    outcome.withoutFactor.forEach((_, index) => (outcome.withoutFactor[index] = -(index % horizonMonths)));
    const stresses = stressesOf(at, outcome);
    const strains = (name: RegExp) =>
      stresses.filter((stress) => name.test(stress.name)).map((stress) => stress.strains);
    expect(strains(/^a comes 6 months later$/)).toEqual(['time']);
    expect(strains(/^a (fails|gives notice) in/)).toEqual(['chips', 'chips']);
    expect(strains(/^(grid-east|site-s) is lost in/)).toEqual(['power', 'power']);
    expect(strains(/^vendor-v is lost in/)).toEqual(['chips']);
    expect(strains(/^every grid is/)).toEqual(['power']);
    expect(strains(/^an export rule delays vendor-v/)).toEqual(['chips']);
    expect(strains(/^(prices crash|a squeeze: )/)).toEqual(['market', 'market']);
    expect(strains(/^a squeeze, and/)).toEqual(['several', 'several']);
    expect(strains(/first year$/)).toEqual(['demand', 'demand', 'demand', 'demand']);
    expect(strains(/^demand .* in a (squeeze|glut)$/)).toEqual(['several', 'several']);
    const lastStrike = horizonMonths - Math.min(12, Math.floor(horizonMonths / 4)) - 1;
    const losses = stresses.filter(({ shock }) => shock.losses.length > 0);
    expect(new Set(losses.map(({ month }) => month))).toEqual(new Set([lastStrike]));
  });
});

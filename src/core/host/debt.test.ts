import { describe, expect, it } from 'vitest';

import type { HostLine } from './cash-cause.ts';
import { coverageOf, debtLines } from './debt.ts';

const line = (cause: HostLine['cause'], ...usd: number[]): HostLine => ({ cause, usdByPoint: Float64Array.from(usd) });

describe('debt lines', () => {
  it('half of 240 at no interest over 12 months is 10 a month from service', () => {
    const project = [line('capex', -240, ...Array.from({ length: 14 }, () => 0))];
    const loan = { loanToCostFraction: 0.5, ratePerYear: 0, tenorMonths: 12 };
    const [drawn, service] = debtLines(project, loan, { serviceMonth: 2, points: 15, spreadBasisPoints: 0 });
    expect([...drawn!.usdByPoint]).toEqual([120, ...Array.from({ length: 14 }, () => 0)]);
    expect([...service!.usdByPoint]).toEqual([0, 0, 0, ...Array.from({ length: 12 }, () => -10)]);
  });

  it('interest until service is added: 100 at 12 % for two months is 102.01, due after one month as 103.0301', () => {
    const project = [line('capex', -100, 0, 0, 0)];
    const loan = { loanToCostFraction: 1 - 1e-15, ratePerYear: 0.12, tenorMonths: 1 };
    const [, service] = debtLines(project, loan, { serviceMonth: 2, points: 4, spreadBasisPoints: 0 });
    expect(service!.usdByPoint[3]).toBeCloseTo(-103.0301, 10);
  });

  it('200 basis points off 12 % is 10 %', () => {
    const project = [line('capex', -100, 0)];
    const loan = { loanToCostFraction: 1 - 1e-15, ratePerYear: 0.12, tenorMonths: 1 };
    const [, service] = debtLines(project, loan, { serviceMonth: 0, points: 2, spreadBasisPoints: 200 });
    expect(service!.usdByPoint[1]).toBeCloseTo(-(100 + 10 / 12), 10);
  });
});

describe('coverage', () => {
  it('by year is operating cash over debt service: 15 less 3 against 8 is 1.5', () => {
    const months = Array.from({ length: 18 }, () => 1);
    const lines = [
      line('rent', 0, ...months.map(() => 15)),
      line('operations', 0, ...months.map(() => -3)),
      line('debtService', 0, ...months.map(() => -8)),
      line('residual', 0, ...months.map(() => 1000)),
    ];
    expect(coverageOf(lines, { serviceMonth: 0, tenorMonths: 18 })).toEqual({ ratioByYear: [1.5, 1.5], lowest: 1.5 });
  });

  it('the weakest year counts', () => {
    const rent = Float64Array.from({ length: 25 }, (_, point) => (point > 12 ? 4 : 12));
    const service = new Float64Array(25).fill(-8);
    const lines: HostLine[] = [
      { cause: 'rent', usdByPoint: rent },
      { cause: 'debtService', usdByPoint: service },
    ];
    expect(coverageOf(lines, { serviceMonth: 0, tenorMonths: 24 })).toEqual({ ratioByYear: [1.5, 0.5], lowest: 0.5 });
  });
});

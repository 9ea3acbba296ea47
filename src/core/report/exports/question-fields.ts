import type { AnsweredResult } from '../../answers/index.ts';

/** Fields of `result.json` that answer each question, by its number less one. */
const FIELDS: readonly (readonly string[])[] = [
  ['signNow', 'later', 'candidates', 'answers.rivals', 'answers.leadFlips', 'answers.portfolios'],
  ['calendar', 'answers.delay'],
  ['offers', 'answers.clauses'],
  ['answers.growth'],
  ['answers.hosts', 'replay.stresses', 'concentration'],
  ['answers.routes', 'answers.routeFlips'],
  ['stages', 'replay.policies.0.quarters'],
  [
    'breaks',
    'replay.policies.0.ruinProbability',
    'replay.policies.0.liquidityUsd',
    'replay.policies.0.troughP5Usd',
    'liquidity',
    'exposure',
    'answers.liabilityCaps',
    'answers.partnerLimit',
  ],
  ['answers.regret'],
  ['concentration', 'answers.hostCaps', 'answers.frontier'],
  ['answers.clauses'],
  ['answers.unitCosts'],
  ['answers.tiers'],
  ['answers.triggers', 'answers.sensitivity'],
  [],
];

/** The fields that answer one question, by their names; what was not asked is not there. @param question 1 to 15 */
export function fieldsOfQuestion(result: AnsweredResult, question: number): Readonly<Record<string, unknown>> {
  const names = FIELDS[question - 1] ?? [];
  const found = names.map((name) => [name, fieldOf(result, name)] as const);
  return Object.fromEntries(found.filter(([, field]) => field !== undefined));
}

function fieldOf(result: AnsweredResult, name: string): unknown {
  let at: unknown = result;
  for (const key of name.split('.')) at = (at as Readonly<Record<string, unknown>> | null | undefined)?.[key];
  return at;
}

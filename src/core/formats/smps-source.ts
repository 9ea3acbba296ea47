import { INFINITE_BOUND, LARGE_COEFFICIENT } from './cards.ts';
import type { Element } from './smps-element.ts';

/** Values of a problem, those left unsaid counted: above this a short file would ask for gigabytes. */
export const VALUES_MAX = 20_000_000;

/** A value for an element, the mode (replace, add, multiply) already applied. */
export interface Assignment {
  readonly element: Element;
  readonly value: number;
  readonly line: number;
}

/** Values by the key of their element. */
export type Assignments = ReadonlyMap<string, Assignment>;

export interface Realisation {
  readonly probability: number;
  readonly values: Assignments;
  readonly line: number;
}

/** Something random that is independent of all other sources: an element, or a block of them. */
export interface Source {
  readonly name: string;
  readonly period: number;
  readonly line: number;
  /** empty when there is a law */
  readonly realisations: readonly Realisation[];
  readonly law: Law | null;
}

/** A continuous law of one element, to be sampled. */
export interface Law {
  readonly kind: LawKind;
  readonly element: Element;
  readonly mode: Mode;
  readonly first: number;
  readonly second: number;
}

export type LawKind = 'UNIFORM' | 'NORMAL' | 'LOGNORMAL' | 'GAMMA' | 'BETA';
export type Mode = 'REPLACE' | 'ADD' | 'MULTIPLY';

export interface Scenario {
  readonly name: string;
  /** index of an earlier scenario; -1 = the root */
  readonly parent: number;
  readonly probability: number;
  /** the first period that it does not share with its parent */
  readonly period: number;
  readonly line: number;
  readonly values: Assignments;
}

/** What a stochastic file says: independent sources, or scenarios. */
export interface Stochastic {
  readonly sources: readonly Source[];
  readonly scenarios: readonly Scenario[];
}

/** Whether an element can have a value: of a size that solvers take; bounds may be infinite. */
export function isUsable({ target }: Element, value: number): boolean {
  if (target.kind === 'bound') return !Number.isNaN(value);
  const isFactor = target.kind === 'coefficient' || target.kind === 'cost';
  return Math.abs(value) < (isFactor ? LARGE_COEFFICIENT : INFINITE_BOUND);
}

/** What a written value makes of an element's core value. */
export function combined({ coreValue }: Element, mode: Mode, value: number): number {
  if (mode === 'ADD') return coreValue + value;
  return mode === 'MULTIPLY' ? coreValue * value : value;
}

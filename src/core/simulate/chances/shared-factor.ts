import type { Offer } from '../../domain/index.ts';
import { hostOf } from '../../supply/index.ts';

/** A host, or a factor that contracts name: what is lost, is lost for all of them. */
export interface SharedFactor {
  readonly kind: 'host' | 'site' | 'grid' | 'vendor' | 'other';
  readonly name: string;
}

const KINDS = ['site', 'grid', 'vendor'] as const;

/** Every host and factor of some contracts, hosts first, in the order of the contracts. */
export function sharedFactorsOf(contracts: readonly Offer[]): readonly SharedFactor[] {
  const hosts = contracts.flatMap((contract) => (contract.route === 'build' ? [] : [hostOf(contract)]));
  const named = contracts.flatMap(({ factors }) => factors);
  return [
    ...[...new Set(hosts)].map((name): SharedFactor => ({ kind: 'host', name })),
    ...[...new Set(named)].map((name): SharedFactor => ({ kind: factorKindOf(name), name })),
  ];
}

/** What a factor's name says it is. */
export function factorKindOf(name: string): Exclude<SharedFactor['kind'], 'host'> {
  return KINDS.find((kind) => name.startsWith(`${kind}-`)) ?? 'other';
}

/** Whether a contract goes with the factor; own builds have no host to lose. */
export function dependsOn(contract: Offer, { kind, name }: SharedFactor): boolean {
  if (kind === 'host') return contract.route !== 'build' && hostOf(contract) === name;
  return contract.factors.includes(name);
}

import { checkReference } from './check-names.ts';
import type { CheckablePlan } from './checkable-plan.ts';
import { REFERENCE_ACCELERATOR } from './defaults.ts';
import type { IssueList } from './issue-list.ts';
import type { OfferInput, QuantityInput } from './schema-offers.ts';
import { childPath } from './source-path.ts';

const UNDECLARED_FIX = 'declare it under accelerators with its equivalents';

/** Every accelerator named is declared, and says what it is worth to each workload. */
export function checkAccelerators(plan: CheckablePlan, issues: IssueList): void {
  const workloadIds = plan.workloads.map((workload) => workload?.id);
  for (const [id, row] of Object.entries(plan.accelerators ?? {})) {
    const path = `${childPath('accelerators', id)}.equivalents`;
    if (id === REFERENCE_ACCELERATOR && !isAllOnes(row.equivalents)) {
      const what = `${id} is what all others are measured in`;
      issues.error({ code: 'reference-equivalents', path, what, fix: 'write equivalents: 1' });
    }
    const { equivalents } = row;
    if (typeof equivalents === 'number') continue;
    checkWorkloadIds(equivalents, { path, workloadIds }, issues);
    const missing = workloadIds.filter((workload) => workload !== undefined && !Object.hasOwn(equivalents, workload));
    if (missing.length > 0) {
      const what = `${id} has no equivalents for ${missing.join(', ')}`;
      issues.error({ code: 'missing-field', path, what, fix: 'add them; 0 means the work cannot run there' });
    }
  }
  const onDemand = plan.market?.onDemand;
  if (onDemand && onDemand !== 'none')
    checkAccelerator(onDemand.accelerator, { plan, path: 'market.onDemand.accelerator' }, issues);
}

function isAllOnes(equivalents: number | Readonly<Record<string, number>>): boolean {
  return typeof equivalents === 'number' ? equivalents === 1 : Object.values(equivalents).every((value) => value === 1);
}

/** Refuses names of workloads that the plan does not have; silent while some workload is unfit. */
export function checkWorkloadIds(
  byWorkload: Readonly<Record<string, unknown>>,
  { path, workloadIds }: { path: string; workloadIds: readonly (string | undefined)[] },
  issues: IssueList,
): void {
  const known = workloadIds.filter((id) => id !== undefined);
  if (known.length < workloadIds.length || known.length === 0) return;
  for (const id of Object.keys(byWorkload)) {
    const undeclaredFix = `use the workloads ${known.join(', ')}`;
    checkReference({ id, path: childPath(path, id), kind: 'workload' }, { known, undeclaredFix }, issues);
  }
}

/** Refuses an accelerator that is not declared; silent where the declarations are unfit. */
export function checkAccelerator(id: string, at: { plan: CheckablePlan; path: string }, issues: IssueList): boolean {
  if (at.plan.accelerators === undefined) return false;
  const known = [REFERENCE_ACCELERATOR, ...Object.keys(at.plan.accelerators)];
  return checkReference({ id, path: at.path, kind: 'accelerator' }, { known, undeclaredFix: UNDECLARED_FIX }, issues);
}

/** How much a contract holds: exactly one way of saying it, in accelerators that are declared. */
export function checkQuantity(
  offer: QuantityInput,
  at: { plan: CheckablePlan; path: string },
  issues: IssueList,
): void {
  const { plan, path } = at;
  const { gpus, facilityMegawatts, accelerators, tokensPerMinute } = offer;
  const ways = [gpus, facilityMegawatts, accelerators, tokensPerMinute].filter((way) => way !== undefined).length;
  if (ways !== 1) {
    const code = ways === 0 ? 'missing-quantity' : 'two-quantities';
    const what = ways === 0 ? 'the contract has no size' : 'the contract has more than one size';
    const fix = 'give one of accelerator and gpus; accelerators: {id: gpus}; or accelerator and facilityMegawatts';
    issues.error({ code, path, what, fix });
    return;
  }
  if (checkTokens(offer, path, issues)) return;
  if (offer.accelerators) {
    checkAcceleratorMap(offer.accelerators, offer.accelerator, at, issues);
    return;
  }
  if (offer.accelerator === undefined) {
    issues.error({ code: 'missing-field', path, what: 'accelerator is missing', fix: 'say which accelerator it is' });
    return;
  }
  if (!checkAccelerator(offer.accelerator, { plan, path: `${path}.accelerator` }, issues)) return;
  if (offer.facilityMegawatts !== undefined) checkMegawatts(offer.accelerator, at, issues);
}

/** Whether the contract is sized in tokens: then it names no kit, and says what a reference GPU would make. */
function checkTokens(offer: QuantityInput, path: string, issues: IssueList): boolean {
  const { tokensPerMinute, tokensPerReferenceGpuSecond, accelerator } = offer;
  const refuse = (field: string, code: string, ...[what, fix]: [what: string, fix: string]): void => {
    issues.error({ code, path: field === '' ? path : `${path}.${field}`, what, fix });
  };
  if (tokensPerMinute === undefined) {
    if (tokensPerReferenceGpuSecond !== undefined) {
      const what = 'the contract is not sized in tokens';
      refuse('tokensPerReferenceGpuSecond', 'no-tokens', what, 'delete the line, or give tokensPerMinute');
    }
    return false;
  }
  if (tokensPerReferenceGpuSecond === undefined) {
    const what = 'tokens do not become reference GPUs: how many one makes is missing';
    refuse('', 'missing-field', what, 'give tokensPerReferenceGpuSecond');
  }
  if (accelerator !== undefined) {
    const what = 'tokens are sold whatever they are made on';
    refuse('accelerator', 'two-quantities', what, 'delete the line');
  }
  return true;
}

function checkAcceleratorMap(
  accelerators: Readonly<Record<string, number>>,
  accelerator: string | undefined,
  ...[at, issues]: [{ plan: CheckablePlan; path: string }, IssueList]
): void {
  const path = `${at.path}.accelerators`;
  if (accelerator !== undefined) {
    const what = 'both accelerator and accelerators are given';
    issues.error({ code: 'two-quantities', path: `${at.path}.accelerator`, what, fix: 'delete this line' });
  }
  const ids = Object.keys(accelerators);
  if (ids.length === 0)
    issues.error({ code: 'missing-quantity', path, what: 'no accelerator is listed', fix: 'add one' });
  for (const id of ids) checkAccelerator(id, { plan: at.plan, path: childPath(path, id) }, issues);
}

function checkMegawatts(
  accelerator: string,
  { plan, path }: { plan: CheckablePlan; path: string },
  issues: IssueList,
): void {
  if (plan.accelerators?.[accelerator]?.facilityKwPerGpu !== undefined) return;
  const what = `megawatts do not become GPUs: ${accelerator} has no facilityKwPerGpu`;
  const fix = `give accelerators.${accelerator}.facilityKwPerGpu, or gpus instead of facilityMegawatts`;
  issues.error({ code: 'missing-kw-per-gpu', path: `${path}.facilityMegawatts`, what, fix });
}

/** A contract's own statement of its reference GPUs: one of two forms, of workloads that exist. */
export function checkOverrides(
  offer: Pick<OfferInput, 'equivalents' | 'referenceGpus'>,
  { plan, path }: { plan: CheckablePlan; path: string },
  issues: IssueList,
): void {
  const workloadIds = plan.workloads.map((workload) => workload?.id);
  if (offer.equivalents && offer.referenceGpus) {
    const what = 'equivalents and referenceGpus say the same thing twice';
    issues.error({ code: 'two-quantities', path: `${path}.referenceGpus`, what, fix: 'keep one of the two' });
  }
  for (const field of ['equivalents', 'referenceGpus'] as const) {
    checkWorkloadIds(offer[field] ?? {}, { path: `${path}.${field}`, workloadIds }, issues);
  }
}

/** Whether kilowatts at the meter follow from the file; true also where that cannot be judged. */
export function hasKilowatts(offer: QuantityInput, plan: CheckablePlan): boolean {
  if (offer.facilityMegawatts !== undefined || plan.accelerators === undefined) return true;
  const ids = offer.accelerators ? Object.keys(offer.accelerators) : [offer.accelerator ?? ''];
  return ids.every((id) => plan.accelerators?.[id]?.facilityKwPerGpu !== undefined);
}

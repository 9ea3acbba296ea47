import { exactSumText, isExactSum } from './exact-sum.ts';
import type { IssueList } from './issue-list.ts';
import { childPath } from './source-path.ts';

/** Refuses shares that do not sum to 1 exactly, as decimals. */
export function checkSumIsOne(
  values: readonly number[],
  { path, names }: { path: string; names: string },
  issues: IssueList,
): void {
  if (isExactSum(values, 1)) return;
  const what = `${names} sum to ${exactSumText(values)}`;
  const fix = `make them sum to 1 exactly; now they are ${values.join(' + ')}`;
  issues.error({ code: 'sum-not-one', path, what, fix });
}

/** Refuses a list that falls, or that stands still where it must rise. */
export function checkRising(
  values: readonly number[],
  { path, isStrict }: { path: string; isStrict: boolean },
  issues: IssueList,
): void {
  for (let i = 1; i < values.length; i += 1) {
    const [before = 0, value = 0] = [values[i - 1], values[i]];
    if (value > before || (!isStrict && value === before)) continue;
    const what = `${value} follows ${before}: the list must rise`;
    issues.error({ code: 'not-rising', path: childPath(path, i), what, fix: 'put the values in rising order' });
    return;
  }
}

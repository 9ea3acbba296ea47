/** What is looked at when training pauses: nothing in it depends on a clock. */
export interface StoppingCheck {
  /** iterations made so far */
  readonly iteration: number;
  /** [column] whole-number decision of the head at its first node */
  readonly rootDecision: ArrayLike<number>;
  /** differences whose signs the answer rests on: value with less value without, for each price asked; may be empty */
  readonly margins: readonly number[];
  /** `Gap.gapAtMost` in the programme's units; left out where it was not measured */
  readonly gapAtMost?: number;
}

export interface StoppingRule {
  /** checks in a row that have to agree, >= 2 */
  readonly agreeingChecks: number;
  /** the answer is near enough when the gap is at most this, in the programme's units; left out = stability is enough */
  readonly gapTarget?: number;
  /** stop here whatever has been reached */
  readonly iterationLimit: number;
  /** margins no farther from 0 than this have no sign yet; default 0 */
  readonly marginTolerance?: number;
}

/** Why training stops: `stable` = decision and signs hold and the gap target, if any, is met. */
export interface StoppingVerdict {
  readonly reason: 'stable' | 'iterationLimit' | null;
  /** the decision and every sign were the same in the last `agreeingChecks` checks */
  readonly isStable: boolean;
  /** the last check's gap is at most the target; true without a target */
  readonly isNearEnough: boolean;
}

/**
 * Whether to stop, from the history of checks, oldest first: once the root decision and the signs of all margins have
 * been the same for `agreeingChecks` checks and the gap is at most its target; else at the iteration limit.
 *
 * A stable decision is not a proved one: what is still open is the gap, which is to be reported with it.
 *
 * @throws RangeError for fewer than 2 agreeing checks
 */
export function stoppingVerdict(rule: StoppingRule, history: readonly StoppingCheck[]): StoppingVerdict {
  const { agreeingChecks, gapTarget = Infinity, iterationLimit } = rule;
  if (!(agreeingChecks >= 2)) throw new RangeError(`two checks or more can agree, not ${agreeingChecks}`);
  const last = history.at(-1);
  const recent = history.slice(-agreeingChecks);
  const isStable = recent.length === agreeingChecks && recent.every((check) => agree(check, last!, rule));
  const isNearEnough = gapTarget === Infinity || (last?.gapAtMost ?? Infinity) <= gapTarget;
  const isLimit = (last?.iteration ?? 0) >= iterationLimit;
  const unstable = isLimit ? 'iterationLimit' : null;
  return { reason: isStable && isNearEnough ? 'stable' : unstable, isStable, isNearEnough };
}

function agree(one: StoppingCheck, other: StoppingCheck, { marginTolerance = 0 }: StoppingRule): boolean {
  const signs = (check: StoppingCheck): readonly number[] =>
    check.margins.map((margin) => (Math.abs(margin) <= marginTolerance ? 0 : Math.sign(margin)));
  return areEqual(one.rootDecision, other.rootDecision) && areEqual(signs(one), signs(other));
}

function areEqual(one: ArrayLike<number>, other: ArrayLike<number>): boolean {
  return one.length === other.length && Array.from(one).every((value, index) => value === other[index]);
}

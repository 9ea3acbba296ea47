import { checkSum, SUM_OPERATIONS } from './check-sum.ts';
import type { Claim } from './claim.ts';
import { isWithin, ONE_CENT, roundingOf, type Findings } from './findings.ts';
import { fixed, numberOf, sizeOf, sumOf, times, type Fixed } from './fixed-point.ts';

/** The engine's own limit for labelled lines against the objective, as a share of gross cash (law L1). */
const LINES_FRACTION = fixed(1e-6);

/** Headline figures that are sums or differences of one another are so. */
export function checkValue(found: Findings, claim: Claim): void {
  const { value, crossCheck, certificate } = claim;
  const parts = value.addedParts;
  const at = ({ estimate }: { estimate: number }): Fixed => fixed(estimate);
  checkSum(found, 'value.addedValueUsd', at(value.addedValueUsd), [
    at(value.recommendedUsd),
    -at(value.signNothingUsd),
  ]);
  checkSum(found, 'value.signNowUsd', at(value.signNowUsd), [at(value.recommendedUsd), -at(value.waitUsd)]);
  checkSum(found, 'value.addedParts', at(value.addedValueUsd), [
    at(parts.cashUsd),
    at(parts.researchUsd),
    at(parts.afterHorizonUsd),
    at(parts.riskAndPenaltiesUsd),
  ]);
  if (value.vssUsd.low !== null)
    checkSum(found, 'value.vssUsd', at(value.vssUsd), [at(crossCheck.recommendedUsd), -at(value.meanPlanUsd)]);
  if (value.evpiUsd.low !== null)
    checkSum(found, 'value.evpiUsd', at(value.evpiUsd), [
      at(value.perfectForesightUsd),
      -at(crossCheck.recommendedUsd),
    ]);
  checkSum(found, 'crossCheck.biasUsd', fixed(crossCheck.biasUsd), [
    at(crossCheck.recommendedUsd),
    -at(value.recommendedUsd),
  ]);
  checkSum(found, 'certificate.objectiveUsd', fixed(certificate.objectiveUsd), [at(value.recommendedUsd)]);
  checkLines(found, claim);
  checkBridge(found, claim);
}

/** The lines from the expectation to the proved bound: risk, what other later decisions cost, what the replay differs by, and the gap. */
function checkBridge(found: Findings, { value, recipe }: Claim): void {
  const usd = (cause: string): Fixed => fixed(value.lines.find((line) => line.cause === cause)?.usd ?? 0);
  const reached = fixed(value.reachedUsd.estimate);
  const recommended = fixed(value.recommendedUsd.estimate);
  const bridged =
    fixed(value.expectedUsd.estimate) + usd('riskAdjustment') + usd('limitKeeping') + usd('replaySampling');
  checkSum(found, 'value.reachedUsd', reached, [recommended, -usd('optimalityGap')]);
  checkSum(found, 'value.expectedUsd', reached, [bridged]);
  const tolerance = roundingOf(sizeOf(reached) + sizeOf(recommended), SUM_OPERATIONS);
  found.that(fixed(recipe.gapUsd.estimate) >= recommended - reached - tolerance, 'gap', () => ({
    path: 'recipe.gapUsd',
    what: `the gap is ${recipe.gapUsd.estimate} USD, less than bound less reach`,
  }));
}

/** The labelled lines lead to the recommended value, and the share after the horizon is theirs. */
function checkLines(found: Findings, { value, ledger }: Claim): void {
  const usd = (belongs: (line: (typeof value.lines)[number]) => boolean): Fixed[] =>
    value.lines.filter(belongs).map((line) => fixed(line.usd));
  const gross = sumOf(usd(() => true).map(sizeOf));
  const amounts = ledger.recommended.reduce((sum, { centsByMonth }) => sum + centsByMonth.length, 0);
  // Each amount of the ledger was rounded by less than a cent; the rest is float64's rounding. Where nothing is signed and so
  // nothing is large, a solver's own tolerance is left: that is no cent either.
  const ofLedger = ONE_CENT * BigInt(amounts + 1) + roundingOf(gross, SUM_OPERATIONS);
  const bridge = ['riskAdjustment', 'limitKeeping', 'replaySampling', 'optimalityGap'];
  const total = sumOf(usd(() => true));
  const recommended = fixed(value.recommendedUsd.estimate);
  found.that(isWithin(total, recommended, ofLedger), 'lines', () => ({
    path: 'value.lines',
    what: `the lines sum to ${numberOf(total)} USD, the recommended value is ${value.recommendedUsd.estimate}`,
  }));
  const expected = sumOf(usd(({ cause }) => !bridge.includes(cause)));
  found.that(
    isWithin(expected, fixed(value.expectedUsd.estimate), ofLedger + times(gross, LINES_FRACTION)),
    'lines',
    () => ({
      path: 'value.expectedUsd',
      what: `the lines before risk sum to ${numberOf(expected)} USD, the expectation is ${value.expectedUsd.estimate}`,
    }),
  );
  const terminal = sumOf(usd(({ cause }) => cause === 'terminalValue'));
  const claimed = times(fixed(value.afterHorizonFraction), fixed(value.expectedUsd.estimate));
  found.that(isWithin(claimed, terminal, roundingOf(gross, SUM_OPERATIONS)), 'lines', () => ({
    path: 'value.afterHorizonFraction',
    what: `${value.afterHorizonFraction} of the expectation is not what the lines after the horizon sum to, ${numberOf(terminal)} USD`,
  }));
}

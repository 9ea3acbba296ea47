import {
  OUTCOME_LIMIT,
  outcomeCount,
  splitSeparable,
  type NoiseGroup,
  type Programme,
  type ProgrammeNode,
} from '../programme/index.ts';
import { readCards } from './cards.ts';
import { FaultList, type FileFault, quoted, type Reading } from './file-fault.ts';
import { readMps } from './read-mps.ts';
import { ElementFinder } from './smps-element.ts';
import { readPeriods } from './smps-periods.ts';
import { sampledSources, samplingOfAll, samplingOfLaws, type SmpsSampling } from './smps-sampling.ts';
import type { Source, Stochastic } from './smps-source.ts';
import { outcomeOf, stagedCore, type StagedCore } from './smps-stages.ts';
import { readStochastic } from './smps-stochastic.ts';
import { scenarioTree, type ScenarioValues } from './smps-tree.ts';

/** One file of an SMPS problem. */
export interface SmpsFile {
  readonly fileName: string;
  readonly text: string;
}

/** The three files of an SMPS problem. */
export interface SmpsFiles {
  readonly core: SmpsFile;
  readonly time: SmpsFile;
  readonly stochastic: SmpsFile;
}

/** Three files in any order, told apart by their first keyword; as core, time, stochastic where that does not tell. */
export function smpsFilesOf(files: readonly [SmpsFile, SmpsFile, SmpsFile]): SmpsFiles {
  const heads = files.map(firstKeyword);
  const timeAt = heads.indexOf('TIME');
  const stochasticAt = heads.findIndex((head) => head.startsWith('STOCH'));
  if (timeAt < 0 || stochasticAt < 0) return { core: files[0], time: files[1], stochastic: files[2] };
  const core = files.find((_, index) => index !== timeAt && index !== stochasticAt)!;
  return { core, time: files[timeAt]!, stochastic: files[stochasticAt]! };
}

function firstKeyword({ text }: SmpsFile): string {
  for (const { fields } of readCards(text, 'free')) return fields[0] ?? '';
  return '';
}

export interface SmpsOptions {
  /**
   * whose values a scenario has where it names none: its parent's (default, as the format's authors define it), or the
   * core's (a dialect; the files do not say which). With ROOT as every parent both are the same
   */
  readonly scenarioValues?: ScenarioValues;
  /**
   * default: as the file says; where it has continuous laws these are sampled, and where the sources of a period have
   * more joint values than `OUTCOME_LIMIT`, though what is separable is split, all sources
   */
  readonly sampling?: SmpsSampling;
  /** of the default sampling; left out, its own */
  readonly seed?: number;
}

export interface SmpsProblem {
  readonly name: string;
  readonly programme: Programme;
  /** number of scenarios: the leaves of the tree, or the product of outcomes of all sources */
  readonly scenarioCount: number;
  /** null when the programme is exactly the file's */
  readonly sample: SmpsSample | null;
}

/** How a programme came to be drawn from the file's laws. */
export interface SmpsSample {
  /** what was sampled and how, in a sentence */
  readonly words: string;
  readonly seed: number;
  /** the same programme with outcomes drawn by another seed */
  readonly resampled: (seed: number) => Programme;
}

/** Probabilities whose sum is off by more give a warning. */
const SUM_TOLERANCE = 1e-9;

/**
 * Reads an SMPS problem into a programme. Independent sources become noise on a chain of nodes, one per period, never
 * multiplied out; scenarios become a tree. Columns that later rows use become states. Probabilities are used as given.
 *
 * Faults name the file and the line. They stop at the first of core, time and stochastic file that has any.
 */
export function readSmps(files: SmpsFiles, options: SmpsOptions = {}): Reading<SmpsProblem> {
  const coreReading = readMps(files.core.text, files.core.fileName);
  if (!coreReading.isRead) return coreReading;
  const core = coreReading.value;
  const lists = [files.core, files.time, files.stochastic].map(({ fileName }) => new FaultList(fileName));
  const [coreFaults, timeFaults, stochasticFaults] = lists as [FaultList, FaultList, FaultList];
  const close = (value: SmpsProblem | null): Reading<SmpsProblem> => {
    const warnings = [...coreReading.warnings, ...lists.flatMap((list) => list.warnings())];
    const faults: readonly FileFault[] = lists.flatMap((list) => list.faults());
    return value && faults.length === 0 ? { isRead: true, value, warnings } : { isRead: false, faults, warnings };
  };
  const periods = readPeriods(files.time.text, core, timeFaults);
  if (!periods) return close(null);
  const finder = new ElementFinder(core, periods, stochasticFaults);
  const stochastic = readStochastic(files.stochastic.text, finder, stochasticFaults);
  checkSources(stochastic.sources, periods.names, stochasticFaults);
  checkScenarios(stochastic, stochasticFaults);
  const staged = stagedCore(core, periods, { elements: finder.elements(), faults: coreFaults });
  if (lists.some((list) => list.hasFaults())) return close(null);
  return close(problemOf(staged, stochastic, { options, faults: stochasticFaults }));
}

function checkSources(sources: readonly Source[], periods: readonly string[], faults: FaultList): void {
  const owners = new Map<string, Source>();
  for (const source of sources) {
    const { name, period, line, realisations, law } = source;
    const sum = realisations.reduce((total, { probability }) => total + probability, 0);
    if (!law) checkSum(faults, line, `probabilities of ${quoted(name)}`, sum);
    if (period === 0 && (law || realisations.length > 1)) {
      const message = `${quoted(name)} is random in ${quoted(periods[0]!)}, which is decided before anything is seen`;
      faults.add(line, message, 'put it into a later period, or an empty period before the first');
    }
    const values = law ? [{ element: law.element, line }] : realisations.flatMap((part) => [...part.values.values()]);
    for (const { element, line: at } of values) {
      if (element.period !== period) {
        const message = `the element belongs to ${quoted(periods[element.period]!)}, its law to ${quoted(periods[period]!)}`;
        faults.add(at, message, 'state the period of the row (for costs and bounds: of the column)');
      }
      const owner = owners.get(element.owner) ?? source;
      owners.set(element.owner, owner);
      if (owner !== source) {
        const message = `${quoted(owner.name)} and ${quoted(name)} both set this number, or the other side of its bounds`;
        faults.add(at, message, 'put both into one block');
      }
    }
  }
}

/**
 * Published files round their probabilities, three of 0.33, say; further from 1 than this, and the rounding of the sum
 * itself, something is missing or stands twice.
 */
const SUM_ERROR_MAX = 0.01 + SUM_TOLERANCE;

function checkSum(faults: FaultList, line: number, what: string, sum: number): void {
  if (sum === 0) faults.add(line, `${what} are all 0`, 'give probabilities above 0');
  else if (Math.abs(sum - 1) > SUM_ERROR_MAX) {
    faults.add(
      line,
      `${what} sum to ${Number(sum.toPrecision(12))}, not to 1`,
      'correct them: they are no law of chance',
    );
  } else if (Math.abs(sum - 1) > SUM_TOLERANCE) {
    faults.warn(
      line,
      `${what} sum to ${Number(sum.toPrecision(12))}; they are used as given`,
      'correct them unless that is meant',
    );
  }
}

function checkScenarios({ scenarios }: Stochastic, faults: FaultList): void {
  const first = scenarios[0];
  const sum = scenarios.reduce((total, { probability }) => total + probability, 0);
  if (first) checkSum(faults, first.line, 'probabilities of scenarios', sum);
}

function problemOf(
  staged: StagedCore,
  { sources, scenarios }: Stochastic,
  { options, faults }: { readonly options: SmpsOptions; readonly faults: FaultList },
): SmpsProblem {
  const { core, states } = staged;
  const programmeOf = (drawn: readonly Source[]): Programme => {
    const { nodes, arcs } =
      scenarios.length > 0
        ? scenarioTree(staged, scenarios, { faults, scenarioValues: options.scenarioValues ?? 'from-parent' })
        : { nodes: chainNodes(staged, drawn, faults), arcs: chainArcs(staged.nodes.length) };
    return {
      sense: core.sense,
      states,
      parameterNames: [],
      parameters: [],
      nodes,
      arcs,
      areProbabilitiesAsGiven: true,
    };
  };
  const sampling = options.sampling ?? samplingOf(sources, options.seed, programmeOf);
  const isSampled = sampling !== null && sources.length > 0;
  const drawn = isSampled ? sampledSources(sources, sampling) : sources;
  return {
    name: core.name,
    programme: programmeOf(drawn),
    scenarioCount: scenarios.length || drawn.reduce((count, source) => count * source.realisations.length, 1),
    sample: isSampled
      ? {
          words: sentence(sources, sampling),
          seed: sampling.seed,
          resampled: (seed) => programmeOf(sampledSources(sources, { ...sampling, seed })),
        }
      : null,
  };
}

/** Null where every law can be taken as it is. */
function samplingOf(
  sources: readonly Source[],
  seed: number | undefined,
  programmeOf: (sources: readonly Source[]) => Programme,
): SmpsSampling | null {
  const hasLaws = sources.some(({ law }) => law !== null);
  const sampling = hasLaws ? samplingOfLaws(sources, seed) : null;
  const { nodes } = splitSeparable(programmeOf(sampling ? sampledSources(sources, sampling) : sources));
  return nodes.some((node) => outcomeCount(node) > OUTCOME_LIMIT) ? samplingOfAll(sources, seed) : sampling;
}

function chainNodes(staged: StagedCore, sources: readonly Source[], faults: FaultList): readonly ProgrammeNode[] {
  const groups = staged.nodes.map(() => [] as NoiseGroup[]);
  for (const { period, realisations } of sources) {
    const possible = realisations.filter(({ probability }) => probability > 0);
    groups[period]!.push(
      possible.map(({ probability, values }) => outcomeOf(staged, values.values(), { probability, faults })),
    );
  }
  return staged.nodes.map((node, period) => (groups[period]!.length > 0 ? { ...node, noise: groups[period]! } : node));
}

function chainArcs(nodeCount: number): Programme['arcs'] {
  return Array.from({ length: nodeCount - 1 }, (_, from) => ({ from, to: from + 1, probability: 1 }));
}

function sentence(sources: readonly Source[], sampling: SmpsSampling): string {
  const areAll = 'outcomesPerPeriod' in sampling;
  const count = areAll ? sources.length : sources.filter(({ law }) => law !== null).length;
  const what = areAll ? `sources were` : `continuous ${count === 1 ? 'law was' : 'laws were'}`;
  const outcomeCount = areAll ? sampling.outcomesPerPeriod : sampling.lawOutcomesPerPeriod;
  return `${count} ${what} sampled, ${outcomeCount} outcomes per period, seed ${sampling.seed}`;
}

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { readMspJson, readSmps, type Programme, type Reading, type RiskMeasure } from '../../src/core/index.ts';

/** Published problems lie beside the project where there are any; they are not part of it. */
export const INSTANCES_FOLDER = fileURLToPath(new URL('../../../shared/instances', import.meta.url));

export const HAS_INSTANCES = existsSync(join(INSTANCES_FOLDER, 'INDEX.json'));

/** A problem as the index tells of it. */
export interface Instance {
  readonly name: string;
  readonly files: readonly string[];
  readonly scenarios?: number;
  /** of SMPS problems: the published optimum */
  readonly published?: number | { readonly mip_upper: number; readonly mip_lower: number };
  readonly rel_tol?: number;
  readonly published_where?: string;
  readonly ef_ints?: number | null;
  /** of policy graphs: the optima stated, some of them under another measure of risk */
  readonly expected?: readonly {
    readonly value: number;
    readonly atol: number;
    readonly stated: string;
    readonly risk?: { readonly type: string; readonly radius: number };
  }[];
  readonly origin: { readonly repo: string; readonly path?: string };
}

export interface InstanceProblem {
  readonly programme: Programme;
  readonly risk: RiskMeasure;
}

export function instancesIn(folder: string): readonly Instance[] {
  if (!existsSync(join(folder, 'INDEX.json'))) return [];
  const index = JSON.parse(readFileSync(join(folder, 'INDEX.json'), 'utf8')) as { instances: readonly Instance[] };
  return index.instances.map((instance) => ({
    ...instance,
    // One entry of the index names no files; they stand where the others' do.
    files: instance.files ?? ['cor', 'tim', 'sto'].map((end) => `smps/${instance.name}/${instance.name}.${end}`),
  }));
}

/** The problem of an instance. @throws Error with the first fault of a file that is refused */
export function problemOf(folder: string, instance: Instance): InstanceProblem {
  const files = instance.files.map((path) => ({ fileName: path, text: readFileSync(join(folder, path), 'utf8') }));
  const [core, time, stochastic] = files;
  if (!time || !stochastic) return valueOf(readMspJson(core!.text, core!.fileName));
  const { programme } = valueOf(readSmps({ core: core!, time, stochastic }));
  return { programme, risk: { kind: 'expectation' } };
}

function valueOf<Value>(reading: Reading<Value>): Value {
  if (reading.isRead) return reading.value;
  const { fileName, line, message } = reading.faults[0]!;
  throw new Error(`${fileName}:${line}: ${message}`);
}

import { createIpcFileWriter } from '../arrow/ipc.ts';
import { ChunkedTable, type TableChunk } from '../record/columns.ts';
import { metricColumns, replicationStatuses } from '../record/tables/metrics.ts';
import { sweepTableOf } from '../record/tables/sweep.ts';
import type { AxisValue } from '../scenario/sweep-file/constraint.ts';
import { sweepHash } from './identity.ts';
import type { AxisColumn, SweepPlan } from './plan.ts';
import type { ReplicationRow } from './replication-row.ts';
import { pointFolderName } from './store.ts';

/** Rows of one batch of the file: fixed, because equal sweeps are to be equal bytes. */
const chunkRows = 1024;

export interface AssembleInput {
  readonly plan: SweepPlan;
  /** Points that have rows, in design order. */
  readonly points: readonly number[];
  /** Rows of a point. */
  readonly replicationsOf: (point: number) => number;
  /** What a replication came to; null where it failed. */
  readonly rowOf: (point: number, replication: number) => ReplicationRow | null;
}

/** The bytes of sweep.arrow, piece by piece: a function of the plan and the parts alone. */
export function* sweepTableBytes(input: AssembleInput): Generator<Uint8Array> {
  const { plan, points, replicationsOf, rowOf } = input;
  const spec = sweepTableOf(plan.columns, plan.workloads);
  const codes = axisCodes(plan);
  const ids = [...new Set(plan.points.map(({ id }) => pointFolderName(id)))];
  const idCodes = new Map(ids.map((id, code) => [id, code]));
  const dictionaries = {
    point_id: ids,
    status: replicationStatuses,
    ...Object.fromEntries([...codes].map(([path, map]) => [path, [...map.keys()]])),
  };
  const metadata = {
    'tailwatt.version': plan.version,
    scenarioHash: plan.scenarioHash,
    sweepHash: sweepHash(plan),
    seed: plan.seed,
  };
  const writer = createIpcFileWriter(spec, metadata, dictionaries);
  const full: TableChunk[] = [];
  const table = new ChunkedTable(spec, (chunk) => full.push(chunk), chunkRows);
  const nothing = metricColumns(plan.workloads).map(() => Number.NaN);
  for (const index of points) {
    const point = plan.points[index];
    if (point === undefined) throw new RangeError(`the sweep has no point ${index}`);
    const axes = plan.columns.map((column, at) => code(point.values[at] ?? null, column, codes));
    const id = idCodes.get(pointFolderName(point.id)) ?? -1;
    for (let replication = 0; replication < replicationsOf(index); replication += 1) {
      const row = rowOf(index, replication);
      const status = replicationStatuses.indexOf(row?.status ?? 'failed');
      const early = row?.stoppedEarly === true ? 1 : 0;
      const metrics = Array.from(row?.metrics ?? nothing);
      table.append([index, id, ...axes, replication, status, early, ...metrics]);
      for (const chunk of full.splice(0)) yield* writer.write(chunk);
    }
  }
  table.flush();
  for (const chunk of full.splice(0)) yield* writer.write(chunk);
  yield* writer.close();
}

type Codes = ReadonlyMap<string, ReadonlyMap<string, number>>;

/** Codes of the words of each axis that has words, in the order of the whole design, whichever shard this is. */
function axisCodes({ columns, points }: SweepPlan): Codes {
  return new Map(
    columns.flatMap(({ path, type }, at) => {
      if (type !== 'dictionary') return [];
      const words = points.flatMap(({ values }) => wordsOf(values[at] ?? null));
      return [[path, new Map([...new Set(words)].map((word, index) => [word, index]))] as const];
    }),
  );
}

const wordsOf = (value: AxisValue): readonly string[] => (value === null ? [] : [String(value)]);

function code(value: AxisValue, { path, type }: AxisColumn, codes: Codes): number {
  if (value === null) return type === 'dictionary' ? -1 : Number.NaN;
  if (type === 'float64') return Number(value);
  return codes.get(path)?.get(String(value)) ?? -1;
}

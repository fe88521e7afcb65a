import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createIpcFileWriter } from '../../../src/arrow/ipc.ts';
import { joinBytes } from '../../../src/arrow/join-bytes.ts';
import { ChunkedTable, type TableChunk } from '../../../src/record/columns.ts';
import type { Dictionaries, TableSpec } from '../../../src/record/table.ts';
import { replicationStatuses } from '../../../src/record/tables/metrics.ts';
import { sweepTableOf } from '../../../src/record/tables/sweep.ts';

/** What a row of a table holds, by column: a word of a dictionary, or a number; null everywhere else. */
export type Row = Readonly<Record<string, number | string | null>>;

function bytesOf(spec: TableSpec, rows: readonly Row[], dictionaries: Dictionaries): Uint8Array {
  const chunks: TableChunk[] = [];
  const table = new ChunkedTable(spec, (chunk) => chunks.push(chunk), 64);
  for (const row of rows) {
    table.append(
      spec.columns.map(({ name, type }) => {
        const value = row[name] ?? null;
        if (typeof value === 'string') return dictionaries[name]?.indexOf(value) ?? -1;
        return value ?? (type === 'float64' ? Number.NaN : type === 'bool' ? 0 : -1);
      }),
    );
  }
  table.flush();
  const writer = createIpcFileWriter(spec, {}, dictionaries);
  return joinBytes([...chunks.flatMap((chunk) => writer.write(chunk)), ...writer.close()]);
}

const axes = [
  { path: 'workloads[chat].arrivals.rate', type: 'float64', unit: '1/s' },
  { path: 'routing.policy', type: 'dictionary', unit: null },
] as const;

export const policies = ['random', 'round-robin'] as const;

/** A row of sweep.arrow: the point (rate, policy), a replication, and what was measured. */
export function sweepRow(
  [point, rate, policy]: readonly [number, number, (typeof policies)[number]],
  replication: number,
  metrics: Row,
): Row {
  return {
    point,
    point_id: 'id',
    'workloads[chat].arrivals.rate': rate,
    'routing.policy': policy,
    replication,
    status: 'completed',
    ...metrics,
  };
}

/** Writes a sweep's folder as `tailwatt sweep` does: its table and its manifest. */
export function writeSweep(
  folder: string,
  rows: readonly Row[],
  more: Readonly<Record<string, unknown>> = {},
): string {
  mkdirSync(folder, { recursive: true });
  const bytes = bytesOf(sweepTableOf(axes, ['chat']), rows, {
    status: replicationStatuses,
    point_id: ['id'],
    'routing.policy': policies,
  });
  writeFileSync(join(folder, 'sweep.arrow'), bytes);
  const points = new Set(rows.map(({ point }) => point)).size;
  const manifest = {
    tool: 'tailwatt',
    kind: 'sweep',
    name: 'my-sweep',
    version: '0.1.0',
    status: 'completed',
    seed: '1',
    design: { kind: 'grid', samples: null, seed: '1' },
    workloads: ['chat'],
    axes: axes.map(({ path, unit }) => ({ column: path, path, unit })),
    points,
    tables: [{ table: 'sweep', file: 'sweep.arrow', bytes: bytes.length }],
    ...more,
  };
  writeFileSync(join(folder, 'manifest.json'), JSON.stringify(manifest));
  return folder;
}

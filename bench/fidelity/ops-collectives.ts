import { allReduceSeconds } from '../../src/physics/collectives.ts';
import type { Link } from '../../src/physics/data-sheets.ts';
import { bytesPerElement } from '../../src/physics/dtype.ts';
import { acceleratorId } from './names.ts';
import { chip } from './operator-step.ts';
import { type FileKind, figures, type Prediction } from './port.ts';
import { precisionOf } from './precision.ts';
import { type DataRow, Skip } from './row.ts';

/** A collective as the three sources have it. */
interface Collective {
  readonly op: string;
  readonly system: string;
  readonly chips: number;
  readonly bytes: number;
  readonly chipsPerNode: number;
}

/** Seconds by operation, as far as physics/collectives.ts has a function for it. */
const costs: Readonly<Record<string, (link: Link, chips: number, bytes: number) => number>> = {
  allreduce: allReduceSeconds,
};

function predict(
  row: DataRow,
  collective: Collective,
  metric: string,
  perSecond: number,
): Prediction {
  const { op, system, chips, bytes, chipsPerNode } = collective;
  const { link } = chip(system);
  if (chips > chipsPerNode) throw new Skip('collectives across nodes are not built');
  const cost = costs[op.toLowerCase().replace(/[^a-z]/g, '')];
  if (cost === undefined) throw new Skip(`physics has no ${op}`);
  const seconds = cost(link, chips, bytes);
  return {
    figures: figures(row, { [metric]: seconds * perSecond }),
    derive: () =>
      `${op} of ${bytes} bytes over ${chips} chips on ${link.id}: α ${link.alphaSeconds} s, β ${link.bandwidth} B/s, ${seconds} s`,
  };
}

export const opsCollectivesAic: FileKind = {
  pattern: /^ops_collectives_aic/,
  play: 'the collective inside one node; one cost for every kernel',
  labels: (row) => ({
    model: row.text('op_name'),
    accelerator: row.text('system'),
    engine: row.text('kernel_source'),
  }),
  open: () => (row) => {
    const system = row.text('system');
    const { weights } = precisionOf(row.text('allreduce_dtype'), acceleratorId(system), '');
    const chips = row.count('num_gpus');
    const bytes = row.number('message_size_elements') * bytesPerElement(weights);
    const { accelerator } = chip(system);
    const chipsPerNode = accelerator.chipsPerNode;
    const collective = { op: row.text('op_name'), system, chips, bytes, chipsPerNode };
    return predict(row, collective, 'latency_ms', 1e3);
  },
};

export const opsCollectivesApex: FileKind = {
  pattern: /^ops_collectives_apex/,
  play: 'the collective inside one node',
  labels: (row) => ({
    model: row.text('op'),
    accelerator: row.text('gpu'),
    engine: `nccl-tests, ${row.text('num_nodes')} node(s)`,
  }),
  open: () => (row) => {
    const chipsPerNode = row.count('num_gpus_per_node');
    const chips = chipsPerNode * row.count('num_nodes', 1);
    const bytes = 1024 * row.number('size_KB');
    const collective = { op: row.text('op'), system: row.text('gpu'), chips, bytes, chipsPerNode };
    return predict(row, collective, 'time_us', 1e6);
  },
};

export const opsCollectivesVidur: FileKind = {
  pattern: /^ops_collectives_vidur/,
  play: 'the collective inside one node',
  labels: (row) => ({
    model: row.text('op'),
    accelerator: row.text('system'),
    engine: `${row.text('num_workers')} chips, ${row.text('devices_per_node')} per node`,
  }),
  open: () => (row) => {
    const collective = {
      op: row.text('op'),
      system: row.text('system'),
      chips: row.count('num_workers'),
      bytes: row.number('size_bytes'),
      chipsPerNode: row.count('devices_per_node'),
    };
    return predict(row, collective, 'latency_ms_median', 1e3);
  },
};

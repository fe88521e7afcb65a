import { fabrics } from '../../src/catalog/index.ts';
import { acceleratorId } from '../../src/fit/catalog-names.ts';
import { precisionOf } from '../../src/fit/precision.ts';
import { Skip } from '../../src/fit/skip.ts';
import {
  type CollectiveGroup,
  type CollectiveName,
  collectivePlan,
  eagerSeconds,
  planName,
  planSeconds,
} from '../../src/physics/collectives.ts';
import type { Fabric } from '../../src/physics/data-sheets.ts';
import { bytesPerElement } from '../../src/physics/dtype.ts';
import { chip } from './operator-step.ts';
import { type FileKind, figures, type Prediction } from './port.ts';
import type { DataRow } from './row.ts';

/** A collective as the three sources have it. */
interface Collective {
  readonly op: string;
  readonly system: string;
  readonly chips: number;
  readonly bytes: number;
  readonly chipsPerNode: number;
  readonly kernels: CollectiveGroup['kernels'];
  /** Launched by the host one by one, or in a CUDA graph or a loop without a host. */
  readonly eager: boolean;
  /** False for formats that switches do not add. */
  readonly floating: boolean;
}

const names: Readonly<Record<string, CollectiveName>> = {
  allreduce: 'all-reduce',
  allgather: 'all-gather',
  reducescatter: 'reduce-scatter',
  alltoall: 'all-to-all',
  sendrecv: 'send',
};

/** What joins the nodes, which no row names: by chip (as the rates of the rows have it). */
const fabricOf: Readonly<Record<string, Fabric>> = { 'h100-sxm': fabrics['ib-ndr-400'] };
const otherFabric = fabrics['ethernet-100'];

function groupOf(collective: Collective): CollectiveGroup {
  const { system, chips, chipsPerNode, kernels, floating } = collective;
  const { link } = chip(system);
  const { inSwitchBandwidth: _, ...ringOnly } = link;
  const fabric = fabricOf[acceleratorId(system)] ?? otherFabric;
  const nodes = { chipsPerNode, fabric };
  return {
    link: floating ? link : ringOnly,
    chips,
    kernels,
    ...(chips > chipsPerNode ? { nodes } : {}),
  };
}

function predict(
  row: DataRow,
  collective: Collective,
  metric: string,
  perSecond: number,
): Prediction {
  const { op, chips, bytes, eager } = collective;
  const name = names[op.toLowerCase().replace(/[^a-z]/g, '')];
  if (name === undefined) throw new Skip(`physics has no ${op}`);
  const group = groupOf(collective);
  const plan = collectivePlan(name, group);
  const { accelerator } = chip(collective.system);
  const seconds = eager
    ? eagerSeconds(plan, bytes, group, accelerator.memoryBandwidth)
    : planSeconds(plan, bytes);
  return {
    figures: figures(row, { [metric]: seconds * perSecond }),
    derive: () =>
      `${name} of ${bytes} bytes over ${chips} chips, ${group.link.id}: ${planName(plan, bytes)}${eager ? ', launched by the host' : ''}, ${seconds} s`,
  };
}

export const opsCollectivesAic: FileKind = {
  pattern: /^ops_collectives_aic/,
  play: 'the collective inside one node: the library’s, or an engine’s own beside it',
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
    const kernel = row.text('kernel_source');
    const collective: Collective = {
      op: row.text('op_name'),
      system,
      chips,
      bytes,
      chipsPerNode,
      kernels: kernel.includes('custom') ? 'custom' : 'library',
      eager: kernel.includes('eager'),
      floating: weights !== 'int8',
    };
    return predict(row, collective, 'latency_ms', 1e3);
  },
};

export const opsCollectivesApex: FileKind = {
  pattern: /^ops_collectives_apex/,
  play: 'the library’s collective, launched in a loop',
  labels: (row) => ({
    model: row.text('op'),
    accelerator: row.text('gpu'),
    engine: `nccl-tests, ${row.text('num_nodes')} node(s)`,
  }),
  open: () => (row) => {
    const chipsPerNode = row.count('num_gpus_per_node');
    const chips = chipsPerNode * row.count('num_nodes', 1);
    const bytes = 1024 * row.number('size_KB');
    const collective: Collective = {
      op: row.text('op'),
      system: row.text('gpu'),
      chips,
      bytes,
      chipsPerNode,
      kernels: 'library',
      eager: false,
      floating: true,
    };
    return predict(row, collective, 'time_us', 1e6);
  },
};

export const opsCollectivesVidur: FileKind = {
  pattern: /^ops_collectives_vidur/,
  play: 'the library’s collective, all-reduces launched by the host one by one; nodes joined by ib-ndr-400 (H100) or ethernet-100',
  labels: (row) => ({
    model: row.text('op'),
    accelerator: row.text('system'),
    engine: `${row.text('num_workers')} chips, ${row.text('devices_per_node')} per node`,
  }),
  open: () => (row) => {
    const collective: Collective = {
      op: row.text('op'),
      system: row.text('system'),
      chips: row.count('num_workers'),
      bytes: row.number('size_bytes'),
      chipsPerNode: row.count('devices_per_node'),
      kernels: 'library',
      eager: row.text('op') === 'all_reduce',
      floating: true,
    };
    return predict(row, collective, 'latency_ms_median', 1e3);
  },
};

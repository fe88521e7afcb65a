import { dictionary, float64, int32, joules, seconds, type TableSpec } from '../table.ts';

/** One row per direction of a link that something crossed or that takes power, totals over the whole run. */
export const linksTable = {
  name: 'links',
  description:
    'One direction of a link that a transfer crossed, or what chips exchange inside steps, or that takes power when idle, over the whole run; written where `fabric.topology` is stated. Exchanges stand in columns of their own: they lie on the links that the placement of their replica gives them, all cables whole, and neither wait for transfers nor hold them back.',
  columns: [
    int32('link', 'Index over all links of the fabric, from 0.'),
    dictionary(
      'name',
      'Where it is: node and chip or adapter, or the two switches, and its direction; without that it is the name of a cable.',
    ),
    dictionary(
      'kind',
      'What it is: scale-up (between chips of one node), host (a chip’s slot), adapter (with its cable to the first switch) or trunk (between switches).',
    ),
    float64('bytes_per_second', 'What it carries at most.', { unit: 'B/s' }),
    float64('bytes', 'What transfers moved over it.', { unit: 'B' }),
    seconds('busy_seconds', 'Time in which a transfer crossed it; 0 where none did.'),
    seconds(
      'full_seconds',
      'Time in which it carried all that it can, and so held transfers back.',
    ),
    float64('utilization', 'Bytes of transfers ÷ what it could have carried over the run.'),
    float64(
      'exchange_bytes',
      'What chips sent over it inside steps: all-reduces and gathers of tensor parallelism, tokens to experts and back, hand-offs between pipeline stages.',
      { unit: 'B' },
    ),
    seconds(
      'exchange_seconds',
      'Time of their steps that these exchanges took, summed over the replicas whose exchanges crossed it, at the usual pace of their steps.',
    ),
    joules(
      'exchange_joules',
      'Energy of the bits of these exchanges; on scale-up and host links a part of what the accelerators take, on adapters and trunks a part of `link_joules`.',
    ),
    joules(
      'link_joules',
      'Energy of the bits of transfers (and on adapters and trunks of exchanges), and the idle energy of what stands outside the nodes: ports of switches and their transceivers. The sum over links is what the summary gives for links and switches.',
    ),
  ],
} as const satisfies TableSpec;

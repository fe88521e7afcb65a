import { dictionary, float64, int32, joules, seconds, type TableSpec } from '../table.ts';

/** One row per direction of a link that something crossed or that takes power, totals over the whole run. */
export const linksTable = {
  name: 'links',
  description:
    'One direction of a link that a transfer crossed or that takes power when idle, over the whole run; written where `fabric.topology` is stated. What chips exchange inside steps is not in it.',
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
    float64('bytes', 'What crossed it.', { unit: 'B' }),
    seconds('busy_seconds', 'Time in which something crossed it; 0 where nothing did.'),
    seconds(
      'full_seconds',
      'Time in which it carried all that it can, and so held transfers back.',
    ),
    float64('utilization', 'Bytes ÷ what it could have carried over the run.'),
    joules(
      'link_joules',
      'Energy of its bits, and the idle energy of what stands outside the nodes: ports of switches and their transceivers. The sum over links is what the summary gives for links and switches.',
    ),
  ],
} as const satisfies TableSpec;

import {
  type ColumnSpec,
  dictionary,
  float64,
  int32,
  joules,
  seconds,
  type TableSpec,
} from '../table.ts';

const sums = (what: string) => [
  float64(
    'accelerators',
    `Accelerators in the ${what}; of a replica that spans several, those that stand here.`,
  ),
  seconds(
    'busy_seconds',
    'Mean over its accelerators of the time in which their replica ran steps.',
  ),
  seconds(
    'throttled_seconds',
    'Mean over its accelerators of the time in which a budget of power or their heat held them to less.',
  ),
  joules('prefill_joules', 'Accelerator energy owned by prompt tokens.'),
  joules('decode_joules', 'Accelerator energy owned by output tokens.'),
  joules('idle_joules', 'Accelerator energy between steps.'),
  joules('host_joules', 'Energy of processors, memories, adapters, switches, drives and boards.'),
  joules('supply_joules', 'Energy of fans, and what power supplies lose.'),
  joules(
    'cooling_joules',
    "Its share of what the site's cooling took, by IT energy (its share of the network's included) in each reading of the meter.",
  ),
  joules('loss_joules', "Its share of the site's electrical losses, likewise."),
  float64(
    'peak_watts',
    `Highest mean power of the ${what}, links and switches between nodes left out, over one reading of the meter (facility.meterInterval); the last may be shorter.`,
    { unit: 'W' },
  ),
];

/** One row per node. */
export const nodesTable = {
  name: 'nodes',
  description:
    'One node over the whole run, warm-up and drain included, where a `facility` is stated. A pool fills its nodes in order; the sums over nodes are those over replicas, and those of the facility (with a topology, `network_joules` included).',
  columns: [
    int32('node', 'Index over all pools, from 0.'),
    dictionary('pool', 'Name of the pool that stands in it.'),
    int32('index_in_pool', 'Position among the nodes of its pool, from 0.'),
    int32('rack', 'Rack that it stands in.'),
    ...sums('node'),
  ],
} as const satisfies TableSpec;

/** One row per rack. */
export const racksTable = {
  name: 'racks',
  description:
    'One rack over the whole run, warm-up and drain included, where a `facility` is stated: the sums over its nodes. A pool fills its racks in order and shares none.',
  columns: [
    int32('rack', 'Index over all pools, from 0.'),
    dictionary('pool', 'Name of the pool that stands in it.'),
    int32('index_in_pool', 'Position among the racks of its pool, from 0.'),
    int32('nodes', 'Nodes in it.'),
    ...sums('rack'),
    float64('limit_watts', 'What the rack gives its nodes.', { unit: 'W' }),
    seconds('overshoot_seconds', 'Time of the readings whose mean power was above that.'),
    joules('overshoot_joules', 'What these were above it.'),
  ],
} as const satisfies TableSpec;

/** Last column of both where `fabric.topology` is stated. */
export const premisesNetwork = joules(
  'network_joules',
  'Its share of what links and switches between nodes took, equal for all nodes; they stand outside it, so that peaks and the limit of a rack are without them.',
) satisfies ColumnSpec;

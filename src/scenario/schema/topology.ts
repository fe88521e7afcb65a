import type { z } from 'zod';
import { anyList, block, list, scalarOrBlock } from './blocks.ts';
import { topologyNames } from './names.ts';
import { Complaint, choice, count, name, quantity, readCount, scalar } from './scalars.ts';

/** Of one fabric: more is not followed (resolve/fabric.ts). */
const MOST_NODES = 20_000;
const MOST_SWITCHES = 2000;
const MOST_CABLES = 20_000;
const MOST_ADAPTERS = 1000;

/** One node, or all from one to another: first and last. */
const nodes = scalar(
  {
    description: 'a node by its number, from 0, or all from one to another',
    anyOf: [
      { type: 'integer', minimum: 0 },
      { type: 'string', pattern: '^\\d+-\\d+$' },
    ],
    examples: ['0-3'],
  },
  (value): readonly [number, number] | Complaint => {
    const written = typeof value === 'number' ? `${value}-${value}` : value;
    const [, first, last] = (typeof written === 'string' && /^(\d+)-(\d+)$/.exec(written)) || [];
    const range = [Number(first), Number(last)] as const;
    if (range[0] <= range[1] && range[1] < MOST_NODES) return range;
    return new Complaint('must be the number of a node, from 0, or a range', 'write 4, or 0-3');
  },
);

/** Which adapters of each node hang on a switch; null: all. */
const adapters = scalar(
  {
    description: 'adapters of each of its nodes that hang on it, by their numbers from 0',
    anyOf: [
      { const: 'all' },
      { type: 'array', items: { type: 'integer', minimum: 0 }, minItems: 1 },
    ],
    examples: ['[0, 1]'],
  },
  (value): readonly number[] | null | Complaint => {
    if (value === 'all') return null;
    const wrong = new Complaint('must be all, or a list of adapters', 'write all, or [0, 1]');
    if (!Array.isArray(value) || value.length === 0) return wrong;
    const read = value.map((each) => readCount(each, { min: 0, max: MOST_ADAPTERS }));
    return (
      read.find((each) => each instanceof Complaint) ??
      read.filter((each) => typeof each === 'number')
    );
  },
);

const ends = scalar(
  {
    description: 'the switches at its ends',
    type: 'array',
    items: { type: 'string' },
    minItems: 2,
    maxItems: 2,
    examples: ['[leaf-a, spine]'],
  },
  (value): readonly [string, string] | Complaint => {
    if (Array.isArray(value) && value.length === 2) {
      const [from, to] = value as [unknown, unknown];
      if (typeof from === 'string' && typeof to === 'string') return [from, to];
    }
    return new Complaint('must be the names of two switches', 'write [leaf-a, spine]');
  },
);

/** `fabric.topology`: a name, or switches and cables of one's own. */
export const topologySchema = scalarOrBlock(
  choice(
    ['none', ...topologyNames],
    'how switches join the nodes; none: a transfer has the adapters at its ends to itself, and the next one waits',
  ),
  block({
    switches: list(
      block({
        name: name('name of the switch'),
        nodes: anyList(nodes, '[0-3, 8]', MOST_NODES).prefault('none'),
        adapters: adapters.prefault('all'),
      }),
      '- {name: leaf-a, nodes: [0-3]}',
      MOST_SWITCHES,
    ),
    cables: anyList(
      block({
        between: ends,
        count: count(
          { min: 1, max: 10_000 },
          'cables, over which what crosses is spread evenly',
        ).prefault(1),
        bandwidth: quantity(
          'bandwidth',
          { above: 0, max: 1e15 },
          "of one cable, each way; an adapter's where it is left out",
        ).optional(),
        // as of the trunks of named topologies (physics/fabric/graph.ts)
        latency: quantity(
          'time',
          { min: 0, max: 1 },
          'through the cable and the switch behind it',
        ).prefault('500ns'),
      }),
      '- {between: [leaf-a, spine], count: 4}',
      MOST_CABLES,
    ).prefault('none'),
  }),
).prefault('none');

export type RawTopology = z.output<typeof topologySchema>;

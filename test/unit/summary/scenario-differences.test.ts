import { describe, expect, it } from 'vitest';
import { scenarioDifferences } from '../../../src/summary/scenario-differences.ts';

const base = {
  name: 'a',
  seed: '1',
  workloads: [
    { name: 'chat', arrivals: { process: 'poisson', ratePerSecond: 12 }, tags: [1, 2] },
    { name: 'code', priority: 0 },
  ],
  pools: [
    {
      name: 'main',
      replicas: 8,
      accelerator: { id: 'h100-sxm', boardWatts: 700, memoryBytes: 80e9 },
      serves: [{ ref: 'llama-3.1-70b', shape: { layers: 80 } }],
    },
  ],
};

describe('scenarioDifferences', () => {
  it('names every place as --set does, whatever the order of named lists', () => {
    const [chat, code] = base.workloads;
    const other = {
      ...base,
      name: 'b',
      seed: '2',
      workloads: [
        { ...code, priority: 3 },
        { ...chat, arrivals: { process: 'poisson', ratePerSecond: 14 } },
      ],
      pools: [{ ...base.pools[0], replicas: 12 }],
    };
    expect(scenarioDifferences(base, other)).toEqual([
      { path: 'workloads[chat].arrivals.ratePerSecond', a: 12, b: 14 },
      { path: 'workloads[code].priority', a: 0, b: 3 },
      { path: 'pools[main].replicas', a: 8, b: 12 },
    ]);
  });

  it('says of another data sheet or model which one it is, not what is in it', () => {
    const [pool] = base.pools;
    const other = {
      ...base,
      pools: [
        {
          ...pool,
          accelerator: { id: 'h200-sxm', boardWatts: 700, memoryBytes: 141e9 },
          serves: [{ ref: 'llama-3.1-8b', shape: { layers: 32 } }],
        },
      ],
    };
    expect(scenarioDifferences(base, other)).toEqual([
      { path: 'pools[main].accelerator', a: 'h100-sxm', b: 'h200-sxm' },
      { path: 'pools[main].serves[0]', a: 'llama-3.1-70b', b: 'llama-3.1-8b' },
    ]);
  });

  it('shows figures that were changed in a data sheet of the same name', () => {
    const [pool] = base.pools;
    const other = {
      ...base,
      pools: [{ ...pool, accelerator: { ...pool?.accelerator, boardWatts: 500 } }],
    };
    expect(scenarioDifferences(base, other)).toEqual([
      { path: 'pools[main].accelerator.boardWatts', a: 700, b: 500 },
    ]);
  });

  it('shows what only one has, and lists of another length whole', () => {
    const [chat] = base.workloads;
    const other = { ...base, workloads: [{ ...chat, tags: [1] }], extra: 'x' };
    expect(scenarioDifferences(base, other)).toEqual([
      { path: 'workloads[chat].tags', a: [1, 2], b: [1] },
      { path: 'workloads[code]', a: base.workloads[1], b: undefined },
      { path: 'extra', a: undefined, b: 'x' },
    ]);
  });

  it('finds nothing between a scenario and itself, nor in what is no scenario', () => {
    expect(scenarioDifferences(base, structuredClone(base))).toEqual([]);
    expect(scenarioDifferences(undefined, base)).toEqual([]);
  });
});

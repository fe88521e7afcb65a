import { describe, expect, it } from 'vitest';
import { networkText } from '../../../src/report/network-text.ts';

const network = {
  transfers: 1,
  bytes: 2e9,
  meanSeconds: 0.01,
  slowdown: 1.0004,
  joules: 5000,
  cableFailures: 1,
  fullest: { name: 'node-0.adapter-0.out', fullShare: 0, utilization: 0.001 },
  exchanges: null,
};

describe('the line of the network', () => {
  it('counts one of a thing as one, and a share that is hardly there as more than none', () => {
    expect(networkText(network)).toBe(
      '1 transfer, 2 GB: 10 ms each, as long as it takes alone; no link was ever full; 5 kJ in links and switches; 1 failure of cables',
    );
    const busy = { name: 'node-0.adapter-0.out', fullShare: 0.0001, utilization: 0.25 };
    const many = { ...network, transfers: 1200, slowdown: 3, cableFailures: 2, fullest: busy };
    expect(networkText(many)).toBe(
      '1,200 transfers, 2 GB: 10 ms each, 3 times what it takes alone; node-0.adapter-0.out full less than 0.1 % of the time, 25 % used; 5 kJ in links and switches; 2 failures of cables',
    );
  });

  it('says what chips exchange inside steps, where nothing moves between replicas, too', () => {
    const exchanges = {
      ...{ bytes: 4e12, acrossBytes: 3e12, share: 0.5, expertShare: 0.4, acrossShare: 0.45 },
      over: 'NDR',
    };
    const still = { ...network, cableFailures: 0, fullest: null, exchanges };
    expect(networkText(still)).toBe(
      'nothing was carried between replicas; inside steps chips exchanged 4 TB, 3 TB of it between nodes: 50 % of the time of steps (40 % between experts), mostly over NDR; 5 kJ in links and switches',
    );
    const inside = { ...exchanges, acrossBytes: 0, expertShare: 0, over: 'NVLink 4' };
    expect(networkText({ ...still, exchanges: inside })).toContain(
      'exchanged 4 TB: 50 % of the time of steps, mostly over NVLink 4;',
    );
  });
});

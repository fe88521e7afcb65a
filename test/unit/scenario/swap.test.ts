import { describe, expect, it } from 'vitest';
import { accelerators, hostLinkOf } from '../../../src/catalog/index.ts';
import { accepted, errorsWith, scenarioOf, shortest } from './parse-text.ts';

const at = 'pools[h100].engine';

describe('preemption swap', () => {
  it('says what it takes of the host', () => {
    const { engine } = scenarioOf(shortest, `${at}.preemption=swap`).pools[0]!;
    expect(engine.swap).toEqual({ spaceBytes: 4 * 2 ** 30, bytesPerSecond: 50.4e9 });
    const { defaults } = accepted(shortest, { sets: [`${at}.preemption=swap`] });
    const paths = JSON.stringify(defaults);
    expect(paths).toMatch(/swapSpace/);
    expect(paths).toMatch(/hostBandwidth/);
  });

  it('is refused by name beside what has no blocks to swap, or shares them', () => {
    const swap = `${at}.preemption=swap`;
    expect(errorsWith(swap, `${at}.prefixCache=true`).join()).toMatch(
      /prefix cache is not available with preemption swap/,
    );
    expect(errorsWith(swap, `${at}.kvCache=false`).join()).toMatch(/without a KV cache/);
    const drafts = `${at}.speculation={method: n-gram, tokens: 2, acceptance: 0.5}`;
    expect(errorsWith(swap, drafts).join()).toMatch(/not available with speculation/);
  });

  it('is refused on a CPU, and so is a tier in its memory, which is the host’s', () => {
    const cpu = 'pools[h100].accelerator=xeon-6980p';
    const layout = 'pools[h100].parallelism={tensor: 2}';
    const twice = /keeps its cache in the host's memory as it is/;
    expect(errorsWith(cpu, layout, `${at}.preemption=swap`).join()).toMatch(twice);
    const tiers = [`${at}.prefixCache=true`, `${at}.kvTiers=[{tier: host}]`];
    expect(errorsWith(cpu, layout, ...tiers).join()).toMatch(twice);
  });

  it('is what the keys of the host belong to', () => {
    expect(errorsWith(`${at}.swapSpace=1GB`).join()).toMatch(/recompute copies nothing/);
    expect(errorsWith('pools[h100].node.hostBandwidth=1GB/s').join()).toMatch(/nothing is copied/);
  });
});

describe('links to hosts', () => {
  it('are known of every chip, an instance having its part', () => {
    for (const chip of Object.values(accelerators)) {
      const [bandwidth, source] = hostLinkOf(chip);
      expect(bandwidth, chip.id).toBeGreaterThan(1e9);
      expect(source.text).not.toBe('');
    }
    expect(hostLinkOf({ id: 'h100-sxm-custom' })[0]).toBe(50.4e9);
    const part = { chip: 'h100-sxm', processors: 0.5, perChip: 2 };
    expect(hostLinkOf({ id: 'half', partOf: part })[0]).toBe(25.2e9);
  });
});

describe('tiers below the prefix cache', () => {
  const cached = `${at}.prefixCache=true`;
  const host = `${at}.kvTiers=[{tier: host, capacity: 1GB}]`;

  it('come in order of speed, with what is usual', () => {
    const { engine } = scenarioOf(
      shortest,
      cached,
      `${at}.kvTiers=[{tier: remote}, {tier: nvme, capacity: 0B}, {tier: host}]`,
    ).pools[0]!;
    expect(engine.kvTiers!.tiers.map(({ tier }) => tier)).toEqual(['host', 'remote']);
    expect(engine.kvTiers!.tiers[0]!.capacityBytes).toBe(null);
    expect(engine.kvTiers!.leastTokens).toBe(256);
    const { engine: off } = scenarioOf(shortest, cached, `${at}.kvTiers=none`).pools[0]!;
    expect(off).not.toHaveProperty('kvTiers');
  });

  it('are refused without a prefix cache, twice, with data ranks, and where they mean nothing', () => {
    expect(errorsWith(host).join()).toMatch(/blocks of the prefix cache, and there is none/);
    const twice = `${at}.kvTiers=[{tier: host}, {tier: host}]`;
    expect(errorsWith(cached, twice).join()).toMatch(/there is a tier host already/);
    expect(errorsWith(cached, host, 'pools[h100].parallelism.data=2').join()).toMatch(
      /not available with data ranks/,
    );
    expect(errorsWith(cached, `${at}.onboardThreshold=5`).join()).toMatch(/no tiers to read from/);
    expect(errorsWith(`${at}.kvTiers=[{tier: tape}]`).join()).toMatch(/host, nvme, remote/);
  });
});

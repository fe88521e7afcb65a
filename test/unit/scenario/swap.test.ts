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

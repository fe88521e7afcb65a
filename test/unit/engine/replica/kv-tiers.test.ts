import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileScenario } from '../../../../src/compile/compile.ts';
import { TierStore } from '../../../../src/engine/replica/kv-tiers.ts';
import { record } from '../../../property/recorded-run.ts';
import { accepted } from '../../scenario/parse-text.ts';

const BLOCK = 16;

/** Prompts of 4,000 tokens, 3,200 of them one of 40 texts; the chips keep some five of these. */
const text = `
name: tiers
seed: 3
horizon: { requests: 300, warmup: 0% }
workloads:
  - name: agents
    model: llama-3.1-8b
    arrivals: { process: deterministic, rate: 2/s }
    promptTokens: { distribution: fixed, value: 4000 }
    outputTokens: { distribution: fixed, value: 8 }
    prefix: { tokens: 3200, groups: 40, skew: 0 }
pools:
  - { name: gpu, accelerator: h100-sxm, replicas: 1, serves: [llama-3.1-8b], engine: { kvBlocks: 1000, prefixCache: true } }
`;

/** A block that the chips have lost is read, however few of them there are. */
const all = 'pools[gpu].engine.onboardThreshold=0';

function play(kvTiers: string, ...sets: string[]) {
  const keys = [`pools[gpu].engine.kvTiers=${kvTiers}`, ...sets];
  const run = record(compileScenario(accepted(text, { sets: keys }).scenario, { traces: {} }));
  return { ...run, row: run.replicas[0]! };
}

const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;
const ttft = (run: ReturnType<typeof play>) => mean(run.rows.map((row) => row.ttftSeconds));

describe('tiers below the prefix cache', () => {
  const none = play('none');

  it('change nothing without capacity', () => {
    const zero = play('[{tier: host, capacity: 0B}, {tier: remote, capacity: 0B}]');
    expect(zero.rows).toEqual(none.rows);
    expect(zero.replicas).toEqual(none.replicas);
  });

  it('find every text but its first time where they have room for all', () => {
    const { row, rows } = play('[{tier: host, capacity: 100GB}]', all);
    // 300 prompts of 40 texts, of which each is computed once
    expect(row.cachedTokens).toBe((300 - 40) * 3200);
    expect(row.hostTokens + none.row.cachedTokens).toBeGreaterThanOrEqual(row.cachedTokens);
    expect(rows.filter(({ cachedTokens }) => cachedTokens === 0).length).toBe(40);
  });

  it('find no less with more room, and serve no later over a quicker link', () => {
    const found = [0, 1, 3, 6, 12, 100].map((gigabytes) => {
      const { row } = play(`[{tier: host, capacity: ${gigabytes}GB}]`);
      expect(row.cachedTokens).toBeGreaterThanOrEqual(row.hostTokens);
      return row.cachedTokens;
    });
    expect(found).toEqual([...found].sort((a, b) => a - b));
    expect(new Set(found).size).toBeGreaterThan(3);
    const times = [1, 4, 16, 64].map((bandwidth) =>
      ttft(play(`[{tier: nvme, capacity: 100GB, bandwidth: ${bandwidth}GB/s}]`)),
    );
    expect(times).toEqual([...times].sort((a, b) => b - a));
  });

  it('keep a prompt waiting for its latency and for its bytes, one after the other', () => {
    const at = (latency: number) =>
      play(`[{tier: host, capacity: 100GB, bandwidth: 10GB/s, latency: ${latency}ms}]`).rows.find(
        ({ request }) => request === 299,
      )!;
    // the last but few prompts are read whole, by an idle replica: 3,200 tokens of 128 KiB
    const [quick, slow] = [at(0), at(50)];
    expect(quick.cachedTokens).toBe(3200);
    expect(quick.queueSeconds).toBeCloseTo((3200 * 131_072) / 10e9, 9);
    expect(slow.queueSeconds - quick.queueSeconds).toBeCloseTo(0.05, 9);
  });

  it('are not asked for a few tokens, and the fastest that has a block gives it', () => {
    const tiers = '[{tier: nvme, capacity: 100GB}, {tier: host, capacity: 100GB}]';
    const both = play(tiers).row;
    expect(both.hostTokens).toBeGreaterThan(0);
    expect(both.nvmeTokens).toBe(0);
    const few = play(tiers, 'pools[gpu].engine.onboardThreshold=3201');
    expect(few.rows).toEqual(none.rows);
  });

  it('share what lies over the network between replicas, and nothing else', () => {
    const two = ['pools[gpu].replicas=2', 'routing.policy=round-robin'];
    const tokens = (tier: string) =>
      play(`[{tier: ${tier}, capacity: 100GB}]`, ...two, all).replicas.reduce(
        (sum, { cachedTokens }) => sum + cachedTokens,
        0,
      );
    expect(tokens('remote')).toBe((300 - 40) * 3200);
    expect(tokens('host')).toBeLessThan((300 - 60) * 3200);
  });
});

describe('a tier', () => {
  it('keeps no more blocks than it has, and what a smaller one keeps, too', () => {
    const anyUse = fc.record({
      text: fc.integer({ min: -4, max: -1 }),
      shared: fc.integer({ min: 0, max: 9 }),
      own: fc.integer({ min: 0, max: 9 }),
    });
    fc.assert(
      fc.property(
        fc.array(anyUse, { maxLength: 60 }),
        fc.integer({ min: 0, max: 30 }),
        (uses, room) => {
          const store = (blocks: number) => {
            const size = { blocks, secondsPerBlock: 1, latencySeconds: 0, shared: false };
            return new TierStore({ tier: 'host', ...size }, BLOCK);
          };
          const [small, large] = [store(room), store(room + 7)];
          for (const [id, { text: begun, shared, own }] of uses.entries()) {
            const content = shared === 0 ? null : Float64Array.of(begun, shared * BLOCK);
            for (const [other, use] of uses.entries()) {
              const its = use.shared === 0 ? null : Float64Array.of(use.text, use.shared * BLOCK);
              const blocks = use.shared + use.own;
              expect(small.find(its, other, blocks)).toBeLessThanOrEqual(
                large.find(its, other, blocks),
              );
            }
            small.write(content, id, shared + own);
            large.write(content, id, shared + own);
            expect(small.size).toBeLessThanOrEqual(room);
            expect(small.find(content, id, shared + own)).toBe(Math.min(room, shared + own));
          }
          small.clear();
          expect(small.size).toBe(0);
        },
      ),
      { numRuns: 60 },
    );
  });
});

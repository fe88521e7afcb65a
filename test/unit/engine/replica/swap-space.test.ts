import { describe, expect, it } from 'vitest';
import { compileScenario } from '../../../../src/compile/compile.ts';
import type { PoolChoice } from '../../../differential/builders.ts';
import {
  makePool,
  makeRequest,
  makeScenario,
  makeWorkload,
} from '../../../differential/builders.ts';
import { runProduct } from '../../../differential/product.ts';
import { record } from '../../../property/recorded-run.ts';
import { accepted } from '../../scenario/parse-text.ts';

/** Two prompts of 12 tokens with answers of 9, steps of a second, and three blocks where both need two. */
const requests = [makeRequest(0, 12, 9), makeRequest(0, 12, 9)];

function play(choice: PoolChoice) {
  const pools = [makePool({ kvBlocks: 3, ...choice })];
  const scenario = makeScenario({ pools, workloads: [makeWorkload()] });
  const [stretched, stepwise] = (['stretched', 'stepwise'] as const).map((stepping) =>
    runProduct({ scenario, requests: [requests] }, { stepping }),
  );
  expect(stepwise!.rows).toEqual(stretched!.rows);
  return [...stretched!.rows].sort((a, b) => a.request - b.request);
}

const swapping = (blocks: number, engine: PoolChoice['engine'] = {}): PoolChoice => ({
  engine: { preemption: 'swap', ...engine },
  swap: { blocks, secondsPerBlock: 0.25 },
});

describe('a preempted sequence', () => {
  // both have 16 tokens and a block each at 5; the second leaves its block to the first, which ends four steps later
  it('computes its context again, in one step, where nothing keeps it', () => {
    const [first, second] = play({});
    expect([first!.completionSeconds, second!.completionSeconds]).toEqual([9, 13]);
    expect(second!.prefillSeconds).toBe(2);
  });

  it('goes on where it was when its block comes back: two steps wait for a copy each', () => {
    const [first, second] = play(swapping(1));
    expect([first!.completionSeconds, second!.completionSeconds]).toEqual([9.25, 13.5]);
    expect(second).toMatchObject({ preemptions: 1, preemptedSeconds: 4.25, prefillSeconds: 1 });
    // the copy back lies in the step that it joins, and its own longest gap reaches back to its fifth token
    expect(second).toMatchObject({ decodeSeconds: 8.25, worstGapSeconds: 5.5 });
    expect(first!.worstGapSeconds).toBe(1.25);
  });

  it('computes anew where there is no room for all of its blocks', () => {
    expect(play(swapping(0))).toEqual(play({}));
  });

  it('decodes at once where prompts have steps of their own', () => {
    const own = play(swapping(1, { batching: 'prefill-first' }));
    expect(own[1]).toMatchObject({ completionSeconds: 13.5, prefillSeconds: 1 });
  });
});

describe('the swap space of a pool', () => {
  const text = `
name: swap
horizon: { requests: 60, warmup: 0% }
workloads:
  - { name: chat, model: llama-3.1-8b, arrivals: { process: poisson, rate: 50/s },
      promptTokens: { distribution: fixed, value: 100 }, outputTokens: { distribution: fixed, value: 200 } }
pools:
  - { name: gpu, accelerator: h100-sxm, replicas: 1, serves: [llama-3.1-8b],
      engine: { kvBlocks: 200, preemption: swap } }
`;
  const compiled = (...sets: string[]) =>
    compileScenario(accepted(text, { sets }).scenario, { traces: {} });

  it('has 4 GiB per chip, and copies at the link of the chip', () => {
    const { swap } = compiled().pools[0]!;
    // 128 KiB per token of Llama 3.1 8B, of PCIe 5.0 four fifths of 63 GB/s
    expect(swap!.blocks).toBe((4 * 2 ** 30) / (16 * 131_072));
    expect(swap!.secondsPerBlock).toBeCloseTo((16 * 131_072) / 50.4e9, 12);
    const half = compiled('pools[gpu].parallelism.tensor=2').pools[0]!.swap!;
    expect(half.blocks).toBe(2 * swap!.blocks);
  });

  it('moves all that was preempted, and a slower link makes the run longer', () => {
    const quick = record(compiled());
    const slow = record(compiled('pools[gpu].node.hostBandwidth=500MB/s'));
    const [row] = quick.replicas;
    expect(row!.preemptions).toBeGreaterThan(5);
    expect(row!.swappedTokens).toBeGreaterThan(100 * row!.preemptions);
    expect(slow.totals.simulatedSeconds).toBeGreaterThan(quick.totals.simulatedSeconds);
    const anew = record(compiled('pools[gpu].engine.swapSpace=0B'));
    expect(anew.replicas[0]!.swappedTokens).toBe(0);
    expect(anew.replicas[0]!.prefillJoules).toBeGreaterThan(quick.replicas[0]!.prefillJoules);
  });
});

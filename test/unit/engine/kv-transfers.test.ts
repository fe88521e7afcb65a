import { describe, expect, it } from 'vitest';
import type { HandOffSpec } from '../../../src/compile/compiled.ts';
import { makePool, makeRequest, makeScenario } from '../../differential/builders.ts';
import { runProduct } from '../../differential/product.ts';

const handOff: HandOffSpec = {
  group: 1,
  leastPromptTokens: 0,
  bytesPerToken: 10,
  bytesPerSequence: 0,
  streamedLayers: 1,
};

/** One replica computes prompts and one decodes; every step lasts a second, the adapters carry 20 bytes a second. */
function play(
  requests: readonly (readonly [number, number, number])[],
  choice: Partial<HandOffSpec> = {},
) {
  const network = { bytesPerSecond: 20, latencySeconds: 0.25 };
  const scenario = makeScenario({
    pools: [
      makePool({ name: 'p', network, role: 'prefill' }),
      makePool({ name: 'd', network, role: 'decode', group: 1, firstReplica: 1 }),
    ],
    groups: [
      { model: 'm', replicas: [0], handOff: { ...handOff, ...choice } },
      { model: 'm decode', replicas: [1] },
    ],
  });
  const rows = requests.map(([arrival, prompt, output]) => makeRequest(arrival, prompt, output));
  const result = runProduct({ scenario, requests: [rows] }, { stepping: 'stretched' });
  return [...result.rows].sort((a, b) => a.request - b.request);
}

describe('a prompt that is computed apart', () => {
  it('shows its first token there, moves, and is decoded elsewhere', () => {
    // prompt until 1; 40 bytes at 20 a second and 0.25 s after them until 3.25; two steps until 5.25
    const [row] = play([[0, 4, 3]]);
    expect(row).toMatchObject({
      outcome: 'completed',
      replica: 1,
      firstTokenSeconds: 1,
      transferSeconds: 2.25,
      completionSeconds: 5.25,
      worstGapSeconds: 3.25,
      outputTokens: 3,
    });
  });

  it('ends where it began when its answer is one token', () => {
    const [row] = play([[0, 4, 1]]);
    expect(row).toMatchObject({ replica: 0, completionSeconds: 1, transferSeconds: 0 });
  });

  it('waits while the adapters carry another', () => {
    // both prompts end at 1; the second is carried from 3 until 5 and arrives at 5.25, during the first one's step
    const [first, second] = play([
      [0, 4, 9],
      [0, 4, 2],
    ]);
    expect(first).toMatchObject({ transferSeconds: 2.25 });
    expect(second).toMatchObject({ transferSeconds: 4.25, completionSeconds: 6.25 });
  });

  it('leaves layer by layer while it is computed: only what was left is carried after it', () => {
    // 20 of 40 bytes went during the prompt's second, and half of it at most was to be left
    const [half] = play([[0, 4, 2]], { streamedLayers: 4 });
    expect(half).toMatchObject({ transferSeconds: 1.25 });
    // of a short prompt, the last of four layers is left
    const [layer] = play([[0, 1, 2]], { streamedLayers: 4 });
    expect(layer).toMatchObject({ transferSeconds: 0.375 });
  });

  it('stays whole where it is short', () => {
    const [row] = play([[0, 4, 3]], { leastPromptTokens: 5 });
    expect(row).toMatchObject({ replica: 1, transferSeconds: 0, completionSeconds: 3 });
  });
});

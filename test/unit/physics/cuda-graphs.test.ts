import { describe, expect, it } from 'vitest';
import { engineProfiles } from '../../../src/catalog/index.ts';
import {
  type CudaGraphs,
  capturedSize,
  fillLaunch,
  graphsOf,
} from '../../../src/physics/cuda-graphs.ts';
import type { RooflineInput } from '../../../src/physics/operator.ts';
import { type PrefillBatch, StepTerms, stepSeconds } from '../../../src/physics/step-model.ts';
import { rooflineStepModel } from '../../../src/physics/step-time.ts';
import { chatbot, deepseekV3, nothing, prompt } from './data-sheets-for-tests.ts';

const few: CudaGraphs = { steps: 'decode', sizes: [1, 2, 4, 8, 16] };

function launched(graphs: CudaGraphs | null, decode: number, prefill = 0, batches = 1) {
  const launch = { rows: 0, eager: false };
  fillLaunch(graphs, decode, prefill, batches, launch);
  return launch;
}

function termsOf(input: RooflineInput, n: number, prefill: PrefillBatch = nothing): StepTerms {
  const terms = new StepTerms();
  rooflineStepModel(input).mixed(n, prefill, terms);
  return terms;
}

describe('graphsOf', () => {
  it('captures what vLLM’s documentation says', () => {
    const { graphs } = engineProfiles['vllm-v1'];
    const all = graphsOf(graphs, 256)?.sizes ?? [];
    expect(all.slice(0, 5)).toEqual([1, 2, 4, 8, 16]);
    expect(all.slice(-3)).toEqual([480, 496, 512]);
    expect(all).toHaveLength(3 + 31 + 17);
    expect(graphsOf(graphs, 4096)?.sizes.at(-1)).toBe(512);
    expect(graphsOf(graphs, 32)?.sizes.at(-1)).toBe(64);
  });

  it('goes by what the user names', () => {
    const { graphs } = engineProfiles.sglang;
    expect(graphsOf(graphs, 256, { enabled: false })?.sizes).toEqual([]);
    expect(graphsOf(graphs, 256, { enabled: true, sizes: [3, 30] })?.sizes).toEqual([3, 30]);
    expect(graphsOf(graphs, 256, { enabled: true, maxSize: 10 })?.sizes).toEqual([1, 2, 4, 8, 10]);
    expect(graphsOf(graphs, 256)?.sizes.at(-1)).toBe(256);
    expect(graphsOf(undefined, 256)).toBeNull();
  });
});

describe('fillLaunch', () => {
  it('pads to the least captured size, and runs beyond the largest kernel by kernel', () => {
    expect([1, 3, 4, 5, 16, 17].map((n) => capturedSize(few, n))).toEqual([1, 4, 4, 8, 16, null]);
    expect(launched(few, 5)).toEqual({ rows: 8, eager: false });
    expect(launched(few, 17)).toEqual({ rows: 17, eager: true });
    expect(launched(null, 5)).toEqual({ rows: 5, eager: false });
  });

  it('launches steps with prompts kernel by kernel, or pads them too', () => {
    expect(launched(few, 9, 1)).toEqual({ rows: 16, eager: true });
    expect(launched(few, 9, 20)).toEqual({ rows: 29, eager: true });
    expect(launched({ ...few, steps: 'all' }, 2, 3)).toEqual({ rows: 8, eager: false });
    expect(launched({ ...few, steps: 'all' }, 2, 30)).toEqual({ rows: 32, eager: true });
  });

  it('pads each micro-batch', () => {
    expect(launched(few, 24, 0, 3)).toEqual({ rows: 8, eager: false });
    expect(launched(few, 25, 0, 3)).toEqual({ rows: 16, eager: false });
  });
});

describe('a padded step', () => {
  const slowHost = { ...chatbot, profile: { ...chatbot.profile, eagerSecondsPerLayer: 1e-3 } };
  const padded: RooflineInput = { ...slowHost, graphs: { steps: 'decode', sizes: [128, 512] } };

  it('takes the products and links of the captured size, and attention of the real one', () => {
    const plain = (n: number) => termsOf(chatbot, n);
    const at = termsOf(padded, 300);
    // Slopes are attention’s.
    expect(at.b1).toBe(plain(300).b1);
    expect(at.b2).toBe(plain(300).b2);
    expect(at.a2).toBeGreaterThan(plain(300).a2);
    expect(at.a2).toBeLessThan(plain(512).a2);
  });

  it('does the useful FLOPs of its sequences, and spends joules on padding, which nobody owns alone', () => {
    const plain = termsOf(chatbot, 300);
    const at = termsOf(padded, 300);
    expect(at.flops).toBe(plain.flops);
    expect(at.tokenJoules).toBe(plain.tokenJoules);
    const each = (at.sharedJoules - plain.sharedJoules) / 212;
    expect(each).toBeGreaterThan(0);
    // Less than a token with its logits, its keys and its values.
    expect(each).toBeLessThan(plain.tokenJoules);
    const { sharedJoules } = termsOf(padded, 512);
    expect(sharedJoules).toBe(termsOf(chatbot, 512).sharedJoules);
  });

  it('reads experts for its padding too', () => {
    const graphs = { steps: 'decode', sizes: [64] } as const;
    const experts = { ...chatbot, model: deepseekV3 };
    expect(termsOf({ ...experts, graphs }, 1).bytes).toBeGreaterThan(5 * termsOf(experts, 1).bytes);
  });

  it('waits for launches kernel by kernel beyond the limit, with prompts, and without graphs', () => {
    const layers = chatbot.model.layers * 1e-3;
    expect(termsOf(padded, 512).a0).toBe(termsOf(chatbot, 512).a0);
    expect(termsOf(padded, 513).a0).toBeCloseTo(layers, 12);
    expect(termsOf(padded, 1, prompt(8)).a0).toBeCloseTo(layers, 12);
    const eager: RooflineInput = { ...slowHost, graphs: { steps: 'decode', sizes: [] } };
    expect(stepSeconds(termsOf(eager, 1), 1000)).toBeGreaterThan(layers);
  });
});

describe('the host’s work', () => {
  it('is in the way of the chip, or hidden behind it', () => {
    const host = { ...chatbot.profile, hostSecondsPerStep: 2e-3, hostSecondsPerSequence: 10e-6 };
    const inTheWay = { ...chatbot, profile: host };
    const hidden: RooflineInput = { ...inTheWay, hidesHost: true };
    const [before, after] = [termsOf(inTheWay, 100), termsOf(hidden, 100)];
    expect(before.fixedSeconds).toBeCloseTo(3e-3, 12);
    expect(after.fixedSeconds).toBe(0);
    expect(after.a0).toBeCloseTo(before.a0 + 3e-3, 12);
    expect(stepSeconds(before, 1e5) - stepSeconds(after, 1e5)).toBeCloseTo(3e-3, 12);
  });
});

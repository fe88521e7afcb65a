import { describe, expect, it } from 'vitest';
import { listExchanges } from '../../../src/physics/exchanges.ts';
import { idealTerms, withoutHost } from '../../../src/physics/ideal.ts';
import type { RooflineInput } from '../../../src/physics/operator.ts';
import { listOperators } from '../../../src/physics/operators.ts';
import { StepTerms, stepSeconds } from '../../../src/physics/step-model.ts';
import { rooflineStepModel } from '../../../src/physics/step-time.ts';
import { chatbot, deepseekV3, profile, prompt } from './data-sheets-for-tests.ts';

const bare = {
  ...withoutHost(profile),
  gemmEfficiency: 1,
  attentionEfficiency: 1,
  memoryEfficiency: 1,
};
/** No multiplication loses anything, and the board's limit holds nothing back. */
const bf16: RooflineInput = {
  ...chatbot,
  accelerator: {
    ...chatbot.accelerator,
    power: { awake: 0.3, memory: 0.3, compute: 0.5, sampling: 0.5 },
  },
  profile: bare,
  tensor: 1,
  weights: 'bf16',
  activations: 'bf16',
};
const experts: RooflineInput = { ...chatbot, model: deepseekV3, tensor: 8, expert: 8 };

function decode(input: RooflineInput, sequences: number): StepTerms {
  const terms = new StepTerms();
  rooflineStepModel(input).decode(sequences, terms);
  return terms;
}

describe('terms made free', () => {
  it('memory: a step lasts as long as its FLOPs at the peak, and draws for these alone', () => {
    const free: RooflineInput = { ...bf16, ideal: ['memory'] };
    for (const n of [1, 16, 500]) {
      const terms = decode(free, n);
      const flops = terms.flops + terms.flopsPerContext * 1000 * n;
      expect(stepSeconds(terms, 1000 * n) / (flops / 989e12)).toBeCloseTo(1, 9);
      expect(terms.bytes + terms.bytesPerContext + terms.sharedJoules).toBe(0);
      expect(stepSeconds(decode(bf16, n), 1000 * n)).toBeGreaterThan(stepSeconds(terms, 1000 * n));
    }
  });

  it('memory: where a grouped product reads and multiplies in turn, the reading alone goes', () => {
    const inTurn = listOperators({ ...experts, ideal: ['memory'] }).operators;
    for (const o of inTurn) expect(o.bytesPerRow + o.weightBytes).toBe(0);
    const now = listOperators(experts).operators;
    expect(inTurn.map(({ flopsPerRow }) => flopsPerRow)).toEqual(
      now.map(({ flopsPerRow }) => flopsPerRow),
    );
    expect(inTurn.map(({ launchSeconds }) => launchSeconds)).toEqual(
      now.map(({ launchSeconds }) => launchSeconds),
    );
  });

  it('cache: contexts cost their multiplications and no bytes, and weights are read as ever', () => {
    const [free, now] = [decode({ ...bf16, ideal: ['cache'] }, 8), decode(bf16, 8)];
    expect(free.b2).toBe(0);
    expect(free.b1).toBe(now.b1);
    // no context at all but the new tokens themselves
    const perToken = 327_680;
    expect(now.bytes - free.bytes).toBeCloseTo(2 * 8 * perToken, -3);
    expect(free.bytesPerContext).toBe(0);
    expect(now.a2 - free.a2).toBeCloseTo((2 * 8 * perToken) / 3.35e12, 12);
    expect(free.sharedJoules).toBe(now.sharedJoules);
  });

  it('network: a step without the exchanges between its chips, which links without any delay make', () => {
    for (const input of [chatbot, { ...experts, data: 2, tensor: 4 }]) {
      const link = {
        ...input.link,
        alphaSeconds: 0,
        launchSeconds: 0,
        hopSeconds: 0,
        rampSeconds: 0,
        bandwidth: Number.POSITIVE_INFINITY,
        directBandwidth: Number.POSITIVE_INFINITY,
      };
      const free = { ...input, ideal: ['network' as const] };
      expect(listExchanges(input, listOperators(input)).length).toBeGreaterThan(1);
      expect(listExchanges(free, listOperators(free))).toEqual([]);
      const [terms, quick] = [new StepTerms(), new StepTerms()];
      rooflineStepModel(free).mixed(8, prompt(500), terms);
      rooflineStepModel({ ...input, link }).mixed(8, prompt(500), quick);
      expect(stepSeconds(terms, 9000)).toBeCloseTo(stepSeconds(quick, 9000), 12);
      expect(stepSeconds(terms, 9000)).toBeLessThan(stepSeconds(decode(input, 8), 9000) * 10);
    }
  });

  it('host: every second of a profile’s host, and no other figure', () => {
    const free = withoutHost({ ...profile, apiSeconds: 0.01, eagerSecondsPerLayer: 1e-4 });
    expect(free).toEqual({
      ...profile,
      apiSeconds: 0,
      hostSecondsPerLayer: 0,
      hostSecondsPerStep: 0,
      hostSecondsPerSequence: 0,
      eagerSecondsPerLayer: 0,
    });
    const [now, without] = [decode(chatbot, 8), decode({ ...chatbot, profile: free }, 8)];
    // 80 layers of host work are hidden behind the chip's, a step's and eight sequences' are not
    expect(stepSeconds(now, 8000) - stepSeconds(without, 8000)).toBeCloseTo(0.5e-3 + 8 * 5e-6, 12);
  });

  it('io is no part of a step', () => {
    expect(decode({ ...experts, ideal: ['io'] }, 8)).toEqual(decode(experts, 8));
    expect(idealTerms).toContain('io');
  });
});

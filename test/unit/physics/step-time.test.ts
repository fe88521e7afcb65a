import { describe, expect, it } from 'vitest';
import { modelParameters } from '../../../src/physics/model-parameters.ts';
import { listOperators } from '../../../src/physics/operators.ts';
import { stepModelCaveats } from '../../../src/physics/step-caveats.ts';
import { StepTerms, stepSeconds } from '../../../src/physics/step-model.ts';
import { rooflineStepModel } from '../../../src/physics/step-time.ts';
import {
  chatbot,
  deepseekV3,
  h100,
  nothing,
  profile,
  prompt,
  t4,
} from './data-sheets-for-tests.ts';

const bare = {
  ...profile,
  hostSecondsPerLayer: 0,
  hostSecondsPerStep: 0,
  hostSecondsPerSequence: 0,
  gemmEfficiency: 1,
  attentionEfficiency: 1,
  memoryEfficiency: 1,
};

describe('rooflineStepModel, plausibility', () => {
  it.each([1, 8, 32, 64])('decodes a batch of %i of a 70B in fp8 on 4×H100 in 8 to 16 ms', (n) => {
    const terms = new StepTerms();
    rooflineStepModel(chatbot).decode(n, terms);
    const seconds = stepSeconds(terms, n * 1000);
    expect(seconds).toBeGreaterThan(8e-3);
    expect(seconds).toBeLessThan(16e-3);
  });

  it('prefills 1,000 tokens in 60 to 110 ms', () => {
    const terms = new StepTerms();
    rooflineStepModel(chatbot).mixed(0, prompt(1000), terms);
    expect(stepSeconds(terms, 0)).toBeGreaterThan(60e-3);
    expect(stepSeconds(terms, 0)).toBeLessThan(110e-3);
  });
});

describe('rooflineStepModel, by hand', () => {
  it('reads the weights once for one sequence on an ideal chip', () => {
    const terms = new StepTerms();
    const input = {
      ...chatbot,
      profile: bare,
      tensor: 1,
      weights: 'bf16',
      activations: 'bf16',
    } as const;
    rooflineStepModel(input).decode(1, terms);
    const { total } = modelParameters(chatbot.model);
    // All but the embedding table and the norms are read; activations add less than a per mille.
    const weightSeconds = (2 * (total - 128256 * 8192)) / 3.35e12;
    expect(stepSeconds(terms, 0) / weightSeconds).toBeGreaterThan(0.9999);
    expect(stepSeconds(terms, 0) / weightSeconds).toBeLessThan(1.002);
  });

  it('counts 2 FLOPs per parameter and token, and attention beside', () => {
    const terms = new StepTerms();
    const model = rooflineStepModel({ ...chatbot, tensor: 1 });
    model.decode(10, terms);
    const used = modelParameters(chatbot.model).total - 128256 * 8192 - 161 * 8192;
    expect(terms.flops).toBeCloseTo(10 * 2 * used + 10 * 4 * 80 * 64 * 128, -3);
    expect(terms.flopsPerContext).toBe(4 * 80 * 64 * 128);
    expect(terms.bytesPerContext).toBe(327_680);
  });

  it('adds the KV cache over the bandwidth for each token of context', () => {
    const terms = new StepTerms();
    rooflineStepModel(chatbot).decode(4, terms);
    expect(terms.b2).toBeCloseTo(327_680 / 4 / (3.35e12 * 0.75), 20);
    expect(terms.b1).toBeLessThan(terms.b2);
  });

  it.each([
    [8, 57],
    [32, 163],
    [64, 222],
    [128, 252],
  ])('reads the weights of %i tokens’ distinct experts: %i of 256', (tokens, experts) => {
    const input = { ...chatbot, model: deepseekV3, tensor: 1 };
    const terms = new StepTerms();
    const model = rooflineStepModel(input);
    const expertBytes = 3 * 7168 * 2048 * 58;
    model.decode(tokens, terms);
    const rest = weightsBeside(input);
    const perToken = terms.bytes - rest - tokensBytes(input) * tokens;
    expect(Math.round(perToken / expertBytes)).toBe(experts);
  });

  it('waits for the host when the chip is quicker', () => {
    const slow = { ...profile, hostSecondsPerLayer: 1e-3, hostSecondsPerSequence: 1e-4 };
    const terms = new StepTerms();
    rooflineStepModel({ ...chatbot, profile: slow }).decode(3, terms);
    expect(stepSeconds(terms, 3000)).toBeCloseTo(80e-3 + 0.5e-3 + 0.3e-3, 12);
  });

  it('lasts at the board’s limit until its joules have passed through what an awake chip leaves of it', () => {
    const power = { awake: 0.5, memory: 0.9, compute: 1, sampling: 0.5 };
    const accelerator = { ...h100, power };
    const input = { ...chatbot, accelerator, profile: { ...bare, memoryEfficiency: 1 } };
    const terms = new StepTerms();
    rooflineStepModel(input).decode(1, terms);
    const free = new StepTerms();
    rooflineStepModel({ ...input, accelerator: h100 }).decode(1, free);
    const joules = terms.sharedJoules + terms.tokenJoules;
    const seconds = stepSeconds(terms, 0);
    expect(seconds).toBeGreaterThan(1.5 * stepSeconds(free, 0));
    // the link keeps 2.2 % of the room for itself
    expect(joules / seconds / 4).toBeLessThanOrEqual(0.5 * 625);
    expect(joules / seconds / 4).toBeGreaterThan(0.97 * (0.5 - 0.022) * 625);
  });

  it('charges a full window per sequence in windowed layers, and a long window as full attention', () => {
    const terms = (tokens: number) => {
      const model = { ...chatbot.model, slidingWindow: { tokens, layerShare: 0.5 } };
      const filled = new StepTerms();
      rooflineStepModel({ ...chatbot, model, profile: bare }).decode(4, filled);
      return filled;
    };
    const full = new StepTerms();
    rooflineStepModel({ ...chatbot, profile: bare }).decode(4, full);
    const short = terms(128);
    expect(short.bytesPerContext).toBe(full.bytesPerContext / 2);
    expect(short.b2).toBeCloseTo(full.b2 / 2, 20);
    // 127 tokens beside the newest, in half of the layers of four sequences
    expect(short.bytes - full.bytes).toBeCloseTo(4 * 0.5 * 127 * full.bytesPerContext, -2);
    expect(terms(4096)).toEqual(full);
  });

  it('keeps the stages of a pipeline busy: no less than a perfect one, and hardly more', () => {
    const time = (tensor: number, pipeline: number) => {
      const terms = new StepTerms();
      rooflineStepModel({ ...chatbot, profile: bare, tensor, pipeline }).mixed(
        0,
        prompt(8000),
        terms,
      );
      return stepSeconds(terms, 0);
    };
    expect(time(1, 4)).toBeGreaterThan(time(1, 1) / 4);
    expect(time(1, 4)).toBeLessThan(time(1, 1) * 0.3);
  });

  it('has bubbles in a pipeline with fewer sequences than stages', () => {
    const time = (pipeline: number, sequences: number) => {
      const terms = new StepTerms();
      rooflineStepModel({ ...chatbot, profile: bare, tensor: 1, pipeline }).decode(
        sequences,
        terms,
      );
      return stepSeconds(terms, 1000 * sequences);
    };
    // one sequence passes all stages, whoever waits for it; four keep four stages busy in the same time
    expect(time(4, 1) / time(1, 1)).toBeGreaterThan(1);
    expect(time(4, 1) / time(1, 1)).toBeLessThan(1.01);
    expect(time(4, 4) / time(4, 1)).toBeGreaterThan(0.99);
    // the last stage has the LM head beside its layers, for each of them
    expect(time(4, 4) / time(4, 1)).toBeLessThan(1.15);
    expect(time(4, 400)).toBeLessThan(time(1, 400) / 2);
  });

  it('refuses an efficiency above 1 as our bug', () => {
    expect(() =>
      rooflineStepModel({ ...chatbot, profile: { ...profile, memoryEfficiency: 1.1 } }),
    ).toThrow(/memoryEfficiency/);
  });

  it('leaves no trace of the step before in the terms', () => {
    const model = rooflineStepModel(chatbot);
    const used = new StepTerms();
    model.mixed(50, prompt(700, 300), used);
    model.decode(3, used);
    const fresh = new StepTerms();
    model.mixed(3, nothing, fresh);
    expect(used).toEqual(fresh);
  });
});

describe('stepModelCaveats', () => {
  it('has none for a plain model on the chip that was fitted', () => {
    expect(stepModelCaveats(chatbot)).toEqual([]);
  });

  it('names what is not modelled or assumed', () => {
    const model = { ...deepseekV3, slidingWindow: { tokens: 1024, layerShare: 5 / 6 } };
    const caveats = stepModelCaveats({ ...chatbot, accelerator: t4, model, pipeline: 2 }).join(
      '\n',
    );
    expect(caveats).toMatch(/no fp8 units/);
    expect(caveats).toMatch(/83 % .* window of 1024 tokens/);
    expect(caveats).toMatch(/evenly over its experts/);
    expect(caveats).toMatch(/without a gap/);
    expect(caveats).toMatch(/T4's power/);
  });
});

type Input = Parameters<typeof listOperators>[0];

/** Weight bytes of everything but the experts, on one chip. */
function weightsBeside(input: Input): number {
  return listOperators(input)
    .operators.filter((o) => o.rows !== 'routed')
    .reduce((sum, o) => sum + o.repeats * o.weightBytes, 0);
}

/** Bytes that one decoding token moves beside weights and earlier context. */
function tokensBytes(input: Input): number {
  const { operators, attention, layers } = listOperators(input);
  const flows = operators
    .filter((o) => o.rows !== 'cached')
    .reduce((sum, o) => sum + o.repeats * o.routes * o.bytesPerRow, 0);
  return flows + layers.repeats * (2 * attention.kvBytes + attention.queryBytes);
}

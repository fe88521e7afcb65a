import { describe, expect, it } from 'vitest';
import {
  expectedTokensPerPass,
  predictionLayer,
  speculativeStepModel,
} from '../../../src/physics/speculation.ts';
import { StepTerms, stepSeconds } from '../../../src/physics/step-model.ts';
import { rooflineStepModel } from '../../../src/physics/step-time.ts';
import { chatbot, deepseekV3, nothing, prompt } from './data-sheets-for-tests.ts';

const plain = rooflineStepModel(chatbot);
const termsOf = (queries: number, sequences: number) => {
  const terms = new StepTerms();
  rooflineStepModel(chatbot, queries).decode(sequences, terms);
  return terms;
};

describe('expectedTokensPerPass', () => {
  it.each([
    [0.8, 5, 3.69],
    [0.75, 7, 3.6],
    [0, 4, 1],
    [1, 4, 5],
  ])('is the geometric sum for acceptance %f and %i tokens', (acceptance, tokens, expected) => {
    expect(expectedTokensPerPass(acceptance, tokens)).toBeCloseTo(expected, 2);
  });
});

describe('a step that verifies', () => {
  it('reads weights and caches once: little longer than a plain one while memory bounds it', () => {
    const ratio = (queries: number) =>
      stepSeconds(termsOf(queries, 4), 8000) / stepSeconds(termsOf(1, 4), 8000);
    expect(ratio(5)).toBeGreaterThan(1);
    expect(ratio(5)).toBeLessThan(1.15);
    expect(termsOf(5, 4).bytesPerContext).toBe(termsOf(1, 4).bytesPerContext);
  });

  it('multiplies every token with every weight and all that it attends to', () => {
    const flops = (queries: number, sequences: number, context: number) => {
      const terms = termsOf(queries, sequences);
      return terms.flops + terms.flopsPerContext * context;
    };
    // Queries of one sequence attend to those before them: like sequences with 100, 101 and 102 cached.
    expect(flops(3, 1, 100)).toBeCloseTo(
      flops(1, 1, 100) + flops(1, 1, 101) + flops(1, 1, 102),
      -3,
    );
  });

  it('takes as much as so many sequences when computing bounds it, but for the host and what they read', () => {
    const bound = (queries: number, sequences: number) => {
      const terms = termsOf(queries, sequences);
      return terms.a1;
    };
    expect(bound(4, 256) / bound(1, 1024)).toBeGreaterThan(0.9);
    expect(bound(4, 256) / bound(1, 1024)).toBeLessThan(1.01);
  });

  it('costs a sequence less than as many sequences would: one cache to read, one sampling', () => {
    const own = (queries: number, context: number) => {
      const terms = termsOf(queries, 1);
      return terms.tokenJoules + terms.contextJoules * context;
    };
    expect(own(4, 5000)).toBeGreaterThan(own(1, 5000));
    expect(own(4, 5000)).toBeLessThan(4 * own(1, 5000));
  });
});

describe('speculativeStepModel', () => {
  const small = { ...chatbot, model: { ...chatbot.model, layers: 4 } };
  const draft = rooflineStepModel(small);
  const decode = (
    model: ReturnType<typeof speculativeStepModel>,
    sequences: number,
    c: number,
  ) => ({
    sequences,
    context: sequences * c,
    pairs: 0,
    ownJoules: sequences * model.sequenceJoules(c),
  });

  it('adds one drafting pass per token, each a token further', () => {
    const model = speculativeStepModel(
      rooflineStepModel(chatbot, 4),
      { kind: 'passes', model: draft },
      3,
    );
    const terms = new StepTerms();
    model.step(decode(model, 8, 1000), nothing, terms);
    const pass = new StepTerms();
    draft.decode(8, pass);
    const verify = termsOf(4, 8);
    const passes = [8000, 8008, 8016].map((x) => stepSeconds(pass, x));
    const expected = passes.reduce((a, b) => a + b, stepSeconds(verify, 8000));
    expect(stepSeconds(terms, 0)).toBeCloseTo(expected, 12);
    expect(terms.sharedJoules).toBeCloseTo(verify.sharedJoules + 3 * pass.sharedJoules, 9);
    expect(terms.bytes).toBeCloseTo(
      verify.bytes + verify.bytesPerContext * 8000 + 3 * pass.bytes + pass.bytesPerContext * 24_024,
      -3,
    );
    const own = verify.tokenJoules + 1000 * verify.contextJoules;
    const drafts = 3 * pass.tokenJoules + 3003 * pass.contextJoules;
    expect(terms.tokenJoules).toBeCloseTo(own + drafts, 9);
  });

  it('prefills the draft with the prompt, in one pass, without logits', () => {
    const model = speculativeStepModel(
      rooflineStepModel(chatbot, 4),
      { kind: 'passes', model: draft },
      3,
    );
    const terms = new StepTerms();
    model.step(decode(model, 0, 0), prompt(700), terms);
    const verify = new StepTerms();
    plain.mixed(0, prompt(700), verify);
    const pass = new StepTerms();
    draft.mixed(0, { ...prompt(700), finishing: 0 }, pass);
    expect(stepSeconds(terms, 0)).toBeCloseTo(stepSeconds(verify, 0) + stepSeconds(pass, 0), 12);
    expect(model.chunkJoules(700, 0)).toBe(plain.chunkJoules(700, 0) + draft.chunkJoules(700, 0));
  });

  it('looks drafts up in the host’s time', () => {
    const model = speculativeStepModel(plain, { kind: 'host', secondsPerSequence: 1e-3 }, 2);
    const terms = new StepTerms();
    model.step(decode(model, 4, 10), nothing, terms);
    expect(stepSeconds(terms, 0)).toBeCloseTo(stepSeconds(termsOf(1, 4), 40) + 4e-3, 12);
  });
});

describe('predictionLayer', () => {
  it('is one layer with experts', () => {
    const layer = predictionLayer(deepseekV3);
    expect(layer.layers).toBe(1);
    expect(layer.moe).toEqual({ ...deepseekV3.moe, denseLayers: 0 });
    expect(predictionLayer(chatbot.model).moe).toBeUndefined();
  });
});

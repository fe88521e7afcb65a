import { describe, expect, it } from 'vitest';
import { affineStepModel } from '../../../src/physics/affine.ts';
import { StepTerms, stepSeconds } from '../../../src/physics/step-model.ts';
import { nothing, prompt } from './data-sheets-for-tests.ts';

const time = {
  baseSeconds: 8e-3,
  perPrefillTokenSeconds: 20e-6,
  perDecodeSequenceSeconds: 30e-6,
  perContextTokenSeconds: 2e-9,
};
const energy = {
  baseJoules: 3,
  perPrefillTokenJoules: 0.1,
  perDecodeSequenceJoules: 0.2,
  perContextTokenJoules: 1e-4,
};

describe('affineStepModel', () => {
  it('adds base, chunk tokens, decoding sequences and all cached tokens', () => {
    const terms = new StepTerms();
    affineStepModel(time, null, 1000).mixed(5, prompt(512, 2000), terms);
    // 8 ms + 512 × 20 µs + 5 × 30 µs + (2,000 + 4,000) × 2 ns
    expect(stepSeconds(terms, 4000)).toBeCloseTo(8e-3 + 10.24e-3 + 0.15e-3 + 12e-6, 12);
  });

  it('decodes as it mixes with no prompt', () => {
    const model = affineStepModel(time, energy, 0);
    const one = new StepTerms();
    const other = new StepTerms();
    model.decode(7, one);
    model.mixed(7, nothing, other);
    expect(one).toEqual(other);
  });

  it('draws busy power when no joules are given', () => {
    const terms = new StepTerms();
    const model = affineStepModel(time, null, 1234);
    model.decode(1, terms);
    expect(terms.staticWatts).toBe(1234);
    expect(terms.sharedJoules + terms.tokenJoules + terms.contextJoules).toBe(0);
    expect(model.chunkJoules(100, 100)).toBe(0);
  });

  it('gives joules to what causes them', () => {
    const terms = new StepTerms();
    const model = affineStepModel(time, energy, 1234);
    model.mixed(3, prompt(100, 50), terms);
    expect(terms).toMatchObject({
      staticWatts: 0,
      sharedJoules: 3,
      tokenJoules: 0.2,
      contextJoules: 1e-4,
    });
    expect(model.chunkJoules(100, 50)).toBeCloseTo(10 + 5e-3, 12);
  });
});

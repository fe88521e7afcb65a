import { describe, expect, it } from 'vitest';
import { recomputeStepModel } from '../../../src/physics/recompute.ts';
import { StepTerms, stepSeconds } from '../../../src/physics/step-model.ts';
import { rooflineStepModel } from '../../../src/physics/step-time.ts';
import { chatbot, nothing, prompt } from './data-sheets-for-tests.ts';

const model = rooflineStepModel(chatbot);
const single = recomputeStepModel(model);

/** What a sequence with `c` tokens before its newest brings to a step. */
const alone = (c: number) => ({
  sequences: 1,
  context: c,
  pairs: ((c + 1) * (c + 2)) / 2,
  ownJoules: single.sequenceJoules(c),
});

describe('recomputeStepModel', () => {
  it('costs what the prefill of the whole context does', () => {
    const step = new StepTerms();
    single.step(alone(999), nothing, step);
    const prefill = new StepTerms();
    model.mixed(0, prompt(1000), prefill);
    expect(stepSeconds(step, 0)).toBeCloseTo(stepSeconds(prefill, 0), 12);
    expect(step.flops).toBe(prefill.flops);
    expect(step.bytes).toBe(prefill.bytes);
    expect(step.sharedJoules).toBe(prefill.sharedJoules);
    expect(step.tokenJoules).toBe(model.chunkJoules(1000, 0));
  });

  it('has a time that no context changes: it is that of the step it was asked for', () => {
    const step = new StepTerms();
    single.step(alone(99), prompt(50), step);
    expect(stepSeconds(step, 1e6)).toBe(stepSeconds(step, 0));
  });

  it('takes more time and joules per token the longer the answer already is', () => {
    const seconds = (c: number) => {
      const step = new StepTerms();
      single.step(alone(c), nothing, step);
      return stepSeconds(step, 0);
    };
    const decode = new StepTerms();
    model.decode(1, decode);
    expect(seconds(4000)).toBeGreaterThan(2 * seconds(1000));
    expect(seconds(4000)).toBeGreaterThan(10 * stepSeconds(decode, 4000));
    expect(single.sequenceJoules(4000)).toBeGreaterThan(4 * single.sequenceJoules(999));
  });
});

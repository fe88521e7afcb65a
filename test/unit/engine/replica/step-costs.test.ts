import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { accelerators, engineProfiles, links, models } from '../../../../src/catalog/index.ts';
import { StepCosts } from '../../../../src/engine/replica/step-costs.ts';
import type { RooflineInput } from '../../../../src/physics/operator.ts';
import { clocksUpTo, joulesAt } from '../../../../src/physics/power.ts';
import { StepTerms, stepSeconds } from '../../../../src/physics/step-model.ts';
import { rooflineStepModel } from '../../../../src/physics/step-time.ts';

const input: RooflineInput = {
  accelerator: accelerators['h100-sxm'],
  link: links.nvlink4,
  model: models['llama-3.1-8b'],
  profile: engineProfiles['vllm-v1'],
  tensor: 1,
  pipeline: 1,
  data: 1,
  expert: 1,
  expertLoadCv: 0,
  weights: 'bf16',
  activations: 'bf16',
  kvCache: 'bf16',
};
const clocks = clocksUpTo(1);
const at = (clock: number) =>
  rooflineStepModel({ ...input, power: { capWatts: Number.POSITIVE_INFINITY, clock } });
const spent = (terms: Readonly<StepTerms>, sequences: number, context: number) =>
  terms.staticWatts * stepSeconds(terms, context) +
  terms.sharedJoules +
  terms.ownShare * (sequences * terms.tokenJoules + context * terms.contextJoules);

describe('StepCosts', () => {
  it('spends and lasts as the model at that clock does, with its sequences’ joules those of the highest', () => {
    const top = new StepTerms();
    rooflineStepModel(input).decode(1, top);
    const any = fc.tuple(
      fc.nat({ max: clocks.length - 1 }),
      fc.integer({ min: 1, max: 200 }),
      fc.nat({ max: 4000 }),
      fc.nat({ max: 2000 }),
    );
    fc.assert(
      fc.property(any, ([index, sequences, each, prompt]) => {
        const clock = clocks[index]!;
        const costs = new StepCosts(
          { model: at(clock), single: null },
          false,
          joulesAt(clock),
          top,
        );
        const context = sequences * each;
        const own = new StepTerms();
        at(clock).decode(sequences, own);
        const decode = costs.decode(sequences);
        expect(stepSeconds(decode, context)).toBe(stepSeconds(own, context));
        expect(decode.tokenJoules).toBe(top.tokenJoules);
        const truth = spent(own, sequences, context);
        expect(Math.abs(spent(decode, sequences, context) / truth - 1)).toBeLessThan(1e-12);
        if (prompt === 0) return;
        const attentionPairs = (prompt * (prompt + 1)) / 2;
        const prefill = {
          sequences: 1,
          tokens: prompt,
          cachedTokens: 0,
          attentionPairs,
          finishing: 1,
        };
        const mixed = new StepTerms();
        costs.mixed(sequences, prefill, mixed, undefined, context);
        at(clock).mixed(sequences, prefill, own, undefined, context);
        const all = spent(own, sequences, context);
        expect(Math.abs(spent(mixed, sequences, context) / all - 1)).toBeLessThan(1e-12);
        expect(costs.chunkJoules(prompt, 0)).toBe(at(clock).chunkJoules(prompt, 0));
      }),
      { numRuns: 50 },
    );
  });

  it('computes the places of a closed batch like tokens, at the joules of its clock', () => {
    const top = { tokenJoules: 2, contextJoules: 0 };
    const costs = new StepCosts({ model: at(0.6), single: null }, true, joulesAt(0.6), top);
    const whole = costs.decode(8, 8);
    const less = costs.decode(3, 8);
    expect(less.sharedJoules).toBeCloseTo(whole.sharedJoules + 5 * 2 * joulesAt(0.6), 12);
  });
});

import { describe, expect, it } from 'vitest';
import { listExchanges } from '../../../src/physics/exchanges.ts';
import { memoryFit } from '../../../src/physics/memory.ts';
import type { RooflineInput } from '../../../src/physics/operator.ts';
import { listOperators } from '../../../src/physics/operators.ts';
import { stepModelCaveats } from '../../../src/physics/step-caveats.ts';
import { StepTerms, stepSeconds } from '../../../src/physics/step-model.ts';
import { rooflineStepModel } from '../../../src/physics/step-time.ts';
import { chatbot, deepseekV3, h100, nothing } from './data-sheets-for-tests.ts';

const layout = (tensor: number, data: number, expert: number): RooflineInput => ({
  ...chatbot,
  model: deepseekV3,
  tensor,
  data,
  expert,
});

function decode(input: RooflineInput, sequences: number) {
  const terms = new StepTerms();
  rooflineStepModel(input).decode(sequences, terms);
  return terms;
}

const exchangesOf = (input: RooflineInput) =>
  listExchanges(input, listOperators(input)).map(({ name, repeats }) => [name, repeats]);

describe('experts spread over chips', () => {
  it('multiply and read the same as experts that are cut', () => {
    const cut = decode(layout(8, 1, 1), 64);
    const spread = decode(layout(8, 1, 8), 64);
    const mixed = decode(layout(8, 1, 2), 64);
    for (const terms of [spread, mixed]) {
      expect(terms.flops / cut.flops).toBeCloseTo(1, 12);
      // inputs are read by every chip that cuts an expert
      expect(terms.bytes).toBeLessThanOrEqual(cut.bytes);
      expect(terms.bytes / cut.bytes).toBeGreaterThan(0.95);
    }
  });

  it('weigh the same, and leave as much room', () => {
    const weightsOf = (expert: number) =>
      memoryFit({
        ...layout(8, 1, expert),
        accelerator: h100,
        memoryUtilization: 0.9,
        maxBatchedTokens: 8192,
        blockTokens: 16,
        reserveBytes: 3.9e9,
      }).weightBytes;
    expect(weightsOf(8) / weightsOf(1)).toBeCloseTo(1, 12);
  });

  it('wait for the slowest rank: the longer, the less alike experts are loaded', () => {
    const seconds = (expertLoadCv: number) =>
      stepSeconds(decode({ ...layout(8, 1, 8), expertLoadCv }, 4096), 0);
    expect(seconds(1)).toBeGreaterThan(seconds(0));
    const caveats = stepModelCaveats({ ...layout(8, 1, 8), expertLoadCv: 0.5 }).join();
    expect(caveats).toMatch(/coefficient of variation of 0.5 \(assumed\); the slowest of 8 ranks/);
  });

  it('exchange no more than a cut model where every chip has all tokens', () => {
    expect(exchangesOf(layout(8, 1, 8))).toEqual(exchangesOf(layout(8, 1, 1)));
  });
});

describe('data ranks that share experts', () => {
  it('dispatch and combine in layers with experts, and reduce in a rank alone', () => {
    expect(exchangesOf(layout(1, 8, 8))).toEqual([
      ['dispatch to experts', 58],
      ['combine from experts', 58],
    ]);
    expect(exchangesOf(layout(2, 4, 8))).toEqual([
      ['all-reduce', 2 * 61 + 1 - 58],
      ['dispatch to experts', 58],
      ['combine from experts', 58],
      ['gather of tokens', 58],
      ['gather of logits', 1],
    ]);
  });

  it('do in one step what one rank of the same chips does, each its share', () => {
    const one = decode(layout(8, 1, 8), 64);
    const each = decode(layout(1, 8, 8), 8);
    // less: tensor ranks compute the router and the compressed cache in duplicate
    expect((8 * each.flops) / one.flops).toBeLessThan(1);
    expect((8 * each.flops) / one.flops).toBeGreaterThan(0.8);
    expect(8 * each.staticWatts).toBeCloseTo(one.staticWatts, 9);
    expect(each.flopsPerContext / one.flopsPerContext).toBeCloseTo(1, 9);
    // latent attention's cache lies on every tensor rank, but on one data rank
    expect(each.bytesPerContext / one.bytesPerContext).toBeCloseTo(1 / 8, 9);
  });

  it('wait for the others’ tokens at the experts, and for the fullest rank’s in exchanges', () => {
    const model = rooflineStepModel(layout(1, 8, 8));
    const secondsBeside = (tokens: number, most: number) => {
      const terms = new StepTerms();
      model.mixed(4, nothing, terms, { tokens, most });
      return stepSeconds(terms, 4000);
    };
    expect(secondsBeside(200, 4)).toBeGreaterThan(secondsBeside(32, 4));
    expect(secondsBeside(200, 100)).toBeGreaterThan(secondsBeside(200, 4));
    const alike = new StepTerms();
    model.mixed(4, nothing, alike);
    expect(stepSeconds(alike, 4000)).toBe(secondsBeside(32, 4));
  });
});

import { describe, expect, it } from 'vitest';
import type { CompiledPool, DecodingSpec } from '../../src/compile/compiled.ts';
import { StepTerms, stepSeconds } from '../../src/physics/step-model.ts';
import { rooflineStepModel } from '../../src/physics/step-time.ts';
import { makePool, makeRequest, makeScenario, makeWorkload } from '../differential/builders.ts';
import { runProduct } from '../differential/product.ts';
import { chatbot, deepseekV3 } from '../unit/physics/data-sheets-for-tests.ts';

/**
 * Speculative decoding on an idle replica against the speed-ups that papers derive: E[tokens per pass] ÷ (γc + 1) with
 * E = (1 − a^(γ+1)) ÷ (1 − a), and c the time of a drafting pass as a share of the model's own (Leviathan et al. 2023,
 * theorem 3.8), while a pass over γ + 1 tokens takes as long as one over a single token.
 */
const tokens = 40_000;

/** Seconds that one answer of 40,000 tokens decodes, with an otherwise idle replica. */
function decodeSeconds(step: CompiledPool['step'], decoding: DecodingSpec | null): number {
  const pool = makePool({
    step,
    kvBlocks: 10_000,
    contextTokens: 1e6,
    ...(decoding === null ? {} : { decoding }),
  });
  const scenario = makeScenario({ pools: [pool], workloads: [makeWorkload({ maxTokens: 1e6 })] });
  const request = makeRequest(0, 1, tokens, { maxTokens: 1e6 });
  const { rows } = runProduct({ scenario, requests: [[request]] }, { stepping: 'stretched' });
  return rows[0]!.decodeSeconds;
}

const affine = (baseSeconds: number): CompiledPool['step'] => ({
  kind: 'affine',
  time: {
    baseSeconds,
    perPrefillTokenSeconds: 0,
    perDecodeSequenceSeconds: 0,
    perContextTokenSeconds: 0,
  },
  energy: null,
  busyWatts: 700,
});

/** The standard error of a mean over 40,000 ÷ E passes of a spread below 2.5 is under 1.5 % of E; three of them. */
const STATISTICAL = 0.03;

describe('speculative decoding while memory bounds every pass', () => {
  it.each([
    ['T5-XXL, EnDe T=0', 0.75, 7, 0.02, 3.16],
    ['T5-XXL, EnDe T=1', 0.62, 7, 0.02, 2.26],
    ['T5-XXL, CNNDM T=0', 0.65, 5, 0.02, 2.4],
    ['T5-XXL, CNNDM T=1', 0.53, 5, 0.02, 1.89],
    ['free drafts', 0.8, 5, 0, 3.69],
  ])('speeds up %s as the formula says', (_, acceptance, gamma, c, published) => {
    const formula = (1 - acceptance ** (gamma + 1)) / (1 - acceptance) / (gamma * c + 1);
    expect(Math.abs(formula / published - 1)).toBeLessThan(0.05);
    // A stated step that holds its drafting passes.
    const drafting: DecodingSpec = {
      kind: 'speculation',
      tokens: gamma,
      acceptance,
      draft: { kind: 'stated' },
    };
    const speedUp =
      decodeSeconds(affine(0.01), null) / decodeSeconds(affine(0.01 * (1 + gamma * c)), drafting);
    expect(Math.abs(speedUp / formula - 1)).toBeLessThan(STATISTICAL);
  });

  it('speeds up a 70B with a draft of four of its layers by what its own passes take', () => {
    const profile = { ...chatbot.profile, hostSecondsPerStep: 0, hostSecondsPerSequence: 0 };
    const input = { ...chatbot, profile };
    const small = { ...input, model: { ...input.model, layers: 4 } };
    // Contexts are long in the end: take both passes at the mean one.
    const seconds = (model: typeof input, queries: number) => {
      const terms = new StepTerms();
      rooflineStepModel(model, queries).decode(1, terms);
      return stepSeconds(terms, tokens / 2);
    };
    const [gamma, acceptance] = [3, 0.7];
    const speedUp =
      decodeSeconds({ kind: 'roofline', input }, null) /
      decodeSeconds(
        { kind: 'roofline', input },
        {
          kind: 'speculation',
          tokens: gamma,
          acceptance,
          draft: { kind: 'passes', input: small },
        },
      );
    const passes = (seconds(input, 1 + gamma) + gamma * seconds(small, 1)) / seconds(input, 1);
    const expected = (1 - acceptance ** (gamma + 1)) / (1 - acceptance) / passes;
    expect(Math.abs(speedUp / expected - 1)).toBeLessThan(STATISTICAL);
  });
});

describe('multi-token prediction of DeepSeek-V3', () => {
  it('makes about 1.8 times the tokens per second when the second is accepted in 85 % of cases', () => {
    const profile = { ...chatbot.profile, hostSecondsPerStep: 0, hostSecondsPerSequence: 0 };
    const base = { ...chatbot, model: deepseekV3, profile, tensor: 8, expert: 8 };
    const { moe } = deepseekV3;
    const layer = { ...deepseekV3, layers: 1, ...(moe && { moe: { ...moe, denseLayers: 0 } }) };
    // In a batch: alone, a second token meets experts that the first did not.
    const pass = (model: typeof deepseekV3, queries: number) => {
      const terms = new StepTerms();
      rooflineStepModel({ ...base, model }, queries).decode(64, terms);
      return stepSeconds(terms, 64 * 2000);
    };
    const speedUp = (1.85 * pass(deepseekV3, 1)) / (pass(deepseekV3, 2) + pass(layer, 1));
    process.stdout.write(`MTP of DeepSeek-V3 at 0.85: ${speedUp.toFixed(2)} × tokens per second\n`);
    expect(speedUp).toBeGreaterThan(1.6);
    expect(speedUp).toBeLessThan(1.85);
  });
});

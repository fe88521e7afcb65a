import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  accelerators,
  links,
  oneShotModels,
  oneShotProfiles,
} from '../../../../src/catalog/index.ts';
import { idealTerms, withoutHost } from '../../../../src/physics/ideal.ts';
import {
  batchCost,
  leastBatchCapWatts,
  type OneShotInput,
} from '../../../../src/physics/kinds/batch-cost.ts';
import { batchJoules } from '../../../../src/physics/kinds/batch-energy.ts';
import { batchMemory } from '../../../../src/physics/kinds/batch-memory.ts';
import { oneShotStepModel } from '../../../../src/physics/kinds/batch-model.ts';
import { listStages } from '../../../../src/physics/kinds/stages.ts';
import { lowestClock } from '../../../../src/physics/power.ts';
import { StepTerms, stepSeconds } from '../../../../src/physics/step-model.ts';

const ids = Object.keys(oneShotModels) as (keyof typeof oneShotModels)[];
const profiles = Object.keys(oneShotProfiles) as (keyof typeof oneShotProfiles)[];
const chips = ['h100-sxm', 'b200', 'a100-80gb', 'l4'] as const;

function inputOf(
  id: keyof typeof oneShotModels,
  profile: keyof typeof oneShotProfiles,
  chip: (typeof chips)[number] = 'h100-sxm',
): OneShotInput {
  const shape = oneShotModels[id];
  const accelerator = accelerators[chip];
  return {
    accelerator,
    link: links.nvlink4,
    shape,
    job: shape.defaultJob,
    profile: oneShotProfiles[profile],
    chips: 1,
    ring: 1,
    maxBatchItems: null,
    weights: 'bf16',
    activations: 'bf16',
  };
}

const cost = (input: OneShotInput, batch: number) =>
  batchCost(input, listStages(input.shape, input.job), batch);

const anyInput = fc
  .record({
    id: fc.constantFrom(...ids),
    profile: fc.constantFrom(...profiles),
    chip: fc.constantFrom(...chips),
  })
  .map(({ id, profile, chip }) => inputOf(id, profile, chip));
const anyBatch = fc.integer({ min: 1, max: 512 });

describe('batchCost', () => {
  it('never gets cheaper with the batch, nor dearer per job', () => {
    fc.assert(
      fc.property(anyInput, anyBatch, (input, batch) => {
        const small = cost(input, batch);
        const large = cost(input, batch + 1);
        expect(large.seconds).toBeGreaterThanOrEqual(small.seconds);
        expect(large.seconds / (batch + 1)).toBeLessThanOrEqual(
          (small.seconds / batch) * (1 + 1e-12),
        );
        expect(large.joules).toBeGreaterThanOrEqual(small.joules);
        expect(large.flops / (batch + 1)).toBeCloseTo(small.flops / batch, -3);
      }),
      { numRuns: 60 },
    );
  });

  it('stays within the roofline and the board', () => {
    fc.assert(
      fc.property(anyInput, anyBatch, (input, batch) => {
        const { seconds, joules, flops, terms } = cost(input, batch);
        const { accelerator } = input;
        const peak = Math.max(...Object.values(accelerator.peak));
        expect(seconds).toBeGreaterThanOrEqual(flops / peak);
        expect(joules).toBeLessThanOrEqual(accelerator.boardWatts * seconds * (1 + 1e-12));
        expect(joules).toBeGreaterThanOrEqual(accelerator.idleWatts * seconds);
        expect(terms.reduce((sum, term) => sum + term.seconds, 0)).toBe(seconds);
        expect(terms.reduce((sum, term) => sum + term.flops, 0)).toBeCloseTo(flops, -6);
      }),
      { numRuns: 60 },
    );
  });

  it('is the data sheet and the board’s limit on an ideal engine', () => {
    const input = inputOf('bert-large', 'ideal');
    const { seconds, flops } = cost(input, 256);
    expect(seconds).toBeGreaterThanOrEqual(flops / input.accelerator.peak.bf16!);
    // at full speed the work would draw more than the board's limit: its clock falls to three quarters
    expect(seconds).toBeLessThan((1.35 * flops) / input.accelerator.peak.bf16!);
    expect(seconds).toBeGreaterThan((1.15 * flops) / input.accelerator.peak.bf16!);
  });

  it('shares a clip’s tokens over chips, at the price of exchanges, and leaves the decoder on one', () => {
    const one = inputOf('wan2.1-t2v-1.3b', 'diffusers');
    const term = (input: OneShotInput, name: string) =>
      cost(input, 1).terms.find((each) => each.name === name)?.seconds ?? Number.NaN;
    const eight = { ...one, chips: 8 };
    const ring = { ...eight, ring: 8 };
    const speedUp = term(one, 'denoiser') / term(eight, 'denoiser');
    expect(speedUp).toBeGreaterThan(4);
    expect(speedUp).toBeLessThan(8);
    expect(term(ring, 'denoiser')).toBeGreaterThan(term(eight, 'denoiser'));
    expect(term(eight, 'decoder')).toBe(term(one, 'decoder'));
    // the text's few tokens are computed by every chip
    expect(cost(eight, 1).flops / cost(one, 1).flops).toBeCloseTo(1, 1.5);
  });

  it('multiplies wide layers at the rate of their kernels, and adds passes over memory', () => {
    const input = { ...inputOf('flux.1-dev', 'diffusers'), chips: 1 };
    const { flops, seconds } = cost(input, 1);
    // 28 passes of 74 TFLOP: 3 s at 0.7 of the peak, and 1.5 s more as attention is slower
    expect(flops / 28e12).toBeCloseTo(75, 0);
    expect(seconds).toBeGreaterThan(4.5);
    expect(seconds).toBeLessThan(9);
  });

  it('leaves multiplications alone where all else is made free, and never takes longer for it', () => {
    const term = (input: OneShotInput) => cost(input, 64);
    for (const id of ['bert-large', 'wan2.1-t2v-1.3b'] as const) {
      const now = { ...inputOf(id, 'tensorrt'), chips: 2 };
      const free = { ...now, profile: withoutHost(now.profile), ideal: [...idealTerms] };
      expect(term(free).bytes).toBe(0);
      expect(term(free).flops).toBe(term(now).flops);
      for (const { name, bound } of term(free).terms) {
        expect(['compute', 'power'], name).toContain(bound);
      }
      for (const one of idealTerms) {
        const alone = { ...now, ideal: [one] };
        expect(term(alone).seconds).toBeLessThanOrEqual(term(now).seconds);
        expect(term(alone).joules).toBeLessThanOrEqual(term(now).joules);
      }
      expect(term(free).seconds).toBeLessThan(term(now).seconds);
    }
  });

  it('gains from 8-bit products, but not twofold', () => {
    const wide = inputOf('bert-large', 'tensorrt');
    const narrow: OneShotInput = { ...wide, weights: 'fp8', activations: 'fp8' };
    const gain = cost(wide, 256).seconds / cost(narrow, 256).seconds;
    expect(gain).toBeGreaterThan(1.05);
    expect(gain).toBeLessThan(2);
  });
});

describe('the energy of a batch', () => {
  const h100 = accelerators['h100-sxm'];

  it('has the shares of language models on fused engines, and slows down at the board’s limit', () => {
    const input = inputOf('stable-diffusion-xl', 'tensorrt');
    const { seconds, joules, terms } = cost(input, 8);
    expect(terms.find(({ name }) => name === 'denoiser')?.bound).toBe('power');
    expect(joules / seconds / h100.boardWatts).toBeGreaterThan(0.97);
    const roomy = { ...h100, boardWatts: 1400 };
    expect(cost({ ...input, accelerator: roomy }, 8).seconds).toBeCloseTo(seconds, 9);
    const { awake, memory, compute } = h100.power!;
    const cool = { ...h100, power: { awake, memory, sampling: 0, compute: compute / 2 } };
    expect(cost({ ...input, accelerator: cool }, 8).seconds).toBeLessThan(0.92 * seconds);
  });

  it('adds up: idle, waiting, kernels, memory, multipliers', () => {
    const work = { peak: 0.1, bytes: 0.1 * h100.memoryBandwidth, kernels: 0.5 };
    const profile = oneShotProfiles.diffusers;
    const room = h100.boardWatts - h100.idleWatts;
    const { memory, compute } = h100.power!;
    const shares = 0.045 * 1.5 + 0.54 * 0.5 + 0.1 * memory + 0.1 * compute;
    expect(batchJoules(h100, profile, work, 2, 1)).toBeCloseTo(
      2 * h100.idleWatts + room * shares,
      9,
    );
  });
});

describe('a batch under a cap', () => {
  const at = (input: OneShotInput, batch: number, power?: OneShotInput['power']) =>
    cost(power === undefined ? input : { ...input, power }, batch);

  it('is no other at the board’s limit, to the bit', () => {
    const image = inputOf('stable-diffusion-xl', 'diffusers');
    expect(at(image, 4, { capWatts: 700, clock: 1 })).toEqual(at(image, 4));
  });

  it('slows down with its multipliers and spends less on each image', () => {
    const image = inputOf('stable-diffusion-xl', 'tensorrt');
    const free = at(image, 8);
    const capped = at(image, 8, { capWatts: 500, clock: 1 });
    // the host's part draws less
    expect(capped.joules / capped.seconds).toBeCloseTo(500, 0);
    expect(capped.clock).toBeGreaterThan(0.6);
    expect(capped.clock).toBeLessThan(0.9);
    const slower = capped.seconds / free.seconds;
    expect(slower).toBeGreaterThan(1.01);
    expect(slower).toBeLessThan(1 / capped.clock);
    expect(capped.joules).toBeLessThan(0.92 * free.joules);
    expect(capped.terms.reduce((sum, { seconds }) => sum + seconds, 0)).toBeCloseTo(
      capped.seconds,
      9,
    );
  });

  it('never gets quicker with a tighter cap or a lower clock, and stays between idle and the cap', () => {
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(anyInput, anyBatch, share, share, share, (input, batch, a, b, c) => {
        const { accelerator } = input;
        const least = leastBatchCapWatts(accelerator, input.profile);
        const clock = lowestClock + c * (1 - lowestClock);
        const capAt = (part: number) => least + part * (accelerator.boardWatts - least);
        const tightCap = capAt(Math.min(a, b));
        const tight = at(input, batch, { capWatts: tightCap, clock });
        const loose = at(input, batch, { capWatts: capAt(Math.max(a, b)), clock });
        expect(tight.seconds).toBeGreaterThanOrEqual(loose.seconds * (1 - 1e-9));
        expect(loose.seconds).toBeGreaterThanOrEqual(at(input, batch).seconds * (1 - 1e-12));
        const watts = tight.joules / tight.seconds;
        expect(watts).toBeLessThanOrEqual(tightCap * (1 + 1e-9));
        expect(watts).toBeGreaterThanOrEqual(accelerator.idleWatts * (1 - 1e-12));
      }),
      { numRuns: 60 },
    );
  });
});

describe('oneShotStepModel', () => {
  it('makes a step in which n prompts finish a batch of n', () => {
    const input = inputOf('resnet-50', 'tensorrt');
    const terms = new StepTerms();
    const prefill = { sequences: 7, tokens: 7, cachedTokens: 0, attentionPairs: 7, finishing: 7 };
    oneShotStepModel(input).mixed(0, prefill, terms);
    const expected = cost(input, 7);
    expect(stepSeconds(terms, 0)).toBe(expected.seconds);
    expect([terms.sharedJoules, terms.flops]).toEqual([expected.joules, expected.flops]);
  });
});

describe('requests of several items', () => {
  const ranking: OneShotInput = { ...inputOf('dlrm-v2', 'tensorrt'), maxBatchItems: 4096 };

  it('own what their items cost in a full batch, and share the rest', () => {
    const model = oneShotStepModel(ranking);
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 4096 }),
        fc.integer({ min: 1, max: 64 }),
        (items, n) => {
          const sequences = Math.min(items, n);
          const terms = new StepTerms();
          const sums = { cachedTokens: 0, attentionPairs: items, finishing: sequences };
          model.mixed(0, { sequences, tokens: items, ...sums }, terms);
          const { joules } = batchCost(ranking, listStages(ranking.shape, ranking.job), items, n);
          expect(terms.sharedJoules + model.chunkJoules(items, 0)).toBeCloseTo(joules, 9);
          expect(terms.sharedJoules).toBeGreaterThanOrEqual(-1e-9);
        },
      ),
    );
  });

  it('look rows up in tables over the chips that share them, and send their sums', () => {
    const seconds = (chips: number) => cost({ ...ranking, chips }, 65_536).seconds;
    expect(seconds(2)).toBeGreaterThan(seconds(1) / 2);
    expect(seconds(2)).toBeLessThan(seconds(1));
    const slow = { ...links.nvlink4, bandwidth: links.nvlink4.bandwidth / 100 };
    const bound = cost({ ...ranking, chips: 2, link: slow }, 65_536);
    expect(bound.terms[0]?.bound).toBe('link');
    expect(bound.seconds).toBeGreaterThan(5 * seconds(2));
    const bytes = (chips: number) => batchMemory({ ...ranking, chips }, 0.9).weightBytes;
    expect(bytes(1)).toBeGreaterThan(52e9);
    expect(bytes(2) / bytes(1)).toBeCloseTo(0.5, 2);
  });

  it('transcribe a batch as long as its transcripts are, most of it bound by memory', () => {
    const input = inputOf('whisper-large-v3', 'tensorrt');
    const [heard, written] = cost(input, 16).terms;
    expect(heard?.bound).toBe('power');
    expect(written?.bound).toBe('bandwidth');
    const longer = { ...input, job: { ...input.job, tokens: 2 * input.job.tokens } };
    expect(cost(longer, 16).terms[1]!.seconds).toBeGreaterThan(2 * written!.seconds);
    expect(cost(longer, 16).terms[0]!.seconds).toBe(heard!.seconds);
  });
});

describe('batchMemory', () => {
  it('holds the weights once per chip and has room for whole jobs', () => {
    const { weightBytes, kvBytes, blockBytes, kvBlocks } = batchMemory(
      inputOf('stable-diffusion-xl', 'tensorrt'),
      0.9,
    );
    // 2.57 G of U-Net, 0.82 G of text encoders and 0.05 G of decoder, two bytes each
    expect(weightBytes / 1e9).toBeCloseTo(6.8, 1);
    expect(kvBlocks).toBe(Math.floor(kvBytes / blockBytes));
  });
});

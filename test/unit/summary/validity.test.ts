import { describe, expect, it } from 'vitest';
import { accelerators, oneShotModels, oneShotProfiles } from '../../../src/catalog/index.ts';
import { outsideOf, outsideText, type PricedStep } from '../../../src/physics/validity.ts';
import {
  engineProfileOf,
  type MeasuredRange,
} from '../../../src/scenario/profile-file/custom-profile.ts';
import { combineReplications } from '../../../src/summary/replications.ts';
import { summarize } from '../../../src/summary/summarize.ts';
import { sampleInput, sampleStep, scenario, totals } from './sample-run.ts';

const inside = { sequences: 64, contextTokens: 9000, promptTokens: 1024 };
const priced = (over: Partial<typeof sampleStep>): PricedStep => ({
  kind: 'roofline',
  input: { ...sampleStep, ...over },
});
const aspects = (step: PricedStep, reached = inside) =>
  outsideOf(step, reached).map(({ aspect }) => aspect);

describe('outsideOf', () => {
  it('is silent inside, of stated steps, and of a profile that was fitted to nothing', () => {
    expect(aspects(priced({}))).toEqual([]);
    expect(aspects(priced({ weights: 'fp16' }))).toEqual([]);
    expect(aspects({ kind: 'affine' })).toEqual([]);
    const ideal = { ...sampleStep.profile, id: 'ideal' };
    delete (ideal as { calibrated?: unknown }).calibrated;
    expect(aspects(priced({ profile: ideal, accelerator: accelerators.l4 }))).toEqual([]);
    expect(outsideText([])).toBeNull();
  });

  it('names each respect in which a pool or its run leaves the fitted rows', () => {
    expect(aspects(priced({ accelerator: accelerators.l4 }))).toEqual(['chip']);
    expect(aspects(priced({ weights: 'int4' }))).toEqual(['weights']);
    expect(aspects(priced({ tensor: 16 }))).toEqual(['tensor']);
    const far = { sequences: 5000, contextTokens: 200_000, promptTokens: 20_000 };
    expect(aspects(priced({}), far)).toEqual(['sequences', 'contextTokens', 'promptTokens']);
    expect(outsideOf(priced({ tensor: 16 }), null)).toHaveLength(1);
  });

  it('goes by the rows of a profile in a file, or by its base where the file names none', () => {
    const custom = (calibrated: MeasuredRange | null) => {
      const own = { name: 'mine', base: 'vllm-v1', figures: {}, sources: {}, calibrated };
      return engineProfileOf({ profile: 'mine.yaml', customProfile: own });
    };
    const gaudi = { accelerator: accelerators['gaudi3'] };
    expect(aspects(priced({ ...gaudi, profile: custom(null) }))).toEqual(['chip']);
    const rows: MeasuredRange = {
      rows: 9,
      accelerators: ['gaudi3'],
      models: [],
      weights: [],
      kvCache: [],
      concurrency: { from: 1, to: 64 },
      promptTokens: { from: 100, to: 2000 },
      contextTokens: null,
    };
    const far = { sequences: 65, contextTokens: 200_000, promptTokens: 2001 };
    const own = priced({ ...gaudi, tensor: 16, profile: custom(rows) });
    expect(aspects(own, far)).toEqual(['sequences', 'promptTokens']);
  });

  it('knows one-shot profiles', () => {
    const shape = oneShotModels['stable-diffusion-xl'];
    const input = {
      accelerator: accelerators['h100-sxm'],
      link: sampleStep.link,
      shape,
      job: shape.defaultJob,
      profile: oneShotProfiles.tensorrt,
      chips: 1,
      ring: 1,
      maxBatchItems: null,
      weights: 'bf16',
      activations: 'bf16',
    } as const;
    expect(aspects({ kind: 'one-shot', input })).toEqual(['weights', 'model']);
    const eager = { ...input, profile: oneShotProfiles.diffusers };
    expect(aspects({ kind: 'one-shot', input: eager })).toEqual(['sequences']);
    expect(aspects({ kind: 'one-shot', input: eager }, { ...inside, sequences: 8 })).toEqual([]);
  });

  it('says it in a sentence or two, with what is known of the error', () => {
    const chip = outsideText(outsideOf(priced({ accelerator: accelerators.l4 }), null));
    expect(chip).toMatch(
      /^outside the calibrated range: NVIDIA L4.* \(calibrated: h100-sxm, h200, b200\)\. Kernels of one chip/,
    );
    const weights = outsideText(outsideOf(priced({ weights: 'int4' }), null));
    expect(weights).toMatch(
      /int4 weights \(calibrated: bf16, fp8, fp8-block, fp4\)\. Errors there are unknown$/,
    );
    const both = outsideText(outsideOf(priced({ accelerator: accelerators.l4, tensor: 3 }), null));
    expect(both).toMatch(/; other errors are unknown$/);
  });
});

describe('the validity of a run', () => {
  const runWith = (sequences: number) =>
    summarize(sampleInput({ totals: { ...totals, reached: [{ ...inside, sequences }] } }));

  it('is empty, and no warning, where all is inside', () => {
    const { validity, warnings } = runWith(64);
    expect(validity).toEqual([]);
    expect(warnings.join()).not.toContain('calibrated range');
  });

  it('stands in the summary and among its warnings where something is not', () => {
    const { validity, warnings } = runWith(5000);
    expect(validity).toMatchObject([
      {
        pool: scenario.pools[0].name,
        outside: [{ aspect: 'sequences', calibrated: 'up to 4096' }],
      },
    ]);
    expect(warnings.filter((text) => text.includes('batches of up to 5000'))).toHaveLength(1);
  });

  it('is what any replication left, said once', () => {
    const { validity, warnings } = combineReplications([runWith(64), runWith(5000), runWith(6000)]);
    expect(validity[0]?.outside.map(({ found }) => found)).toEqual(['batches of up to 6000']);
    expect(warnings.filter((text) => text.includes('calibrated range'))).toHaveLength(1);
  });
});

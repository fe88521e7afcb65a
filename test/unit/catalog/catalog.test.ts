import { describe, expect, it } from 'vitest';
import { accelerators, engineProfiles, links, models } from '../../../src/catalog/index.ts';
import {
  type Accelerator,
  dtypes,
  type EngineProfile,
  type Link,
  type ModelShape,
  type Source,
} from '../../../src/physics/data-sheets.ts';
import { modelParameters } from '../../../src/physics/model-parameters.ts';

const chips: readonly Accelerator[] = Object.values(accelerators);
const shapes: readonly ModelShape[] = Object.values(models);
const joints: readonly Link[] = Object.values(links);
const profiles: readonly EngineProfile[] = Object.values(engineProfiles);

/** Every numeric figure must be cited under its own name, and no source may stand without a figure. */
function expectSources(
  figures: readonly string[],
  sources: Readonly<Record<string, Source>>,
): void {
  expect(Object.keys(sources).sort()).toEqual([...figures].sort());
  for (const source of Object.values(sources)) {
    expect(source.text.length).toBeGreaterThan(10);
    expect(source.kind === 'assumed').toBe(source.text.startsWith('assumed: '));
    if (source.kind === 'assumed') expect(source.verified).toBe(false);
    if (source.verified) expect(source.text).toContain('checked against');
  }
}

const numbersOf = (entry: object): string[] =>
  Object.entries(entry).flatMap(([key, value]) => (typeof value === 'number' ? [key] : []));

describe('registries', () => {
  it('key every entry by its own id, in kebab case', () => {
    for (const registry of [accelerators, models, links, engineProfiles]) {
      for (const [id, entry] of Object.entries(registry)) {
        expect(entry.id).toBe(id);
        expect(id).toMatch(/^[a-z0-9]+(?:[.-][a-z0-9]+)*$/);
        expect(entry.name).not.toBe('');
      }
    }
  });

  it('have the ids that scenarios are promised', () => {
    expect(Object.keys(accelerators)).toContain('h100-sxm');
    expect(Object.keys(models)).toContain('llama-3.1-70b');
    expect(Object.keys(links)).toContain('none');
    expect(Object.keys(engineProfiles).sort()).toEqual([
      'ideal',
      'sglang',
      'tensorrt-llm',
      'vllm-2023',
      'vllm-v1',
    ]);
  });
});

describe.each(chips)('accelerator $id', (chip) => {
  it('cites every figure', () => {
    const figures = numbersOf(chip).filter((key) => key !== 'year');
    const peaks = Object.keys(chip.peak).map((dtype) => `peak.${dtype}`);
    expectSources([...figures, ...peaks, 'link'], chip.sources);
  });

  it('names a link of the catalog, and a lone chip has none', () => {
    expect(Object.keys(links)).toContain(chip.link);
    expect(chip.link === 'none').toBe(chip.chipsPerNode === 1);
  });

  it('lies within what chips of 2017 to 2026 are', () => {
    expect(chip.memoryBytes).toBeGreaterThan(12e9);
    expect(chip.memoryBytes).toBeLessThan(400e9);
    expect(chip.memoryBandwidth).toBeGreaterThan(0.15e12);
    expect(chip.memoryBandwidth).toBeLessThan(10e12);
    expect(chip.idleWatts).toBeGreaterThan(0);
    expect(chip.idleWatts).toBeLessThan(0.3 * chip.boardWatts);
    expect(chip.peak.fp16 ?? chip.peak.bf16).toBeGreaterThan(30e12);
    // FLOP per byte at 16 bits: a slipped decimal in either figure lands outside.
    const ridge = (chip.peak.fp16 ?? chip.peak.bf16 ?? 0) / chip.memoryBandwidth;
    expect(ridge).toBeGreaterThan(35);
    expect(ridge).toBeLessThan(1100);
  });

  it('has dense peaks: a narrower format is at most about 4 times as fast as 16 bits', () => {
    const half = chip.peak.bf16 ?? chip.peak.fp16 ?? 0;
    for (const [dtype, peak] of Object.entries(chip.peak)) {
      expect(dtypes as readonly string[]).toContain(dtype);
      if (dtype === 'fp8' || dtype === 'int8') expect(peak).toBeLessThanOrEqual(4.01 * half);
      if (dtype === 'fp32') expect(peak).toBeLessThan(half);
    }
    if (chip.peak.fp8 !== undefined) expect(chip.peak.fp8).toBeLessThanOrEqual(2.03 * half);
  });
});

describe.each(shapes)('model $id', (shape) => {
  const counted = modelParameters(shape);

  it('has the published parameter count within 1.5 %', () => {
    const ratio = counted.total / shape.publishedParameters.total;
    expect(Math.abs(ratio - 1)).toBeLessThan(0.015);
  });

  it('has the published active count', () => {
    // The gpt-oss card leaves the embedding table out of the active count; 3.5 %: cards round to two digits.
    const embedding = shape.id.startsWith('gpt-oss') ? shape.vocabSize * shape.hiddenSize : 0;
    const ratio = (counted.active - embedding) / shape.publishedParameters.active;
    expect(Math.abs(ratio - 1)).toBeLessThan(0.035);
    expect(shape.moe === undefined).toBe(counted.active === counted.total);
  });

  it('is consistent', () => {
    expect(shape.attentionHeads % shape.kvHeads).toBe(0);
    expect(Number.isInteger(shape.headDim)).toBe(true);
    const share = shape.slidingWindow?.layerShare ?? 1;
    expect(share).toBeGreaterThan(0);
    expect(share).toBeLessThanOrEqual(1);
    expect(Math.abs(share * shape.layers - Math.round(share * shape.layers))).toBeLessThan(1e-9);
    expect(shape.source.text).toMatch(/config\.json.* of [\w.-]+\/[\w.-]+/);
  });
});

describe.each(joints)('link $id', (joint) => {
  it('cites every figure', () => {
    expectSources(numbersOf(joint), joint.sources);
    expect(joint.alphaSeconds).toBeGreaterThan(1e-6);
    expect(joint.alphaSeconds).toBeLessThan(1e-4);
    expect(joint.bandwidth).toBeGreaterThan(1e9);
  });
});

describe.each(profiles)('engine profile $id', (profile) => {
  it('cites every figure and stays below the roofline', () => {
    expectSources(numbersOf(profile), profile.sources);
    for (const key of ['gemmEfficiency', 'attentionEfficiency', 'memoryEfficiency'] as const) {
      expect(profile[key]).toBeGreaterThan(0.1);
      expect(profile[key]).toBeLessThanOrEqual(1);
    }
    expect(profile.hostSecondsPerLayer).toBeGreaterThanOrEqual(0);
    expect(profile.hostSecondsPerLayer).toBeLessThan(1e-3);
    expect(profile.hostSecondsPerStep).toBeLessThan(0.05);
    expect(profile.hostSecondsPerSequence).toBeLessThan(1e-3);
    expect(profile.reserveBytes).toBeLessThan(10e9);
  });
});

describe('engine profiles together', () => {
  it('ideal costs nothing', () => {
    const { ideal } = engineProfiles;
    expect(
      ideal.hostSecondsPerLayer + ideal.hostSecondsPerStep + ideal.hostSecondsPerSequence,
    ).toBe(0);
    expect([ideal.gemmEfficiency, ideal.attentionEfficiency, ideal.memoryEfficiency]).toEqual([
      1, 1, 1,
    ]);
    expect(ideal.reserveBytes).toBe(0);
  });

  it('the host of late 2023 is several times slower than that of today', () => {
    const ratio =
      engineProfiles['vllm-2023'].hostSecondsPerLayer /
      engineProfiles['vllm-v1'].hostSecondsPerLayer;
    expect(ratio).toBeGreaterThan(3);
  });
});

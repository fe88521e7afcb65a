import { describe, expect, it } from 'vitest';
import {
  accelerators,
  engineProfiles,
  fabrics,
  isCpu,
  links,
  models,
} from '../../../src/catalog/index.ts';
import {
  type Accelerator,
  dtypes,
  type Fabric,
  type Link,
  type ModelShape,
  type Source,
} from '../../../src/physics/data-sheets.ts';
import type { EngineProfile } from '../../../src/physics/engine-profile.ts';
import { modelParameters } from '../../../src/physics/model-parameters.ts';

const all: readonly Accelerator[] = Object.values(accelerators);
// CPUs are in cpus.test.ts: their figures are in other proportions
const chips = all.filter((chip) => chip.partOf === undefined && !isCpu(chip));
const instances = all.filter(({ partOf }) => partOf !== undefined);
const shapes: readonly ModelShape[] = Object.values(models);
const joints: readonly (Link | Fabric)[] = [...Object.values(links), ...Object.values(fabrics)];
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

/** How many vocabulary matrices a card leaves out of its active count: the embedding, or the LM head too. */
function tablesLeftOut(id: string): number {
  if (id.startsWith('gpt-oss')) return 1;
  return id.startsWith('glm-') || id.startsWith('minimax-') ? 2 : 0;
}

const numbersOf = (entry: object): string[] =>
  Object.entries(entry).flatMap(([key, value]) => (typeof value === 'number' ? [key] : []));

describe('registries', () => {
  it('key every entry by its own id, in kebab case', () => {
    for (const registry of [accelerators, models, links, fabrics, engineProfiles]) {
      for (const [id, entry] of Object.entries(registry)) {
        expect(entry.id).toBe(id);
        expect(id).toMatch(/^[a-z0-9]+(?:[.-][a-z0-9]+)*$/);
        expect(entry.name).not.toBe('');
      }
    }
  });

  it('have the ids that scenarios are promised', () => {
    expect(Object.keys(accelerators)).toEqual(
      expect.arrayContaining(
        'v100-32gb t4 a100-pcie-80gb h100-sxm b300 rtx-5090 mi250x mi355x tpu-v4 tpu-v7 trainium2 gaudi3'.split(
          ' ',
        ),
      ),
    );
    expect(Object.keys(models)).toEqual(
      expect.arrayContaining(
        'llama-3.1-70b llama-4-maverick gemma-3-27b gpt-oss-120b deepseek-v3 kimi-k2.5 minimax-m2.5 gpt-j-6b'.split(
          ' ',
        ),
      ),
    );
    expect(Object.keys(links)).toContain('none');
    expect(Object.keys(engineProfiles).sort()).toEqual([
      'ideal',
      'sglang',
      'tensorrt-llm',
      'vllm-0.14',
      'vllm-0.6',
      'vllm-2023',
      'vllm-v1',
    ]);
  });
});

describe.each(all)('sources of accelerator $id', (chip) => {
  it('cites every figure', () => {
    const figures = numbersOf(chip).filter((key) => key !== 'year');
    const peaks = Object.keys(chip.peak).map((dtype) => `peak.${dtype}`);
    const power = chip.power === undefined ? [] : ['power'];
    expectSources([...figures, ...peaks, ...power, 'link'], chip.sources);
  });
});

describe.each(instances)('instance $id', (instance) => {
  const { chip, perChip, processors } = instance.partOf!;
  const whole = all.find(({ id }) => id === chip)!;

  it('has its part of the chip, whose instances are not more than it, and no link', () => {
    expect(perChip * instance.memoryBytes).toBeLessThanOrEqual(whole.memoryBytes);
    expect(perChip * instance.memoryBandwidth).toBeLessThanOrEqual(whole.memoryBandwidth);
    expect(perChip * instance.peak.bf16!).toBeLessThanOrEqual(whole.peak.bf16!);
    expect(perChip * instance.boardWatts).toBeLessThanOrEqual(whole.boardWatts * (1 + 1e-12));
    expect(perChip * instance.idleWatts).toBeCloseTo(whole.idleWatts, 9);
    expect(processors).toBeGreaterThan(0);
    expect(instance.link).toBe('none');
    // as its name says, rounded as the driver rounds
    const named = Number(/\.(\d+)gb$/.exec(instance.id)?.[1]);
    expect(Math.abs(instance.memoryBytes / 2 ** 30 - named)).toBeLessThan(1.01);
  });
});

it('an instance of all slices of an H100 is the H100', () => {
  const { peak, memoryBytes, memoryBandwidth, boardWatts, idleWatts, power } =
    accelerators['h100-sxm'];
  expect(accelerators['h100-sxm-mig-7g.80gb']).toMatchObject({
    peak,
    memoryBytes,
    memoryBandwidth,
    boardWatts,
    idleWatts,
    power,
  });
});

describe.each(chips)('accelerator $id', (chip) => {
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
    // Only what somebody measured may be higher than a guess: TPU v4 idles at nearly half its power.
    const { idleWatts } = chip.sources;
    const guessed = idleWatts?.kind === 'assumed';
    expect(chip.idleWatts).toBeLessThan((guessed ? 0.3 : 0.5) * chip.boardWatts);
    if (chip.power !== undefined) {
      expect(chip.power.awake).toBeLessThan(0.5);
      for (const share of Object.values(chip.power)) expect(share).toBeGreaterThan(0);
    }
    expect(chip.boardWatts).toBeGreaterThan(50);
    expect(chip.boardWatts).toBeLessThan(1500);
    expect(chip.peak.fp16 ?? chip.peak.bf16).toBeGreaterThan(30e12);
    // FLOP per byte at 16 bits: a slipped decimal in either figure lands outside.
    const ridge = (chip.peak.fp16 ?? chip.peak.bf16 ?? 0) / chip.memoryBandwidth;
    expect(ridge).toBeGreaterThan(35);
    expect(ridge).toBeLessThan(1100);
  });

  it('has figures in proportion: memory read in 10 to 500 ms, 0.2 to 3.1 TFLOP/s a watt, a link slower than memory', () => {
    const sweepSeconds = chip.memoryBytes / chip.memoryBandwidth;
    expect(sweepSeconds).toBeGreaterThan(0.01);
    expect(sweepSeconds).toBeLessThan(0.5);
    const perWatt = (chip.peak.fp16 ?? chip.peak.bf16 ?? 0) / chip.boardWatts;
    expect(perWatt).toBeGreaterThan(0.2e12);
    expect(perWatt).toBeLessThan(3.1e12);
    const joint = joints.find(({ id }) => id === chip.link);
    expect(joint?.bandwidth).toBeLessThan(chip.memoryBandwidth);
  });

  it('halves its width for twice the speed, or gains nothing', () => {
    const { bf16, fp16, tf32, fp8, int8, fp4, int4 } = chip.peak;
    const half = bf16 ?? fp16 ?? Number.NaN;
    if (bf16 !== undefined && fp16 !== undefined) expect(fp16).toBe(bf16);
    if (tf32 !== undefined) {
      expect(tf32 / half).toBeGreaterThan(0.48);
      expect(tf32 / half).toBeLessThanOrEqual(1);
    }
    if (fp8 !== undefined) {
      // Gaudi 3 and NeuronCore-v2 multiply 8 bits no faster than 16.
      const gains = !['gaudi3', 'trainium1', 'inferentia2'].includes(chip.id);
      expect(fp8 / half).toBeGreaterThan(gains ? 1.94 : 0.99);
      expect(fp8 / half).toBeLessThan(gains ? 2.06 : 1.01);
    }
    // B300 and GB300 gave their integer units up.
    if (int8 !== undefined)
      expect(int8 / half).toBeGreaterThan(/^g?b300$/.test(chip.id) ? 0.06 : 0.99);
    if (fp4 !== undefined && fp8 !== undefined) {
      expect(fp4 / fp8).toBeGreaterThan(1.98);
      expect(fp4 / fp8).toBeLessThan(4.01);
    }
    if (int4 !== undefined && int8 !== undefined) {
      expect(int4 / int8).toBeGreaterThan(1.98);
      expect(int4 / int8).toBeLessThan(2.02);
    }
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
    // 3.5 %: cards round to two digits.
    const unseen = tablesLeftOut(shape.id) * shape.vocabSize * shape.hiddenSize;
    const ratio = (counted.active - unseen) / shape.publishedParameters.active;
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
    expect(shape.source.verified).toBe(shape.source.text.includes('checked against'));
    expect(shape.moe === undefined || shape.moe.denseLayers === 0).toBe(
      shape.moe === undefined || shape.intermediateSize === 0,
    );
    const mlps = shape.recurrent?.mlpLayers ?? shape.layers;
    expect(shape.intermediateSize > 0 || shape.moe !== undefined).toBe(mlps > 0);
    expect(shape.recurrent?.layers ?? 1).toBeGreaterThan(0);
    expect(Math.max(mlps, shape.recurrent?.layers ?? 0)).toBeLessThanOrEqual(shape.layers);
  });

  it('has the published count within 1 % where layers keep a state', () => {
    if (shape.recurrent === undefined) return;
    const ratio = counted.total / shape.publishedParameters.total;
    expect(Math.abs(ratio - 1)).toBeLessThan(0.01);
  });

  it('caches between 0.5 and 60 kB a token and layer in 16 bits', () => {
    const elements =
      shape.mla === undefined
        ? 2 * shape.kvHeads * shape.headDim
        : shape.mla.kvRank + shape.mla.ropeDim;
    expect(2 * elements).toBeGreaterThanOrEqual(512);
    expect(2 * elements).toBeLessThan(60_000);
  });
});

describe.each(joints)('link or fabric $id', (joint) => {
  it('cites every figure', () => {
    expectSources(numbersOf(joint), joint.sources);
    expect(joint.alphaSeconds).toBeGreaterThan(1e-6);
    expect(joint.alphaSeconds).toBeLessThan(1e-4);
    expect(joint.bandwidth).toBeGreaterThan(1e9);
  });
});

describe.each(profiles)('engine profile $id', (profile) => {
  it('cites every figure and stays below the roofline', () => {
    const ways = (
      ['kernels', 'graphs', 'batching', 'asyncScheduling', 'prefixSharing'] as const
    ).filter((key) => profile[key] !== undefined);
    expectSources([...numbersOf(profile), ...ways, 'collectives'], profile.sources);
    for (const key of ['gemmEfficiency', 'attentionEfficiency', 'memoryEfficiency'] as const) {
      expect(profile[key]).toBeGreaterThan(0.1);
      expect(profile[key]).toBeLessThanOrEqual(1);
    }
    expect(profile.hostSecondsPerLayer).toBeGreaterThanOrEqual(0);
    expect(profile.hostSecondsPerLayer).toBeLessThan(1e-3);
    expect(profile.hostSecondsPerStep).toBeLessThan(0.05);
    expect(profile.hostSecondsPerSequence).toBeLessThan(1e-3);
    expect(profile.apiSeconds).toBeGreaterThanOrEqual(0);
    expect(profile.apiSeconds).toBeLessThan(0.1);
    expect(profile.reserveBytes).toBeLessThan(10e9);
  });
});

const libraries = profiles.flatMap(({ kernels }) => (kernels === undefined ? [] : [kernels]));

describe('measured kernels', () => {
  it('name chips of the catalog and stay below their rooflines', () => {
    expect(libraries.length).toBeGreaterThan(0);
    for (const { chips: named, otherwise } of libraries) {
      for (const id of Object.keys(named)) expect(Object.keys(accelerators)).toContain(id);
      for (const { id, vendor } of chips) if (vendor === 'NVIDIA') expect(named).toHaveProperty(id);
      for (const { fit, processors } of [...Object.values(named), otherwise]) {
        expect(processors).toBeGreaterThan(10);
        const shares = [
          ...[fit.gemmEfficiency, fit.expertEfficiency, fit.cacheStream].flatMap((by) =>
            Object.values(by),
          ),
          ...Object.values(fit.expertsWidened).flatMap((of) => [of.efficiency, of.stream]),
          ...[fit.weightStream, fit.expertStream, fit.passStream, fit.promptEfficiency],
        ];
        for (const share of shares) {
          expect(share).toBeGreaterThan(0.1);
          expect(share).toBeLessThanOrEqual(1);
        }
      }
    }
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
    expect(ideal.reserveBytes + ideal.apiSeconds).toBe(0);
  });

  it('the host of late 2023 is several times slower than that of today', () => {
    const ratio =
      engineProfiles['vllm-2023'].hostSecondsPerLayer /
      engineProfiles['vllm-v1'].hostSecondsPerLayer;
    expect(ratio).toBeGreaterThan(3);
  });
});

import { describe, expect, it } from 'vitest';
import { oneShotModels } from '../../../src/catalog/index.ts';
import type { ModelShape } from '../../../src/physics/data-sheets.ts';
import { accepted, errorsWith, refused, scenarioOf, shortest } from './parse-text.ts';

/** The shortest scenario, whose workload asks for a variant and whose pool serves what is asked for. */
function served(variant: string, ...sets: string[]) {
  const scenario = scenarioOf(
    shortest,
    `workloads[chat].model={base: llama-3.1-8b, ${variant}}`,
    ...sets,
  );
  const [model] = scenario.pools[0]!.serves;
  expect(scenario.workloads[0]!.model).toBe(model!.ref);
  return { ...model!, shape: model!.shape as ModelShape, pool: scenario.pools[0]! };
}

function errorOf(variant: string, base = 'llama-3.1-8b'): string {
  return errorsWith(`workloads[chat].model={base: ${base}, variant: ${variant}}`).join('\n');
}

describe('variants of a model', () => {
  it('name all that is wrong with an adapter, and nothing as missing that is there', () => {
    const both = errorOf('{kind: lora, rank: 0, targets: [foo]}');
    expect(both).toContain('variant.rank');
    expect(both).toContain('variant.targets[0]');
    expect(both).not.toContain('needs a rank');
    expect(errorOf('{kind: lora, targets: [foo]}')).toContain('needs a rank');
    const slots = (count: number) =>
      errorsWith(
        'workloads[chat].model={base: llama-3.1-8b, variant: {kind: lora, rank: 16}}',
        'pools[h100].parallelism.tensor=1',
        `pools[h100].adapters={slots: ${count}}`,
      ).join();
    const message = slots(100_000);
    expect(message).toContain('pools[h100].adapters.slots');
    expect(message).not.toContain('parallelism');
    const most = Number(/write (\d+) or less/.exec(message)?.[1]);
    expect(slots(most + 1)).toContain(`write ${most} or less`);
  });

  it.each([
    ['variant: sparse', 'sparse-2:4'],
    ['variant: {kind: sparse}', 'sparse-2:4'],
    ['variant: {kind: unstructured, share: 60%}', 'unstructured-60%'],
    ['variant: {kind: pruned, layers: 24, hiddenSize: 3072}', 'pruned-24-layers-3072-wide'],
    ['variant: {kind: distilled, model: llama-3.2-1b}', 'distilled-llama-3.2-1b'],
    ['variant: {kind: distilled, layers: 16}', 'distilled-16-layers'],
    ['variant: fine-tuned', 'fine-tuned'],
    ['variant: fine-tuned, name: support v3', 'support v3'],
    ['variant: {kind: lora, merged: true}', 'lora-merged'],
    ['variant: {kind: lora, rank: 16, targets: [query, down]}', 'lora-r16-query-down'],
    ['variant: {kind: early-exit, layerShare: 62.5%}', 'early-exit-62.5%'],
  ])('have names that say what was done: %s', (variant, name) => {
    const { ref, shape } = served(variant);
    expect(ref).toBe(`llama-3.1-8b+${name}`);
    expect(shape.id).toBe(ref);
    expect(shape.source.text).toContain(`variant ${name} of llama-3.1-8b`);
  });

  it('change the shape as they say', () => {
    expect(served('variant: sparse').shape.sparsity).toEqual({ kind: '2:4' });
    expect(served('variant: {kind: pruned, layers: 24}').shape).toMatchObject({
      layers: 24,
      hiddenSize: 4096,
    });
    const pruned = served('variant: {kind: pruned, layers: 16}').shape.publishedParameters.total;
    expect(pruned).toBeLessThan(5e9);
    expect(served('variant: {kind: distilled, model: llama-3.2-1b}').shape.hiddenSize).toBe(2048);
    expect(served('variant: {kind: lora, rank: 8}').shape.adapter).toEqual({
      rank: 8,
      targets: ['query', 'key-value', 'attention-output', 'gate-up', 'down'],
    });
    expect(served('variant: {kind: early-exit, layerShare: 50%}').shape.earlyExit).toEqual({
      layerShare: 0.5,
    });
    const { id, name, source, ...rest } = served('variant: fine-tuned').shape;
    const base = scenarioOf(shortest, 'workloads[chat].model=llama-3.1-8b').pools[0]!.serves[0]!;
    const { id: _, name: __, source: ___, ...plain } = base.shape as ModelShape;
    expect(rest).toEqual(plain);
    expect(base).not.toHaveProperty('variant');
  });

  it('bring the chip’s units for sparse weights, by the catalog or by an inline sheet', () => {
    expect(served('variant: sparse').pool.accelerator.sparseUnits?.speedup).toBe(2);
    expect(served('variant: fine-tuned').pool.accelerator).not.toHaveProperty('sparseUnits');
    const on = (chip: string) =>
      served('variant: sparse', `pools[h100].accelerator=${chip}`).pool.accelerator.sparseUnits;
    expect(on('tpu-v5e')).toBeUndefined();
    expect(on('{base: h100-sxm, sparseSpeedup: 1}')).toBeUndefined();
    expect(on('{base: tpu-v5e, sparseSpeedup: 3}')?.speedup).toBe(3);
    expect(on('{base: h100-sxm, memory: 90GB}')?.speedup).toBe(2);
  });

  it('of one base are distinct served models, each with its pool', () => {
    const text = `name: x
workloads:
  - {name: plain, model: llama-3.1-8b}
  - {name: sparse, model: {base: llama-3.1-8b, variant: sparse}}
pools:
  - {name: plain, serves: [llama-3.1-8b]}
  - {name: sparse, serves: [{base: llama-3.1-8b, variant: {kind: sparse}}]}
`;
    const { scenario } = accepted(text);
    expect(scenario.workloads.map(({ model }) => model)).toEqual([
      'llama-3.1-8b',
      'llama-3.1-8b+sparse-2:4',
    ]);
    expect(scenario.pools.map(({ serves }) => serves[0]?.ref)).toEqual([
      'llama-3.1-8b',
      'llama-3.1-8b+sparse-2:4',
    ]);
  });

  it('keep their shift of ability, and say that it changes no figure yet', () => {
    const set = 'workloads[chat].model={base: llama-3.1-8b, variant: sparse, abilityShift: -0.5}';
    const { scenario, warnings } = accepted(shortest, { sets: [set] });
    expect(scenario.pools[0]?.serves[0]?.variant).toEqual({
      base: 'llama-3.1-8b',
      abilityShift: -0.5,
    });
    expect(warnings.map(({ message }) => message).join()).toMatch(/abilityShift changes no figure/);
  });
});

describe('what is wrong with a variant', () => {
  it.each([
    ['sparce', /this is not known; did you mean sparse\?/],
    ['{kind: prune, layers: 3}', /did you mean pruned\?/],
    ['pruned', /needs the sizes that differ; write \{kind: pruned, layers: 24\}/],
    ['{kind: unstructured}', /variant\.share: is missing/],
    ['unstructured', /needs share/],
    ['{kind: unstructured, share: 100%}', /must be less than 1/],
    ['{kind: pruned, layer: 20}', /variant\.layer.*not known.*did you mean layers/s],
    ['{kind: pruned, layers: 40}', /no larger than its base, which has 32/],
    ['{kind: pruned, experts: 4}', /llama-3.1-8b has no experts/],
    ['{kind: pruned, attentionHeads: 30}', /8 KV heads do not divide 30 attention heads/],
    ['{kind: distilled, model: llama-3.2-1}', /variant\.model.*did you mean llama-3\.2-1b/s],
    ['{kind: distilled, model: llama-3.2-1b, layers: 3}', /the shape is that of model/],
    ['{kind: lora}', /needs a rank, or merged: true/],
    ['{kind: lora, merged: true, rank: 4}', /a merged adapter has nothing left that runs/],
    ['{kind: lora, rank: 4, targets: [quary]}', /targets\[0\].*did you mean query/s],
    ['{kind: early-exit, layerShare: 0}', /must be more than 0/],
  ])('is said at its place: %s', (variant, message) => {
    expect(errorOf(variant)).toMatch(message);
  });

  it('may be the base', () => {
    expect(errorOf('sparse', 'llama-3.1-80b')).toMatch(/model\.base.*did you mean llama-3\.1-8b/s);
    expect(errorOf('sparse', Object.keys(oneShotModels)[0])).toMatch(
      /answer in one shot have no variants/,
    );
    expect(errorOf('{kind: early-exit, layerShare: 50%}', 'mixtral-8x7b')).toMatch(
      /early exit of a mixture of experts is not available/,
    );
    expect(errorOf('{kind: pruned, experts: 1}', 'mixtral-8x7b')).toMatch(/keep 2 or more/);
  });

  it('stands with file, line and column', () => {
    const text = `name: x
workloads:
  - name: chat
    model:
      base: llama-3.1-8b
      variant: { kind: lora, rank: 4, targets: [query, valeu] }
pools: [{name: h100}]
`;
    const [issue] = refused(text);
    expect(issue).toMatchObject({ file: 'a.yaml', line: 6, column: 56 });
  });

  it('may be its name, where two that differ have the same', () => {
    const text = `name: x
workloads:
  - {name: a, model: {base: llama-3.1-8b, variant: fine-tuned, abilityShift: 1}}
  - {name: b, model: {base: llama-3.1-8b, variant: fine-tuned}}
pools: [{name: h100}]
`;
    const messages = refused(text).map(({ message }) => message);
    expect(messages.join()).toMatch(/another variant that differs .* llama-3.1-8b\+fine-tuned/);
  });
});

describe('an inline chip', () => {
  const sheet = (more: string) =>
    `pools[h100].accelerator={peak: {bf16: 200TFLOPS}, boardPower: 300W, idlePower: 30W, link: nvlink4, chipsPerNode: 64, ${more}}`;

  it('without memory but with a cache reads all from that', () => {
    const scenario = scenarioOf(
      shortest,
      'workloads[chat].model=llama-3.2-1b',
      'pools[h100].parallelism.tensor=32',
      'workloads[chat].maxTokens=64',
      'workloads[chat].promptTokens={distribution: fixed, value: 64}',
      'pools[h100].engine={profile: ideal, maxBatchedTokens: 64, maxSequences: 16, kvBlocks: 64}',
      sheet('cache: {size: 230MB, bandwidth: 80TB/s}'),
    );
    const { accelerator } = scenario.pools[0]!;
    expect(accelerator).toMatchObject({ memoryBytes: 230e6, memoryBandwidth: 80e12 });
    expect(accelerator).not.toHaveProperty('cache');
  });

  it('with both has a cache beside its memory', () => {
    const cache = 'cache: {size: 1GB, bandwidth: 20TB/s}';
    const scenario = scenarioOf(shortest, `pools[h100].accelerator={base: h100-sxm, ${cache}}`);
    expect(scenario.pools[0]!.accelerator.cache).toEqual({ bytes: 1e9, bandwidth: 20e12 });
  });
});

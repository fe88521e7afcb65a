import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { accelerators, engineProfiles, links, models } from '../../src/catalog/index.ts';
import { type GraphChoice, graphsOf } from '../../src/physics/cuda-graphs.ts';
import type {
  Accelerator,
  Dtype,
  Link,
  ModelShape,
  WeightFormat,
} from '../../src/physics/data-sheets.ts';
import { computeDtype } from '../../src/physics/dtype.ts';
import type { EngineProfile } from '../../src/physics/engine-profile.ts';
import { explainStep } from '../../src/physics/explain.ts';
import { idealTerms, withoutHost } from '../../src/physics/ideal.ts';
import type { RooflineInput } from '../../src/physics/operator.ts';
import { idleWatts } from '../../src/physics/power.ts';
import {
  type PrefillBatch,
  type StepModel,
  StepTerms,
  stepSeconds,
} from '../../src/physics/step-model.ts';
import { rooflineStepModel } from '../../src/physics/step-time.ts';

const linkOf: Readonly<Record<string, Link>> = links;
const chips: readonly Accelerator[] = Object.values(accelerators);
const plain: readonly ModelShape[] = Object.values(models);

/** Early exit is of models whose layers all attend and are dense. */
const exiting = plain.filter(({ moe, recurrent }) => moe === undefined && recurrent === undefined);

const sparsities: readonly ModelShape['sparsity'][] = [
  { kind: '2:4' },
  { kind: 'unstructured', share: 0.5 },
  { kind: 'unstructured', share: 0.9 },
];

/** Models of the catalog, as often with a variant's change as without; hybrids and state-space models often enough. */
const anyModel: fc.Arbitrary<ModelShape> = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...plain) },
  {
    weight: 2,
    arbitrary: fc.constantFrom(...plain.filter(({ recurrent }) => recurrent !== undefined)),
  },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.constantFrom(...plain), fc.constantFrom(...sparsities))
      .map(([model, sparsity]) => ({ ...model, sparsity: sparsity as { kind: '2:4' } })),
  },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.constantFrom(...plain), fc.integer({ min: 1, max: 256 }))
      .map(([model, rank]) => ({
        ...model,
        adapter: { rank, targets: ['query', 'key-value', 'gate-up', 'down', 'mixer-input'] },
      })),
  },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.constantFrom(...exiting), fc.double({ min: 0.05, max: 1, noNaN: true }))
      .map(([model, layerShare]) => ({ ...model, earlyExit: { layerShare } })),
  },
);

/** Some chips have units for sparse weights, or a cache that may hold all weights. */
const anyChip: fc.Arbitrary<Accelerator> = fc
  .record({
    chip: fc.constantFrom(...chips),
    sparse: fc.constantFrom(undefined, { speedup: 2, formats: ['bf16', 'fp8'] as const }),
    cacheBytes: fc.constantFrom(0, 0, 5e7, 1e11),
  })
  .map(({ chip, sparse, cacheBytes }) => ({
    ...chip,
    ...(sparse === undefined ? {} : { sparseUnits: sparse }),
    ...(cacheBytes === 0
      ? {}
      : { cache: { bytes: cacheBytes, bandwidth: 8 * chip.memoryBandwidth } }),
  }));

const precisions: readonly { weights: WeightFormat; activations: Dtype }[] = [
  { weights: 'bf16', activations: 'bf16' },
  { weights: 'fp16', activations: 'fp16' },
  { weights: 'fp8', activations: 'fp8' },
  { weights: 'fp8-block', activations: 'fp8' },
  { weights: 'int8', activations: 'int8' },
  { weights: 'int4', activations: 'bf16' },
  { weights: 'fp4', activations: 'fp4' },
];

/** As a pool's input has them. */
function graphs(profile: EngineProfile, maxSequences: number, choice?: GraphChoice) {
  const known = graphsOf(profile.graphs, maxSequences, choice);
  return known === null ? {} : { graphs: known };
}

/** Any model on any chip of the catalog, in any layout, precision and profile. */
const anyInput: fc.Arbitrary<RooflineInput> = fc
  .record({
    accelerator: anyChip,
    model: anyModel,
    profile: fc.constantFrom(...Object.values(engineProfiles)),
    tensor: fc.constantFrom(1, 2, 4, 8),
    pipeline: fc.constantFrom(1, 1, 2, 4),
    data: fc.constantFrom(1, 1, 2, 4),
    expert: fc.constantFrom(1, 2, 4, 8, 16),
    expertLoadCv: fc.constantFrom(0, 0.5, 2),
    precision: fc.constantFrom(...precisions),
    kvCache: fc.constantFrom<Dtype>('bf16', 'fp8'),
    maxSequences: fc.constantFrom(8, 256, 2048),
    choice: fc.constantFrom(
      undefined,
      undefined,
      { enabled: false },
      { enabled: true, maxSize: 100 },
    ),
    hidesHost: fc.boolean(),
  })
  .map(({ precision, maxSequences, choice, ...rest }) => ({
    ...rest,
    ...graphs(rest.profile, maxSequences, choice),
    expert: Math.min(
      rest.expert,
      rest.model.moe === undefined ? 1 : rest.tensor * rest.data,
      rest.model.moe?.experts ?? 1,
    ),
    ...precision,
    link: linkOf[rest.accelerator.link] as Link,
  }))
  .filter(
    (i) =>
      computeDtype(i.accelerator, i.weights, i.activations) !== null &&
      computeDtype(i.accelerator, 'bf16', 'bf16') !== null,
  );

interface Load {
  readonly sequences: number;
  readonly context: number;
  readonly prefill: PrefillBatch;
}

const anyChunk = fc.record({
  tokens: fc.integer({ min: 1, max: 4096 }),
  cached: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 30_000 })),
  last: fc.boolean(),
});

const anyLoad: fc.Arbitrary<Load> = fc
  .record({
    sequences: fc.integer({ min: 0, max: 512 }),
    perSequence: fc.integer({ min: 1, max: 20_000 }),
    chunks: fc.array(anyChunk, { maxLength: 4 }),
  })
  .filter(({ sequences, chunks }) => sequences + chunks.length > 0)
  .map(({ sequences, perSequence, chunks }) => ({
    sequences,
    context: sequences * perSequence,
    prefill: batchOf(chunks),
  }));

type Chunk = { readonly tokens: number; readonly cached: number; readonly last: boolean };

function batchOf(chunks: readonly Chunk[]): PrefillBatch {
  const batch = { sequences: 0, tokens: 0, cachedTokens: 0, attentionPairs: 0, finishing: 0 };
  for (const { tokens, cached, last } of chunks) {
    batch.sequences += 1;
    batch.tokens += tokens;
    batch.cachedTokens += cached;
    batch.attentionPairs += tokens * cached + (tokens * (tokens + 1)) / 2;
    batch.finishing += last ? 1 : 0;
  }
  return batch;
}

function termsOf(model: StepModel, load: Load): StepTerms {
  const terms = new StepTerms();
  model.mixed(load.sequences, load.prefill, terms);
  return terms;
}

function secondsOf(input: RooflineInput, load: Load): number {
  return stepSeconds(termsOf(rooflineStepModel(input), load), load.context);
}

/** a ≤ b but for the last digits of sums in another order. */
function expectAtMost(a: number, b: number): void {
  expect(a).toBeLessThanOrEqual(b * (1 + 1e-12));
}

const runs = { numRuns: 300 };

describe('a step’s time', () => {
  it('is positive and finite, with slopes that are not negative', () => {
    fc.assert(
      fc.property(anyInput, anyLoad, (input, load) => {
        const terms = termsOf(rooflineStepModel(input), load);
        const seconds = stepSeconds(terms, load.context);
        expect(seconds).toBeGreaterThan(0);
        expect(Number.isFinite(seconds)).toBe(true);
        for (const slope of [terms.b0, terms.b1, terms.b2]) expect(slope).toBeGreaterThanOrEqual(0);
      }),
      runs,
    );
  });

  it('never falls with context, sequences, prompt tokens, cached tokens or chunks', () => {
    fc.assert(
      fc.property(anyInput, anyLoad, anyChunk, (input, load, chunk) => {
        const model = rooflineStepModel(input);
        const at = (l: Load) => stepSeconds(termsOf(model, l), l.context);
        const now = at(load);
        const { sequences, context, prefill } = load;
        if (sequences > 0) expectAtMost(now, at({ ...load, context: context + 1000 }));
        const each = sequences > 0 ? context / sequences : 1000;
        expectAtMost(now, at({ ...load, sequences: sequences + 1, context: context + each }));
        const grown = batchOf([chunk]);
        const sum = (key: Exclude<keyof PrefillBatch, 'images'>) => prefill[key] + grown[key];
        const more = {
          sequences: sum('sequences'),
          tokens: sum('tokens'),
          cachedTokens: sum('cachedTokens'),
          attentionPairs: sum('attentionPairs'),
          finishing: sum('finishing'),
        };
        // A lone sequence's context fills one micro-batch; a chunk spreads it (see rooflineStepModel).
        if (input.pipeline === 1 || sequences + prefill.tokens >= input.pipeline) {
          expectAtMost(now, at({ ...load, prefill: more }));
        }
        const { tokens, cached } = chunk;
        const one = (c: Chunk) => at({ sequences, context, prefill: batchOf([c]) });
        expectAtMost(one(chunk), one({ tokens: tokens + 17, cached, last: chunk.last }));
        expectAtMost(one(chunk), one({ tokens, cached: cached + 1000, last: chunk.last }));
        expectAtMost(one({ ...chunk, last: false }), one({ ...chunk, last: true }));
      }),
      runs,
    );
  });

  it('never beats the roofline of the chips', () => {
    fc.assert(
      fc.property(anyInput, anyLoad, (input, load) => {
        const terms = termsOf(rooflineStepModel(input), load);
        const seconds = stepSeconds(terms, load.context);
        const count = input.tensor * input.pipeline;
        const best = Math.max(...Object.values(input.accelerator.peak)) * count;
        const flops = terms.flops + terms.flopsPerContext * load.context;
        const bytes = terms.bytes + terms.bytesPerContext * load.context;
        expectAtMost(flops / best, seconds);
        expectAtMost(bytes / (input.accelerator.memoryBandwidth * count), seconds);
      }),
      runs,
    );
  });

  it('never grows with bandwidth, FLOP/s or a better link', () => {
    fc.assert(
      fc.property(
        anyInput,
        anyLoad,
        fc.double({ min: 1, max: 10, noNaN: true }),
        (input, load, factor) => {
          const now = secondsOf(input, load);
          const { accelerator, link } = input;
          const memoryBandwidth = accelerator.memoryBandwidth * factor;
          expectAtMost(
            secondsOf({ ...input, accelerator: { ...accelerator, memoryBandwidth } }, load),
            now,
          );
          const peak = Object.fromEntries(
            Object.entries(accelerator.peak).map(([dtype, flops]) => [dtype, flops * factor]),
          );
          expectAtMost(secondsOf({ ...input, accelerator: { ...accelerator, peak } }, load), now);
          const wide = { ...link, bandwidth: link.bandwidth * factor };
          expectAtMost(secondsOf({ ...input, link: wide }, load), now);
          const near = { ...link, alphaSeconds: link.alphaSeconds / factor };
          expectAtMost(secondsOf({ ...input, link: near }, load), now);
        },
      ),
      runs,
    );
  });

  it('is never longer, dearer or about more bytes where a term is made free', () => {
    fc.assert(
      fc.property(
        anyInput,
        fc.integer({ min: 0, max: 512 }),
        anyChunk,
        fc.subarray([...idealTerms], { minLength: 1 }),
        (input, sequences, chunk, ideal) => {
          const context = 3000 * sequences;
          const costOf = (of: RooflineInput) => {
            const model = rooflineStepModel(of);
            const terms = termsOf(model, { sequences, context, prefill: batchOf([chunk]) });
            const seconds = stepSeconds(terms, context);
            const own = terms.tokenJoules * sequences + terms.contextJoules * context;
            const chunks = model.chunkJoules(chunk.tokens, chunk.cached);
            const joules = terms.staticWatts * seconds + terms.sharedJoules + own + chunks;
            return { seconds, joules, bytes: terms.bytes + terms.bytesPerContext * context };
          };
          const profile = ideal.includes('host') ? withoutHost(input.profile) : input.profile;
          const [free, now] = [costOf({ ...input, profile, ideal }), costOf(input)];
          expectAtMost(free.seconds, now.seconds);
          expectAtMost(free.joules, now.joules);
          expectAtMost(free.bytes, now.bytes);
          expect(free.seconds).toBeGreaterThan(0);
        },
      ),
      { numRuns: 100 },
    );
  });

  it('decodes exactly as it mixes with nothing', () => {
    fc.assert(
      fc.property(anyInput, fc.integer({ min: 1, max: 1024 }), (input, sequences) => {
        const model = rooflineStepModel(input);
        const decode = new StepTerms();
        model.decode(sequences, decode);
        expect(decode).toEqual(termsOf(model, { sequences, context: 0, prefill: batchOf([]) }));
      }),
      runs,
    );
  });
});

describe('explainStep', () => {
  it('lists terms that add up to the model’s seconds, FLOPs and bytes', () => {
    fc.assert(
      fc.property(anyInput, anyLoad, (input, load) => {
        const terms = termsOf(rooflineStepModel(input), load);
        const { sequences: decodeSequences, context: contextTokens, prefill } = load;
        const listed = explainStep(input, { decodeSequences, contextTokens, prefill });
        const sum = (key: 'seconds' | 'flops' | 'bytes') =>
          listed.reduce((total, term) => total + term[key], 0);
        const close = (a: number, b: number) =>
          expect(Math.abs(a - b)).toBeLessThanOrEqual(1e-9 * Math.abs(b));
        close(sum('seconds'), stepSeconds(terms, contextTokens));
        close(sum('flops'), terms.flops + terms.flopsPerContext * contextTokens);
        close(sum('bytes'), terms.bytes + terms.bytesPerContext * contextTokens);
      }),
      runs,
    );
  });
});

describe('a step’s joules', () => {
  it('keep idle ≤ P ≤ board watts in any batch', () => {
    fc.assert(
      fc.property(
        anyInput,
        fc.integer({ min: 0, max: 512 }),
        fc.array(anyChunk, { maxLength: 4 }),
        fc.integer({ min: 0, max: 20_000 }),
        (input, sequences, chunks, each) => {
          if (sequences + chunks.length === 0) return;
          const load = { sequences, context: sequences * each, prefill: batchOf(chunks) };
          const model = rooflineStepModel(input);
          const terms = termsOf(model, load);
          const seconds = stepSeconds(terms, load.context);
          const joules =
            terms.staticWatts * seconds +
            terms.sharedJoules +
            terms.tokenJoules * sequences +
            terms.contextJoules * load.context +
            chunks.reduce((sum, c) => sum + model.chunkJoules(c.tokens, c.cached), 0);
          const count = input.tensor * input.pipeline;
          const watts = joules / seconds / count;
          expectAtMost(idleWatts(input.accelerator), watts);
          expectAtMost(watts, input.accelerator.boardWatts);
        },
      ),
      runs,
    );
  });
});

import fc from 'fast-check';
import { compileScenario } from '../../src/compile/compile.ts';
import type { CompiledScenario } from '../../src/compile/compiled.ts';
import { parseScenario } from '../../src/scenario/parse.ts';

/** One seed, so that a run of the suite can be repeated; another one by TAILWATT_SEED. */
export const seed = Number(process.env['TAILWATT_SEED'] ?? 1);

/** A scenario file as an object: JSON is YAML, too. */
export type Draft = Readonly<Record<string, unknown>> & {
  readonly seed: number;
  readonly horizon: Readonly<Record<string, unknown>>;
  readonly workloads: readonly (Readonly<Record<string, unknown>> & { readonly name: string })[];
  readonly pools: readonly (Readonly<Record<string, unknown>> & {
    readonly name: string;
    readonly engine: Readonly<Record<string, unknown>>;
  })[];
};

/** Parses and compiles a draft; an issue is a failure of the test that drew it. */
export function compileDraft(draft: Draft): CompiledScenario {
  const result = parseScenario(JSON.stringify(draft), { file: 'draft.json' });
  if (!result.ok) {
    const errors = result.issues.filter(({ severity }) => severity === 'error');
    throw new Error(errors.map(({ path, message }) => `${path}: ${message}`).join('\n'));
  }
  return compileScenario(result.scenario, { traces: {} });
}

export interface DraftOptions {
  /** Open-loop arrivals alone. */
  readonly open?: boolean;
  /** Affine steps alone. */
  readonly affine?: boolean;
  /** Cache for all: no preemption and no rejection. */
  readonly ample?: boolean;
  /** Clients that never give up. */
  readonly patient?: boolean;
  /** One pool with one replica, first come first served, everybody admitted. */
  readonly lone?: boolean;
}

const models = ['llama-3.1-8b', 'qwen2.5-7b'] as const;
const longestPrompt = 300;
const longestAnswer = 200;

/**
 * A real number that is no round one: what is simultaneous to within a rounding is for the differential suite, where
 * ties are drawn on purpose.
 */
const real = (min: number, max: number) =>
  fc
    .integer({ min: 0, max: 999_999 })
    .map((part) => min + ((max - min) * (part + Math.SQRT1_2)) / 1e6);

const openArrivals = fc.oneof(
  fc.record({ process: fc.constant('poisson'), rate: real(5, 100) }),
  fc.record({ process: fc.constant('deterministic'), rate: real(5, 100) }),
  fc.record({ process: fc.constant('gamma'), rate: real(5, 100), cv: real(0.3, 4) }),
  fc.record({ process: fc.constant('weibull'), rate: real(5, 100), cv: real(0.5, 3) }),
);
const closedLoop = fc.record({
  process: fc.constant('closed-loop'),
  concurrency: fc.integer({ min: 1, max: 12 }),
  thinkTime: fc.oneof(fc.constant(0), real(0, 0.5)),
  rampUp: fc.oneof(fc.constant(0), real(0, 1)),
  retryAfter: real(0.05, 1),
});

const lengths = (mean: number, max: number) =>
  fc.oneof(
    fc.record({
      distribution: fc.constant('fixed'),
      value: fc.integer({ min: 1, max: max / 2 }),
    }),
    fc.record({
      distribution: fc.constant('uniform'),
      min: fc.constant(1),
      max: fc.integer({ min: 1, max }),
    }),
    fc.constant({ distribution: 'geometric', mean, max }),
    fc.record({
      distribution: fc.constant('lognormal'),
      mean: fc.constant(mean),
      cv: real(0.1, 2),
      max: fc.constant(max),
    }),
  );

const anyTimeout = fc.oneof(
  { weight: 2, arbitrary: fc.constant('none') },
  fc.record({ total: real(0.2, 3) }),
  fc.record({ firstToken: real(0.05, 1), total: real(0.5, 3) }),
);

function anyWorkload(options: DraftOptions) {
  return fc.record({
    model: fc.constantFrom(...models),
    arrivals: options.open
      ? openArrivals
      : fc.oneof({ weight: 3, arbitrary: openArrivals }, closedLoop),
    promptTokens: lengths(100, longestPrompt),
    outputTokens: lengths(60, longestAnswer),
    maxTokens: fc.integer({ min: 1, max: longestAnswer }),
    priority: fc.integer({ min: 0, max: 2 }),
    tenants: fc.record({ count: fc.integer({ min: 1, max: 3 }), skew: real(0, 2) }),
    timeout: options.patient ? fc.constant('none') : anyTimeout,
  });
}

const affineStep = fc.record({
  kind: fc.constant('affine'),
  base: real(0.001, 0.02),
  perPrefillToken: fc.oneof(fc.constant(0), real(1e-6, 2e-4)),
  perDecodeSequence: fc.oneof(fc.constant(0), real(1e-6, 1e-3)),
  perContextToken: fc.oneof(fc.constant(0), real(1e-9, 1e-6)),
});

function anyEngine(options: DraftOptions) {
  const { affine, ample, lone } = options;
  const keys = {
    scheduler: lone ? fc.constant('fcfs') : fc.constantFrom('fcfs', 'priority', 'sjf'),
    maxSequences: fc.integer({ min: 1, max: 12 }),
    maxBatchedTokens: fc.integer({ min: 16, max: 600 }),
    // every law's least request fits in the fewest blocks; longer ones are rejected there
    kvBlocks: ample ? fc.constant(10_000) : fc.integer({ min: 16, max: 80 }),
    stepTime: affineStep,
  };
  if (affine || ample) return fc.record(keys);
  return fc.record(keys, { requiredKeys: ['scheduler', 'maxSequences', 'maxBatchedTokens'] });
}

function anyPool(options: DraftOptions) {
  return fc.record({
    accelerator: fc.constantFrom('h100-sxm', 'a100-80gb', 'l40s'),
    replicas: options.lone ? fc.constant(1) : fc.integer({ min: 1, max: 3 }),
    engine: anyEngine(options),
  });
}

const routers = [
  'random',
  'round-robin',
  'power-of-two-choices',
  'least-outstanding',
  'least-tokens',
  'least-kv',
] as const;

const anyRouting = fc.record({
  policy: fc.constantFrom(...routers),
  queue: fc.constantFrom('replica', 'replica', 'pool'),
  signalInterval: fc.constantFrom(0, 0.05, 0.3),
});

const anyAdmission = fc.oneof(
  { weight: 3, arbitrary: fc.constant({ policy: 'always' }) },
  fc.record({
    policy: fc.constant('queue-cap'),
    maxQueued: fc.integer({ min: 1, max: 20 }),
    maxOutstanding: fc.integer({ min: 1, max: 40 }),
  }),
  fc.record({
    policy: fc.constant('token-bucket'),
    rate: real(1, 30),
    burst: fc.integer({ min: 1, max: 10 }),
  }),
);

const anyHorizon = fc.oneof(
  fc.record({
    requests: fc.integer({ min: 1, max: 120 }),
    warmup: fc.constantFrom('0%', '20%'),
  }),
  fc.record({
    duration: real(0.5, 3),
    drain: fc.oneof(fc.constant('until-empty'), fc.constant(0), real(0, 1)),
    warmup: fc.constantFrom('0%', '10%'),
  }),
);

/** Small scenarios in which about everything happens that can; see the tests for what they must cover. */
export function anyDraft(options: DraftOptions = {}): fc.Arbitrary<Draft> {
  const count = { minLength: 1, maxLength: options.lone ? 1 : 3 };
  return fc
    .record({
      seed: fc.integer({ min: 0, max: 1_000_000 }),
      horizon: anyHorizon,
      workloads: fc.array(anyWorkload(options), count),
      pools: fc.array(anyPool(options), { minLength: 2, maxLength: 3 }),
      routing: anyRouting,
      admission: options.lone ? fc.constant({ policy: 'always' }) : anyAdmission,
    })
    .map(({ workloads, pools, routing, ...rest }) => ({
      ...rest,
      name: 'draft',
      routing: options.lone ? { policy: 'round-robin' } : routing,
      workloads: workloads.map((workload, i) => ({
        ...workload,
        name: `workload-${i}`,
        ...(options.lone && { model: models[0] }),
      })),
      // the first pools serve one model each, so that everybody is served
      pools: pools.slice(0, options.lone ? 1 : pools.length).map((pool, i) => ({
        ...pool,
        name: `pool-${i}`,
        serves: [models[i % models.length]],
      })),
      outputs: { timeseries: 0.25 },
    }));
}

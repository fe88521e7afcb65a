import { compileScenario } from '../../src/compile/compile.ts';
import type { CompiledScenario } from '../../src/compile/compiled.ts';
import { parseScenario } from '../../src/scenario/parse.ts';

/**
 * A queue of the textbooks, made of an inference engine. One replica with `maxSequences: c` and a step of `base`
 * whatever is in it serves c requests at once, each for (output tokens × base): G/G/c. The step that prefills the
 * prompt yields the first token, so an answer of n tokens takes n steps.
 *
 * Bias. With one sequence at a time it is nil: a request starts the moment the replica is free. With more, a request
 * that comes in the middle of a step joins at its end, half a step later on average, and nothing else differs (the
 * sample-path tests bound it by one step): targets add that half step. Lengths are whole numbers, and continuous laws
 * are rounded up, which adds half a token to the mean: `base` is scaled so that the mean service is exact, and with
 * thousands of tokens the second moment is off by a share below 1e-3.
 */
export interface QueueSystem {
  /** Seeds the run, too. */
  readonly name: string;
  readonly classes: readonly QueueClass[];
  readonly engine: {
    readonly maxSequences: number;
    readonly maxBatchedTokens?: number;
    readonly scheduler?: 'fcfs' | 'priority';
  };
  readonly step: AffineStep;
  readonly replicas?: number;
  /** The server shuts down when it is empty, looked at every `pollSeconds`, and starts again at the next arrival. */
  readonly setup?: { readonly mean: number; readonly pollSeconds: number };
  readonly routing?: 'power-of-two-choices' | 'round-robin';
  /**
   * Another server before these, with a queue of its own: a replica that computes prompts, one at a time, and hands
   * them over in no time. Its `base` is that of the others.
   */
  readonly tandem?: true;
  /** Requests in the system beyond which arrivals are lost. */
  readonly maxOutstanding?: number;
  /** Share of the arrivals that are not measured. */
  readonly warmup?: string;
  /** Interval at which the state is looked at; absent where nobody asks. */
  readonly sampleSeconds?: number;
}

export interface QueueClass {
  readonly name: string;
  readonly arrivals:
    | {
        readonly process: 'poisson' | 'deterministic' | 'gamma';
        readonly rate: number;
        readonly cv?: number;
      }
    /** Tasks that fork into requests at once, and are over when the last one is. */
    | {
        readonly process: 'agentic';
        readonly rate: number;
        readonly calls: readonly [{ readonly name: string; readonly copies: number }];
      };
  /** Always one if absent. */
  readonly promptTokens?: number | Readonly<Record<string, number | string>>;
  readonly outputTokens: Readonly<Record<string, number | string>>;
  readonly priority?: number;
}

export interface AffineStep {
  readonly base?: number;
  readonly perPrefillToken?: number;
  readonly perDecodeSequence?: number;
}

/** One server or none, with an exponential setup. A window just short of the poll spans one interval, rounding or not. */
function scaleToZero({ mean, pollSeconds }: NonNullable<QueueSystem['setup']>) {
  const window = 0.9 * pollSeconds;
  return {
    policy: 'concurrency-target',
    min: 0,
    max: 1,
    interval: pollSeconds,
    scrapeDelay: 0,
    concurrency: 1000,
    targetShare: 1,
    stableWindow: window,
    panicWindow: window,
    grace: 0,
    coldStart: {
      image: 0,
      storageBandwidth: 1e30,
      hostToDeviceBandwidth: 1e30,
      init: mean,
      warmUp: 0,
      cv: 1,
    },
  };
}

/** Mean tokens of an answer: a step is 1/5,000 of a service. */
export const SERVICE_TOKENS = 5000;

/** Laws of service with a mean of one second, in tokens, each with the step that makes it so. */
export const service = {
  exponential: {
    tokens: { distribution: 'geometric', mean: SERVICE_TOKENS },
    stepSeconds: 1 / SERVICE_TOKENS,
  },
  fixed: {
    tokens: { distribution: 'fixed', value: SERVICE_TOKENS },
    stepSeconds: 1 / SERVICE_TOKENS,
  },
  /** From half to one and a half of the mean. */
  uniform: {
    tokens: { distribution: 'uniform', min: SERVICE_TOKENS / 2, max: SERVICE_TOKENS * 1.5 },
    stepSeconds: 1 / SERVICE_TOKENS,
  },
  lognormal: (scv: number) => ({
    tokens: { distribution: 'lognormal', mean: SERVICE_TOKENS, cv: Math.sqrt(scv) },
    stepSeconds: 1 / (SERVICE_TOKENS + 0.5),
  }),
  gamma: (scv: number) => ({
    tokens: { distribution: 'gamma', mean: SERVICE_TOKENS, cv: Math.sqrt(scv) },
    stepSeconds: 1 / (SERVICE_TOKENS + 0.5),
  }),
} as const;

/** More than any sequence of a run can need: theory knows neither a context nor a full cache. */
const UNLIMITED = 2 ** 40;

function poolsOf({ engine, step, replicas = 1, setup, tandem }: QueueSystem) {
  const pool = (maxSequences: number) => ({
    name: 'server',
    accelerator: 'h100-sxm',
    replicas,
    ...(setup === undefined ? {} : { autoscaling: scaleToZero(setup) }),
    serves: ['llama-3.1-8b'],
    engine: {
      maxSequences,
      maxBatchedTokens: engine.maxBatchedTokens ?? Math.max(8192, maxSequences),
      scheduler: engine.scheduler ?? 'fcfs',
      stepTime: { kind: 'affine', ...step },
    },
  });
  if (tandem === undefined) return [pool(engine.maxSequences)];
  return [
    { ...pool(1), name: 'first', role: 'prefill' },
    { ...pool(engine.maxSequences), role: 'decode' },
  ];
}

/** Compiles a system for `requests` arrivals. */
export function compileSystem(system: QueueSystem, requests: number): CompiledScenario {
  const text = JSON.stringify({
    name: 'theory',
    // streams of its own, so that one unlucky draw does not show in many systems
    seed: `theory ${system.name}`,
    horizon: { requests, warmup: system.warmup ?? '10%' },
    workloads: system.classes.map((each) => ({
      name: each.name,
      model: 'llama-3.1-8b',
      arrivals: each.arrivals,
      promptTokens:
        typeof each.promptTokens === 'object'
          ? each.promptTokens
          : { distribution: 'fixed', value: each.promptTokens ?? 1 },
      outputTokens: each.outputTokens,
      maxTokens: 100_000,
      priority: each.priority ?? 0,
    })),
    pools: poolsOf(system),
    ...(system.tandem === undefined ? {} : { fabric: { scaleOut: 'ib-ndr-400' } }),
    ...(system.routing === undefined ? {} : { routing: { policy: system.routing } }),
    ...(system.maxOutstanding === undefined
      ? {}
      : { admission: { policy: 'queue-cap', maxOutstanding: system.maxOutstanding } }),
    outputs: { timeseries: system.sampleSeconds ?? 'none' },
  });
  const result = parseScenario(text, { file: `${system.name}.json` });
  if (!result.ok) throw new Error(result.issues.map((issue) => issue.message).join('\n'));
  const compiled = compileScenario(result.scenario, { traces: {} });
  return {
    ...compiled,
    workloads: compiled.workloads.map((workload) => ({ ...workload, maxTokens: UNLIMITED })),
    pools: compiled.pools.map((pool) => ({
      ...pool,
      contextTokens: UNLIMITED,
      kvBlocks: UNLIMITED,
      ...(pool.network !== undefined && { network: { ...pool.network, latencySeconds: 0 } }),
    })),
    groups: compiled.groups.map(({ handOff, ...group }) => ({
      ...group,
      ...(handOff !== undefined && {
        handOff: { ...handOff, bytesPerToken: 0, bytesPerSequence: 0 },
      }),
    })),
  };
}

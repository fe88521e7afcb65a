import { compileScenario } from '../src/compile/compile.ts';
import type { CompiledScenario } from '../src/compile/compiled.ts';
import { parseScenario } from '../src/scenario/parse.ts';

/**
 * The load of the benchmarks: a 70B in fp8 on four H100s a replica, exponential prompts of 500 tokens and exponential
 * outputs; Poisson arrivals, or clients that send their next request when the last one has ended.
 */
export type EngineLoad = {
  readonly requests: number;
  readonly replicas: number;
  readonly outputTokens: number;
  readonly stepping?: 'stretched' | 'stepwise';
  /** Which rows the recorder keeps; all unless said otherwise. */
  readonly rows?: 'all' | 'none';
  /** Who decides what; fcfs, always and least-outstanding unless said otherwise. Of an admission and an autoscaling, the whole block. */
  readonly policies?: {
    readonly scheduler?: string;
    readonly router?: string;
    readonly admission?: string;
    readonly autoscaling?: string;
    /** Whether replicas keep a prefix cache, as some policies ask for. */
    readonly prefixCache?: boolean;
  };
  /** Further lines of the workload. */
  readonly workload?: readonly string[];
  /** Share of the requests that are not measured; a tenth unless said otherwise. */
  readonly warmup?: number;
} & ({ readonly ratePerSecond: number } | { readonly concurrency: number });

/** What one replica of {@link loadText} may run at a time. */
export const sequencesPerReplica = 256;

/** The load as a scenario file. */
export function loadText(load: EngineLoad): string {
  const {
    scheduler = 'fcfs',
    router = 'least-outstanding',
    admission = '{ policy: always }',
    autoscaling = '{ policy: none }',
    prefixCache = false,
  } = load.policies ?? {};
  const arrivals =
    'concurrency' in load
      ? `{ process: closed-loop, concurrency: ${load.concurrency} }`
      : `{ process: poisson, rate: ${load.ratePerSecond} }`;
  return `
name: engine-bench
seed: 1
horizon: { requests: ${load.requests}, warmup: ${100 * (load.warmup ?? 0.1)}% }
workloads:
  - name: chat
    model: llama-3.1-70b
    arrivals: ${arrivals}
    promptTokens: { distribution: exponential, mean: 500 }
    outputTokens: { distribution: exponential, mean: ${load.outputTokens} }
    maxTokens: 100000${(load.workload ?? []).map((line) => `\n    ${line}`).join('')}
pools:
  - name: h100
    accelerator: h100-sxm
    replicas: ${load.replicas}
    serves: [llama-3.1-70b]
    parallelism: { tensor: 4 }
    precision: { weights: fp8, activations: fp8, kvCache: bf16 }
    engine: { stepping: ${load.stepping ?? 'stretched'}, maxSequences: ${sequencesPerReplica}, maxBatchedTokens: 8192, scheduler: ${scheduler}, prefixCache: ${prefixCache} }
    autoscaling: ${autoscaling}
routing: { policy: ${router} }
admission: ${admission}
outputs: { requests: ${load.rows ?? 'all'}, timeseries: 10s }
`;
}

export function compileLoad(load: EngineLoad): CompiledScenario {
  const result = parseScenario(loadText(load), { file: 'engine-bench.yaml' });
  if (!result.ok) throw new Error(result.issues.map((issue) => issue.message).join('\n'));
  return compileScenario(result.scenario, { traces: {} });
}

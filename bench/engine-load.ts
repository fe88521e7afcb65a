import { compileScenario } from '../src/compile/compile.ts';
import type { CompiledScenario } from '../src/compile/compiled.ts';
import { parseScenario } from '../src/scenario/parse.ts';

/**
 * The load of the benchmarks: a 70B in fp8 on four H100s a replica, exponential prompts, 500 tokens in the mean unless said otherwise, and exponential
 * outputs; Poisson arrivals, or clients that send their next request when the last one has ended.
 */
export type EngineLoad = {
  readonly requests: number;
  readonly replicas: number;
  readonly outputTokens: number;
  /** Mean prompt; 500 unless said otherwise. */
  readonly promptTokens?: number;
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
    /** KV blocks of a replica; what its chips have room for unless said otherwise. */
    readonly kvBlocks?: number;
    /** Whether replicas stand in two sites, with clients nearer to one, as some routers ask for. */
    readonly sites?: boolean;
  };
  /** Further lines of the workload. */
  readonly workload?: readonly string[];
  /** Further lines of the pool, and of the scenario. */
  readonly pool?: readonly string[];
  readonly top?: readonly string[];
  /** Share of the requests that are not measured; a tenth unless said otherwise. */
  readonly warmup?: number;
} & ({ readonly ratePerSecond: number } | { readonly concurrency: number });

/** What one replica of {@link loadText} may run at a time. */
export const sequencesPerReplica = 256;

/** The grid changes sides every hour of the day, and the meter is read as rarely as it may. */
const siteLines = `
facility: { meterInterval: 24h, electricity: { price: [${day(0)}], grid: [${day(0)}] } }
sites:
  - { name: east, pools: [east], latency: { coast: 1ms } }
  - { name: west, pools: [west], latency: { coast: 20ms }, facility: { electricity: { price: [${day(1)}], grid: [${day(1)}] } } }`;

function day(phase: number): string {
  return Array.from({ length: 24 }, (_, hour) => ((hour + phase) % 2 === 0 ? 10 : 20)).join(', ');
}

/** The load as a scenario file. */
export function loadText(load: EngineLoad): string {
  const {
    scheduler = 'fcfs',
    router = 'least-outstanding',
    admission = '{ policy: always }',
    autoscaling = '{ policy: none }',
    prefixCache = false,
    sites = false,
    kvBlocks = 'auto',
  } = load.policies ?? {};
  // a router between models has two of one shape, each with half of the replicas
  const routed = router === 'difficulty-aware';
  const second = 'llama-3.3-70b';
  const task = `task: { abilities: [{ model: llama-3.1-70b, passAt1: 0.5 }, { model: ${second}, passAt1: 0.6 }] }`;
  const lines = [...(load.workload ?? []), ...(routed ? [task] : [])];
  const pool = (name: string, model: string, replicas: number) => `
  - name: ${name}
    accelerator: h100-sxm
    replicas: ${replicas}
    serves: [${model}]
    parallelism: { tensor: 4 }
    precision: { weights: fp8, activations: fp8, kvCache: bf16 }
    engine: { stepping: ${load.stepping ?? 'stretched'}, maxSequences: ${sequencesPerReplica}, maxBatchedTokens: 8192, scheduler: ${scheduler}, prefixCache: ${prefixCache}, kvBlocks: ${kvBlocks} }
    autoscaling: ${autoscaling}${(load.pool ?? []).map((line) => `\n    ${line}`).join('')}`;
  const half = Math.ceil(load.replicas / 2);
  const pools = routed
    ? pool('h100', 'llama-3.1-70b', half) + pool('second', second, load.replicas - half)
    : sites
      ? pool('east', 'llama-3.1-70b', half) +
        pool('west', 'llama-3.1-70b', load.replicas - half) +
        siteLines
      : pool('h100', 'llama-3.1-70b', load.replicas);
  const between = routed ? `, models: [llama-3.1-70b, ${second}], thresholds: [50%]` : '';
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
    promptTokens: { distribution: exponential, mean: ${load.promptTokens ?? 500} }
    outputTokens: { distribution: exponential, mean: ${load.outputTokens} }
    maxTokens: 100000${lines.map((line) => `\n    ${line}`).join('')}
pools:${pools}
routing: { policy: ${router}${between} }
admission: ${admission}
outputs: { requests: ${load.rows ?? 'all'}, timeseries: 10s }
${(load.top ?? []).join('\n')}
`;
}

export function compileLoad(load: EngineLoad): CompiledScenario {
  const result = parseScenario(loadText(load), { file: 'engine-bench.yaml' });
  if (!result.ok) throw new Error(result.issues.map((issue) => issue.message).join('\n'));
  return compileScenario(result.scenario, { traces: {} });
}

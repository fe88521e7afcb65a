import type {
  CompiledPool,
  CompiledScenario,
  CompiledWorkload,
} from '../../src/compile/compiled.ts';
import type { Accelerator } from '../../src/physics/data-sheets.ts';
import type { EngineSpec } from '../../src/scenario/scenario.ts';
import type { RequestSpec } from './records.ts';

/** A chip of round figures: with affine steps, only what the energy totals print depends on it. */
export const plainChip: Accelerator = {
  id: 'plain-chip',
  name: 'Plain chip',
  vendor: 'nobody',
  year: 2024,
  memoryBytes: 80e9,
  memoryBandwidth: 2e12,
  peak: { bf16: 1e15 },
  boardWatts: 700,
  idleWatts: 70,
  link: 'nvlink-4',
  chipsPerNode: 8,
  sources: {},
};

export const plainEngine: EngineSpec = {
  profile: 'ideal',
  scheduler: 'fcfs',
  lengthPredictorCv: 0,
  maxSequences: 4,
  maxBatchedTokens: 64,
  blockTokens: 16,
  kvBlocks: 64,
  memoryUtilization: 0.9,
  stepping: 'stretched',
  stepTime: null,
  stepEnergy: null,
};

export type PoolChoice = Partial<Omit<CompiledPool, 'engine'>> & { engine?: Partial<EngineSpec> };

/** A pool of one replica whose every step lasts a second, unless `choice` says otherwise. */
export function makePool(choice: PoolChoice = {}): CompiledPool {
  const { engine, ...rest } = choice;
  return {
    name: 'pool',
    group: 0,
    firstReplica: 0,
    replicas: 1,
    accelerator: plainChip,
    acceleratorsPerReplica: 1,
    dataRanks: 1,
    kvBlocks: 64,
    stateBlocks: 0,
    contextTokens: 4096,
    batchDelaySeconds: 0,
    preferredBatchSizes: [],
    idleWatts: 70,
    limitWatts: 700,
    peakFlops: 1e15,
    peakBytesPerSecond: 2e12,
    apiSeconds: 0,
    step: {
      kind: 'affine',
      time: {
        baseSeconds: 1,
        perPrefillTokenSeconds: 0,
        perDecodeSequenceSeconds: 0,
        perContextTokenSeconds: 0,
      },
      energy: null,
      busyWatts: 700,
    },
    ...rest,
    engine: { ...plainEngine, kvBlocks: rest.kvBlocks ?? 64, ...engine },
  };
}

export function makeWorkload(choice: Partial<CompiledWorkload> = {}): CompiledWorkload {
  return {
    name: 'workload',
    group: 0,
    arrivals: { process: 'trace', lengths: 'trace' },
    promptTokens: null,
    outputTokens: null,
    maxTokens: 4096,
    priority: 0,
    tenants: { count: 1, skew: 0 },
    timeout: { totalSeconds: Infinity, firstTokenSeconds: Infinity },
    slo: { ttftSeconds: Infinity, tpotSeconds: Infinity, e2eSeconds: Infinity, attainment: 0.99 },
    ...choice,
  };
}

/** A scenario of the given pools and workloads; groups follow from the pools, which must be numbered already. */
export function makeScenario(choice: Partial<CompiledScenario> = {}): CompiledScenario {
  const pools = choice.pools ?? [makePool()];
  const groups = [...new Set(pools.map((pool) => pool.group))].sort((a, b) => a - b);
  return {
    name: 'differential',
    seed: 'differential',
    horizon: {
      maxRequests: Infinity,
      durationSeconds: Infinity,
      warmupRequests: 0,
      warmupSeconds: 0,
      drainSeconds: Infinity,
    },
    workloads: [makeWorkload()],
    pools,
    groups: groups.map((group) => ({
      model: `model-${group}`,
      replicas: pools
        .filter((pool) => pool.group === group)
        .flatMap((pool) => Array.from({ length: pool.replicas }, (_, i) => pool.firstReplica + i))
        .sort((a, b) => a - b),
    })),
    routing: {
      policy: 'least-outstanding',
      queue: 'replica',
      maxOutstandingPerReplica: Infinity,
      signalIntervalSeconds: 0,
    },
    admission: { policy: 'always' },
    outputs: { requests: 'all', percentiles: 'exact', timeseriesSeconds: null },
    ...choice,
  };
}

export function makeRequest(
  arrivalSeconds: number,
  promptTokens: number,
  outputTokens: number,
  choice: Partial<RequestSpec> = {},
): RequestSpec {
  const maxTokens = choice.maxTokens ?? 4096;
  return {
    arrivalSeconds,
    promptTokens,
    outputTokens,
    maxTokens,
    priority: 0,
    tenant: 0,
    predictedTokens: maxTokens,
    ...choice,
  };
}

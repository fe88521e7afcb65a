import { accelerators, engineProfiles, links, models } from '../../../src/catalog/index.ts';
import type { RooflineInput } from '../../../src/physics/operator.ts';
import { MetricsRecorder } from '../../../src/record/metrics-recorder.ts';
import type { RunTotals } from '../../../src/record/totals.ts';
import type { SummarizedScenario, SummaryInput } from '../../../src/summary/input.ts';
import { noTargets, requestRow } from '../record/rows.ts';

const noSlo = { ...noTargets, attainment: 0.99 };

/** Inside all that its profile was fitted on. */
export const sampleStep: RooflineInput = {
  accelerator: accelerators['h100-sxm'],
  link: links.nvlink4,
  model: models['llama-3.1-8b'],
  profile: engineProfiles['vllm-v1'],
  tensor: 1,
  pipeline: 1,
  data: 1,
  expert: 1,
  expertLoadCv: 0,
  weights: 'bf16',
  activations: 'bf16',
  kvCache: 'bf16',
};

export const scenario = {
  name: 'sample',
  seed: '42',
  workloads: [
    { name: 'chat', group: 0, slo: { ...noSlo, ttftSeconds: 0.5, attainment: 0.9 } },
    { name: 'code', group: 0, slo: noSlo },
  ],
  pools: [
    {
      name: 'p',
      group: 0,
      replicas: 2,
      dataRanks: 1,
      engine: { maxSequences: 10, maxBatchedTokens: 8192 },
      step: { kind: 'roofline', input: sampleStep },
    },
  ],
  groups: [{}],
} as const satisfies SummarizedScenario;

const recorded = {
  workloads: scenario.workloads,
  pools: [{ name: 'p', firstReplica: 0, replicas: 2 }],
  outputs: { requests: 'all', percentiles: 'auto' },
} as const;

/** Four chats (one expired, one not measured) and one piece of code over a window of 10 s. */
export const totals: RunTotals = {
  events: 123,
  simulatedSeconds: 14,
  outcomes: [
    [3, 0, 0, 1, 0, 0, 0],
    [1, 2, 0, 0, 0, 0, 1],
  ],
  measured: [3, 3],
  lastArrivalSeconds: 12,
  window: {
    startSeconds: 2,
    endSeconds: 12,
    completions: [2, 1],
    promptTokens: [200, 100],
    outputTokens: [40, 20],
    sloMet: [1, 1],
    totalJoules: 900,
    idleJoules: 300,
    busySeconds: 10,
    replicaSeconds: 20,
    flops: 300,
    bytes: 600,
    peakFlops: 1000,
    peakBytes: 1000,
    sequenceSeconds: 50,
    verifications: 0,
    verifiedTokens: 0,
    queriedTokens: 0,
    foundTokens: 0,
    tierTokens: [0, 0, 0],
    tierSeconds: [0, 0, 0],
    kvBlockSeconds: 40,
    kvCapacityBlockSeconds: 100,
  },
  wholeRun: { attributedJoules: 800, idleJoules: 400, leakedJoules: 0, totalJoules: 1200 },
  backlog: { timeSeconds: [], waiting: [], running: [], completions: [] },
  accelerators: 4,
  preemptions: 0,
  reached: [{ sequences: 10, contextTokens: 500, promptTokens: 400 }],
};

/** Where `usdPerJoule` is given, requests cost as much. */
export function sampleInput(
  over: Partial<SummaryInput> = {},
  usdPerJoule: number | null = null,
): SummaryInput {
  const ignore = () => {};
  const sinks = { requests: ignore, timeseries: ignore, replicas: ignore };
  const metrics = new MetricsRecorder(recorded, sinks);
  const worth = (acceleratorJoules: number) => ({
    acceleratorJoules,
    ...(usdPerJoule !== null && { usd: acceleratorJoules * usdPerJoule }),
  });
  metrics.request(requestRow({ request: 0, measured: false }));
  metrics.request(requestRow({ request: 1, ...worth(10), outputTokens: 20 }));
  metrics.request(requestRow({ request: 2, outcome: 3, sloMet: false, ttftSeconds: NaN }));
  metrics.request(
    requestRow({
      request: 3,
      ttftSeconds: 0.6,
      e2eSeconds: 4,
      sloMet: false,
      ...worth(30),
      outputTokens: 20,
    }),
  );
  metrics.request(requestRow({ request: 4, workload: 1, ...worth(50), outputTokens: 60 }));
  metrics.gap(0, 0.02, 38);
  return {
    compiled: scenario,
    totals,
    metrics,
    version: '0.1.0',
    scenarioHash: 'abc',
    wallSeconds: 0.5,
    interrupted: false,
    warnings: ['from before'],
    ...over,
  };
}

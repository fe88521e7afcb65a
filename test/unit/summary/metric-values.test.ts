import { describe, expect, it } from 'vitest';
import { metricColumns } from '../../../src/record/tables/metrics.ts';
import { metricValues } from '../../../src/summary/metric-values.ts';
import type { RunSummary } from '../../../src/summary/run-summary.ts';
import { summarize } from '../../../src/summary/summarize.ts';
import { sampleInput, scenario } from './sample-run.ts';

/** Every number of a document, with its place; texts, the answer and wall time left out. */
function numbersIn(value: unknown, path: readonly string[] = []): [string, number][] {
  if (typeof value === 'number') return [[path.join('.'), value]];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, part]) =>
    path.length === 0 && (key === 'answer' || key === 'wallSeconds')
      ? []
      : numbersIn(part, [...path, key]),
  );
}

/** The document with a number of its own in place of every null and every number, so that none can pass for another. */
function withDistinctNumbers(summary: RunSummary): RunSummary {
  let next = 1;
  const fill = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(fill);
    if (typeof value === 'object' && value !== null) {
      return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, fill(part)]));
    }
    if (typeof value === 'number') return next++;
    return value;
  };
  const block = summary.tails.requestJoules;
  const names = ['mean', 'p50', 'p90', 'p95', 'p99', 'p999'] as const;
  const ci = Object.fromEntries(names.map((name) => [name, [0, 0]]));
  const full = { ...block, ci };
  const figures = (of: object) => Object.fromEntries(Object.keys(of).map((key) => [key, 0]));
  const quality = {
    accuracy: 0,
    tokensPerRequest: 0,
    joulesPerCorrectAnswer: 0,
    usdPerCorrectAnswer: 0,
    hallucinationRate: 0,
    escapedErrorRate: 0,
  };
  const whole = (of: RunSummary | RunSummary['classes'][string]) => ({
    ...of,
    latency: Object.fromEntries(Object.keys(of.latency).map((key) => [key, full])),
    throughput: figures(of.throughput),
    slo: figures(of.slo),
    energy: figures(of.energy),
    cost: figures(of.cost),
    carbon: figures(of.carbon),
    quality,
    tails: { requestUsd: full, requestJoules: full, requestTokens: full },
  });
  const classes = Object.entries(summary.classes).map(([name, of]) => [name, whole(of)] as const);
  return fill({
    ...whole(summary),
    utilization: figures(summary.utilization),
    overload: { offeredPerSecond: 0, sustainablePerSecond: 0 },
    classes: Object.fromEntries(classes),
  }) as RunSummary;
}

/** Of clients who ask again. */
const clients = {
  ...{ questions: 40, answeredShare: 0.8, abandonedShare: 0.1 },
  ...{ unansweredShare: 0.07, undecidedShare: 0.03, requestsPerQuestion: 1.6 },
};

const workloads = scenario.workloads.map(({ name }) => name);
const summary = {
  ...summarize(sampleInput()),
  scaling: {
    meanReplicas: 2.5,
    replicaSeconds: 250,
    startingSeconds: 30,
    coldStarts: 3,
    zeroSeconds: 7,
    acceleratorSeconds: 280,
  },
  cluster: {
    allocatedShare: 0.7,
    strandedShare: 0.1,
    pendingSeconds: 12,
    pendingStarts: 2,
    evictions: 1,
    imagePulls: 4,
  },
  availability: {
    ...{ share: 0.97, interruptions: 5, recoverySeconds: 41, lostRequests: 9 },
    ...{ lostTokens: 321, lostJoules: 654.5, replayedTokens: 987 },
  },
};

describe('metricValues', () => {
  it('has every number of the document exactly once, and nothing else', () => {
    const full = withDistinctNumbers(summary);
    const numbers = numbersIn(full);
    expect(numbers.length).toBeGreaterThan(500);
    // what a scenario leaves out has no number in the document, and none in its row
    const values = metricValues(full, workloads).filter((value) => !Number.isNaN(value));
    expect([...values].sort((a, b) => a - b)).toEqual(
      numbers.map(([, value]) => value).sort((a, b) => a - b),
    );
  });

  it('has every number of a real document', () => {
    const values = new Set(metricValues(summary, workloads));
    const lost = numbersIn(summary).filter(([, value]) => !values.has(value));
    expect(lost).toEqual([]);
  });

  it('puts each figure under its name', () => {
    const full = withDistinctNumbers(summary);
    const values = metricValues(full, workloads);
    const names = metricColumns(workloads).map(({ name }) => name);
    const at = (name: string) => values[names.indexOf(name)];
    expect(at('ttft_p99_seconds')).toBe(full.latency.ttftSeconds.p99);
    expect(at('e2e_p50_ci_high_seconds')).toBe(full.latency.e2eSeconds.ci.p50?.[1]);
    expect(at('request_p99_joules')).toBe(full.tails.requestJoules.p99);
    expect(at('request_tokens_count')).toBe(full.tails.requestTokens.count);
    expect(at('in_flight')).toBe(full.counts.inFlight);
    expect(at('slo_attainment')).toBe(full.slo.attainment);
    expect(at('pue')).toBe(full.energy.pue);
    expect(at('code_queue_max_seconds')).toBe(full.classes['code']?.latency.queueSeconds.max);
    expect(at('chat_joules_per_request')).toBe(full.classes['chat']?.energy.joulesPerRequest);
  });

  it('has the figures of clients, deadlines, hedges and roll-outs where there are any', () => {
    const of = <T>(figures: object) => figures as unknown as T;
    const full = {
      ...summary,
      clients: of<NonNullable<RunSummary['clients']>>(clients),
      deadline: { seconds: 0.05, marginSeconds: -0.01, missed: 3, missedShare: 0.002 },
      hedging: of<NonNullable<RunSummary['hedging']>>({
        ...{ hedgedShare: 0.05, wonShare: 0.4, joulesShare: 0.03 },
      }),
      rollout: of<NonNullable<RunSummary['rollout']>>({ detectSeconds: 77 }),
    };
    const read = (of: RunSummary) => {
      const values = metricValues(of, workloads);
      return (name: string) =>
        values[metricColumns(workloads).findIndex((column) => column.name === name)];
    };
    const at = read(full);
    expect(at('questions')).toBe(40);
    expect(at('answered_share')).toBe(0.8);
    expect(at('abandoned_share')).toBe(0.1);
    expect(at('requests_per_question')).toBe(1.6);
    expect(at('deadline_margin_seconds')).toBe(-0.01);
    expect(at('deadline_missed_share')).toBe(0.002);
    expect(at('availability')).toBe(0.97);
    expect(at('lost_joules')).toBe(654.5);
    expect(at('hedged_share')).toBe(0.05);
    expect(at('hedge_won_share')).toBe(0.4);
    expect(at('hedge_joules_share')).toBe(0.03);
    expect(at('rollout_detect_seconds')).toBe(77);
    const without = read(summary);
    for (const name of ['questions', 'hedged_share', 'rollout_detect_seconds', 'chat_questions']) {
      expect(without(name), name).toBeNaN();
    }
  });

  it('gives NaN for what was not computed, and leaves a single workload out', () => {
    const names = metricColumns(['chat']).map(({ name }) => name);
    const values = metricValues(summary, ['chat']);
    expect(values[names.indexOf('pue')]).toBeNaN();
    expect(values[names.indexOf('ttft_p99_ci_low_seconds')]).toBeNaN();
    expect(names.some((name) => name.startsWith('chat_'))).toBe(false);
  });

  it('refuses a workload that the summary does not have', () => {
    expect(() => metricValues(summary, ['chat', 'other'])).toThrow('no workload other');
  });
});

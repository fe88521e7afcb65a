import { describe, expect, it } from 'vitest';
import type { ReplicationStatus } from '../../../src/record/tables/metrics.ts';
import { comparisonSentences, comparisonText } from '../../../src/report/comparison-text.ts';
import type { ComparedRuns, ComparedSweeps } from '../../../src/summary/comparison.ts';
import { compareRuns } from '../../../src/summary/run-comparison.ts';
import { compareSweeps } from '../../../src/summary/sweep-comparison.ts';

const side = (folder: string, over: object = {}) => ({
  folder,
  name: 'chatbot',
  seed: '1',
  version: '0.1.0',
  status: 'completed',
  scenarioHash: 'abc',
  replications: 5,
  ...over,
});

type Columns = Readonly<Record<string, readonly number[]>>;

function figuresOf(columns: Columns, seed = '1') {
  const [first = []] = Object.values(columns);
  return {
    seed,
    numbers: [...first.keys()],
    statuses: first.map((): ReplicationStatus => 'completed'),
    columns: new Map(
      Object.entries(columns).map(([name, values]) => [name, Float64Array.from(values)]),
    ),
    requests: null,
  };
}

function runsOf(a: Columns, b: Columns, over: Partial<ComparedRuns> = {}): ComparedRuns {
  return {
    kind: 'runs',
    a: side('results/a'),
    b: side('results/b'),
    scenarioDifferences: [],
    warnings: [],
    ...compareRuns(figuresOf(a), figuresOf(b)),
    ...over,
  };
}

const a = {
  ttft_p99_seconds: [0.3, 0.32, 0.31, 0.33, 0.29],
  requests_per_second: [5, 5.2, 4.9, 5.1, 5],
};
const b = {
  ttft_p99_seconds: [0.34, 0.355, 0.35, 0.365, 0.33],
  requests_per_second: [5.1, 5.1, 5, 5, 5],
};

describe('the comparison of two runs', () => {
  it('says what the figures support, and of what size the difference is', () => {
    const [overall, decided, undecided] = comparisonSentences(runsOf(a, b));
    expect(overall).toBe("Of 2 figures, B's are worse in 1, not shown to differ in 1.");
    expect(decided).toMatch(
      /^B's 99th percentile of time to first token is 38 ms \(12 %\) above A's \(95 % simultaneous interval 33\.\d to 42\.\d ms; 5 paired replications\): worse\.$/,
    );
    expect(undecided).toMatch(
      /^No difference in throughput can be shown: 0 % \(−\d\.\d to \+\d\.\d %\); to show 1 % takes about \d+ replications\.$/,
    );
  });

  it('turns the interval with the difference', () => {
    const [, decided] = comparisonSentences(runsOf(b, a));
    expect(decided).toMatch(
      /38 ms \(11 %\) below A's \(95 % simultaneous interval 33\.\d to 42\.\d ms;/,
    );
    expect(decided).toContain(': better.');
  });

  it('does not call significant what is so only by itself', () => {
    const names = [
      'ttft_p50_seconds',
      'ttft_p99_seconds',
      'tpot_mean_seconds',
      'e2e_mean_seconds',
      'e2e_p99_seconds',
      'queue_mean_seconds',
    ];
    const noise = [0.1, -0.2, 0.15, -0.1, 0.02];
    const many = (shift: number) =>
      Object.fromEntries(
        names.map((name, i) => [
          name,
          noise.map((x, r) => 5 + (i === 0 ? shift + 0.4 * x : x * (r % 2))),
        ]),
      );
    const still = Object.fromEntries(names.map((name) => [name, noise.map(() => 5)]));
    const sentences = comparisonSentences(runsOf(still, many(0.09)));
    expect(sentences.join('\n')).toMatch(
      /median time to first token is .* above A's if looked at alone, but among 6 comparisons that may be chance \(adjusted p 0\.\d\d\)\./,
    );
  });

  it('claims no certainty for what is always apart by the same', () => {
    const later = { ...a, ttft_p99_seconds: a.ttft_p99_seconds.map((value) => value + 0.1) };
    const [overall, steady] = comparisonSentences(runsOf(a, later));
    expect(overall).toBe("Of 2 figures, B's are the same in 1, apart by always the same in 1.");
    expect(steady).toBe(
      "B's 99th percentile of time to first token is 100 ms (32 %) above A's, by the same in all 5 replications: nothing in them moves it, so it has no interval.",
    );
    expect(comparisonText(runsOf(a, later))).toMatch(/ttft p99 .* – +higher by always the same/);
  });

  it('says an interval that is wider than the figure in its unit', () => {
    const wide = { ttft_p99_seconds: [0.1, 0.9, 0.2, 0.8, 0.05] };
    const sentence = comparisonSentences(runsOf({ ttft_p99_seconds: a.ttft_p99_seconds }, wide))[1];
    expect(sentence).toMatch(
      /can be shown: \+100 ms \(−\d+ to \+\d+ ms\); to show 1 % takes about [\d,]+ replications\.$/,
    );
  });

  it('says so where the two are the same', () => {
    expect(comparisonSentences(runsOf(a, a))).toEqual(['A and B are the same in every figure.']);
    expect(comparisonText(runsOf(a, a))).toContain('the scenarios are the same');
  });

  it('gives no verdict on single runs, in one sentence', () => {
    const one = (of: Columns) =>
      Object.fromEntries(Object.entries(of).map(([name, [first = 0]]) => [name, [first]]));
    const comparison = runsOf(one(a), one(b));
    expect(comparisonSentences(comparison)).toEqual([
      "Of 2 figures, B's are not shown to differ in 2.",
      'Whether chance or not, these runs do not tell of 99th percentile of time to first token (+13 %), throughput (+2 %).',
    ]);
    expect(comparisonText(comparison)).toContain('no intervals: one run each');
  });

  it('shows both sides, what differs in the scenario, how they are paired, and every figure', () => {
    const differences = Array.from({ length: 17 }, (_, i) => ({
      path: `pools[main].x${i}`,
      a: i,
      b: i === 0 ? undefined : { long: 'y'.repeat(80) },
    }));
    const text = comparisonText(
      runsOf(a, b, {
        scenarioDifferences: differences,
        b: side('results/b', { status: 'interrupted', replications: 1 }),
        warnings: ['mistrust this'],
      }),
    );
    const lines = text.split('\n');
    expect(lines[0]).toBe('A  results/a · chatbot, seed 1, 5 replications');
    expect(lines[1]).toBe('B  results/b · chatbot, seed 1, 1 replication, interrupted');
    expect(text).toContain('pools[main].x0   0 → nothing');
    expect(text).toContain('… and 2 more');
    expect(text).not.toContain('y'.repeat(60));
    expect(text).toContain('paired: both have the seed 1');
    expect(text).toMatch(
      /ttft p99 +310 ms +348 ms +\+38 ms +\+12 % +\+33\.\d to \+42\.\d ms +worse +\d/,
    );
    expect(text).toContain(
      'interval: the 2 of them hold all together with 95 % (each by itself with 97.5 %); one without 0 is a difference',
    );
    expect(text).toContain('(var A + var B) ÷ var(B − A)');
    expect(text).toContain('note: mistrust this');
  });

  it('says that runs of other seeds are not paired', () => {
    const comparison = {
      ...runsOf(a, b),
      ...compareRuns(figuresOf(a), figuresOf(b, '2')),
    };
    const text = comparisonText(comparison);
    expect(text).toContain('not paired: the seeds are 1 and 2');
    expect(text).not.toContain('saved');
    expect(comparisonSentences(comparison).join('\n')).toContain('5 replications of each');
  });
});

describe('the comparison of two sweeps', () => {
  const points = [8, 12, 16].map((rate) => [rate, rate === 8 ? null : 'random'] as const);
  const sweepOf = (
    shift: number,
    levels: readonly (readonly (number | string | null)[])[] = points,
  ) => ({
    seed: '1',
    axes: ['workloads[chat].arrivals.rate', 'routing.policy'],
    points: levels.map((each, point) => ({
      levels: each,
      rows: [3 * point, 3 * point + 1, 3 * point + 2],
    })),
    statuses: levels.flatMap(() => [0, 1, 2].map((): ReplicationStatus => 'completed')),
    columns: new Map([
      [
        'ttft_p99_seconds',
        Float64Array.from(
          levels.flatMap(([rate]) =>
            [1, 2, 3].map((r) => Number(rate) + r + (rate === 16 ? shift * (1 + r / 99) : 0)),
          ),
        ),
      ],
    ]),
  });
  const compared: ComparedSweeps = {
    kind: 'sweeps',
    a: side('results/a'),
    b: side('results/b'),
    axes: [
      {
        column: 'workloads[chat].arrivals.rate',
        path: 'workloads[chat].arrivals.rate',
        unit: '1/s',
      },
      { column: 'routing.policy', path: 'routing.policy', unit: null },
    ],
    scenarioDifferences: [],
    warnings: [],
    ...compareSweeps(sweepOf(0, [...points, [20, 'random']]), sweepOf(-4)),
  };

  it('counts points, names what only one has, and where the largest difference is', () => {
    const text = comparisonText(compared);
    expect(text).toContain('3 points in common');
    expect(text).toContain('1 only in A: rate 20/s, policy random');
    expect(text).toMatch(/ttft p99 +3 +1 +0 +0 +2 +0 +0 %/);
    expect(text).toMatch(/−23 % \(−4\.08 s, better\) +−4\.\d+ to −3\.\d+ s +rate 16\/s/);
    expect(text).toContain('rate 16/s, policy random');
  });

  it('tells single replications and copies from chance by nothing, and says so', () => {
    const rowsOf = (replications: number, values: (rate: number) => number) => ({
      ...sweepOf(0),
      points: points.map((levels, point) => ({
        levels,
        rows: Array.from({ length: replications }, (_, r) => replications * point + r),
      })),
      columns: new Map([
        [
          'ttft_p99_seconds',
          Float64Array.from(
            points.flatMap(([rate]) => new Array<number>(replications).fill(values(rate))),
          ),
        ],
      ]),
    });
    const of = (replications: number) => ({
      ...compared,
      ...compareSweeps(
        rowsOf(replications, (rate) => rate),
        rowsOf(replications, (rate) => (rate === 8 ? rate : rate + 1)),
      ),
    });
    expect(comparisonSentences(of(1))).toEqual([
      "B's 99th percentile of time to first token, over 3 points, is the same at 1, apart at 2 (2 higher, 0 lower) by what nothing tells from chance; the median is +6.3 %.",
    ]);
    const single = comparisonText(of(1));
    expect(single).toContain('3 of them with one replication in A or B');
    expect(single).not.toContain('paired:');
    expect(single).not.toContain('interval: ');
    const copied = comparisonText(of(3));
    expect(copied).toContain(
      '3 of them with replications that are copies of each other: nothing in the',
    );
    expect(copied).toMatch(/ttft p99 +3 +0 +0 +0 +1 +2/);
  });

  it('says that points failed, and in what the scenarios differ', () => {
    const failed = { ...sweepOf(0), statuses: sweepOf(0).statuses.map(() => 'failed' as const) };
    const text = comparisonText({
      ...compared,
      ...compareSweeps(failed, failed),
      scenarioDifferences: [{ path: 'pools[p].replicas', a: 2, b: 3 }],
    });
    expect(text).toContain('3 of them failed in A or B: nothing of them can be compared');
    expect(text).not.toMatch(/one replication|paired/);
    expect(text).toContain('the scenarios differ in\n  pools[p].replicas  2 → 3');
    expect(comparisonText(compared)).toContain('the scenarios are the same');
    const unknown = comparisonText({ ...compared, scenarioDifferences: null });
    expect(unknown).not.toContain('the scenarios');
  });

  it('says it in a sentence for each figure', () => {
    expect(comparisonSentences(compared)).toEqual([
      "B's 99th percentile of time to first token, over 3 points, is better at 1, the same at 2; the median is 0 %.",
    ]);
  });
});

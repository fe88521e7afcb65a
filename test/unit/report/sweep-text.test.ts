import { describe, expect, it } from 'vitest';
import { metricText } from '../../../src/report/metric-text.ts';
import { type SweptPoint, shortNames } from '../../../src/report/sweep-axes.ts';
import { sweepJson } from '../../../src/report/sweep-json.ts';
import { type SweepForText, sweepRows, sweepText } from '../../../src/report/sweep-text.ts';
import type { ReplicationResult } from '../../../src/summary/best-points.ts';
import { shownMetrics } from '../../../src/summary/metric-traits.ts';

type Status = ReplicationResult['status'];

function replication(
  metrics: Readonly<Record<string, number>>,
  status: Status = 'completed',
): ReplicationResult {
  return { status, metrics: shownMetrics.map(({ name }) => metrics[name] ?? Number.NaN) };
}

const columns = [
  { path: 'workloads[chat].arrivals.rate', unit: '1/s' },
  { path: 'pools[p].engine.scheduler', unit: null },
];

const fast = [0.1, 0.12, 0.14].map((seconds) =>
  replication({ ttft_p99_seconds: seconds, requests_per_second: 8 + seconds, slo_attainment: 1 }),
);
const slow = [0.5, 0.52, 0.55].map((seconds) =>
  replication({ ttft_p99_seconds: seconds, requests_per_second: 8 + seconds, slo_attainment: 0.5 }),
);

function pointAt(
  index: number,
  values: SweptPoint['point']['values'],
  replications: readonly ReplicationResult[],
): SweptPoint {
  return { point: { index, values }, replications };
}

const sweep: SweepForText = {
  name: 'study',
  status: 'completed',
  columns,
  points: [pointAt(0, [8, 'fcfs'], fast), pointAt(1, [8, 'sjf'], slow)],
  planned: 2,
  replications: { done: 6, found: 0 },
  failures: [],
  wallSeconds: 90,
};

const lines = (over: Partial<SweepForText> = {}) => sweepText({ ...sweep, ...over }).split('\n');
const line = (words: string, over: Partial<SweepForText> = {}) =>
  lines(over).find((each) => each.includes(words));

describe('the text of a sweep', () => {
  it('says first what was done', () => {
    expect(lines()[0]).toBe('study · 2 of 2 points, 6 runs in 90 s');
    const found = { done: 1006, found: 1000 };
    expect(lines({ replications: found })[0]).toBe(
      'study · 2 of 2 points, 6 runs in 90 s, 1,000 were there already',
    );
    expect(lines({ status: 'interrupted', planned: 1500 })[0]).toBe(
      'study · interrupted · 2 of 1,500 points, 6 runs in 90 s',
    );
  });

  it('has a row for every point, with each metric and its error', () => {
    const [, , head, first, second] = lines();
    expect(head?.trim().split(/ {2,}/)).toEqual([
      'rate',
      'scheduler',
      'ttft p99',
      'tpot mean',
      'e2e p99',
      'requests/s',
      'attainment',
      'J per request',
    ]);
    expect(first).toMatch(/^ {2}8\/s +fcfs +120 ms ±41% +– +– +8\.12 ±0\.6% +100 % +–$/);
    expect(second).toMatch(/^ {2}8\/s +sjf +523 ms ±12% /);
  });

  it('leaves the table out for who has seen it grow, or where it is too long', () => {
    const short = sweepText(sweep, { table: false });
    expect(short).not.toContain('attainment');
    expect(short).toContain('Best points');
    const many = Array.from({ length: 61 }, (_, index) => pointAt(index, [index, 'fcfs'], fast));
    const text = sweepText({ ...sweep, points: many, planned: 61 });
    expect(text).toContain('All 61 points are in sweep.arrow.');
    expect(text).not.toContain('attainment');
    expect(sweepText({ ...sweep, points: many.slice(1) })).toContain('attainment');
  });

  it('names the best point of each metric, and which differences are real', () => {
    expect(line('99th percentile of time to first token')).toMatch(
      /^ {2}99th percentile of time to first token: 120 ms \(70\.3 to 170 ms\) at rate 8\/s, scheduler fcfs$/,
    );
    expect(lines()).toContain('    1 other is worse (95 % sure, all together)');
    const third = pointAt(
      2,
      [9, 'sjf'],
      [0.13, 0.11, 0.13].map((value) => replication({ ttft_p99_seconds: value })),
    );
    const text = sweepText({ ...sweep, points: [...sweep.points, third] });
    expect(text).toContain(
      '    1 other is worse (95 % sure, all together); not told apart from rate 9/s, scheduler sjf',
    );
  });

  it('says where a figure lies that may be nothing or twice as much, and a share always', () => {
    const wide = [0.1, 0.9, 0.2].map((value, at) =>
      replication({ ttft_p99_seconds: value, slo_attainment: 0.97 + at / 100 }),
    );
    const text = sweepText({ ...sweep, points: [pointAt(0, [8, 'fcfs'], wide)] });
    expect(text).toMatch(/ 400 ms \(0 to 1\.48 s\) .* 98\.0 % \(93\.2 to 99\.\d+ %\)/);
    expect(text).not.toContain('note');
  });

  it('says why figures have no interval: all the same, or copies', () => {
    expect(lines()).toContain(
      '  note: a figure without an interval is the same in all replications: its error is not known',
    );
    const copies = (seconds: number) =>
      [1, 2, 3].map(() => replication({ ttft_p99_seconds: seconds, requests_per_second: 8 }));
    const points = [pointAt(0, [8, 'fcfs'], copies(0.1)), pointAt(1, [8, 'sjf'], copies(0.2))];
    const text = sweepText({ ...sweep, points }, { table: false });
    expect(text).toContain('note: the replications of 2 points are copies of each other');
    expect(text).toContain('    its replications are copies of each other, and tell no difference');
    expect(text).not.toMatch(/sure|is the same in all/);
  });

  it('has no empty line under a best point without others', () => {
    const full = replication({ ttft_p99_seconds: 90 }, 'overloaded');
    const points = [pointAt(0, [8, 'fcfs'], fast), pointAt(1, [20, 'fcfs'], [full, full])];
    const text = sweepText({ ...sweep, points });
    expect(text).toContain('time to first token: 120 ms');
    expect(text.split('\n').filter((each) => /^ +$/.test(each))).toEqual([]);
    expect(text).toMatch(/at rate 8\/s, scheduler fcfs\n {2}throughput/);
  });

  it('names at most three of those that are not told apart', () => {
    const points = Array.from({ length: 6 }, (_, index) => pointAt(index, [index, 'fcfs'], fast));
    expect(sweepText({ ...sweep, points })).toContain(
      'not told apart from rate 1/s, scheduler fcfs; rate 2/s, scheduler fcfs; rate 3/s, scheduler fcfs; and 2 more',
    );
  });

  it('says once at how many points energy is too low, which then is not the best', () => {
    const at = (rate: number, joules: number) =>
      [0, 0.01, 0.03].map((more) =>
        replication({
          requests_per_second: rate + more,
          joules_per_request: joules + more,
          accelerator_average_watts: 100,
        }),
      );
    const swamped = [at(0.1, 1), at(0.2, 2)].map((each, index) => pointAt(index, [8, 'x'], each));
    const points = [...swamped, pointAt(2, [4, 'calm'], at(10, 10))];
    const text = sweepText({ ...sweep, points });
    expect(text.match(/note: /g)).toHaveLength(1);
    expect(text).toContain(
      'note: at 2 points fewer than 80 % as many requests completed between the end of the warm-up and the end of the arrivals as were measured',
    );
    expect(text).toMatch(/energy per request: 10 J .* at rate 4\/s, scheduler calm/);
    const { warnings, best } = sweepJson({
      ...sweep,
      points,
      sweepHash: '',
      folder: '',
      warnings: [],
    });
    expect(warnings).toContainEqual(expect.stringMatching(/^at 2 points fewer than 80 %/));
    expect(best).toContainEqual(
      expect.objectContaining({ metric: 'joules_per_request', point: 2 }),
    );
  });

  it('says that one replication tells nothing, and what to do', () => {
    const points = sweep.points.map((each) => ({
      ...each,
      replications: each.replications.slice(0, 1),
    }));
    const text = sweepText({ ...sweep, points });
    expect(text).toContain('one replication tells no difference from chance: add replications: 5');
    expect(text).toContain('100 ms at rate 8/s, scheduler fcfs');
  });

  it('compares nothing where there is nothing to compare', () => {
    expect(sweepText({ ...sweep, points: [pointAt(0, [8, 'fcfs'], fast)] })).not.toContain('Best');
    expect(lines({ points: [], planned: 2, status: 'interrupted' })).toEqual([
      'study · interrupted · 0 of 2 points, 6 runs in 90 s',
    ]);
  });

  it('says what became of points that were overloaded or failed', () => {
    const [bad] = [replication({}, 'failed')];
    const full = replication({ ttft_p99_seconds: 90 }, 'overloaded');
    const points = [
      ...sweep.points,
      pointAt(2, [20, 'sjf'], [full, full]),
      pointAt(3, [21, 'sjf'], [full, ...fast]),
      pointAt(4, [22, null], bad === undefined ? [] : [bad, full, ...fast]),
    ];
    const text = sweepText({ ...sweep, points });
    expect(text).toMatch(/20\/s .* overloaded$/m);
    expect(text).toMatch(/21\/s .* overloaded in 1 of 4$/m);
    expect(text).toMatch(/22\/s +– .* failed in 1 of 5, overloaded in 1 of 5$/m);
    expect(text).toContain('Best points (3 overloaded or failed points do not take part)');
    expect(sweepText({ ...sweep, points: points.slice(0, 3) })).toContain(
      'Best points (1 overloaded or failed point does not take part)',
    );
  });

  it('tells of failures where they happened, and counts those beyond ten', () => {
    const failures = Array.from({ length: 12 }, (_, replicationIndex) => ({
      point: 1,
      replication: replicationIndex,
      kind: 'stalled',
      message: 'made no progress in 120 s\n    at elsewhere',
    }));
    const text = sweepText({ ...sweep, failures });
    expect(text).toContain('12 runs failed\n');
    expect(line('failed', { failures: failures.slice(0, 1) })).toBe('1 run failed');
    expect(text).toContain(
      '  rate 8/s, scheduler sjf (replication 0): stalled: made no progress in 120 s\n',
    );
    expect(text).not.toContain('elsewhere');
    expect(text).toMatch(/\n {2}and 2 more$/);
  });
});

describe('the rows of a growing table', () => {
  it('show values in the unit that people use, and long ones cut off', () => {
    const values = [0.25, 1500, 12345, 'x'.repeat(50), null];
    const axes = [
      { path: 'a', unit: 's' },
      { path: 'b', unit: 'W' },
      { path: 'c', unit: null },
      { path: 'd', unit: null },
      { path: 'e', unit: null },
    ];
    const { row } = sweepRows(axes, [{ index: 0, values }], []);
    expect(row(pointAt(0, values, fast)).slice(0, 5)).toEqual([
      '250 ms',
      '1.5 kW',
      '12,345',
      `${'x'.repeat(37)}...`,
      '–',
    ]);
  });
});

describe('short names', () => {
  it.each([
    [['a.b.c'], ['c']],
    [
      ['a.rate', 'b.rate', 'b.cv'],
      ['a.rate', 'b.rate', 'cv'],
    ],
    [
      ['rate', 'a.rate', 'b.a.rate'],
      ['rate', 'a.rate', 'b.a.rate'],
    ],
    [
      ['x.a.rate', 'y.a.rate'],
      ['x.a.rate', 'y.a.rate'],
    ],
    [[], []],
  ])('tell the paths %j from each other', (paths, names) => {
    expect(shortNames(paths)).toEqual(names);
  });
});

describe('metricText', () => {
  it.each([
    [0.0213, 'ttft_p99_seconds', '21.3 ms'],
    [1234, 'joules_per_request', '1.23 kJ'],
    [700, 'accelerator_average_watts', '700 W'],
    [0.993, 'slo_attainment', '99.30 %'],
    [12.345, 'requests_per_second', '12.3'],
    [null, 'slo_attainment', '–'],
    [Number.NaN, 'ttft_p99_seconds', '–'],
  ])('%s of %s is %s', (value, column, text) => {
    expect(metricText(value, column)).toBe(text);
  });
});

describe('the document of a sweep', () => {
  const failure = { point: 1, replication: 2, kind: 'died', message: 'gone' };
  const points = [...sweep.points, pointAt(5, [9, null], [replication({}, 'failed')])];
  const document = sweepJson({
    ...sweep,
    points,
    failures: [failure],
    sweepHash: 'hash',
    folder: 'results/study',
    warnings: ['1 of 3 points is there already'],
  });

  it('says what the text says, as data', () => {
    expect(document).toMatchObject({
      sweep: 'study',
      sweepHash: 'hash',
      status: 'completed',
      folder: 'results/study',
      planned: 2,
      replications: { done: 6, found: 0 },
      failures: [failure],
    });
    const [first, , third] = document['points'] as readonly Readonly<Record<string, unknown>>[];
    expect(first).toMatchObject({
      point: 0,
      axes: { 'workloads[chat].arrivals.rate': 8, 'pools[p].engine.scheduler': 'fcfs' },
      replications: 3,
      statuses: ['completed', 'completed', 'completed'],
      metrics: { tpot_mean_seconds: { mean: null, ci: null } },
    });
    const { ttft_p99_seconds: ttft } = first?.['metrics'] as Record<string, { mean: number }>;
    expect(ttft?.mean).toBeCloseTo(0.12, 12);
    expect(third).toMatchObject({ point: 5, statuses: ['failed'] });
  });

  it('names points by their number in the design', () => {
    const shifted = points.map(({ point, replications }) =>
      pointAt(point.index + 10, point.values, replications),
    );
    const { best } = sweepJson({
      ...sweep,
      points: shifted,
      sweepHash: '',
      folder: '',
      warnings: [],
    });
    expect(best).toMatchObject([
      { metric: 'ttft_p99_seconds', point: 10, tied: [], worse: 1 },
      { metric: 'requests_per_second', point: 11, tied: [], worse: 1 },
    ]);
  });

  it('says what was said of the files, and why figures are null', () => {
    expect(document['warnings']).toEqual([
      '1 of 3 points is there already',
      expect.stringMatching(/^a figure without an interval is the same in all replications/),
      'every mean of 1 point is null: all replications failed',
      expect.stringMatching(/^the mean of .*tpot_mean_seconds.* is null at some points: /),
    ]);
    const copy = replication({ ttft_p99_seconds: 1 });
    const others = [pointAt(0, [8, 'a'], [copy, copy]), pointAt(1, [8, 'b'], [copy])];
    const { warnings } = sweepJson({
      ...sweep,
      points: others,
      sweepHash: '',
      folder: '',
      warnings: [],
    });
    expect(warnings).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^the replications of 1 point are copies of each other/),
        expect.stringMatching(/^every ci of 1 point is null: one replication tells no error/),
      ]),
    );
    const whole = shownMetrics.map(({ name }, at) => [name, at + 1] as const);
    const varied = [1, 1.5].map((by) =>
      replication(Object.fromEntries(whole.map(([name, value]) => [name, value * by]))),
    );
    const told = sweepJson({
      ...sweep,
      points: [pointAt(0, [8, 'a'], varied)],
      sweepHash: '',
      folder: '',
      warnings: [],
    });
    expect(told['warnings']).toEqual([]);
  });

  it('has no value that JSON cannot say', () => {
    expect(JSON.parse(JSON.stringify(document))).toEqual(document);
  });
});

import { describe, expect, it } from 'vitest';
import type { ReplicationStatus } from '../../../src/record/tables/metrics.ts';
import { sensitivityText } from '../../../src/report/sensitivity-text.ts';
import { type SweptSensitivity, sweepSensitivity } from '../../../src/summary/sweep-sensitivity.ts';

/** A share that was estimated, as few base samples may. */
const estimate = (value: number, low: number, high: number) => ({
  value,
  interval: [low, high] as const,
});

const axes = [
  { column: 'rate', path: 'workloads[chat].arrivals.rate', unit: '1/s' },
  { column: 'policy', path: 'routing.policy', unit: null },
];
const grid = [8, 12].flatMap((rate) =>
  ['random', 'round-robin', 'least-kv'].map((policy) => [rate, policy]),
);

function metricsOf(
  value: (rate: number, policy: string) => number,
  design: string,
  status: ReplicationStatus,
) {
  const sweep = {
    seed: '1',
    axes: axes.map(({ path }) => path),
    points: grid.map((levels, row) => ({ levels, rows: [row] })),
    statuses: grid.map((_, row): ReplicationStatus => (row === 0 ? status : 'completed')),
    columns: new Map([
      [
        'e2e_p99_seconds',
        Float64Array.from(grid, ([rate, policy]) => value(Number(rate), String(policy))),
      ],
    ]),
  };
  return sweepSensitivity(sweep, axes, { kind: design, numbers: grid.map((_, number) => number) });
}

function textOf(
  value: (rate: number, policy: string) => number,
  design = 'grid',
  status: ReplicationStatus = 'completed',
) {
  return textWith(metricsOf(value, design, status), design);
}

function textWith(metrics: readonly SweptSensitivity[], design: string, replications = 1) {
  return sensitivityText({
    folder: 'results/sweep',
    name: 'sweep',
    design,
    points: grid.length,
    replications,
    metrics,
    warnings: ['mistrust this'],
  });
}

/** The sensitivities of a saltelli design with these shares, by axis. */
function estimated(
  shares: readonly ReturnType<typeof estimate>[],
  more: Partial<SweptSensitivity> = {},
) {
  const metrics = metricsOf((rate) => rate, 'grid', 'completed').map((of) => ({
    ...of,
    method: 'saltelli' as const,
    baseSamples: 8,
    interactionShare: null,
    axes: of.axes.map((axis, index) => ({
      ...axis,
      first: shares[index] ?? null,
      total: shares[index] ?? null,
    })),
    ...more,
  }));
  return textWith(metrics, 'saltelli', 2);
}

describe('sensitivityText', () => {
  it('leads with the axis that matters most, and draws how far each moves the mean', () => {
    const text = textOf((rate, policy) => rate / 4 + (policy === 'least-kv' ? 0.5 : 0));
    expect(text).toContain(
      'results/sweep · sweep: grid design, 6 points, 1 replication\n\n99th percentile of end-to-end latency depends most on workloads[chat].arrivals.rate: it explains 82 % of the variance by itself.',
    );
    expect(text).toMatch(
      /workloads\[chat\]\.arrivals\.rate +0\.82 +0\.82 +█{32} +2\.17 s at 8\/s +3\.17 s at 12\/s/,
    );
    expect(text).toMatch(
      /routing\.policy +0\.18 +0\.18 +█+▏?.* +2\.5 s at random +3 s at least-kv/,
    );
    expect(text).toContain('note: mistrust this');
  });

  it('tells interactions apart', () => {
    const text = textOf((rate, policy) => ((rate === 8) === (policy === 'random') ? 1 : 2));
    expect(text).toMatch(/of the variance by itself, \d+ % with its interactions/);
    expect(text).toMatch(
      /\d+ % of the variance is explained by no axis alone: interactions or chance, which one replication does not tell/,
    );
  });

  it('says why there are no shares, and which points are left out', () => {
    const oneAtATime = textOf((rate) => rate, 'one-at-a-time');
    expect(oneAtATime).toContain('along it the mean goes from 8 s to 12 s');
    expect(oneAtATime).toContain('–: a one-at-a-time design shows no shares');
    const holes = textOf((rate) => rate, 'grid', 'overloaded');
    expect(holes).toContain('over 5 points (1 overloaded left out)');
    expect(holes).toContain('the grid has holes');
  });

  it('does not call an axis without effect whose other points are all left out', () => {
    const text = textOf((rate, policy) => (rate === 8 ? policy.length : Number.NaN));
    expect(text).toContain(
      'depends most on routing.policy: along it the mean goes from 6 s to 11 s; not known of workloads[chat].arrivals.rate (only at 8/s: its other points are overloaded, failed or without the figure).',
    );
    expect(text).toMatch(/arrivals\.rate +– +– +\S+ +8.33 s at 8\/s +–/);
    expect(text).not.toMatch(/explains|rate +0\.00/);
    const one = textOf((rate, policy) => (rate === 8 && policy === 'random' ? 1 : Number.NaN));
    expect(one).toContain('which axis matters cannot be told; not known of workloads[chat]');
    expect(one).toContain('; nor of routing.policy (only at random:');
    const flat = textOf((rate) => (rate === 8 ? 3 : Number.NaN));
    expect(flat).toContain('depends on no other axis; not known of workloads[chat].arrivals.rate');
  });

  it('names the levels at which nothing is known', () => {
    const text = textOf((rate, policy) => (policy === 'random' ? Number.NaN : rate));
    expect(text).toContain('routing.policy: without random, where every point is left out');
  });

  it('gives no percentage for an estimate that tells none', () => {
    const text = estimated([estimate(1.74, 0.25, 5.9), estimate(0.01, -0.02, 0.04)]);
    expect(text).toContain(
      'which axis matters most cannot be told from 8 base samples (the share of workloads[chat].arrivals.rate is estimated as 1.74 (0.25 to 5.90)): use more.',
    );
    expect(text).toContain('wide intervals: 8 base samples do not tell these shares; use more');
    expect(text).not.toMatch(/explains|depends most/);
  });

  it('does not make an estimate look exact, nor a close race decided', () => {
    const clear = estimated([estimate(1.01, 0.97, 1.04), estimate(-0.01, -0.03, 0.01)]);
    expect(clear).toContain('arrivals.rate: it explains nearly all of the variance by itself.');
    const close = estimated([estimate(0.4, 0.3, 0.5), estimate(0.35, 0.25, 0.45)]);
    expect(close).toContain(
      'it explains 40 % of the variance by itself; routing.policy may matter as much.',
    );
  });

  it('finds no axis where chance makes all the variance', () => {
    const text = estimated([estimate(0.6, 0.5, 0.7)], { noiseShare: 1.3 });
    expect(text).toContain('no axis stands out from what chance does between replications.');
    expect(text).toContain('makes as much variance as there is between points, or more');
  });

  it('says of listed points that their axes may hide each other, of one replication that chance is in it', () => {
    const holes = textOf((rate) => rate, 'list', 'overloaded');
    expect(holes).toContain('the points were listed, not designed');
    expect(textOf((rate) => rate, 'list')).not.toContain('listed, not designed');
    expect(textOf((rate) => rate, 'grid', 'overloaded')).toContain(
      'one replication at each point does not tell what chance adds',
    );
  });

  it('says that nothing matters', () => {
    const text = textOf(() => 3);
    expect(text).toContain('depends on no axis of this sweep');
    expect(text).toMatch(/routing\.policy +– +– +▏ +3 s +the same/);
  });
});

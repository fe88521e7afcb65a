import { describe, expect, it } from 'vitest';
import type { ReplicationStatus } from '../../../src/record/tables/metrics.ts';
import { sensitivityText } from '../../../src/report/sensitivity-text.ts';
import { sweepSensitivity } from '../../../src/summary/sweep-sensitivity.ts';

const axes = [
  { column: 'rate', path: 'workloads[chat].arrivals.rate', unit: '1/s' },
  { column: 'policy', path: 'routing.policy', unit: null },
];
const grid = [8, 12].flatMap((rate) =>
  ['random', 'round-robin', 'least-kv'].map((policy) => [rate, policy]),
);

function textOf(
  value: (rate: number, policy: string) => number,
  design = 'grid',
  status: ReplicationStatus = 'completed',
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
  const numbers = grid.map((_, number) => number);
  return sensitivityText({
    folder: 'results/sweep',
    name: 'sweep',
    design,
    points: grid.length,
    replications: 1,
    metrics: sweepSensitivity(sweep, axes, { kind: design, numbers }),
    warnings: ['mistrust this'],
  });
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
    expect(text).toMatch(/no axis by itself explains \d+ %: interactions and chance/);
  });

  it('says why there are no shares, and which points are left out', () => {
    const oneAtATime = textOf((rate) => rate, 'one-at-a-time');
    expect(oneAtATime).toContain('along it the mean goes from 8 s to 12 s');
    expect(oneAtATime).toContain('–: a one-at-a-time design shows no shares');
    const holes = textOf((rate) => rate, 'grid', 'overloaded');
    expect(holes).toContain('over 5 points (1 overloaded left out)');
    expect(holes).toContain('the grid has holes');
  });

  it('says that nothing matters', () => {
    const text = textOf(() => 3);
    expect(text).toContain('depends on no axis of this sweep');
    expect(text).toMatch(/routing\.policy +– +– +▏ +3 s +the same/);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ReplicationResult } from '../../../src/summary/best-points.ts';
import { frontierOf } from '../../../src/summary/frontier.ts';
import { shownMetrics } from '../../../src/summary/metric-traits.ts';

type Figures = readonly [accuracy: number, seconds: number, joules: number];

function replication(
  [accuracy, e2e, joules]: Figures,
  status: ReplicationResult['status'] = 'completed',
): ReplicationResult {
  const metrics: Readonly<Record<string, number>> = {
    accuracy,
    e2e_p99_seconds: e2e,
    joules_per_request: joules,
  };
  return { status, metrics: shownMetrics.map(({ name }) => metrics[name] ?? Number.NaN) };
}

const one = (...figures: Figures) => [replication(figures)];
const members = (points: readonly (readonly ReplicationResult[])[]) =>
  frontierOf(points)
    ?.points.filter(({ beatenBy }) => beatenBy.length === 0)
    .map(({ point }) => point);

/** Whether the first is nowhere worse and somewhere better: more right, sooner, for less. */
function beats(a: Figures, b: Figures): boolean {
  const noWorse = a[0] >= b[0] && a[1] <= b[1] && a[2] <= b[2];
  return noWorse && (a[0] > b[0] || a[1] < b[1] || a[2] < b[2]);
}

describe('the frontier of a sweep', () => {
  it('has the points that no other one beats, from the least joules to the most', () => {
    const points = [
      one(0.7, 9, 500),
      one(0.5, 2, 100),
      one(0.69, 9, 500),
      one(0.7, 4, 600),
      one(0.4, 3, 90),
    ];
    expect(frontierOf(points)).toMatchObject({
      metrics: ['accuracy', 'e2e_p99_seconds', 'joules_per_request'],
      points: [
        { point: 4, beatenBy: [], figures: [{ mean: 0.4 }, { mean: 3 }, { mean: 90 }] },
        { point: 1, beatenBy: [] },
        { point: 0, beatenBy: [] },
        { point: 3, beatenBy: [] },
        { point: 2, beatenBy: [0] },
      ],
    });
  });

  it('keeps no point that another one beats, and leaves out none that is beaten by none', () => {
    const few = fc.integer({ min: 1, max: 5 });
    const figures = fc.tuple(
      few.map((fifths) => fifths / 5),
      few,
      few,
    );
    fc.assert(
      fc.property(fc.array(figures, { minLength: 1, maxLength: 12 }), (all) => {
        const frontier = frontierOf(all.map((each) => one(...each)));
        const isOne = all.every((each) => String(each) === String(all[0]));
        expect(frontier === null).toBe(isOne);
        for (const { point, beatenBy } of frontier?.points ?? []) {
          const own = all[point] as Figures;
          const by = all.flatMap((other, at) => (beats(other, own) ? [at] : []));
          expect(beatenBy.length === 0).toBe(by.length === 0);
          expect(by).toEqual(expect.arrayContaining([...beatenBy]));
          for (const member of beatenBy) {
            expect(all.some((other) => beats(other, all[member] as Figures))).toBe(false);
          }
        }
        expect(frontier?.points.length ?? all.length).toBe(all.length);
      }),
    );
  });

  it('says whether a point is beaten for sure: in each metric, or the same in all replications', () => {
    const repeated = (accuracies: readonly number[], seconds: number, joules: readonly number[]) =>
      accuracies.map((accuracy, at) => replication([accuracy, seconds, joules[at] ?? 0]));
    const best = repeated([0.8, 0.82, 0.81], 5, [100, 104, 102]);
    const like = (accuracies: readonly number[], more: readonly number[]) =>
      frontierOf([best, repeated(accuracies, 5, more)])?.points.at(-1);
    const same = [100, 104, 102];
    expect(like([0.6, 0.61, 0.62], same)).toMatchObject({ point: 1, beatenBy: [0], sure: true });
    expect(like([0.6, 0.61, 0.62], [120, 125, 121])).toMatchObject({ sure: true });
    expect(like([0.6, 0.61, 0.62], [90, 120, 121])).toMatchObject({ beatenBy: [0], sure: false });
    expect(like([0.79, 0.83, 0.78], same)).toMatchObject({ beatenBy: [0], sure: false });
  });

  it('weighs latency against joules where no answer is right or wrong', () => {
    const points = [
      one(Number.NaN, 2, 100),
      one(Number.NaN, 3, 90),
      one(Number.NaN, 4, 95),
      one(Number.NaN, 5, Number.NaN),
    ];
    expect(frontierOf(points)?.metrics).toEqual(['e2e_p99_seconds', 'joules_per_request']);
    expect(members(points)).toEqual([1, 0]);
  });

  it('leaves out points that were overloaded, failed or lack a figure', () => {
    const overloaded = [replication([0.9, 1, 1], 'overloaded')];
    const partly = [...one(0.9, 1, 1), replication([0.9, 1, 1], 'failed')];
    const points = [one(0.5, 2, 100), one(0.6, 3, 120), overloaded, partly, one(Number.NaN, 1, 1)];
    expect(members(points)).toEqual([0, 1]);
    expect(frontierOf(points)?.leftOut).toEqual([
      { why: 'overloaded', points: 1 },
      { why: 'failed', points: 1 },
      { why: 'incomplete', points: 1 },
    ]);
    expect(frontierOf([one(0.5, 2, 100), overloaded])).toBeNull();
    expect(frontierOf([])).toBeNull();
  });
});

import { describe, expect, it } from 'vitest';
import { frontierPicture } from '../../../src/report/frontier-picture.ts';
import { frontierText } from '../../../src/report/frontier-text.ts';
import { sweepAxes } from '../../../src/report/sweep-axes.ts';
import { sweepJson } from '../../../src/report/sweep-json.ts';
import { sweepText } from '../../../src/report/sweep-text.ts';
import { shownMetrics } from '../../../src/summary/metric-traits.ts';

const columns = [{ path: 'workloads[w].strategy', unit: null }];
const votes = (samples: number) => JSON.stringify({ kind: 'majority-vote', samples });

function point(index: number, level: string, metrics: Readonly<Record<string, number>>) {
  const of = (by: number) => shownMetrics.map(({ name }) => (metrics[name] ?? Number.NaN) * by);
  return {
    point: { index, values: [level] },
    replications: [0.99, 1.01].map((by) => ({ status: 'completed' as const, metrics: of(by) })),
  };
}

const points = [
  point(3, '{"kind":"single"}', { accuracy: 0.5, e2e_p99_seconds: 2, joules_per_request: 100 }),
  point(4, votes(4), { accuracy: 0.6, e2e_p99_seconds: 20, joules_per_request: 2000 }),
  point(5, votes(8), { accuracy: 0.65, e2e_p99_seconds: 10, joules_per_request: 1500 }),
];

const study = {
  name: 'study',
  status: 'completed' as const,
  columns,
  points,
  planned: 3,
  replications: { done: 6, found: 0 },
  failures: [],
  wallSeconds: 1,
};

const textOf = (of: typeof points) =>
  frontierText(
    of,
    sweepAxes(
      columns,
      of.map((each) => each.point),
    ),
  );

describe('the frontier as text', () => {
  it('has a letter for each point, small where another one beats it', () => {
    const lines = textOf(points).split('\n');
    expect(lines[0]).toBe(
      'Frontier of accuracy, latency and energy: 2 of 3 points are beaten by no other (capitals)',
    );
    expect(lines[2]).toMatch(/^ {2}A {2}single +50 % \(.*\) +2 s ±13% +100 J ±13%$/);
    expect(lines[3]).toMatch(/^ {2}B {2}majority-vote, samples 8 +65 % /);
    expect(lines[4]).toMatch(/^ {2}c {2}majority-vote, samples 4 .* beaten by B$/);
  });

  it('says how many points take no part, and why, also as data and in the picture', () => {
    const [first, ...rest] = points;
    const bad = (['overloaded', 'failed', 'overloaded'] as const).map((status, at) => ({
      point: { index: 6 + at, values: [votes(9 + at)] },
      replications: (first?.replications ?? []).map((each) => ({ ...each, status })),
    }));
    const all = first === undefined ? [] : [first, ...rest, ...bad];
    const words = '(2 overloaded and 1 failed points take no part)';
    const sweep = { ...study, points: all, planned: 6 };
    expect(sweepText(sweep)).toContain(`beaten by no other (capitals) ${words}\n`);
    expect(frontierPicture(sweep)).toContain(`with 95 % intervals ${words}<`);
    const { frontier } = sweepJson({ ...sweep, sweepHash: '', folder: '', warnings: [] });
    expect(frontier).toMatchObject({ leftOut: { overloaded: 2, failed: 1 } });
  });

  it('draws accuracy against joules and latency, on logarithmic axes, within 80 columns', () => {
    const plot = textOf(points).split('\n').slice(6);
    expect(plot).toEqual(
      `
  accuracy                               accuracy
       │                                      │
  65 % ┤                         B       65 % ┤                    B
       │                                      │
       │                                      │
  60 % ┤                           c     60 % ┤                           c
       │                                      │
       │                                      │
  55 % ┤                                 55 % ┤
       │                                      │
       │                                      │
  50 % ┤  A                              50 % ┤  A
       │                                      │
`
        .split('\n')
        .slice(1, -1)
        .concat(plot.slice(-3)),
    );
    expect(plot.at(-2)).toMatch(/^ +100 J +500 J +2 kJ +2 s +5 s +10 s +20 s$/);
    expect(plot.at(-1)?.trim()).toBe(
      'energy per request                 p99 of end-to-end latency',
    );
    expect(Math.max(...plot.map(({ length }) => length))).toBeLessThanOrEqual(80);
  });

  it('names 26 points one by one, and marks the others', () => {
    const many = Array.from({ length: 40 }, (_, at) =>
      point(at, votes(at), {
        accuracy: 0.3 + at / 100,
        e2e_p99_seconds: 1 + at,
        joules_per_request: 1 + (at % 39),
      }),
    );
    const text = textOf(many);
    expect(text).toContain('\n  and 14 more (* on it, · beaten)\n');
    expect(text).toMatch(/^ {2}Z {2}/m);
  });

  it('is told beside the best points, and as data', () => {
    const text = sweepText(study);
    expect(text).toContain('share of right answers: 65 %');
    expect(text).toContain('\n\nFrontier of accuracy');
    expect(text).toMatch(/ accuracy +J per right answer\n/);
    const { frontier } = sweepJson({ ...study, sweepHash: '', folder: '', warnings: [] });
    expect(frontier).toMatchObject({
      metrics: ['accuracy', 'e2e_p99_seconds', 'joules_per_request'],
      members: [{ point: 3, figures: { accuracy: { mean: 0.5 } } }, { point: 5 }],
      beaten: [{ point: 4, by: [5], sure: true }],
    });
    expect(sweepText({ ...study, points: points.slice(0, 1) })).not.toContain('Frontier');
  });
});

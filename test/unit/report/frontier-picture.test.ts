import { describe, expect, it } from 'vitest';
import { frontierPicture } from '../../../src/report/frontier-picture.ts';
import { shownMetrics } from '../../../src/summary/metric-traits.ts';

function point(
  index: number,
  values: readonly (string | number)[],
  metrics: Readonly<Record<string, number>>,
) {
  const of = (by: number) => shownMetrics.map(({ name }) => (metrics[name] ?? Number.NaN) * by);
  return {
    point: { index, values },
    replications: [0.99, 1.01].map((by) => ({ status: 'completed' as const, metrics: of(by) })),
  };
}

const strategies = {
  name: 'votes & <verifiers>',
  columns: [{ path: 'workloads[w].strategy', unit: null }],
  planned: 3,
  points: [
    { accuracy: 0.5, e2e_p99_seconds: 2, joules_per_request: 100 },
    { accuracy: 0.6, e2e_p99_seconds: 20, joules_per_request: 2000 },
    { accuracy: 0.65, e2e_p99_seconds: 10, joules_per_request: 1500 },
  ].map((metrics, at) => point(at, [['single', 'majority-vote', 'best-of-n'][at] ?? ''], metrics)),
};

const textsOf = (picture: string | null) =>
  [...(picture ?? '').matchAll(/<text[^>]*>([^<]*)</g)].map(([, words = '']) => words);

describe('the picture of a frontier', () => {
  it('names each point in both plots, with axes and units, and who beats whom', () => {
    const picture = frontierPicture(strategies);
    const texts = textsOf(picture);
    for (const name of ['single', 'majority-vote', 'best-of-n']) {
      expect(texts.filter((words) => words === name)).toHaveLength(2);
    }
    expect(texts.slice(0, 3)).toEqual([
      'votes &amp; &lt;verifiers&gt;',
      '2 of 3 points are beaten by no other in accuracy, latency and energy',
      'means of 2 replications with 95 % intervals',
    ]);
    expect(texts).toEqual(
      expect.arrayContaining([
        'accuracy',
        'energy per request (logarithmic)',
        'p99 of end-to-end latency (logarithmic)',
        '100 J',
        '10 s',
        '60 %',
      ]),
    );
    const marks = [...(picture ?? '').matchAll(/<circle[^>]*fill="([^"]*)"[^>]*><title>([^:]*):/g)];
    // A beaten point is below those on the frontier.
    expect(marks.slice(0, 3).map(([, fill, name]) => [name, fill])).toEqual([
      ['majority-vote', '#ffffff'],
      ['single', '#0072b2'],
      ['best-of-n', '#0072b2'],
    ]);
    expect(picture).toContain(
      '<title>single: accuracy 50 % (44 to 56 %), p99 of end-to-end latency 2 s ±13%, energy per request 100 J ±13%</title>',
    );
  });

  it('is the same bytes every time', () => {
    expect(frontierPicture(strategies)).toBe(frontierPicture(structuredClone(strategies)));
  });

  it('has letters and their key where points are many, and latency alone without a task', () => {
    const points = Array.from({ length: 30 }, (_, at) =>
      point(at, [at, 'some-scheduler'], {
        e2e_p99_seconds: 50 - at,
        joules_per_request: 100 + 9 * at,
      }),
    );
    const columns = ['workloads[w].arrivals.rate', 'pools[p].engine.scheduler'].map((path, at) => ({
      path,
      unit: at === 0 ? '1/s' : null,
    }));
    const texts = textsOf(frontierPicture({ name: 'many', columns, points, planned: 31 }));
    expect(texts[1]).toBe(
      '30 of 31 points so far; 30 of 30 points are beaten by no other in latency and energy',
    );
    expect(texts).toEqual(
      expect.arrayContaining([
        'A',
        'Z',
        'A  rate 0/s, scheduler some-scheduler',
        'and 4 more',
        'p99 of end-to-end latency',
      ]),
    );
    expect(texts).not.toContain('accuracy');
  });

  const figures = (at: number) => ({
    accuracy: 0.6 + at / 1e3,
    e2e_p99_seconds: 10 + at / 1e3,
    joules_per_request: 500 + at / 1e3,
  });

  it('has letters where a name finds no place', () => {
    const names = Array.from({ length: 13 }, (_, at) => `a-strategy-with-a-name-${at}`);
    const near = names.map((name, at) => point(at, [name], figures(at)));
    const far = { accuracy: 0.1, e2e_p99_seconds: 0.1, joules_per_request: 1 };
    const points = [...near, point(13, ['far'], far)];
    const { columns } = strategies;
    const texts = textsOf(frontierPicture({ name: 'near', columns, points, planned: 14 }));
    for (const name of names) {
      const isKey = texts.some((words) => words.endsWith(`  ${name}`));
      expect(isKey).toBe(true);
      expect(texts).not.toContain(name);
    }
  });

  it('has long names whole in its key, and cuts still longer ones with an ellipsis', () => {
    const word = 'n'.repeat(36);
    const columns = ['k', 'l', 'm', 'o'].map((path) => ({ path, unit: null }));
    const rows = [
      [word, word, 'a', 'b'],
      [word, word, word, word],
    ];
    const points = rows.map((values, at) => point(at, values, figures(at)));
    const texts = textsOf(frontierPicture({ name: 'long', columns, points, planned: 2 }));
    expect(texts).toContain(`A  k ${word}, l ${word}, m a, o b`);
    expect(texts.at(-1)).toMatch(/^B {2}k n+, l n+, m n+, o n{10,30}…$/);
  });

  it('is none where no two points can be weighed', () => {
    const [first] = strategies.points;
    const alone = first === undefined ? [] : [first];
    expect(frontierPicture({ ...strategies, points: alone })).toBeNull();
  });
});

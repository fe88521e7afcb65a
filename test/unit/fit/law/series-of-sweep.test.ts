import { describe, expect, it } from 'vitest';
import { splitBlocks } from '../../../../src/fit/law/block-axes.ts';
import { compareLaws } from '../../../../src/fit/law/compare-laws.ts';
import { jointLaws } from '../../../../src/fit/law/joint-law.ts';
import { lawOf } from '../../../../src/fit/law/law.ts';
import { promisesOf, promisesText } from '../../../../src/fit/law/promises.ts';
import { reading } from '../../../../src/fit/law/reading.ts';
import { type LawSweep, seriesOfSweep } from '../../../../src/fit/law/series-of-sweep.ts';
import type { SweptLaw } from '../../../../src/fit/law/swept-law.ts';
import type { ReplicationStatus } from '../../../../src/record/tables/metrics.ts';
import type { AxisLevel } from '../../../../src/summary/sweep-comparison.ts';

/** A sweep with a replication per point. */
function sweepOf(
  axes: readonly string[],
  points: readonly (readonly AxisLevel[])[],
  columns: Readonly<Record<string, (levels: readonly AxisLevel[], point: number) => number>>,
  more: { readonly design?: string; readonly statuses?: readonly ReplicationStatus[] } = {},
): LawSweep {
  return {
    seed: '1',
    axes,
    axesWithUnits: axes.map((path) => ({ path, unit: null })),
    design: more.design ?? 'grid',
    points: points.map((levels, row) => ({ levels, rows: [row] })),
    statuses: more.statuses ?? points.map(() => 'completed' as const),
    columns: new Map(
      Object.entries(columns).map(([name, at]) => [name, Float64Array.from(points, at)]),
    ),
  };
}

const lawsOf = (sweep: LawSweep): readonly SweptLaw[] =>
  seriesOfSweep(sweep).series.flatMap(({ series, ...place }) => {
    const law = lawOf(series);
    return law === null ? [] : [{ sweep: 's', ...place, law, reading: reading(place, law) }];
  });

const replicas = 'pools[p].replicas';
const chip = 'pools[p].accelerator';
const grid = ['h100-sxm', 'b200'].flatMap((name) => [1, 2, 4, 8].map((count) => [count, name]));

describe('seriesOfSweep', () => {
  it('makes groups of words, and a series of numbers in each', () => {
    const sweep = sweepOf([replicas, chip], grid, { requests_per_second: ([x]) => 5 * Number(x) });
    const { series, skipped } = seriesOfSweep(sweep);
    expect(series.map(({ axis, where }) => [axis, where[0]?.level])).toEqual([
      [replicas, 'h100-sxm'],
      [replicas, 'b200'],
    ]);
    expect(skipped).toEqual([{ axis: chip, reason: expect.stringContaining('groups') }]);
  });

  it('counts models by their parameters, and number formats by their bits', () => {
    const models = ['["llama-3.2-1b"]', '["llama-3.1-8b"]', '["llama-3.1-70b"]'];
    const sweep = sweepOf(
      ['pools[p].serves'],
      models.map((model) => [model]),
      { tpot_mean_seconds: (_, point) => 0.01 * 3 ** point },
    );
    const [first] = seriesOfSweep(sweep).series;
    expect(first?.axisScale).toBe('parameters');
    const sizes = first?.series.points.map(({ x }) => x) ?? [];
    expect(sizes[1]).toBeGreaterThan(7e9);
    expect(sizes[2]).toBeGreaterThan(6.9e10);
    const formats = sweepOf(['pools[p].precision.weights'], [['bf16'], ['fp8'], ['int4']], {
      joules_per_request: (_, point) => 4 - point,
    });
    const bits = seriesOfSweep(formats).series[0]?.series.points.map(({ x }) => x) ?? [];
    expect(bits.map(Math.round)).toEqual([16, 8, 4]);
  });

  it('splits blocks that differ in a number: a law of it in each group of those that are else the same', () => {
    const votes = (kind: string, samples: number, more = {}) =>
      JSON.stringify({ kind, samples, ...more });
    const strategies = [
      '{"kind":"single"}',
      ...[1, 3, 9].map((samples) => votes('majority-vote', samples)),
      ...[1, 3, 9, 27].map((samples) => votes('best-of-n', samples, { verifier: { auc: 0.9 } })),
    ];
    const path = 'workloads[w].strategy';
    const columns = { accuracy: (_: readonly AxisLevel[], point: number) => 0.3 + point / 20 };
    const sweep = (levels: readonly string[]) =>
      splitBlocks(
        sweepOf(
          [path],
          levels.map((level) => [level]),
          columns,
        ),
      );
    const split = sweep(strategies);
    expect(split.axes).toEqual([path, `${path}.samples`]);
    const { series, skipped } = seriesOfSweep(split);
    expect(
      series.map(({ axis, where, series: { points } }) => [
        axis,
        where[0]?.level,
        points.map(({ x }) => x),
      ]),
    ).toEqual([
      [`${path}.samples`, 'majority-vote', [1, 3, 9]],
      [`${path}.samples`, 'best-of-n', [1, 3, 9, 27]],
    ]);
    expect(skipped.map(({ axis }) => axis)).toEqual([path]);
    const one = sweep(strategies.slice(4));
    expect(one.axes).toEqual([`${path}.samples`]);
    expect(seriesOfSweep(one).series).toMatchObject([{ where: [] }]);
    const few = sweep(strategies.slice(0, 3));
    expect(few.axes).toEqual([path]);
    expect(few.points[1]?.levels).toEqual([strategies[1]]);
  });

  it('leaves points whose joules are too low out of laws of what a request takes, and of no others', () => {
    const sweep = sweepOf([replicas], [[1], [2], [4], [8]], {
      joules_per_request: ([x]) => 100 * Number(x),
      accelerator_average_watts: ([x]) => 100 * Number(x),
      requests_per_second: (_, point) => (point === 3 ? 0.7 : 1),
      usd_per_request: ([x]) => Number(x),
      usd_per_million_output_tokens: ([x]) => Number(x),
      grams_per_request: ([x]) => Number(x),
    });
    const lengths = seriesOfSweep(sweep).series.map(({ metric, series }) => [
      metric,
      series.points.length,
    ]);
    expect(lengths).toEqual([
      ['requests_per_second', 4],
      ['joules_per_request', 3],
      ['accelerator_average_watts', 4],
      ['usd_per_request', 3],
      ['usd_per_million_output_tokens', 3],
      ['grams_per_request', 3],
    ]);
  });

  it('holds axes that move together to be one', () => {
    const sweep = sweepOf(
      ['pools[p].parallelism.tensor', replicas, 'routing.policy'],
      ['a', 'b'].flatMap((word) => [2, 4, 8].map((tensor) => [tensor, 32 / tensor, word])),
      { requests_per_second: ([x]) => Number(x) },
    );
    const { series } = seriesOfSweep(sweep);
    expect(series).toHaveLength(4);
    expect(series[0]).toMatchObject({ along: [replicas], where: [{ level: 'a' }] });
  });

  it('leaves overloaded points out of latencies, and says why an axis has no law', () => {
    const statuses = [1, 2, 4, 8].map((x) => (x === 1 ? 'overloaded' : 'completed'));
    const sweep = sweepOf(
      [replicas, 'seed'],
      [1, 2, 4, 8].map((count) => [count, 7]),
      { e2e_mean_seconds: ([x]) => 1 / Number(x), requests_per_second: ([x]) => Number(x) },
      { statuses: statuses as readonly ReplicationStatus[] },
    );
    const { series, skipped } = seriesOfSweep(sweep);
    const points = series.map((each) => [each.metric, each.series.points.length]);
    expect(Object.fromEntries(points)).toEqual({ e2e_mean_seconds: 3, requests_per_second: 4 });
    expect(skipped[0]?.reason).toContain('one value');
  });

  it('tells accuracy against what was spent for it', () => {
    const sweep = sweepOf(
      ['workloads[w].strategy.samples'],
      [1, 4, 16, 64].map((samples) => [samples]),
      {
        accuracy: ([x]) => 0.5 + 0.05 * Math.log2(Number(x)),
        tokens_per_request: ([x]) => 1000 * Number(x),
      },
    );
    const law = lawsOf(sweep).find(({ axis }) => axis === 'tokens_per_request');
    expect(law).toMatchObject({ metric: 'accuracy', law: { form: 'logarithmic', from: 1000 } });
    expect(law?.reading).toMatch(/^accuracy gains 5 points .*each doubling of tokens per request/);
  });
});

describe('compareLaws', () => {
  const compared = (slope: number, level: number) => {
    const at = ([x, name]: readonly AxisLevel[], point: number) =>
      Number(x) ** (name === 'b200' ? 0.9 + slope : 0.9) *
      (name === 'b200' ? level : 1) *
      (1 + 0.004 * Math.sin(5 * point));
    const sweep = sweepOf([replicas, chip], grid, { requests_per_second: at });
    return compareLaws(lawsOf(sweep));
  };

  it.each([
    [0, 1, 'neither'],
    [0, 2, 'level'],
    [-0.3, 8 ** 0.15, 'slope'],
    [-0.3, 2, 'both'],
  ])('tells level from slope: exponent %f, level × %f', (slope, level, shift) => {
    const [only, second] = compared(slope, level);
    expect(second).toBeUndefined();
    expect(only).toMatchObject({ group: chip, a: 'h100-sxm', b: 'b200', shift });
    expect(only?.slope).toBeCloseTo(slope, 1);
  });
});

describe('promisesOf', () => {
  const rates = [4, 8, 16, 32];
  const promised = (levels: readonly AxisLevel[], at: (rate: number, free: boolean) => number) => {
    const points = levels.flatMap((level) => rates.map((rate) => [level, rate]));
    const figures = {
      tpot_mean_seconds: ([level, rate]: readonly AxisLevel[]) =>
        at(Number(rate), level !== 'none'),
    };
    return promisesOf(lawsOf(sweepOf(['ideal', 'rate'], points, figures)));
  };
  const halfFree = (rate: number, free: boolean) => (free ? 0.01 : 0.02) * rate ** 0.1;

  it('says what a law without bounds would say where both end', () => {
    const found = promised(['none', '["memory","host"]'], halfFree);
    expect(found).toMatchObject([{ free: 'memory, host', deployedTo: 32, unboundedTo: 32 }]);
    expect(found[0]?.deployed).toBeCloseTo(0.02 * 32 ** 0.1, 6);
    expect(found[0]?.unbounded).toBeCloseTo(0.01 * 32 ** 0.1, 6);
    expect(promisesText(found)).toMatch(
      /memory, host free: 14.1 ms promised at rate 32, 28.3 ms as deployed, 50 % too little/,
    );
  });

  it('says how much further they go, and nothing where they are told right or there is no such pair', () => {
    const longer = promised(['none', '["cache"]'], (rate, free) =>
      free || rate < 32 ? halfFree(rate, free) : Number.NaN,
    );
    expect(promisesText(longer)).toMatch(
      /cache free: promised up to rate 32 \(14.1 ms there\), and as deployed told up to rate 16/,
    );
    const same = promised(['[]', '["io"]'], (rate) => rate);
    expect(promisesText(same)).toMatch(/1 of 1 figures are promised right/);
    expect(promised(['["io"]', '["host"]'], halfFree)).toEqual([]);
    expect(promisesText([])).toBe('');
  });
});

describe('jointLaws', () => {
  it('finds the exponents of all axes where a design moves them at once', () => {
    const points = Array.from({ length: 12 }, (_, n) => [1 + n, 2 + ((7 * n) % 12)]);
    const sweep = sweepOf(
      ['rate', replicas],
      points,
      { requests_per_second: ([a, b]) => 3 * Number(a) ** 0.5 * Number(b) ** 1.2 },
      { design: 'latin-hypercube' },
    );
    expect(seriesOfSweep(sweep).series).toEqual([]);
    const [law] = jointLaws('s', sweep);
    expect(law?.exponents.map(({ exponent }) => exponent)).toEqual([
      expect.closeTo(0.5, 8),
      expect.closeTo(1.2, 8),
    ]);
    expect(law?.level).toBeCloseTo(3, 8);
    expect(law?.levelInterval[0]).toBeLessThanOrEqual(law!.level);
    expect(law?.exponents.map(({ from, to }) => [from, to])).toEqual([
      [1, 12],
      [2, 13],
    ]);
  });

  it('hold no joules, money or carbon per request of points that completed too little in the window', () => {
    const points = Array.from({ length: 12 }, (_, n) => [1 + n, 2 + ((7 * n) % 12)]);
    const cut = (point: number) => (point === 11 ? 0.3 : 1);
    const spent = ([a]: readonly AxisLevel[], point: number) => cut(point) * Number(a) ** 2;
    const sweep = sweepOf(
      ['rate', replicas],
      points,
      {
        joules_per_request: spent,
        usd_per_request: spent,
        grams_per_request: spent,
        accelerator_average_watts: ([a]) => Number(a) ** 2,
        requests_per_second: () => 1,
      },
      { design: 'latin-hypercube' },
    );
    const laws = jointLaws('s', sweep).map(({ metric, points: told, exponents: [first] }) => [
      ...[metric, told],
      first?.exponent,
    ]);
    const two = expect.closeTo(2, 8);
    expect(laws).toEqual([
      ['joules_per_request', 11, two],
      ['accelerator_average_watts', 12, two],
      ['usd_per_request', 11, two],
      ['grams_per_request', 11, two],
    ]);
  });
});

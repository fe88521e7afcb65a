import { cpSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compareResults } from '../../../src/run/compare-results.ts';
import { loadScenario } from '../../../src/run/load-scenario.ts';
import { runScenario } from '../../../src/run/run-scenario.ts';
import { sensitivityOfSweep } from '../../../src/run/sensitivity-of-sweep.ts';
import { UserError } from '../../../src/run/user-error.ts';
import { policies, type Row, sweepRow, writeSweep } from './result-folders.ts';

const scenarios = join(import.meta.dirname, '..', '..', '..', 'scenarios');
let base: string;
const at = (name: string) => join(base, name);

async function run(name: string, replications: number, sets: string[] = [], format?: 'parquet') {
  const all = ['horizon.requests=400', ...sets];
  const loaded = loadScenario(join(scenarios, 'mm1.yaml'), { sets: all });
  await runScenario(loaded, { out: at(name), replications, format });
}

/** A copy of a results folder, with its manifest changed. */
function changed(name: string, from: string, manifest: object): string {
  cpSync(at(from), at(name), { recursive: true });
  const before = JSON.parse(readFileSync(join(at(from), 'manifest.json'), 'utf8')) as object;
  writeFileSync(join(at(name), 'manifest.json'), JSON.stringify({ ...before, ...manifest }));
  return at(name);
}

const faster = ['pools[server].engine.stepTime.base=3ms'];

beforeAll(async () => {
  base = mkdtempSync(join(tmpdir(), 'tailwatt-compare-'));
  await run('a', 4);
  await run('b', 4, faster);
  await run('one', 1);
  await run('other', 1, faster);
  await run('parquet', 1, [], 'parquet');
  await run('renamed', 4, ['workloads[customers].name=buyers']);
  await run('without', 1, ['outputs={requests: none, timeseries: none}']);
});
afterAll(() => rmSync(base, { recursive: true, force: true }));

function refused(act: () => unknown): UserError {
  try {
    act();
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}

function runs(a: string, b: string) {
  const found = compareResults(a, b);
  if (found.kind !== 'runs') throw new Error('these are runs');
  const metric = (name: string) => found.metrics.find((each) => each.metric === name);
  return { ...found, metric };
}

describe('compareResults of two runs', () => {
  it('pairs their replications and says where the scenarios differ', () => {
    const found = runs(at('a'), at('b'));
    expect(found.a).toMatchObject({ folder: at('a'), name: 'mm1', replications: 4 });
    expect(found.pairing.method).toBe('paired-replications');
    expect(found.scenarioDifferences).toEqual([
      { path: 'pools[server].engine.stepTime.baseSeconds', a: 0.004, b: 0.003 },
    ]);
    expect(found.metric('e2e_mean_seconds')).toMatchObject({ verdict: 'better', count: 4 });
    // A step takes 4 ms or 3 ms whatever is drawn: a difference without an error.
    const steady = { verdict: null, interval: null, standardError: 0, count: 4 };
    expect(found.metric('tpot_mean_seconds')).toMatchObject(steady);
    expect(found.metric('tpot_mean_seconds')?.relative).toBeCloseTo(-0.25, 9);
    expect(found.metric('requests_per_second')?.shown).toBe(true);
    expect(found.metric('e2e_p999_seconds')?.shown).toBe(false);
    expect(found.warnings).toEqual([]);
  });

  it('reads the requests of single runs', () => {
    const found = runs(at('one'), at('other'));
    expect(found.pairing).toMatchObject({ method: 'paired-sections' });
    expect(found.pairing.reason).toContain('at the same instants');
    expect(found.metric('e2e_mean_seconds')).toMatchObject({ verdict: 'undecided', count: 7 });
    expect(found.metric('e2e_mean_seconds')?.pValue).toBeLessThan(0.05);
    expect(found.metric('tpot_p99_seconds')).toMatchObject({ interval: null, verdict: null });
    expect(found.warnings.join()).toContain('are rough');
  });

  it('compares a single run with the first replication of several', () => {
    const found = runs(at('one'), at('b'));
    expect(found.pairing.method).toBe('paired-sections');
    expect(found.warnings.join()).toContain('A is a single run');
    const single = runs(at('one'), at('other'));
    expect(found.metric('e2e_mean_seconds')?.difference).toBe(
      single.metric('e2e_mean_seconds')?.difference,
    );
  });

  it('claims nothing from replications of a replayed trace: they are copies', async () => {
    const trace = at('trace.csv');
    const rows = Array.from({ length: 400 }, (_, i) => `${i / 2},${50 + (i % 7)},${1 + (i % 90)}`);
    writeFileSync(trace, ['arrival_seconds,prompt_tokens,output_tokens', ...rows].join('\n'));
    const replay = [
      `workloads[customers].arrivals={process: trace, file: '${trace}', format: tailwatt}`,
      'horizon=trace',
    ];
    const repeated = async (name: string, sets: readonly string[]) => {
      const loaded = loadScenario(join(scenarios, 'mm1.yaml'), { sets: [...replay, ...sets] });
      return runScenario(loaded, { out: at(name), replications: 3 });
    };
    const { summary } = await repeated('replay', []);
    expect(summary.latency.e2eSeconds.ci.mean).toBeNull();
    expect(summary.warnings.join('\n')).toContain('the 3 replications are copies of each other');
    await repeated('replay-faster', faster);
    const found = runs(at('replay'), at('replay-faster'));
    expect(found.pairing).toMatchObject({ method: 'paired-sections', copies: [true, true] });
    const [a, b, rough] = found.warnings;
    expect(a).toMatch(
      /^the 3 replications of A are copies of each other: nothing in the scenario is drawn/,
    );
    expect(b).toContain('replications of B');
    expect(rough).not.toContain('--replications');
    const claimed = found.metrics.filter(({ interval }) => interval?.[0] === interval?.[1]);
    expect(claimed.filter(({ interval }) => interval !== null)).toEqual([]);
    expect(found.metric('requests_per_second')?.interval).toBeNull();
  });

  it('finds a run the same as itself', () => {
    const { metrics } = runs(at('a'), at('a'));
    expect(metrics.filter(({ difference }) => difference !== null && difference !== 0)).toEqual([]);
    expect(metrics.filter(({ verdict }) => verdict !== null && verdict !== 'same')).toEqual([]);
  });

  it('has no intervals where the requests were not kept', () => {
    expect(runs(at('one'), at('without')).pairing.method).toBe('none');
  });

  it('warns of an overload', async () => {
    await run('flooded', 2, ['workloads[customers].arrivals.rate=3/s']);
    expect(runs(at('a'), at('flooded')).warnings).toEqual([
      expect.stringMatching(/^B is overloaded in 2 of 2 replications: its latency grows/),
    ]);
  });

  it('warns of an interrupted run, of which only the whole replications count', async () => {
    const controller = new AbortController();
    const loaded = loadScenario(join(scenarios, 'mm1.yaml'), { sets: ['horizon.requests=400'] });
    const { folder } = await runScenario(loaded, {
      out: at('cut'),
      replications: 4,
      signal: controller.signal,
      eventsPerSlice: 50,
      onProgress: ({ replication, requests }) => {
        if (replication === 2 && requests > 20) controller.abort();
      },
    });
    const found = runs(at('a'), folder);
    expect(found.pairing.replications).toEqual([2, 2]);
    expect(found.warnings).toEqual(['B was interrupted: its last replication is left out']);
    expect(found.metric('e2e_mean_seconds')).toMatchObject({ count: 2, verdict: 'same' });
  });

  it('warns of other versions', () => {
    const newer = changed('newer', 'a', { version: '9.9.9' });
    expect(runs(at('a'), newer).warnings).toEqual([
      expect.stringMatching(/^A was made by Tailwatt .*, B by 9\.9\.9: /),
    ]);
  });
});

describe('compareResults refuses', () => {
  it('two folders that are wrong, both at once', () => {
    writeFileSync(at('file'), 'x');
    const error = refused(() => compareResults(at('nowhere'), at('file')));
    expect(error.message).toContain('nowhere: there is no such folder');
    expect(error.message).toContain('file: it is a file');
  });

  it('what is no results folder', () => {
    const empty = mkdtempSync(join(base, 'empty-'));
    expect(refused(() => compareResults(at('a'), empty)).message).toContain('has no manifest.json');
    writeFileSync(join(empty, 'manifest.json'), '{"tool": "webpack"}');
    expect(refused(() => compareResults(at('a'), empty)).message).toContain('not of Tailwatt');
    writeFileSync(join(empty, 'manifest.json'), '{"tool": "tailwatt"');
    expect(refused(() => compareResults(at('a'), empty)).message).toContain('was cut off');
    writeFileSync(join(empty, 'manifest.json'), '{"tool": "tailwatt"}');
    expect(refused(() => compareResults(at('a'), empty)).message).toContain('incomplete');
  });

  it('a table that was cut off, whether the manifest tells its size or not', () => {
    for (const [name, manifest] of [
      ['short', {}],
      ['untold', { tables: [] }],
    ] as const) {
      const folder = changed(name, 'a', manifest);
      truncateSync(join(folder, 'replications.arrow'), 5000);
      const { message, fix } = refused(() => compareResults(at('a'), folder));
      expect(message).toMatch(/replications\.arrow: (it has 5000 bytes|not an Arrow IPC file)/);
      expect(fix).toContain('run it again');
    }
  });

  it('tables that are missing or Parquet', () => {
    const folder = changed('missing', 'a', {});
    rmSync(join(folder, 'replications.arrow'));
    expect(refused(() => compareResults(at('a'), folder)).message).toContain('no such table');
    const error = refused(() => compareResults(at('a'), at('parquet')));
    expect(error.message).toContain('written as Parquet');
    expect(error.fix).toContain('--format arrow');
  });

  it('runs of other workloads, and a run beside a sweep', () => {
    const error = refused(() => compareResults(at('a'), at('renamed')));
    expect(error.message).toContain('other workloads (customers; buyers)');
    const sweep = changed('sweep', 'a', { kind: 'sweep' });
    expect(refused(() => compareResults(at('a'), sweep)).message).toContain(
      'one is a run, the other a sweep',
    );
    const bare = changed('bare', 'a', { scenario: null });
    expect(refused(() => compareResults(at('a'), bare)).message).toContain('no scenario');
  });
});

type Place = readonly [number, number, (typeof policies)[number]];
const grid: readonly Place[] = [8, 12, 16].flatMap((rate, i) =>
  policies.map((policy, j): Place => [2 * i + j, rate, policy]),
);

/** Three replications of every point; p99 depends on the rate, and a little on the policy. */
function rowsOf(places: readonly Place[], cut: number): readonly Row[] {
  return places.flatMap((place) =>
    [0, 1, 2].map((replication) => {
      const [, rate, policy] = place;
      const slow = policy === 'random' ? 1 : 0;
      const p99 = (rate + slow) * (1 - cut - 0.01 * cut * replication) + replication;
      return sweepRow(place, replication, { e2e_p99_seconds: p99, requests_per_second: rate });
    }),
  );
}

describe('compareResults of two sweeps', () => {
  it('matches their points by the values of the axes', () => {
    const a = writeSweep(at('sweep-a'), rowsOf(grid, 0));
    const others = grid.slice(1).map(([point, ...rest]): Place => [10 - point, ...rest]);
    const b = writeSweep(at('sweep-b'), rowsOf(others, 0.1), { points: 7 });
    const found = compareResults(a, b);
    if (found.kind !== 'sweeps') throw new Error('these are sweeps');
    expect(found).toMatchObject({ matched: 5, paired: true, onlyA: [[8, 'random']], onlyB: [] });
    expect(found.a.replications).toBe(3);
    const p99 = found.metrics.find(({ metric }) => metric === 'e2e_p99_seconds');
    expect(p99?.verdicts).toMatchObject({ better: 5, worse: 0 });
    expect(p99?.largest[0]).toMatchObject({ levels: [16, 'random'] });
    expect(found.warnings).toEqual(['B holds 5 of the 7 points of its design']);
    const why = (more: object) => {
      const again = compareResults(
        a,
        writeSweep(at('sweep-b'), rowsOf(others, 0.1), { points: 7, ...more }),
      );
      return again.warnings;
    };
    expect(why({ status: 'interrupted', file: 'study.yaml' })).toEqual([
      `B holds 5 of the 7 points of its design: it was interrupted, and goes on with tailwatt sweep study.yaml --resume --out ${b}`,
    ]);
    expect(why({ shard: { index: 1, count: 2 } })[0]).toContain('it is one shard; tailwatt merge');
  });

  it('refuses a sweep that is not at its end: its table, if any, is of an earlier time', () => {
    const a = writeSweep(at('sweep-m'), rowsOf(grid, 0));
    const b = writeSweep(at('sweep-n'), rowsOf(grid, 0), { status: 'running', file: 'study.yaml' });
    const error = refused(() => compareResults(a, b));
    expect(error.message).toContain('sweep-n: it is still running, or was killed');
    expect(error.fix).toContain(`tailwatt sweep study.yaml --resume --out ${b}`);
    rmSync(join(b, 'sweep.arrow'));
    expect(refused(() => sensitivityOfSweep(b)).message).toContain('still running');
  });

  it('refuses other axes and other workloads, both at once, and sweeps that never meet', () => {
    const a = writeSweep(at('sweep-c'), rowsOf(grid, 0));
    const b = writeSweep(at('sweep-d'), rowsOf(grid, 0), {
      axes: [{ column: 'routing.policy', path: 'routing.policy', unit: null }],
      workloads: ['code'],
    });
    const { message } = refused(() => compareResults(a, b));
    expect(message).toContain('other axes (only A has workloads[chat].arrivals.rate)');
    expect(message).toContain('other workloads (only A has chat; only B has code)');
    const apart = grid.map(([point, rate, policy]): Place => [point, rate + 1, policy]);
    const c = writeSweep(at('sweep-e'), rowsOf(apart, 0));
    expect(refused(() => compareResults(a, c)).message).toContain('no point in common');
  });

  it('refuses a manifest that does not fit its table', () => {
    const a = writeSweep(at('sweep-f'), rowsOf(grid, 0));
    const none = writeSweep(at('sweep-g'), rowsOf(grid, 0), { axes: 'rate' });
    expect(refused(() => compareResults(a, none)).message).toContain('lists no axes');
    const lost = writeSweep(at('sweep-h'), rowsOf(grid, 0), { axes: [{ column: 'x', path: 'x' }] });
    expect(refused(() => compareResults(a, lost)).message).toContain('no column x');
    const empty = writeSweep(at('sweep-i'), []);
    expect(refused(() => compareResults(a, empty)).message).toContain('no finished point');
  });
});

describe('sensitivityOfSweep', () => {
  it('reads the axes and ranks them', () => {
    const found = sensitivityOfSweep(writeSweep(at('sweep-j'), rowsOf(grid, 0)));
    expect(found).toMatchObject({ name: 'my-sweep', design: 'grid', points: 6, replications: 3 });
    const [p99] = found.metrics;
    expect(p99).toMatchObject({ metric: 'e2e_p99_seconds', method: 'grid', noiseShare: 0 });
    expect(p99?.axes.map(({ axis }) => axis)).toEqual([
      'workloads[chat].arrivals.rate',
      'routing.policy',
    ]);
    expect(p99?.axes[1]?.tornado).toMatchObject({ minimum: { from: 'round-robin' }, range: 1 });
  });

  it('warns of points and replications that are not there', () => {
    const rows = rowsOf(grid, 0).map((row, index) =>
      index === 4 ? { ...row, status: 'failed', e2e_p99_seconds: null } : row,
    );
    const folder = writeSweep(at('sweep-k'), rows, { points: 9 });
    expect(sensitivityOfSweep(folder).warnings).toEqual([
      'the sweep holds 6 of the 9 points of its design',
      '1 replication of the sweep failed, and is left out',
    ]);
  });

  it('refuses a run, and a sweep without axes', () => {
    expect(refused(() => sensitivityOfSweep(at('a'))).message).toContain('a run, not a sweep');
    const bare = writeSweep(at('sweep-l'), rowsOf(grid, 0), { axes: [] });
    expect(refused(() => sensitivityOfSweep(bare)).message).toContain('has no axes');
  });
});

import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { shell, tailwatt, temporaryFolder } from './command.ts';
import { readManifest, readTable } from './tables.ts';

const mm1 = 'scenarios/mm1.yaml';
const short = ['--set', 'horizon.requests=300'];
/** Long enough that an interrupt always comes in its middle. */
const endless = ['--set', 'horizon.requests=500000000', '--set', 'outputs.timeseries=none'];

interface Summary {
  readonly status: string;
  readonly seed: string;
  readonly replications?: number;
  readonly counts: Readonly<Record<string, number>> & { readonly offered: number };
  readonly latency: {
    readonly e2eSeconds: { readonly mean: number; readonly ci: { readonly mean: number[] | null } };
  };
}

/** Every request that arrived has exactly one outcome. */
function expectConserved({ counts }: Summary): void {
  const { offered, measured: _, ...outcomes } = counts;
  expect(Object.values(outcomes).reduce((sum, count) => sum + count, 0)).toBe(offered);
}

describe('tailwatt run', () => {
  it('leads with the answer and writes every table', async () => {
    const out = join(temporaryFolder(), 'run');
    const { code, stdout, stderr } = await tailwatt(['run', mm1, ...short, '--out', out]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: `tables are in ${out}\n` });
    const at = (text: string) => {
      expect(stdout).toContain(text);
      return stdout.indexOf(text);
    };
    const order = [
      at('target met'),
      at('bound by'),
      at('what breaks first'),
      at('slowest 1'),
      at('p99'),
    ];
    expect(order).toEqual([...order].sort((a, b) => a - b));
    expect(readdirSync(out).sort()).toEqual([
      'manifest.json',
      'replicas.arrow',
      'replications.arrow',
      'requests.arrow',
      'summary.arrow',
      'timeseries.arrow',
    ]);
    expect(readTable(out, 'requests').numRows).toBe(300);
    for (const { table, rows } of readManifest(out).tables) {
      expect(readTable(out, table).numRows, table).toBe(rows);
    }
  });

  it('prints one JSON document and nothing else into a pipe', async () => {
    const out = join(temporaryFolder(), 'run');
    const { code, stdout, stderr } = await tailwatt(['run', mm1, ...short, '--json', '--out', out]);
    expect(code).toBe(0);
    expectConserved(JSON.parse(stdout) as Summary);
    expect(stdout + stderr).not.toContain('\u001b');
  });

  it('gives the same bytes for the same seed, and others for another', async () => {
    const folder = temporaryFolder();
    const run = (name: string, ...more: string[]) =>
      tailwatt(['run', mm1, ...short, '--out', join(folder, name), ...more]);
    await Promise.all([run('a'), run('b'), run('c', '--seed', '2')]);
    const bytes = (name: string, table: string) => readFileSync(join(folder, name, table));
    const tables = ['requests', 'summary', 'timeseries', 'replicas', 'replications'];
    for (const table of tables.map((name) => `${name}.arrow`)) {
      expect(bytes('a', table).equals(bytes('b', table)), table).toBe(true);
      expect(bytes('a', table).equals(bytes('c', table)), table).toBe(false);
    }
    expect(readManifest(join(folder, 'a')).scenarioHash).toBe(
      readManifest(join(folder, 'c')).scenarioHash,
    );
  });

  it('repeats: a replication column, and intervals between replications', async () => {
    const out = join(temporaryFolder(), 'run');
    const words = ['run', mm1, ...short, '--replications', '3', '--json', '--out', out];
    const { code, stdout } = await tailwatt(words);
    expect(code).toBe(0);
    const summary = JSON.parse(stdout) as Summary;
    expect(summary.replications).toBe(3);
    expectConserved(summary);
    const { mean, ci } = summary.latency.e2eSeconds;
    expect(ci.mean?.[0]).toBeLessThan(mean);
    expect(ci.mean?.[1]).toBeGreaterThan(mean);
    const replications = readTable(out, 'requests').getChild('replication')?.toArray() ?? [];
    expect([...new Set(replications)]).toEqual([0, 1, 2]);
    expect(replications).toHaveLength(900);
  });

  it('writes Parquet', async () => {
    const out = join(temporaryFolder(), 'run');
    const { code } = await tailwatt(['run', mm1, ...short, '--format', 'parquet', '--out', out]);
    expect(code).toBe(0);
    const magic = readFileSync(join(out, 'requests.parquet')).subarray(0, 4).toString();
    expect(magic).toBe('PAR1');
    expect(existsSync(join(out, 'requests.arrow'))).toBe(false);
  });

  it('checks stated targets when it is asked to', async () => {
    const out = join(temporaryFolder(), 'run');
    const words = ['run', mm1, ...short, '--out', out];
    const strict = [...words, '--set', 'workloads[customers].slo.e2e=10ms'];
    expect((await tailwatt([...words, '--check'])).code).toBe(0);
    expect((await tailwatt(strict)).code).toBe(0);
    const checked = await tailwatt([...strict, '--check']);
    expect(checked.code).toBe(3);
    expect(checked.stderr).toContain(
      'check: workload customers: 0 was reached, the target is 0.95',
    );
  });

  it('finishes its tables when the reader of its output has left', async () => {
    const out = join(temporaryFolder(), 'run');
    const line = `tailwatt run ${mm1} --set horizon.requests=300 --json --out '${out}' | head -c 1`;
    const { stdout, stderr } = await shell(line);
    expect(stdout).toBe('{');
    expect(stderr).not.toContain('EPIPE');
    expect(readManifest(out).status).toBe('completed');
  });

  it('replays a run from its own table', async () => {
    const folder = temporaryFolder();
    const [first, again] = [join(folder, 'first'), join(folder, 'again')];
    await tailwatt(['run', mm1, ...short, '--out', first]);
    const trace = await tailwatt(['trace', join(first, 'requests.arrow'), '--to', 'tailwatt']);
    const file = join(folder, 'trace.csv');
    writeFileSync(file, trace.stdout);
    const arrivals = `workloads[customers].arrivals={process: trace, file: ${file}, format: tailwatt}`;
    const words = ['--set', arrivals, '--set', 'horizon=trace', '--out', again];
    expect((await tailwatt(['run', mm1, ...words])).code).toBe(0);
    // A trace counts from its first row, so instants shift and durations keep all but their last bits.
    for (const column of ['e2e_seconds', 'queue_seconds', 'output_tokens', 'request']) {
      const values = (run: string) => [...(readTable(run, 'requests').getChild(column) ?? [])];
      const [then, now] = [values(first).map(Number), values(again).map(Number)];
      expect(now).toHaveLength(then.length);
      const worst = Math.max(...then.map((value, row) => Math.abs(value - (now[row] ?? 0))));
      expect(worst, column).toBeLessThan(1e-9);
    }
  });
});

describe('tailwatt run, interrupted', () => {
  it('keeps a consistent partial result and says so', async () => {
    const folder = temporaryFolder();
    const out = join(folder, 'run');
    const words = ['run', mm1, ...endless, '--json', '--out', out];
    const { code, stdout, stderr } = await tailwatt(words, {
      interruptAfterSeconds: 1,
      interruptFrom: () => readdirSync(folder).length > 0,
    });
    expect(code).toBe(130);
    expect(stderr).toContain(`interrupted: partial tables are in ${out}`);
    const summary = JSON.parse(stdout) as Summary;
    expect(summary.status).toBe('interrupted');
    expectConserved(summary);
    expect(readManifest(out).status).toBe('interrupted');
    expect(readTable(out, 'requests').numRows).toBe(summary.counts.offered);
  });

  it('does not put a partial result in the place of a whole one', async () => {
    const folder = temporaryFolder();
    const out = join(folder, 'run');
    await tailwatt(['run', mm1, ...short, '--out', out]);
    const words = ['run', mm1, ...endless, '--out', out];
    const { code, stderr } = await tailwatt(words, {
      interruptAfterSeconds: 1,
      interruptFrom: () => readdirSync(folder).length > 1,
    });
    expect(code).toBe(130);
    expect(stderr).toContain(`${out}-interrupted`);
    expect(readManifest(out).status).toBe('completed');
    expect(readManifest(`${out}-interrupted`).status).toBe('interrupted');
  });

  it('leaves nothing behind when it is told twice', async () => {
    const folder = temporaryFolder();
    // The second comes while the slice at work cannot look at the first.
    const words = ['run', mm1, ...endless, '--out', join(folder, 'run')];
    const { code, stdout } = await tailwatt(words, {
      interruptAfterSeconds: [1, 1.001],
      interruptFrom: () => readdirSync(folder).length > 0,
    });
    expect({ code, stdout: stdout.includes('tables') }).toEqual({ code: 130, stdout: false });
    const left = readdirSync(folder);
    expect(left.filter((name) => name.startsWith('.'))).toEqual([]);
  });
});

describe('tailwatt run, with nowhere to write', () => {
  it('says that the file system will not take it, and keeps the earlier result', async () => {
    const folder = temporaryFolder();
    const out = join(folder, 'run');
    await tailwatt(['run', mm1, ...short, '--out', out]);
    const before = readFileSync(join(out, 'requests.arrow'));
    // A limit on the size of files stands in for a full disk: the same write fails in the same place.
    const run = `tailwatt run ${mm1} --set horizon.requests=20000 --out '${out}'`;
    const { code, stderr, stdout } = await shell(`ulimit -f 8; ${run}`);
    expect(code).toBe(1);
    expect(stdout).toBe('');
    expect(stderr).toMatch(/cannot write the results to .*EFBIG/);
    expect(readFileSync(join(out, 'requests.arrow')).equals(before)).toBe(true);
    expect(readdirSync(folder)).toEqual(['run']);
  });

  it('refuses a folder of somebody else and a place that cannot be made', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'thesis.tex'), 'years');
    const foreign = await tailwatt(['run', mm1, ...short, '--out', folder]);
    expect(foreign.code).toBe(1);
    expect(foreign.stderr).toContain('not a Tailwatt result');
    expect(readdirSync(folder)).toEqual(['thesis.tex']);
    const nowhere = await tailwatt(['run', mm1, ...short, '--out', '/proc/none/run']);
    expect(nowhere.code).toBe(1);
    expect(nowhere.stderr).toContain('cannot write the results to /proc/none/run');
  });
});

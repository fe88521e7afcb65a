import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { readArrowTable } from '../../../src/arrow/read.ts';
import type { Job, JobResult } from '../../../src/sweep/job.ts';
import { loadSweep } from '../../../src/sweep/load-sweep.ts';
import { decodePart, type Part } from '../../../src/sweep/part.ts';
import { prepareJob } from '../../../src/sweep/prepare-job.ts';
import { createPulses, type Pulse, pulseAt } from '../../../src/sweep/pulse.ts';
import { createJobRunner } from '../../../src/sweep/run-job.ts';
import { lineScenario, smallSweep } from './small-sweep.ts';
import { sharedFolder, temporaryFolder } from './temporary-folder.ts';

const folder = sharedFolder();
const plenty = 1e12;
let job: Job;

async function jobsOf(more = '', requests = 60): Promise<Job> {
  const sweep = await smallSweep(folder, { 'horizon.requests': [requests] }, more);
  const [point] = sweep.plan.points;
  if (point === undefined) throw new Error('no point');
  return { ...(await prepareJob(sweep, point)), replication: 1 };
}

beforeAll(async () => {
  job = await jobsOf();
});

const pulse = (): Pulse => pulseAt(createPulses(1), 0);
const run = (of: Job, mostArrayBytes = plenty, own = pulse()) =>
  createJobRunner().run(of, { pulse: own, mostArrayBytes });

function partOf(result: JobResult, of: Job): Part {
  if (!result.ok) throw new Error(result.failure.message);
  const part = decodePart(result.part, of.point, of.replication);
  if (typeof part === 'string') throw new Error(part);
  return part;
}

const withoutWall = ({ summary, ...rest }: Part) => ({
  ...rest,
  summary: { ...summary, wallSeconds: 0 },
});

describe('a job', () => {
  it('crosses a thread as it is', () => {
    expect(structuredClone(job)).toEqual(job);
  });

  it('gives a part, the same each time but for the wall time', async () => {
    const part = partOf(await run(job), job);
    expect(part.summary.counts).toMatchObject({ offered: 60, completed: 60 });
    expect(part).toMatchObject({ stoppedEarly: false, tables: [] });
    expect(part.summary).toMatchObject({ version: job.version, scenarioHash: job.scenarioHash });
    const again = partOf(await run(structuredClone(job)), job);
    expect(withoutWall(again)).toEqual(withoutWall(part));
    const other = { ...job, replication: 2 };
    expect(withoutWall(partOf(await run(other), other))).not.toEqual(withoutWall(part));
  });

  it('gives the same after others on the same worker', async () => {
    const { run: runJob } = createJobRunner();
    const context = { pulse: pulse(), mostArrayBytes: plenty };
    const longer = await jobsOf('', 90);
    await runJob(longer, context);
    await runJob({ ...job, replication: 7 }, context);
    const after = partOf(await runJob(job, context), job);
    expect(withoutWall(after)).toEqual(withoutWall(partOf(await run(job), job)));
  });

  it('tells how far it is', async () => {
    const own = pulse();
    await run(job, plenty, own);
    expect(own.share).toBe(1);
    expect(own.beats).toBeGreaterThan(0);
    expect(own.begun).toBe(false);
  });

  it('keeps the tables that are asked for, whole files', async () => {
    const keeping = await jobsOf('tables: all\n');
    const result = await run(keeping);
    const files = result.ok ? result.tables : [];
    expect(files.map(({ file }) => file).sort()).toEqual([
      'replicas.arrow',
      'requests.arrow',
      'timeseries.arrow',
    ]);
    expect(partOf(result, keeping).tables).toEqual(
      files.map(({ file, bytes }) => ({ file, bytes: bytes.length })),
    );
    const requests = files.find(({ file }) => file === 'requests.arrow');
    expect(readArrowTable(requests?.bytes ?? new Uint8Array(0)).rows).toBe(60);
  });

  it('keeps the calls of strategies where their rows are asked for', async () => {
    const { compiled, ...keeping } = await jobsOf('tables: all\n');
    const outputs = { ...compiled.outputs, calls: true } as const;
    const result = await run({ ...keeping, compiled: { ...compiled, outputs } });
    const calls = result.ok && result.tables.find(({ file }) => file === 'calls.arrow');
    expect(calls && readArrowTable(calls.bytes).rows).toBe(0);
  });

  it('is given up where its arrays are too many', async () => {
    expect(await run(job, 1000)).toEqual({
      ok: false,
      failure: {
        kind: 'out-of-memory',
        message: expect.stringContaining('GB of samples and rows: set outputs.') as string,
      },
    });
  });

  it('says that it ran out of arrays when the system says so', async () => {
    const own = {
      ...pulse(),
      beat: () => {
        throw new RangeError('Array buffer allocation failed');
      },
    };
    expect(await run(job, plenty, own)).toMatchObject({ failure: { kind: 'out-of-memory' } });
  });

  it('is our bug where it throws anything else', async () => {
    const broken = { ...job, compiled: { ...job.compiled, pools: null as never } };
    const result = await run(broken);
    expect(result).toMatchObject({ ok: false, failure: { kind: 'error' } });
    expect(result.ok ? '' : result.failure.message).toMatch(/^\w*Error: .*\n +at /s);
  });
});

describe('a job with a trace', () => {
  const header = 'arrival_seconds,prompt_tokens,output_tokens\n';
  const rows = Array.from({ length: 20 }, (_, row) => `${row},16,${5 + row}\n`).join('');

  async function tracedJob(): Promise<{ readonly traced: Job; readonly trace: string }> {
    const own = temporaryFolder();
    const trace = join(own, 'trace.csv');
    writeFileSync(trace, header + rows);
    writeFileSync(
      join(own, 'line.yaml'),
      lineScenario
        .replace('process: poisson, rate: 2/s', 'process: trace, file: trace.csv, format: tailwatt')
        .replace('{ requests: 60 }', 'trace'),
    );
    writeFileSync(
      join(own, 'small.yaml'),
      'scenario: line.yaml\naxes: { "pools[p].replicas": [1] }\n',
    );
    const sweep = await loadSweep(join(own, 'small.yaml'));
    const [point] = sweep.plan.points;
    if (point === undefined) throw new Error('no point');
    return { traced: await prepareJob(sweep, point), trace };
  }

  it('reads it for itself', async () => {
    const { traced } = await tracedJob();
    const part = partOf(await run(structuredClone(traced)), traced);
    expect(part.summary.counts).toMatchObject({ offered: 20, completed: 20 });
  });

  it('is the user’s to mend where the trace has changed, or is gone', async () => {
    const { traced, trace } = await tracedJob();
    writeFileSync(trace, readFileSync(trace, 'utf8').replace('0,16,5', '0,16,6'));
    expect(await run(traced)).toEqual({
      ok: false,
      failure: {
        kind: 'input',
        message: `${trace} has changed since the sweep began; run the sweep again`,
      },
    });
    const gone = structuredClone(traced);
    const { scenario, sha256 } = gone.traces ?? { scenario: null, sha256: [] };
    if (scenario === null) throw new Error('no trace');
    const workloads = scenario.workloads.map((workload) => ({
      ...workload,
      arrivals: { ...workload.arrivals, path: `${trace}.gone` },
    }));
    const traces = { scenario: { ...scenario, workloads }, sha256 } as Job['traces'];
    expect(await run({ ...gone, traces })).toMatchObject({
      failure: { kind: 'input', message: expect.stringContaining('no such file') as string },
    });
  });
});

describe('a pulse', () => {
  it('is counted in its own slot, and is as far as it was told, within 0 and 1', () => {
    const pulses = createPulses(2);
    const [one, two] = [pulseAt(pulses, 0), pulseAt(pulses, 1)];
    one.begin();
    one.beat(0.25);
    one.beat(7);
    expect([one.begun, one.share, one.beats]).toEqual([true, 1, 2]);
    expect([two.begun, two.share, two.beats]).toEqual([false, 0, 0]);
    one.beat(-1);
    expect(one.share).toBe(0);
    one.beat(Number.NaN);
    expect(one.share).toBe(0);
    one.reset();
    expect([one.begun, one.share, one.beats]).toEqual([false, 0, 4]);
    expect(pulseAt(pulses, 0).beats).toBe(4);
  });
});

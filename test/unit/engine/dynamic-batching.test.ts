import { describe, expect, it } from 'vitest';
import { compileScenario } from '../../../src/compile/compile.ts';
import { parseScenario } from '../../../src/scenario/parse.ts';
import { byRequest, record } from '../../property/recorded-run.ts';

interface Choice {
  readonly arrivals: string;
  readonly requests: number;
  readonly base?: string;
  readonly perJob?: string;
  readonly most: number;
  readonly delay?: string;
  readonly preferred?: string;
  readonly more?: string;
  readonly stepping?: string;
}

/** Jobs on one replica whose batches last base + perJob × jobs. */
function compiled(choice: Choice) {
  const { arrivals, requests, base = '0s', perJob = '0s', most, delay = '0s' } = choice;
  const text = `
name: batches
seed: 5
horizon: { requests: ${requests}, warmup: 0 }
workloads:
  - { name: jobs, kind: classify, model: resnet-50, arrivals: ${arrivals}${choice.more ?? ''} }
pools:
  - name: chip
    replicas: 1
    engine:
      maxSequences: ${most}
      batchDelay: ${delay}
      preferredBatchSizes: ${choice.preferred ?? `[${most}]`}
      stepping: ${choice.stepping ?? 'stretched'}
      stepTime: { kind: affine, base: ${base}, perPrefillToken: ${perJob} }
routing: { policy: least-outstanding, signalInterval: 0s }
outputs: { timeseries: none }
`;
  const parsed = parseScenario(text, { file: 'batches.yaml' });
  if (!parsed.ok) throw new Error(parsed.issues.map(({ message }) => message).join('\n'));
  return compileScenario(parsed.scenario, { traces: {} });
}

const run = (choice: Choice) => byRequest(record(compiled(choice)));
const everyTenMs = '{ process: deterministic, rate: 100/s }';
const mean = (values: readonly number[]) =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

describe('dynamic batching', () => {
  it('takes all that wait, up to the largest batch, when a batch ends', () => {
    const rows = run({ arrivals: everyTenMs, requests: 8, base: '25ms', most: 3 });
    const first = rows[0]!.arrivalSeconds;
    const ends = rows.map((row) => Math.round(1e3 * (row.arrivalSeconds + row.e2eSeconds - first)));
    // alone; then those of 10 and 20 ms; of 30 to 50; of 60 and 70
    expect(ends).toEqual([25, 50, 50, 75, 75, 75, 100, 100]);
  });

  it('holds the first of an idle replica until its delay is over', () => {
    const rows = run({ arrivals: everyTenMs, requests: 4, base: '5ms', most: 8, delay: '35ms' });
    const ends = rows.map((row) => 1e3 * (row.arrivalSeconds + row.e2eSeconds));
    const start = 1e3 * rows[0]!.arrivalSeconds + 35;
    for (const end of ends) expect(end).toBeCloseTo(start + 5, 6);
  });

  it('starts as soon as the batch is full', () => {
    const rows = run({ arrivals: everyTenMs, requests: 3, base: '5ms', most: 3, delay: '1s' });
    const third = rows[2]!;
    expect(third.e2eSeconds).toBeCloseTo(0.005, 9);
    expect(rows[0]!.e2eSeconds).toBeCloseTo(0.025, 9);
  });

  it('starts with a preferred size as soon as so many wait', () => {
    const one = { arrivals: everyTenMs, base: '5ms', most: 8, delay: '1s', preferred: '[2, 4]' };
    const rows = run({ ...one, requests: 4 });
    expect(rows.map(({ e2eSeconds }) => Math.round(1e3 * e2eSeconds))).toEqual([15, 5, 15, 5]);
  });

  it('takes the largest preferred size of those that wait, and all once the first has waited too long', () => {
    const busy = { arrivals: everyTenMs, requests: 8, base: '58ms', most: 8, preferred: '[2, 4]' };
    const ends = (rows: ReturnType<typeof run>) =>
      rows.map((row) => Math.round(1e3 * (row.arrivalSeconds + row.e2eSeconds)) - first(rows));
    const first = (rows: ReturnType<typeof run>) => Math.round(1e3 * rows[0]!.arrivalSeconds);
    // without a delay the first starts alone; 5 wait at 58 ms, of which 4 are taken, and 3 at 116 ms, of which 2 are
    expect(ends(run(busy))).toEqual([58, 116, 116, 116, 116, 174, 174, 232]);
    // with 30 ms of delay the first two start at 10 ms; at 68 ms the five that wait have waited long enough to all go
    expect(ends(run({ ...busy, delay: '30ms' }))).toEqual([68, 68, 126, 126, 126, 126, 126, 184]);
  });

  it('lets a client that gives up leave a batch that has not begun', () => {
    const rows = run({
      arrivals: everyTenMs,
      requests: 3,
      base: '5ms',
      most: 8,
      delay: '35ms',
      more: ', timeout: { total: 15ms }',
    });
    expect(rows.map(({ outcome }) => outcome)).toEqual(['expired', 'expired', 'expired']);
  });

  it('is an M/D/1 queue with batches of one', () => {
    const rows = run({
      arrivals: '{ process: poisson, rate: 70/s }',
      requests: 60_000,
      perJob: '10ms',
      most: 1,
    });
    // Pollaczek–Khinchine: ρD ÷ 2(1 − ρ)
    expect(mean(rows.map((row) => row.queueSeconds))).toBeCloseTo((0.7 * 0.01) / (2 * 0.3), 3);
  });

  it('waits as bulk service without a limit does', () => {
    const rows = run({
      arrivals: '{ process: poisson, rate: 100/s }',
      requests: 60_000,
      base: '20ms',
      most: 10_000,
    });
    // A job that finds the replica idle waits 0, any other the rest of a batch, D ÷ 2 in the mean. A busy period has
    // exp(λD) batches, each with λD arrivals, after the one job that opened it.
    const d = 0.02;
    const load = 100 * d;
    const others = load * Math.exp(load);
    const expected = ((others / (1 + others)) * d) / 2;
    expect(mean(rows.map((row) => row.queueSeconds)) / expected).toBeCloseTo(1, 1.7);
  });

  it('gives every job of a batch an equal share of its joules', () => {
    const whole = record(
      compiled({ arrivals: everyTenMs, requests: 50, base: '25ms', most: 4, delay: '12ms' }),
    );
    const attributed = whole.rows.reduce((sum, row) => sum + row.acceleratorJoules, 0);
    const [replica] = whole.replicas;
    expect(attributed).toBeCloseTo(replica!.prefillJoules, 6);
  });

  it('is the same, to the bit, stretched and stepwise', () => {
    const choice = {
      arrivals: '{ process: poisson, rate: 300/s }',
      requests: 3000,
      base: '8ms',
      perJob: '1ms',
      most: 16,
      delay: '3ms',
      preferred: '[4, 8]',
    };
    const stepwise = record(compiled({ ...choice, stepping: 'stepwise' }));
    expect(stepwise.rows).toEqual(record(compiled(choice)).rows);
  });

  /** Rankings of 100 candidates in batches of at most 250, 1 ms per candidate and 10 ms per batch. */
  const ranking = (stepping: string) => {
    const text = `
name: items
horizon: { requests: 5, warmup: 0 }
workloads:
  - { name: jobs, kind: rank, model: dlrm-v2, job: { candidates: 100 }, arrivals: ${everyTenMs} }
pools:
  - name: chip
    replicas: 1
    engine:
      maxBatchItems: 250
      batchDelay: 1s
      stepping: ${stepping}
      stepTime: { kind: affine, base: 10ms, perPrefillToken: 1ms }
routing: { policy: least-outstanding, signalInterval: 0s }
outputs: { timeseries: none }
`;
    const parsed = parseScenario(text, { file: 'items.yaml' });
    if (!parsed.ok) throw new Error(parsed.issues.map(({ message }) => message).join('\n'));
    return record(compileScenario(parsed.scenario, { traces: {} }));
  };

  it('is full with its items, and takes a request that does not fit in parts', () => {
    const whole = ranking('stretched');
    const rows = byRequest(whole);
    const start = rows[2]!.arrivalSeconds;
    // full when the third has come: two and a half requests; then the rest of the third, the fourth and the fifth
    const ends = rows.map((row) => Math.round(1e3 * (row.arrivalSeconds + row.e2eSeconds - start)));
    expect(ends).toEqual([260, 260, 520, 520, 520]);
    const attributed = whole.rows.reduce((sum, row) => sum + row.acceleratorJoules, 0);
    expect(attributed).toBeCloseTo(whole.replicas[0]!.prefillJoules, 6);
    expect(ranking('stepwise').rows).toEqual(whole.rows);
  });
});

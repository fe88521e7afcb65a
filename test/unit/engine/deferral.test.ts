import { describe, expect, it } from 'vitest';
import { compileScenario } from '../../../src/compile/compile.ts';
import { byRequest, record, withEngines } from '../../property/recorded-run.ts';
import { scenarioOf } from '../scenario/parse-text.ts';

interface Choice {
  readonly defer?: string;
  readonly clients?: string;
  readonly horizon?: string;
  readonly rate?: string;
  readonly more?: string;
}

/** A grid of 30 g/kWh at 30 USD/kWh that is clean and cheap from 3 to 4 o'clock; requests take four seconds. */
function play(
  { defer = '{ policy: carbon-aware, slack: 4h }', ...choice }: Choice,
  stepwise = false,
) {
  const hours = Array.from({ length: 24 }, (_, hour) => (hour === 3 ? 10 : 30)).join(', ');
  const text = `
name: deferral
horizon: ${choice.horizon ?? '{ requests: 4, warmup: 0% }'}
workloads:
  - name: batch
    model: llama-3.1-8b
    arrivals: { process: deterministic, rate: ${choice.rate ?? '0.0005/s'} }
    promptTokens: { distribution: fixed, value: 1 }
    outputTokens: { distribution: fixed, value: 4 }
    defer: ${defer}
    ${choice.clients ?? ''}
pools:
  - name: chip
    accelerator: h100-sxm
    serves: [llama-3.1-8b]
    engine: { maxSequences: 4, kvBlocks: 100, stepTime: { kind: affine, base: 1s } }
facility:
  electricity: { grid: [${hours}], price: [${hours}] }
  meterInterval: 1h
${choice.more ?? ''}
outputs: { timeseries: none }
`;
  const scenario = compileScenario(scenarioOf(text), { traces: {} });
  return record(stepwise ? withEngines(scenario, { stepping: 'stepwise' }) : scenario);
}

describe('requests that may wait for a cleaner grid', () => {
  it('start in the hour that is forecast as the cleanest of those within their slack', () => {
    // they come at 2000, 4000, 6000 and 8000 s
    const { rows, totals } = play({});
    for (const row of rows) {
      expect(row.outcome).toBe('completed');
      expect(row.firstTokenSeconds).toBeGreaterThan(3 * 3600);
      expect(row.firstTokenSeconds).toBeLessThan(4 * 3600 + 4);
      // held time is waiting time
      expect(row.queueSeconds).toBeCloseTo(row.firstTokenSeconds - row.arrivalSeconds - 1, 6);
      expect(row.hostSeconds).toBe(0);
    }
    const starts = new Set(rows.map(({ firstTokenSeconds }) => firstTokenSeconds));
    expect(starts.size).toBe(4);
    const { deferral } = totals;
    expect(deferral).toMatchObject({ started: 4, held: 4, gaveUp: 0 });
    expect(deferral).toMatchObject({ arrivalGramsPerKwh: 120, startGramsPerKwh: 40 });
    const queued = rows.reduce((sum, { queueSeconds }) => sum + queueSeconds, 0);
    expect(deferral!.heldSeconds).toBeCloseTo(queued, 6);
    expect(deferral!.longestSeconds).toBeLessThanOrEqual(4 * 3600);
  });

  it('start at once where nothing better comes within their slack, or it is so now', () => {
    const short = play({ defer: '{ policy: carbon-aware, slack: 10m }' });
    for (const row of short.rows) expect(row.queueSeconds).toBe(0);
    expect(short.totals.deferral).toMatchObject({ held: 0, started: 4, startGramsPerKwh: 120 });
    const then = play({ horizon: '{ requests: 7, warmup: 0% }' });
    // the sixth and the seventh come at 12,000 and 14,000 s, within that hour
    expect(byRequest(then).map(({ queueSeconds }) => queueSeconds > 0)).toEqual([
      ...[true, true, true, true, true],
      ...[false, false],
    ]);
  });

  it('follow the price where they are told to', () => {
    const { rows, totals } = play({ defer: '{ policy: price-aware, slack: 4h }' });
    expect(totals.deferral).toMatchObject({ held: 4, arrivalUsdPerKwh: 120, startUsdPerKwh: 40 });
    expect(rows.every(({ queueSeconds }) => queueSeconds > 0)).toBe(true);
  });

  it('are nowhere in the cluster while they wait: no admission counts them, and each passes it once', () => {
    const { rows } = play({
      more: 'admission: { policy: queue-cap, maxOutstanding: 1 }',
      rate: '0.01/s',
    });
    // four within 400 s, spread over an hour of which each takes four seconds
    expect(rows.map(({ outcome }) => outcome)).toEqual(Array(4).fill('completed'));
    const closed = play({
      more: 'admission: { policy: tier-shed, minPriority: 1, outstanding: 0 }',
    });
    for (const row of closed.rows) {
      expect(row.outcome).toBe('shed');
      expect(row.completionSeconds).toBeGreaterThan(3 * 3600);
    }
  });

  it('have one slack for all tries: who is refused does not wait for the next night', () => {
    const { rows } = play({
      defer: '{ policy: carbon-aware, slack: 23h }',
      more: 'admission: { policy: tier-shed, minPriority: 1, outstanding: 0 }',
      clients: 'retry: { on: [shed], maxAttempts: 2, base: 2h, cap: 2h, jitter: 0 }',
    });
    expect(rows).toHaveLength(8);
    for (const row of rows) expect(row.completionSeconds).toBeLessThan(10 * 3600);
  });

  it('leave when their client does, and are in flight where the run is cut', () => {
    const gone = play({
      clients: 'cancel: { patience: { distribution: uniform, min: 30m, max: 40m } }',
    });
    for (const row of gone.rows) {
      expect(row.outcome).toBe('cancelled');
      expect(row.queueSeconds).toBe(row.e2eSeconds);
      expect(row.e2eSeconds).toBeGreaterThanOrEqual(1800);
      expect(row.e2eSeconds).toBeLessThanOrEqual(2400);
      expect(row.acceleratorJoules).toBe(0);
    }
    expect(gone.totals.deferral).toMatchObject({ started: 0, gaveUp: 4 });
    const cut = play({ horizon: '{ duration: 9000s, warmup: 0%, drain: 0s }' });
    expect(cut.rows.map(({ outcome }) => outcome)).toEqual(Array(4).fill('in-flight'));
  });

  it.each([
    'carbon-aware',
    'price-aware',
  ])('are the same stretched and step by step: %s', (policy) => {
    const choice = {
      defer: `{ policy: ${policy}, slack: 3h, tolerance: 0% }`,
      rate: '0.02/s',
      horizon: '{ requests: 200, warmup: 0% }',
      clients: 'cancel: { patience: { distribution: exponential, mean: 2h } }',
    };
    const [stretched, stepwise] = [play(choice), play(choice, true)];
    expect(stretched.rows).toEqual(stepwise.rows);
    expect(stretched.totals.deferral).toEqual(stepwise.totals.deferral);
    expect(stretched.totals.deferral!.gaveUp).toBeGreaterThan(20);
    expect(stretched.totals.deferral!.held).toBeGreaterThan(20);
  });
});

describe('requests that a strategy answers', () => {
  it('wait before their first calls, and that is part of their latency', () => {
    const strategy = '{ kind: majority-vote, samples: 2 }';
    const abilities = '[{ model: llama-3.1-8b, passAt1: 0.5 }]';
    const clients = `strategy: ${strategy}\n    task: { abilities: ${abilities} }`;
    const { rows } = play({ clients });
    for (const row of rows) {
      expect(row.calls).toBe(2);
      expect(row.e2eSeconds).toBeGreaterThan(1000);
      expect(row.queueSeconds + row.prefillSeconds + row.decodeSeconds).toBeCloseTo(
        row.e2eSeconds,
        9,
      );
    }
  });
});

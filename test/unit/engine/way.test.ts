import { describe, expect, it } from 'vitest';
import { compileScenario } from '../../../src/compile/compile.ts';
import { record, withEngines } from '../../property/recorded-run.ts';
import { scenarioOf } from '../scenario/parse-text.ts';

/** Steps of a second; three requests, 100 s apart, from clients who are 2 s from one site and 5 s from the other. */
const text = `
name: far
horizon: { requests: 3, warmup: 0% }
workloads:
  - name: chat
    model: llama-3.1-8b
    region: coast
    arrivals: { process: deterministic, rate: 0.01/s }
    promptTokens: { distribution: fixed, value: 1 }
    outputTokens: { distribution: fixed, value: 4 }
pools:
  - { name: a, accelerator: h100-sxm, replicas: 1, serves: [llama-3.1-8b], engine: &engine { kvBlocks: 100, stepTime: { kind: affine, base: 1s } } }
  - { name: b, accelerator: h100-sxm, replicas: 1, serves: [llama-3.1-8b], engine: *engine }
facility: { meterInterval: 1h }
sites:
  - { name: east, pools: [a], latency: { coast: 2s } }
  - { name: west, pools: [b], latency: { coast: 5s } }
routing: { policy: round-robin }
outputs: { timeseries: none }
`;

function play(stepwise = false, ...sets: string[]) {
  const scenario = compileScenario(scenarioOf(text, ...sets), { traces: {} });
  return record(stepwise ? withEngines(scenario, { stepping: 'stepwise' }) : scenario);
}

describe('the way between clients and sites', () => {
  it('adds to the first token and to the end, there and back, and is told as transfer', () => {
    const { rows, totals } = play();
    expect(rows.map(({ replica }) => replica)).toEqual([0, 1, 0]);
    for (const row of rows) {
      const way = row.replica === 0 ? 2 : 5;
      expect(row.ttftSeconds).toBeCloseTo(1 + 2 * way, 9);
      expect(row.e2eSeconds).toBeCloseTo(4 + 2 * way, 9);
      expect(row.tpotSeconds).toBeCloseTo(1, 9);
      expect(row.transferSeconds).toBeCloseTo(2 * way, 9);
      expect(row.queueSeconds).toBeCloseTo(0, 9);
      expect(row.hostSeconds).toBe(0);
    }
    expect(totals.simulatedSeconds).toBeCloseTo(300 + 8, 9);
  });

  it('counts for targets', () => {
    const met = (slo: string) =>
      play(false, `workloads[chat].slo=${slo}`).rows.map((r) => r.sloMet);
    expect(met('{ ttft: 5.5s }')).toEqual([true, false, true]);
    expect(met('{ e2e: 8.5s }')).toEqual([true, false, true]);
    expect(met('{ tpot: 1.1s }')).toEqual([true, true, true]);
  });

  it('is gone through by who gives up: on the way there, while the answer is made, and on the way back', () => {
    for (const [timeout, outputTokens, transfer] of [
      ['{ total: 1s }', 0, 1],
      ['{ total: 3.5s }', 2, 2],
      // in the last step, whose token nobody waits for
      ['{ total: 5.5s }', 4, 2],
      ['{ total: 7s }', 4, 3],
      ['{ firstToken: 3.5s }', 2, 2],
    ] as const) {
      const { rows } = play(false, `workloads[chat].timeout=${timeout}`, 'routing.policy=nearest');
      for (const row of rows) {
        expect(row.outcome).toBe('expired');
        expect(row.outputTokens).toBe(outputTokens);
        expect(row.transferSeconds).toBeCloseTo(transfer, 9);
        expect(row.firstTokenSeconds).toSatisfy((first: number) =>
          outputTokens === 4 ? first > 0 : Number.isNaN(first),
        );
      }
    }
  });

  it('is gone again to another replica where the first one fails', () => {
    const failure = 'failures=[{ kind: node, pool: a, at: 103.5s, duration: 10s, restart: 0s }]';
    const { rows } = play(false, failure, 'routing.policy=nearest');
    const [first] = rows;
    expect(first!.replica).toBe(1);
    expect(first!.attempts).toBe(2);
    for (const row of rows) {
      const parts = [row.hostSeconds, row.queueSeconds, row.prefillSeconds, row.decodeSeconds];
      const rest = row.preemptedSeconds + row.transferSeconds;
      expect(parts.reduce((sum, part) => sum + part, rest)).toBeCloseTo(row.e2eSeconds, 9);
    }
  });

  it.each([
    ['round-robin', ''],
    ['nearest', ''],
    ['carbon-aware', 'workloads[chat].timeout={ total: 7s }'],
  ])('is the same stretched and step by step: %s', (policy, more) => {
    const load = 'workloads[chat].arrivals={ process: poisson, rate: 1.5/s }';
    const sets = [
      `routing.policy=${policy}`,
      load,
      'horizon.requests=300',
      ...(more ? [more] : []),
    ];
    const [stretched, stepwise] = [play(false, ...sets), play(true, ...sets)];
    expect(stepwise.rows).toEqual(stretched.rows);
    expect(stepwise.totals.facility).toEqual(stretched.totals.facility);
  });

  it('is in flight where the run is cut', () => {
    const { rows } = play(false, 'horizon={ duration: 105s, drain: 0s, warmup: 0% }');
    expect(rows.map(({ outcome }) => outcome)).toEqual(['in-flight']);
    const late = play(false, 'horizon={ duration: 106.5s, drain: 0s, warmup: 0% }');
    expect(late.rows[0]!.outcome).toBe('in-flight');
    expect(late.rows[0]!.outputTokens).toBe(4);
  });
});

import { describe, expect, it } from 'vitest';
import { compileScenario } from '../../../src/compile/compile.ts';
import { record } from '../../property/recorded-run.ts';
import { scenarioOf } from '../scenario/parse-text.ts';

/** One request of 2 s alone on two replicas, of which the first fails after 1 s, and the second 1 s later. */
function lost(first: string, second: string, fails = true) {
  const fail = (unit: number, at: string, inFlight: string) =>
    `{ kind: gpu, pool: p, unit: ${unit}, at: ${at}, duration: 1h, restart: 0s, power: idle, inFlight: ${inFlight} }`;
  const text = `
name: twice
horizon: { requests: 1, warmup: 0% }
workloads:
  - { name: chat, model: llama-3.1-8b, arrivals: { process: deterministic, rate: 10/s }, promptTokens: { distribution: fixed, value: 100 }, outputTokens: { distribution: fixed, value: 200 } }
pools:
  - { name: p, accelerator: h100-sxm, replicas: 3, serves: [llama-3.1-8b], engine: { stepTime: { kind: affine, base: 10ms, perPrefillToken: 100us } } }
${fails ? `failures: [${fail(0, '1s', first)}, ${fail(1, '2s', second)}]` : ''}
outputs: { timeseries: none }
`;
  const { rows, totals } = record(compileScenario(scenarioOf(text), { traces: {} }));
  return { joules: rows[0]!.acceleratorJoules, row: rows[0]!, availability: totals.availability };
}

describe('work that failures throw away', () => {
  const alone = lost('retried', 'retried', false).joules;

  it.each([
    ['retried', 'retried'],
    ['resumed', 'retried'],
  ])('is all that a request had cost when it begins anew: %s, then %s', (first, second) => {
    const { joules, row, availability } = lost(first, second);
    expect(row).toMatchObject({ outcome: 'completed', attempts: 3 });
    expect(availability!.lostRequests).toBe(2);
    expect(availability!.lostJoules / (joules - alone)).toBeCloseTo(1, 9);
  });

  it('is nothing where others go on with it', () => {
    expect(lost('resumed', 'resumed').availability).toMatchObject({ lostJoules: 0, lostTokens: 0 });
  });
});

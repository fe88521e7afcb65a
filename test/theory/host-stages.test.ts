import { describe, expect, it } from 'vitest';
import { compileScenario } from '../../src/compile/compile.ts';
import { byRequest, record } from '../property/recorded-run.ts';
import { scenarioOf } from '../unit/scenario/parse-text.ts';
import { manyServerWait } from './formulas.ts';

/** A host whose stage takes 100 ms on average of one of `cores` cores, before an engine of 1 µs steps. */
function meanHostSeconds(cores: number, load: number, time: string): number {
  const requests = 100_000;
  const text = `
name: host queue
seed: "host ${cores} ${load}"
horizon: { requests: ${requests}, warmup: 5% }
workloads:
  - name: chat
    model: llama-3.1-8b
    arrivals: { process: poisson, rate: ${(10 * cores * load).toFixed(3)}/s }
    promptTokens: { distribution: fixed, value: 1 }
    outputTokens: { distribution: fixed, value: 1 }
pools:
  - name: chip
    accelerator: h100-sxm
    replicas: 1
    serves: [llama-3.1-8b]
    engine: { stepTime: { kind: affine, base: 1us } }
    host: { cores: ${cores}, stages: [{ kind: pre-process, time: ${time} }] }
outputs: { timeseries: none }
`;
  const rows = byRequest(record(compileScenario(scenarioOf(text), { traces: {} })));
  const measured = rows.filter(({ measured }) => measured);
  return measured.reduce((sum, row) => sum + row.hostSeconds, 0) / measured.length;
}

/**
 * Cores are the servers of M/M/c and M/D/1: mean wait by Erlang's C formula, and by Pollaczek and Khinchine half of
 * M/M/1's for fixed stages. Means of 100,000 waits that last long once they come: a tenth is three
 * standard errors.
 */
describe('a host stage is a queue of its cores', () => {
  it.each([
    [1, 0.7],
    [4, 0.8],
    [16, 0.85],
  ])('M/M/%i at %f', (cores, load) => {
    const waits = meanHostSeconds(cores, load, '{ distribution: exponential, mean: 100ms }') - 0.1;
    const expected = manyServerWait(cores, 10 * cores * load, 0.1);
    expect(Math.abs(waits / expected - 1)).toBeLessThan(0.1);
  });

  it('M/D/1 at 0.7', () => {
    const waits = meanHostSeconds(1, 0.7, '100ms') - 0.1;
    expect(Math.abs(waits / (manyServerWait(1, 7, 0.1) / 2) - 1)).toBeLessThan(0.1);
  });
});

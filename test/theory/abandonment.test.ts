import { describe, expect, it } from 'vitest';
import { compileScenario } from '../../src/compile/compile.ts';
import { record } from '../property/recorded-run.ts';
import { scenarioOf } from '../unit/scenario/parse-text.ts';
import { service } from './queue-system.ts';

const REQUESTS = 25_000;

/** A server of one second's work whose clients leave the queue after an exponential patience; times in seconds. */
function measure(rate: number, patience: number) {
  const { tokens, stepSeconds } = service.exponential;
  const text = JSON.stringify({
    name: 'abandonment',
    seed: `abandonment ${rate} ${patience}`,
    horizon: { requests: REQUESTS, warmup: '5%' },
    workloads: [
      {
        name: 'chat',
        model: 'llama-3.1-8b',
        arrivals: { process: 'poisson', rate },
        promptTokens: { distribution: 'fixed', value: 1 },
        outputTokens: tokens,
        maxTokens: 100_000,
        cancel: { patience: { distribution: 'exponential', mean: patience } },
      },
    ],
    pools: [
      {
        name: 'server',
        accelerator: 'h100-sxm',
        replicas: 1,
        serves: ['llama-3.1-8b'],
        engine: { maxSequences: 1, stepTime: { kind: 'affine', base: stepSeconds } },
      },
    ],
    outputs: { timeseries: 'none' },
  });
  const { rows } = record(compileScenario(scenarioOf(text), { traces: {} }));
  const measured = rows.filter((row) => row.measured);
  const share = measured.filter(({ outcome }) => outcome === 'cancelled').length / measured.length;
  const wait = measured.reduce((sum, row) => sum + row.queueSeconds, 0) / measured.length;
  return { share, wait };
}

/**
 * Share that abandons M/M/1+M (Erlang's A model with one server; Garnett, Mandelbaum, Reiman 2002): the number in the
 * system is a birth-and-death process with deaths μ + (n − 1)θ, and who is not served has left.
 */
function abandonedShare(rate: number, patience: number): number {
  let term = 1;
  let sum = 1;
  for (let n = 1; n < 1000; n++) {
    term *= rate / (1 + (n - 1) / patience);
    sum += term;
  }
  return 1 - (1 - 1 / sum) / rate;
}

/** Those who wait for a token leave within the first step of 5,000, too, which theory's customers do not: 2e-4 × θ of them. */
describe('clients who leave a queue', () => {
  it.each([
    [0.8, 2],
    [0.95, 10],
    // more than can be served: patience alone keeps the queue finite
    [1.6, 1],
  ])('abandon M/M/1+M at %f a second with a patience of %f s as Erlang A has it', (rate, patience) => {
    const expected = abandonedShare(rate, patience);
    const { share, wait } = measure(rate, patience);
    expect(Math.abs(share / expected - 1)).toBeLessThan(0.06);
    // whatever the law of service: rate of leaving = mean in the queue × θ
    expect(Math.abs(wait / (expected * patience) - 1)).toBeLessThan(0.08);
  });

  it('are at most as many as the law of large numbers leaves without service', () => {
    expect(abandonedShare(1e-6, 1)).toBeCloseTo(0, 5);
    expect(abandonedShare(4, 1e-6)).toBeCloseTo(1 - 1 / (4 + 1), 1);
    expect(abandonedShare(4, 1e3)).toBeCloseTo(1 - 1 / 4, 3);
  });
});

import { mean } from 'simple-statistics';
import { describe, expect, it } from 'vitest';
import { compileScenario } from '../../src/compile/compile.ts';
import { byRequest, record } from '../property/recorded-run.ts';
import { scenarioOf } from '../unit/scenario/parse-text.ts';

const STEP_SECONDS = 1e-4;

/** Servers on which nobody waits: hosts take an exponential time of mean 1 s for each request, the engine next to none. */
function firstTokens(hedge: string | object): readonly number[] {
  const text = JSON.stringify({
    name: 'hedging',
    seed: 'hedging',
    horizon: { requests: 6000, warmup: '0%' },
    workloads: [
      {
        name: 'chat',
        model: 'llama-3.1-8b',
        arrivals: { process: 'poisson', rate: 5 },
        promptTokens: { distribution: 'fixed', value: 1 },
        outputTokens: { distribution: 'fixed', value: 1 },
        hedge,
      },
    ],
    pools: [
      {
        name: 'servers',
        accelerator: 'h100-sxm',
        replicas: 4,
        serves: ['llama-3.1-8b'],
        engine: { kvBlocks: 1000, stepTime: { kind: 'affine', base: STEP_SECONDS } },
        host: {
          cores: 10_000,
          stages: [{ kind: 'retrieval', time: { distribution: 'exponential', mean: 1 } }],
        },
      },
    ],
    outputs: { timeseries: 'none' },
  });
  const run = record(compileScenario(scenarioOf(text), { traces: {} }));
  return byRequest(run).map(({ ttftSeconds }) => ttftSeconds);
}

describe('hedging on idle servers', () => {
  const alone = firstTokens('none');

  it.each([0.25, 1])('takes the quicker of two independent exponentials after %d s', (after) => {
    const hedged = firstTokens({ after });
    // E min(X, d + Y) = 1 − e^−d + e^−d ÷ 2, and P(min > t) = e^−t e^−(t − d) beyond d
    expect(mean(hedged)).toBeCloseTo(1 - Math.exp(-after) / 2, 1.3);
    const beyond = after + 0.5;
    const share = hedged.filter((seconds) => seconds > beyond).length / hedged.length;
    expect(share).toBeCloseTo(Math.exp(-beyond - 0.5), 1.5);
  });

  it('is late for nobody, and sooner for who draws better the second time', () => {
    expect(mean(alone)).toBeCloseTo(1, 1.3);
    const hedged = firstTokens({ after: 0.5, max: 2 });
    // a step more, where a copy is in the step before
    for (const [i, seconds] of hedged.entries()) {
      expect(seconds).toBeLessThanOrEqual(alone[i]! + 2 * STEP_SECONDS);
    }
    const sooner = hedged.filter((seconds, i) => seconds < alone[i]! - 2 * STEP_SECONDS).length;
    // the first is not there after 0.5 s; then each of two is as likely to be next, for as long again, and each of three
    const expected = Math.exp(-0.5) * ((1 - Math.exp(-1)) / 2 + (Math.exp(-1) * 2) / 3);
    expect(sooner / hedged.length).toBeCloseTo(expected, 1.5);
  });
});

import { mean } from 'simple-statistics';
import { describe, expect, it } from 'vitest';
import { meanAndInterval } from '../../src/base/statistics.ts';
import type { CompiledScenario } from '../../src/compile/compiled.ts';
import { createRun } from '../../src/engine/run.ts';
import { settleWarmup } from '../../src/run/warm-up.ts';
import { compileSystem, service } from './queue-system.ts';

const load = 0.9;
/** Mean time in the system of M/M/1 with a service of one second. */
const truth = 1 / (1 - load);
const requests = 500;
const seeds = Array.from({ length: 150 }, (_, seed) => seed);

function system(seed: number): CompiledScenario {
  const { tokens, stepSeconds } = service.exponential;
  const compiled = compileSystem(
    {
      name: 'warm-up of M/M/1',
      classes: [
        { name: 'all', arrivals: { process: 'poisson', rate: load }, outputTokens: tokens },
      ],
      engine: { maxSequences: 1 },
      step: { base: stepSeconds },
      warmup: '0%',
    },
    requests,
  );
  return { ...compiled, seed: `${compiled.seed} ${seed}` };
}

function meanSojourn(scenario: CompiledScenario): number {
  const seconds: number[] = [];
  createRun(scenario, 0, {
    request: (row) => {
      if (row.measured) seconds.push(row.e2eSeconds);
    },
    gap: () => {},
    gaps: () => {},
    timeseries: () => {},
    replica: () => {},
  }).advance();
  return mean(seconds);
}

describe('a system that starts empty', () => {
  it('is measured nearer to the truth with mser-5 than with no warm-up, over paired seeds', async () => {
    const pairs = await Promise.all(
      seeds.map(async (seed) => {
        const scenario = system(seed);
        const warmup = { kind: 'mser-5' } as const;
        const { compiled } = await settleWarmup({ warmup, compiled: scenario, feeds: [] });
        return { without: meanSojourn(scenario), with: meanSojourn(compiled) };
      }),
    );
    const without = mean(pairs.map((pair) => pair.without));
    const warm = mean(pairs.map((pair) => pair.with));
    expect(without).toBeLessThan(0.9 * truth);
    expect(Math.abs(warm - truth)).toBeLessThan(0.85 * Math.abs(without - truth));
    const gain = meanAndInterval(
      pairs.map((pair) => pair.with - pair.without),
      0.99,
    );
    expect(gain.mean - gain.halfWidth!).toBeGreaterThan(0);
  });
});

import { describe, expect, it } from 'vitest';
import { compileScenario } from '../../../../src/compile/compile.ts';
import { Simulation } from '../../../../src/engine/simulation.ts';
import type { Recorder } from '../../../../src/record/port.ts';
import { record } from '../../../property/recorded-run.ts';
import { scenarioOf } from '../../scenario/parse-text.ts';

const nobody: Recorder = {
  request: () => {},
  gap: () => {},
  gaps: () => {},
  timeseries: () => {},
  replica: () => {},
};

/** Two H100s in hot air under one budget, with work for the first ten seconds only, and what befalls them. */
function compiled(failures: string) {
  const text = `
name: off
seed: 1
horizon: { duration: 10s, warmup: 0s, drain: 10s }
workloads:
  - { name: chat, model: llama-3.1-8b, arrivals: { process: poisson, rate: 20/s }, promptTokens: { distribution: fixed, value: 600 }, outputTokens: { distribution: fixed, value: 80 } }
pools:
  - { name: p, accelerator: h100-sxm, replicas: 2, cooling: { kind: air, supplyTemperature: 76C }, power: { governor: { policy: brake, budget: 1400W } } }
failures: [${failures}]
outputs: { timeseries: none }
`;
  return compileScenario(scenarioOf(text), { traces: {} });
}

/** What a run's boards draw, watched every 10 ms, while their replica has power and while it has none. */
function drawn(failures: string) {
  const scenario = compiled(failures);
  const simulation = new Simulation(scenario, 0, nobody);
  const { power, fleet } = simulation;
  const idle = scenario.pools[0]!.idleWatts;
  let unpoweredSeconds = 0;
  const seen = { off: new Set<number>(), least: Number.POSITIVE_INFINITY, idle };
  for (let seconds = 0.01; seconds < 10; seconds += 0.01) {
    simulation.advance({ untilSeconds: seconds });
    const { life } = fleet.replicas[0]!;
    const watts = power!.drawnBy(0);
    const off = life.unpoweredSeconds(seconds) - unpoweredSeconds;
    unpoweredSeconds += off;
    if (off > 0.01 - 1e-6) seen.off.add(watts);
    else if (off === 0) seen.least = Math.min(seen.least, watts);
  }
  return { ...seen, unpoweredSeconds };
}

describe('power control', () => {
  it.each([
    ['chips that went off for heat', '{ kind: overheat, pool: p, restart: 500ms }'],
    ['a node that is gone', '{ kind: node, pool: p, unit: 0, at: 2s, duration: 3s, restart: 1s }'],
  ])('lets governors see nothing drawn by %s, and idle boards once they have power again', (_, failures) => {
    const { off, least, idle, unpoweredSeconds } = drawn(failures);
    expect(unpoweredSeconds).toBeGreaterThan(0.1);
    expect([...off]).toEqual([0]);
    expect(least).toBe(idle);
  });

  it('goes on to see idle boards where what failed has kept its power', () => {
    const { off, least, idle } = drawn(
      '{ kind: node, pool: p, unit: 0, at: 2s, duration: 3s, restart: 1s, power: idle }',
    );
    expect(off.size).toBe(0);
    expect(least).toBe(idle);
  });

  it('lets chips without power cool down to what comes in', () => {
    const failures = '{ kind: node, pool: p, unit: 0, at: 0.1s, duration: 1h, restart: 1s }';
    const { replicas } = record(compiled(failures));
    const idle = record(compiled(failures.replace('1h', '1h, power: idle'))).replicas;
    expect(replicas[0]!.boards!.hottestCelsius).toBeLessThanOrEqual(
      idle[0]!.boards!.hottestCelsius,
    );
    const simulation = new Simulation(compiled(failures), 0, nobody);
    simulation.advance({});
    const inlet = compiled(failures).pools[0]!.cooling!.inletCelsius;
    expect(simulation.power!.celsiusAt(0, 4000)).toBeCloseTo(inlet, 6);
  });
});

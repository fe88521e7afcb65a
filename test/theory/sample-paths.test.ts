import { describe, expect, it } from 'vitest';
import { createRun } from '../../src/engine/run.ts';
import { groups } from './groups.ts';
import { compileSystem, type QueueSystem } from './queue-system.ts';
import { type Demand, waitsByRecursion } from './recursion.ts';

/** Systems that are G/G/c, first come first served, on one replica that stands and whose step costs its base alone. */
const systems = [...groups['one-server'], ...groups['many-servers']]
  .map(({ system }) => system)
  .filter(
    ({ step, engine, replicas, maxOutstanding, setup }) =>
      setup === undefined &&
      step.perPrefillToken === undefined &&
      step.perDecodeSequence === undefined &&
      engine.scheduler === undefined &&
      replicas === undefined &&
      maxOutstanding === undefined,
  );

const requests = 20_000;

function run(system: QueueSystem): Demand & { readonly waitSeconds: readonly number[] } {
  const arrivalSeconds = new Array<number>(requests).fill(Number.NaN);
  const serviceSeconds = [...arrivalSeconds];
  const waitSeconds = [...arrivalSeconds];
  const scenario = compileSystem({ ...system, warmup: '0%' }, requests);
  createRun(scenario, 0, {
    request: (row) => {
      arrivalSeconds[row.request] = row.arrivalSeconds;
      serviceSeconds[row.request] = row.outputTokens * (system.step.base ?? Number.NaN);
      waitSeconds[row.request] = row.queueSeconds;
    },
    gap: () => {},
    gaps: () => {},
    timeseries: () => {},
    replica: () => {},
  }).advance();
  return { arrivalSeconds, serviceSeconds, waitSeconds };
}

describe('request by request', () => {
  it('looks at all systems to which the recursion applies', () => {
    expect(systems.length).toBeGreaterThan(15);
  });

  for (const system of systems) {
    const servers = system.engine.maxSequences;
    const step = system.step.base ?? Number.NaN;
    if (servers === 1) {
      it(`${system.name} waits as the recursion says, without any bias`, () => {
        const { waitSeconds, ...demand } = run(system);
        const expected = waitsByRecursion(demand, 1);
        const worst = Math.max(...waitSeconds.map((wait, i) => Math.abs(wait - expected[i]!)));
        // sums of twenty thousand services
        expect(worst).toBeLessThan(1e-7);
      });
    } else {
      it(`${system.name} waits half a step longer than the recursion says`, () => {
        const { waitSeconds, ...demand } = run(system);
        const expected = waitsByRecursion(demand, servers);
        const longer = waitSeconds.map((wait, i) => (wait - expected[i]!) / step);
        const mean = longer.reduce((sum, steps) => sum + steps, 0) / requests;
        expect(mean).toBeGreaterThan(0.3);
        expect(mean).toBeLessThan(0.7);
      });
    }
  }
});

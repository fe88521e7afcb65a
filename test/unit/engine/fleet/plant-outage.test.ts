import { describe, expect, it } from 'vitest';
import { compileScenario } from '../../../../src/compile/compile.ts';
import { PlantOutageTime } from '../../../../src/engine/fleet/plant-outage.ts';
import { record } from '../../../property/recorded-run.ts';
import { scenarioOf } from '../../scenario/parse-text.ts';

/** Two H100s with next to nothing to do for 200 s, one of them in a pool whose cooling fails after 33 s for 50 s, whatever the meter's interval. */
function coolingJoules(failures: string) {
  const pool = (name: string) =>
    `{ name: ${name}, accelerator: h100-sxm, serves: [llama-3.1-8b], cooling: { kind: air } }`;
  const text = `
name: outage
seed: 1
horizon: { duration: 200s, warmup: 0s, drain: 1s }
workloads:
  - { name: chat, model: llama-3.1-8b, arrivals: { process: deterministic, rate: 1/s }, promptTokens: { distribution: fixed, value: 10 }, outputTokens: { distribution: fixed, value: 1 } }
pools: [${pool('a')}, ${pool('b')}]
facility: { cooling: { kind: air, wetBulb: 30C }, meterInterval: 20s }
${failures === '' ? '' : `failures: [${failures}]`}
outputs: { timeseries: none }
`;
  const { totals } = record(compileScenario(scenarioOf(text), { traces: {} }));
  const { coolingJoules: cooling, itJoules } = totals.facility!.wholeRun;
  return { cooling, itJoules, seconds: totals.simulatedSeconds };
}

describe('a plant that is out', () => {
  it('counts each instant once: what is out with all of it is no chiller alone', () => {
    const out = new PlantOutageTime();
    out.change('chiller', 1, 10);
    out.change('chiller', 1, 12);
    out.change('plant', 1, 20);
    out.change('chiller', -1, 25);
    expect(out.until('chiller', 30)).toBe(10);
    expect(out.until('plant', 30)).toBe(10);
    out.change('plant', -1, 30);
    out.change('chiller', -1, 33);
    expect(out.until('chiller', 40)).toBe(13);
    expect(out.until('plant', 40)).toBe(10);
  });

  it('takes no power for the share of the heat that is its pools’, as long as it is out', () => {
    const fails = (stops: string) =>
      coolingJoules(`{ kind: cooling, pool: a, at: 33s, duration: 50s, stops: ${stops} }`);
    const works = coolingJoules('');
    const dead = fails('plant');
    expect(dead.itJoules).toBeCloseTo(works.itJoules, 6);
    // half of the heat, for 50 s of all
    const lost = 0.5 * (50 / works.seconds);
    expect(dead.cooling / works.cooling).toBeCloseTo(1 - lost, 3);
    const chiller = fails('chiller');
    expect(chiller.cooling).toBeGreaterThan(dead.cooling);
    expect(chiller.cooling).toBeLessThan(works.cooling);
  });
});

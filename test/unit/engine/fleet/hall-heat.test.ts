import { describe, expect, it } from 'vitest';
import { compileScenario } from '../../../../src/compile/compile.ts';
import { loopHeat } from '../../../../src/physics/facility/cooling-plant.ts';
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

/** The heat of an H100 with next to nothing to do for `length` seconds, its cooling out from 33 to 93 s. */
function outage(length: number, stops: string, cooling: string) {
  const text = `
name: outage
seed: 1
horizon: { duration: ${length}s, warmup: 0s, drain: 1s }
workloads:
  - { name: chat, model: llama-3.1-8b, arrivals: { process: deterministic, rate: 1/s }, promptTokens: { distribution: fixed, value: 10 }, outputTokens: { distribution: fixed, value: 1 } }
pools: [{ name: a, accelerator: h100-sxm, serves: [llama-3.1-8b], cooling: { kind: air } }]
facility: { cooling: ${cooling}, meterInterval: 7s }
failures: [{ kind: cooling, pool: a, at: 33s, duration: 60s, kelvinPerMinute: 12, mostKelvin: ${stops === 'plant' ? 8 : 20}, stops: ${stops} }]
outputs: { timeseries: none }
`;
  const scenario = compileScenario(scenarioOf(text), { traces: {} });
  const { plant } = scenario.facility!.buildings[0];
  const { totals } = record(scenario);
  const { wholeRun } = totals.facility!;
  const seconds = totals.simulatedSeconds;
  const off = stops === 'plant' ? Math.min(seconds - 33, 60) : 0;
  // below three tenths of its load, a plant works at the flow of that
  const towerJoules = 0.01 * plant.designWatts * 0.3 ** 3 * (seconds - off);
  const { itJoules, coolingJoules, waterLitres } = wholeRun;
  const itWatts = itJoules / seconds;
  return {
    seconds,
    inJoules: itJoules + coolingJoules - towerJoules,
    outJoules: (waterLitres * 2.43e6) / 1.25,
    heldJoules: wholeRun.heldJoules[0]!,
    heatWatts: stops === 'plant' ? itWatts : loopHeat(plant, itWatts),
  };
}

describe('a plant that is out', () => {
  const hall = (wetBulb: number) => `{ kind: air, wetBulb: ${wetBulb}C }`;

  it('evaporates all the heat there was, once the hall is as cool as before', () => {
    for (const cooling of [
      hall(12),
      hall(16),
      hall(30),
      '{ kind: direct-to-chip, wetBulb: 20C }',
    ]) {
      const { inJoules, outJoules, heldJoules } = outage(240, 'chiller', cooling);
      expect(heldJoules).toBeCloseTo(0, 6);
      expect(outJoules / inJoules).toBeCloseTo(1, 9);
    }
  });

  it('leaves in the hall what makes it warmer, at any instant', () => {
    // half is left at 16 °C, and ever less of air that is up to 3 K warmer; all at 30 °C
    for (const [until, wetBulb] of [
      [38, 16],
      [93, 16],
      [50, 30],
      [100, 30],
    ] as const) {
      const { inJoules, outJoules, heldJoules } = outage(until, 'chiller', hall(wetBulb));
      expect((outJoules + heldJoules) / inJoules).toBeCloseTo(1, 9);
      expect(heldJoules).toBeGreaterThan(0);
    }
    // at 0.2 K/s, x = 3·(1 − e^(−0.2·60/6)) kelvin in steps; and all of the heat since
    const rested = outage(93, 'chiller', hall(16));
    expect(rested.heldJoules / (rested.heatWatts * 15)).toBeCloseTo(1 - Math.exp(-2), 1);
    const rising = outage(50, 'chiller', hall(30));
    expect(rising.heldJoules / (rising.heatWatts * (rising.seconds - 33))).toBeCloseTo(1, 3);
  });

  it('lets heat leave a hall that gets no warmer, and takes the rest of it away afterwards', () => {
    // at 0.2 K/s, 8 K take 40 s
    const still = outage(93, 'plant', hall(16));
    expect(still.heldJoules / (still.heatWatts * 40)).toBeCloseTo(1, 2);
    const over = outage(240, 'plant', hall(16));
    expect(over.heldJoules).toBeCloseTo(0, 6);
    // all but the 20 s in which nothing took it
    const lost = (over.inJoules - over.outJoules) / (over.heatWatts * 20);
    expect(lost).toBeCloseTo(1, 2);
  });

  it('takes no power for the share of the heat that is its pools’, as long as it is out', () => {
    const fails = (stops: string) =>
      coolingJoules(`{ kind: cooling, pool: a, at: 33s, duration: 50s, stops: ${stops} }`);
    const works = coolingJoules('');
    const dead = fails('plant');
    expect(dead.itJoules).toBeCloseTo(works.itJoules, 6);
    // half of the heat, for 50 s of all, after which its chiller makes up for them: not its fans and pumps
    const lost = 0.5 * (50 / works.seconds);
    const chiller = fails('chiller');
    expect(dead.cooling / works.cooling).toBeGreaterThan(1 - lost);
    expect(chiller.cooling).toBeGreaterThan(dead.cooling);
    // with twice the heat, a chiller takes less for each joule
    expect(works.cooling).toBeGreaterThan(chiller.cooling);
  });
});

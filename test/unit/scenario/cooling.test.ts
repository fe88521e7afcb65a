import { describe, expect, it } from 'vitest';
import { chipCooling } from '../../../src/catalog/cooling/index.ts';
import { compileScenario } from '../../../src/compile/compile.ts';
import { steadyTemperatures } from '../../../src/physics/heat.ts';
import { acceptedOrIssues, onePool } from './parse-text.ts';

function cooling(...sets: readonly string[]) {
  const result = acceptedOrIssues(onePool, sets);
  if (typeof result === 'string') return result;
  return compileScenario(result.scenario, { traces: {} }).pools[0]?.cooling;
}

function compiled(...sets: readonly string[]) {
  const found = cooling(...sets);
  if (found === undefined || typeof found === 'string') throw new Error(`no cooling: ${found}`);
  return found;
}

describe('pools[].cooling', () => {
  it('is nothing at all by default', () => {
    expect(cooling()).toBeUndefined();
    expect(cooling('pools[p].cooling=none')).toBeUndefined();
  });

  it('makes a board at its limit as hot as published, whatever the board', () => {
    const air = compiled('pools[p].cooling={kind: air}');
    expect(air.inletCelsius).toBe(32);
    const { junctionCelsius } = steadyTemperatures(air.path, 700, air.inletCelsius);
    expect(junctionCelsius).toBeGreaterThan(72);
    expect(junctionCelsius).toBeLessThan(80);
    const small = compiled('pools[p].accelerator=l4', 'pools[p].cooling={kind: air}');
    expect(steadyTemperatures(small.path, 72, 32).junctionCelsius).toBeCloseTo(junctionCelsius, 9);
    const plate = compiled('pools[p].cooling={kind: direct-to-chip, supplyTemperature: 35C}');
    expect(steadyTemperatures(plate.path, 700, plate.inletCelsius).junctionCelsius).toBeCloseTo(
      56,
      6,
    );
  });

  it('has a path for every kind, and slowdown below shutdown', () => {
    for (const kind of Object.keys(chipCooling)) {
      const { path, slowdownCelsius, shutdownCelsius } = compiled(
        `pools[p].cooling={kind: ${kind}}`,
      );
      expect(path.junctionJoulesPerKelvin).toBeGreaterThan(0);
      expect(path.sinkJoulesPerKelvin).toBeGreaterThan(path.junctionJoulesPerKelvin);
      expect(slowdownCelsius).toBeLessThan(shutdownCelsius);
    }
  });

  it('follows the facility where nothing else is written, and clocks are known', () => {
    const plates = 'facility={cooling: {kind: direct-to-chip, supplyTemperature: 35C}}';
    expect(compiled(plates).inletCelsius).toBe(35);
    expect(compiled('facility={}').inletCelsius).toBe(32);
    expect(compiled(plates, 'pools[p].cooling={kind: direct-to-chip}').inletCelsius).toBe(35);
    // of another kind than the facility's
    expect(compiled(plates, 'pools[p].cooling={kind: air}').inletCelsius).toBe(32);
    expect(cooling(plates, 'pools[p].cooling=none')).toBeUndefined();
    const stated = 'pools[p].engine.stepTime={kind: affine, base: 8ms}';
    expect(cooling(plates, stated)).toBeUndefined();
    expect(cooling(plates, 'pools[p].engine.kvCache=false')).toBeUndefined();
  });

  it('can fail only where somebody follows the heat', () => {
    const fails = 'failures=[{kind: cooling, at: 1m, duration: 5m}]';
    expect(cooling(fails)).toMatch(
      /nobody follows the heat of its chips; write pools\[p\].cooling/,
    );
    expect(cooling(fails, 'facility={}')).toMatchObject({ inletCelsius: 32 });
    const result = acceptedOrIssues(onePool, [fails, 'pools[p].cooling={kind: air}']);
    if (typeof result === 'string') throw new Error(result);
    const [failure] = result.scenario.failures ?? [];
    expect(failure).toMatchObject({ cooled: { kelvinPerSecond: 0.1, mostKelvin: 30 } });
  });

  it('is refused where no clock is known', () => {
    const air = 'pools[p].cooling={kind: air}';
    expect(cooling(air, 'pools[p].engine.stepTime={kind: affine, base: 8ms}')).toMatch(
      /whatever the clock/,
    );
    expect(cooling(air, 'pools[p].engine.kvCache=false')).toMatch(
      /not available on chips whose heat is followed/,
    );
  });

  it('takes the weather through the day, from when the run starts', () => {
    const swing = '{mean: 30C, swing: 6C, warmest: 12h}';
    const { inletCelsius, weather } = compiled(
      `pools[p].cooling={kind: air, supplyTemperature: ${swing}}`,
      'facility={startsAt: 11h}',
    );
    expect(weather?.startSeconds).toBe(39_600);
    // the middle of its hour, and the preheat of air
    expect(inletCelsius).toBeCloseTo(30 + 6 * Math.cos(Math.PI / 24) + 8, 9);
    expect(compiled('pools[p].cooling={kind: air, supplyTemperature: 30C}').weather).toBe(
      undefined,
    );
    expect(cooling('pools[p].cooling={kind: air, supplyTemperature: [20C, 21C]}')).toMatch(
      /has 2 values, and a day 24 hours/,
    );
  });

  it('follows the memory of chips whose limit is known, warmer than the processors', () => {
    const { path, memory } = compiled('pools[p].cooling={kind: air, memory: true}');
    expect(memory).toMatchObject({ limitCelsius: 95, bandwidthShare: 0.74 });
    // 8 K above an H100's processors at 700 W
    const above = (memory!.ratio - 1) * path.junctionKelvinPerWatt * 700;
    expect(above).toBeGreaterThan(7);
    expect(above).toBeLessThan(10);
    expect(compiled('pools[p].cooling={kind: air}').memory).toBe(undefined);
    expect(
      cooling('pools[p].accelerator=l4', 'pools[p].cooling={kind: air, memory: true}'),
    ).toMatch(/nobody says how hot the memory of l4 may get/);
  });

  it('lets chips leak as assumed or as stated, within the limit of their boards, and with nobody who knows nothing of it', () => {
    const leaks = 'pools[p].cooling={kind: air, leakage: {}}';
    const assumed = { share: 0.2, perKelvin: 0.0145, referenceCelsius: 65, mostCelsius: 92 };
    expect(compiled(leaks).leakage).toEqual({ ...assumed, limitWatts: 700 });
    expect(compiled(leaks, 'pools[p].power={capPerAccelerator: 500W}').leakage?.limitWatts).toBe(
      500,
    );
    const stated = '{share: 15%, perKelvin: 1.2%, reference: 60C}';
    expect(compiled(`pools[p].cooling={kind: air, leakage: ${stated}}`).leakage).toMatchObject({
      share: 0.15,
      perKelvin: 0.012,
      referenceCelsius: 60,
    });
    expect(compiled('pools[p].cooling={kind: air, leakage: none}').leakage).toBeUndefined();
    const back = 'facility={rack: {recirculation: {share: 10%}}}';
    expect(cooling(leaks, back)).toMatch(
      /leakage is not available in racks whose recirculation is followed; leave one of the two out/,
    );
    // at their lowest clock, and as hot as they may get: 9.6 % more than without
    const budget = 'pools[p].power={governor: {policy: static, budget: 250W}}';
    expect(cooling(budget)).toBeUndefined();
    expect(cooling(budget, leaks)).toMatch(/1 boards need 265 W to work at their lowest clock/);
  });
});

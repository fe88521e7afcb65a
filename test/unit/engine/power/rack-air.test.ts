import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileScenario } from '../../../../src/compile/compile.ts';
import { RackAir } from '../../../../src/engine/power/rack-air.ts';
import type { EngineReplica } from '../../../../src/engine/replica/port.ts';
import { Calendar } from '../../../../src/kernel/calendar.ts';
import { mostNodeWatts, nodePower } from '../../../../src/physics/facility/node-power.ts';
import { recirculatedKelvin } from '../../../../src/physics/facility/recirculation.ts';
import { onePool, scenarioOf } from '../../scenario/parse-text.ts';

const compiled = compileScenario(
  scenarioOf(
    onePool,
    'pools[p].replicas=3',
    'pools[p].parallelism={tensor: 8}',
    'facility={rack: {nodes: 2, powerLimit: 60kW, recirculation: {share: 25%}}}',
  ),
  { traces: {} },
);
const [spec, last] = compiled.rackAir!;
const { idleWatts } = compiled.pools[0]!;

/** What a node takes whose chips draw `watts`. */
function heatOf(watts: number): number {
  const { sheet, acceleratorWattsPerNode, fanShare } = spec!.premises;
  const busy = watts > idleWatts ? 1 : 0;
  return nodePower(sheet, watts, acceleratorWattsPerNode, busy, fanShare).itWatts;
}

/** The air of the first rack, and what its chips are told. */
function open() {
  const calendar = new Calendar(1);
  const told: { replica: number; kelvin: number; seconds: number }[] = [];
  const replicas = Array.from({ length: 3 }, () => ({ pool: { spec: { idleWatts } } }));
  const host = {
    calendar,
    replicas: replicas as unknown as readonly EngineReplica[],
    warm: (replica: number, kelvin: number, seconds: number) =>
      told.push({ replica, kelvin, seconds }),
  };
  const rack = new RackAir(spec!, host, 0);
  const until = (seconds: number) => {
    while (calendar.size > 0 && calendar.nextTime < seconds) rack.onEvent();
  };
  return { rack, told, until };
}

describe('the air of a rack', () => {
  it('holds whole replicas, as many as fit, and what its nodes take at the most', () => {
    expect(compiled.rackAir!.map(({ replicas }) => replicas)).toEqual([[0, 1], [2]]);
    const { sheet, acceleratorWattsPerNode, fanShare } = spec!.premises;
    const node = mostNodeWatts(sheet, acceleratorWattsPerNode, fanShare);
    expect(spec!.mostWatts).toBeCloseTo(2 * node, 6);
    expect(last!.mostWatts).toBeCloseTo(node, 6);
  });

  it('comes to r ÷ (1 − r) of what the air warms up by, at any load, and tells its chips within 0.5 K', () => {
    const { rack, told, until } = open();
    const before = recirculatedKelvin(spec!, (2 * heatOf(idleWatts)) / spec!.mostWatts);
    expect(rack.kelvinAt(0)).toBeCloseTo(before, 12);
    rack.change(0, 10, 5600, true);
    rack.change(1, 10, 3000, true);
    until(1e4);
    // a third of 15 K at full load
    const steady = 5 * ((heatOf(5600) + heatOf(3000)) / spec!.mostWatts);
    expect(rack.kelvinAt(1e4)).toBeCloseTo(steady, 9);
    expect(Math.abs(rack.toldKelvin - steady)).toBeLessThan(0.5);
    expect(told.length).toBeGreaterThan(1);
    for (const replica of [0, 1]) {
      const own = told.filter((each) => each.replica === replica);
      const sum = own.reduce((all, { kelvin }) => all + kelvin, before);
      expect(sum).toBeCloseTo(rack.toldKelvin, 9);
      for (const { kelvin } of own) expect(Math.abs(kelvin)).toBeCloseTo(0.5, 9);
    }
    // nodes without power heat nothing, and draw nothing
    rack.change(0, 1e4, 0, false);
    rack.change(1, 1e4, 0, false);
    until(2e4);
    expect(rack.kelvinAt(2e4)).toBeCloseTo(0, 9);
    expect(rack.mostKelvin).toBeCloseTo(steady, 9);
  });

  it('keeps its balance of energy, is what fine steps come to, and tells what moved by 0.5 K and no sooner', () => {
    const changes = fc.array(
      fc.record({
        after: fc.integer({ min: 1, max: 120 }),
        replica: fc.integer({ min: 0, max: 1 }),
        watts: fc.integer({ min: 0, max: 5600 }),
      }),
      { minLength: 1, maxLength: 12 },
    );
    let moved = 0;
    fc.assert(
      fc.property(changes, (all) => {
        const { rack, told, until } = open();
        const watts = [idleWatts, idleWatts];
        const air = spec!.mostWatts / spec!.riseKelvin;
        const start = rack.kelvinAt(0);
        const rate = (1 - spec!.share) / spec!.lagSeconds;
        let [now, fine, back, carried] = [0, start, 0, 0];
        for (const { after, replica, watts: drawn } of all) {
          const heat = heatOf(watts[0]!) + heatOf(watts[1]!);
          const from = rack.kelvinAt(now);
          back += spec!.share * heat * after;
          const steps = Math.ceil(after / 0.05);
          const length = after / steps;
          for (let i = 0; i < steps; i++)
            fine +=
              (length * (spec!.share * heat - (1 - spec!.share) * air * fine)) /
              (air * spec!.lagSeconds);
          until(now + after);
          now += after;
          // ∫ of an exponential about its end, from its values at both ends
          const constant = recirculatedKelvin(spec!, heat / spec!.mostWatts);
          const kelvinSeconds = constant * after + (from - rack.kelvinAt(now)) / rate;
          carried += (1 - spec!.share) * air * kelvinSeconds;
          watts[replica] = drawn;
          rack.change(replica, now, drawn, true);
          expect(Math.abs(rack.kelvinAt(now) - rack.toldKelvin)).toBeLessThan(0.5 + 1e-6);
        }
        const kept = air * spec!.lagSeconds * (rack.kelvinAt(now) - start);
        expect(Math.abs(back - carried - kept)).toBeLessThan(1e-9 * back);
        expect(rack.kelvinAt(now)).toBeCloseTo(fine, 2);
        moved += told.length;
      }),
      { numRuns: 30, seed: 7 },
    );
    expect(moved).toBeGreaterThan(30);
  });
});

describe('facility.rack.recirculation', () => {
  const rack = (share: string, ...sets: readonly string[]) =>
    compileScenario(scenarioOf(onePool, `facility={rack: {recirculation: ${share}}}`, ...sets), {
      traces: {},
    });

  it('takes its part out of the usual 8 K, and changes nothing where it is none', () => {
    const without = rack('none');
    expect(without.rackAir).toBeUndefined();
    expect(without.pools[0]!.cooling!.inletCelsius).toBe(32);
    expect(rack('{share: 10%}').pools[0]!.cooling!.inletCelsius).toBe(27);
  });

  it('is refused where no warm air leaves a rack', () => {
    expect(() => rack('{share: 10%}', 'facility.cooling={kind: rear-door}')).toThrow(
      /rear-door takes the heat into water before it leaves the rack: no warm air comes back/,
    );
    expect(() => rack('{share: 10%}', 'pools[p].cooling={kind: direct-to-chip}')).toThrow(
      /chips under direct-to-chip breathe no air/,
    );
  });
});

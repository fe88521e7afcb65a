import fc from 'fast-check';
import type { Draft } from '../random-scenario.ts';
import { onPools, type Patch, seconds, type Twist, without } from './twist.ts';

/** Chips whose memory has a known limit. */
const STACKED = /^([ah]100|h200|v100)/;

/** Water so warm, and so much warmer once its cooling fails, that chips under it go off within seconds. */
const boiling = fc.record({
  supplyTemperature: fc.integer({ min: 76, max: 80 }),
  duration: seconds(2, 3),
  restart: seconds(0.01, 0.5),
});

/**
 * So warm that chips are too hot within a second of work; of some, the cooling fails on top, and of half of those whose
 * memory has a limit, it is followed, too; a third of them leak, and where a facility is stated, of the others the racks
 * breathe in what they breathed out. The chips of the first pool may go off for heat.
 */
export const anyHeat: fc.Arbitrary<Twist> = fc
  .record({
    kind: fc.constantFrom('air', 'direct-to-chip'),
    supplyTemperature: fc.integer({ min: 66, max: 80 }),
    outage: fc.option(
      fc.record({
        at: seconds(0, 1),
        duration: seconds(0.01, 1),
        kelvinPerMinute: fc.integer({ min: 60, max: 900 }),
        mostKelvin: fc.integer({ min: 0, max: 12 }),
      }),
      { freq: 2 },
    ),
    overheat: fc.option(boiling, { freq: 2 }),
  })
  .map(({ outage, overheat, ...cooling }) => (draft) => {
    const stacked = draft.pools.every(({ accelerator }) => STACKED.test(String(accelerator)));
    const memory = stacked && cooling.supplyTemperature % 2 === 0 ? { memory: true } : {};
    // encoders do not go with it
    const leaks =
      cooling.supplyTemperature % 3 === 0 && draft.pools.every(({ role }) => role !== 'encode');
    const leakage = leaks ? { leakage: { share: 0.3 } } : {};
    const comesBack =
      cooling.supplyTemperature % 3 !== 0 && overheat === null && draft['facility'] !== undefined;
    const own = { ...cooling, ...memory, ...leakage, ...(comesBack && { kind: 'air' }) };
    const cooled = onPools({ cooling: own })(without('stepTime')(draft));
    const hot = comesBack ? recirculated(cooled) : cooled;
    const { failures: others = [] } = hot as { failures?: readonly object[] };
    const [first, ...rest] = hot.pools;
    const pool = first!.name;
    if (overheat !== null) {
      const { supplyTemperature, duration, restart } = overheat;
      const off = { kind: 'overheat', pool, restart };
      const warmer = { kind: 'cooling', pool, at: 0.02, kelvinPerMinute: 1000, mostKelvin: 60 };
      const water = { ...memory, ...leakage, kind: 'direct-to-chip', supplyTemperature };
      return {
        ...hot,
        pools: [{ ...first!, cooling: water }, ...rest],
        failures: [...others, { ...warmer, duration }, off],
      };
    }
    if (outage === null) return hot;
    const stops = outage.mostKelvin % 2 === 0 ? 'chiller' : 'plant';
    return { ...hot, failures: [...others, { ...outage, kind: 'cooling', pool, stops }] };
  });

/** The racks of its facility, which is cooled by air, breathe in two fifths of what they breathed out, within a second. */
function recirculated(draft: Draft): Draft {
  const facility = draft['facility'] as Patch;
  const cooling = { ...(facility['cooling'] as Patch), kind: 'air' };
  const rack = { recirculation: { share: 0.4, lag: 0.3 } };
  return { ...draft, facility: { ...facility, cooling, rack } };
}

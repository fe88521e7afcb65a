import fc from 'fast-check';
import { onPools, seconds, type Twist, without } from './twist.ts';

/** Chips whose memory has a known limit. */
const STACKED = /^([ah]100|h200|v100)/;

/**
 * So warm that chips are too hot within a second of work; of some, the cooling fails on top, and of half of those whose
 * memory has a limit, it is followed, too.
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
  })
  .map(({ outage, ...cooling }) => (draft) => {
    const stacked = draft.pools.every(({ accelerator }) => STACKED.test(String(accelerator)));
    const memory = stacked && cooling.supplyTemperature % 2 === 0 ? { memory: true } : {};
    const hot = onPools({ cooling: { ...cooling, ...memory } })(without('stepTime')(draft));
    if (outage === null) return hot;
    const pool = draft.pools[0]!.name;
    const { failures: others = [] } = hot as { failures?: readonly object[] };
    return { ...hot, failures: [...others, { ...outage, kind: 'cooling', pool }] };
  });

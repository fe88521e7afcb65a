import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Calendar } from '../../../src/kernel/calendar.ts';
import { type Lane, lane } from '../../../src/kernel/lanes.ts';

interface Event {
  readonly slot: number;
  readonly time: number;
  readonly lane: Lane;
}

/** The written order, said plainly: time, then lane, then slot. */
const inOrder = (a: Event, b: Event) => a.time - b.time || a.lane - b.lane || a.slot - b.slot;

const SLOTS = 12;
const lanes = Object.values(lane);
/** Few different times, so that most events tie; some that differ in the last bit. */
const times = fc.constantFrom(0, 1, 1, 1 + Number.EPSILON, 2, 1e9, 1e-9);
const change = fc.record({
  slot: fc.nat(SLOTS - 1),
  time: fc.oneof(times, fc.double({ min: 0, max: 1e6, noNaN: true })),
  lane: fc.constantFrom(...lanes),
  clears: fc.integer({ min: 0, max: 3 }).map((n) => n === 0),
});

describe('Calendar', () => {
  it('agrees with a sorted list after every set, re-key and clear', () => {
    fc.assert(
      fc.property(fc.array(change, { maxLength: 60 }), (changes) => {
        const calendar = new Calendar(SLOTS);
        let list: Event[] = [];
        for (const { slot, time, lane: its, clears } of changes) {
          list = list.filter((event) => event.slot !== slot);
          if (clears) {
            calendar.clear(slot);
          } else {
            list.push({ slot, time, lane: its });
            calendar.set(slot, time, its);
          }
          const [first] = list.sort(inOrder);
          expect(calendar.size).toBe(list.length);
          expect(calendar.nextTime).toBe(first?.time ?? Infinity);
          expect(calendar.nextSlot).toBe(first?.slot ?? -1);
          if (first !== undefined) expect(calendar.nextLane).toBe(first.lane);
          const others = list.filter((event) => event.slot !== slot).map((event) => event.time);
          expect(calendar.nextTimeBeside(slot)).toBe(Math.min(Infinity, ...others));
          const known = Array.from({ length: SLOTS }, (_, other) => calendar.timeOf(other));
          const held = Array.from({ length: SLOTS }, (_, other) => calendar.has(other));
          const wanted = known.map((_, other) => list.find((event) => event.slot === other)?.time);
          expect(known).toEqual(wanted.map((event) => event ?? Infinity));
          expect(held).toEqual(wanted.map((event) => event !== undefined));
        }
      }),
      { seed: 11, numRuns: 100 },
    );
  });

  it('drains in the total order of (time, lane, slot)', () => {
    const events = fc.uniqueArray(change, { selector: ({ slot }) => slot, minLength: 1 });
    fc.assert(
      fc.property(events, (some) => {
        const calendar = new Calendar(SLOTS);
        for (const { slot, time, lane: its } of some) calendar.set(slot, time, its);
        const drained: number[] = [];
        while (calendar.size > 0) {
          drained.push(calendar.nextSlot);
          calendar.clear(calendar.nextSlot);
        }
        expect(drained).toEqual([...some].sort(inOrder).map(({ slot }) => slot));
      }),
      { seed: 12, numRuns: 200 },
    );
  });

  it('keeps lane and slot apart in fleets of many thousand replicas', () => {
    const slots = 100_000;
    const calendar = new Calendar(slots);
    for (let slot = 0; slot < slots; slot++) calendar.set(slot, 1, lane.sample);
    calendar.set(slots - 1, 1, lane.completion);
    expect([calendar.nextSlot, calendar.nextLane]).toEqual([slots - 1, lane.completion]);
    calendar.clear(slots - 1);
    expect([calendar.nextSlot, calendar.nextLane]).toEqual([0, lane.sample]);
  });

  it('refuses more slots than a rank can name', () => {
    expect(() => new Calendar(2 ** 24)).toThrow('too many slots');
  });
});

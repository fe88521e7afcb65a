import { describe, expect, it } from 'vitest';
import type { ChipWork } from '../../../../src/engine/sharing/port.ts';
import { StepsOnChip } from '../../../../src/engine/sharing/steps-on-chip.ts';
import { TimeSlices } from '../../../../src/engine/sharing/time-slices.ts';

const work = (chipSeconds: number, hostSeconds = 0): ChipWork => ({
  hostSeconds,
  chipSeconds,
  demand: { compute: 1, memory: 1, power: 0 },
});

/** Processes that begin their next step as the last one ends; the instants at which the first `steps` steps of each end. */
function alwaysBusy(works: readonly ChipWork[], slice: number, change: number, steps: number) {
  const chip = new StepsOnChip(works.length, new TimeSlices(slice, change));
  const ends = works.map((): number[] => []);
  for (const [i, each] of works.entries()) chip.begin(i, each, 0);
  chip.arbitrate(0);
  while (ends.some(({ length }) => length < steps)) {
    const over = chip.advance();
    for (const i of over) {
      ends[i]!.push(chip.now);
      chip.end(i);
      chip.begin(i, works[i]!, chip.now);
    }
    if (over.length > 0) chip.arbitrate(chip.now);
  }
  return ends.map((each) => each.slice(0, steps));
}

describe('slices of a chip’s time', () => {
  it('change nothing for one who is alone', () => {
    const [ends] = alwaysBusy([work(0.01)], 0.002, 0.0001, 5);
    for (const [i, at] of ends!.entries()) expect(at).toBeCloseTo(0.01 * (i + 1), 12);
  });

  it('give each of k busy ones a k-th of the time, less what changing hands takes', () => {
    for (const k of [2, 3, 5]) {
      const works = Array.from({ length: k }, () => work(0.01));
      const ends = alwaysBusy(works, 0.002, 0.0001, 100);
      // in a round each has a slice of 2 ms, and the chip changes hands k times
      const each = k * 0.01 * (1 + 0.0001 / 0.002);
      for (const own of ends) {
        expect((own[99]! - own[0]!) / 99).toBeCloseTo(each, 9);
      }
    }
  });

  it('are exact: who ends first, and when', () => {
    // a: 0–2, 4.2–6.2 and so on; its 5 ms are over in its third slice, and the rest of that is for its next step
    const [a, b] = alwaysBusy([work(0.005), work(0.003)], 0.002, 0.0001, 2);
    expect(a![0]).toBeCloseTo(0.0084 + 0.001, 12);
    expect(b![0]).toBeCloseTo(0.0063 + 0.001, 12);
    expect(a![1]).toBeCloseTo(0.0168 + 0.002, 12);
    expect(b![1]).toBeCloseTo(0.0105 + 0.002, 12);
  });

  it('let one go on while the other’s host prepares its step', () => {
    // 2 ms of host and 2 ms of chip each: they alternate, and nobody waits but for the first changes of hands
    const [a, b] = alwaysBusy([work(0.002, 0.002), work(0.002, 0.002)], 0.002, 0, 50);
    for (const own of [a!, b!]) expect((own[49]! - own[1]!) / 48).toBeCloseTo(0.004, 12);
  });

  it('keep who comes waiting until the slice of who is there ends', () => {
    const chip = new StepsOnChip(2, new TimeSlices(0.002, 0.0001));
    chip.begin(0, work(0.1), 0);
    chip.arbitrate(0);
    chip.begin(1, work(0.001), 0.0071);
    chip.arbitrate(0.0071);
    while (chip.advance().length === 0);
    expect(chip.now).toBeCloseTo(0.008 + 0.0001 + 0.001, 12);
    expect(chip.doneAt(0, chip.now)).toBeCloseTo(0.08, 12);
    expect(chip.busyAt(chip.now)).toBeCloseTo(0.0091, 12);
    // alone for 7.1 ms, and one of two for 2
    expect(chip.awakeAt(0, chip.now)).toBeCloseTo(0.0071 + 0.001, 12);
  });
});

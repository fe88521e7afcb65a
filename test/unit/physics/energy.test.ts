import { describe, expect, it } from 'vitest';
import { busyWatts, chipEnergy, chipJoules } from '../../../src/physics/energy.ts';
import { idleWatts, unmeasuredPower } from '../../../src/physics/power.ts';
import { h100, nvlink, t4 } from './data-sheets-for-tests.ts';

describe('chipEnergy', () => {
  const power = { awake: 0.3, memory: 0.4, compute: 1, sampling: 0.5 };

  it('takes shares of what the board has above idle', () => {
    const energy = chipEnergy({ ...h100, power }, nvlink);
    expect(energy.idleWatts).toBe(75);
    expect(energy.activeWatts).toBeCloseTo(75 + 0.3 * 625, 9);
    expect(energy.headroomWatts).toBeCloseTo(0.7 * 625, 9);
    expect(energy.joulesPerByte * 3.35e12).toBeCloseTo(0.4 * 625, 9);
    expect(energy.joulesPerFlop('bf16') * 989e12).toBeCloseTo(625, 9);
    expect(energy.joulesPerFlop('fp8') * 1979e12).toBeCloseTo(625, 9);
    expect(energy.joulesPerFlop('fp4')).toBe(0);
    expect(energy.samplingWatts).toBeCloseTo(312.5, 9);
    const use = { seconds: 2, flops: 989e12, dtype: 'bf16', bytes: 0, linkBytes: 0 } as const;
    expect(chipJoules(energy, use)).toBeCloseTo(2 * (75 + 0.3 * 625) + 625, 6);
  });

  it.each([h100, t4])('takes the shares of other chips where nobody measured: $id', (chip) => {
    const room = chip.boardWatts - chip.idleWatts;
    const energy = chipEnergy(chip, nvlink);
    expect(energy.activeWatts).toBeCloseTo(chip.idleWatts + unmeasuredPower.awake * room, 9);
  });

  it('has no joules by work where the board leaves no room above idle', () => {
    const energy = chipEnergy({ ...h100, idleWatts: 700 }, nvlink);
    expect(energy.activeWatts).toBe(700);
    expect(energy.headroomWatts).toBe(0);
    expect(energy.joulesPerByte).toBe(0);
  });

  it('is idle below busy below the board', () => {
    expect(idleWatts(h100)).toBe(75);
    expect(busyWatts(h100)).toBeCloseTo(75 + 0.71 * 625, 9);
    expect(idleWatts({ ...h100, idleWatts: 900 })).toBe(700);
  });
});

import { describe, expect, it } from 'vitest';
import { busyWatts, chipEnergy, chipJoules, idleWatts } from '../../../src/physics/energy.ts';
import { h100, nvlink, t4 } from './data-sheets-for-tests.ts';

describe('chipEnergy', () => {
  it('has the H100 shares of science.md: idle .107, awake .267, memory .222 of 700 W', () => {
    const energy = chipEnergy(h100, nvlink);
    expect(energy.idleWatts).toBe(75);
    expect(energy.activeWatts).toBeCloseTo(75 + 0.267 * 700, 0);
    expect(energy.joulesPerByte * h100.memoryBandwidth).toBeCloseTo(0.222 * 700, 0);
  });

  it.each([h100, t4])('draws the board’s watts with everything at peak: $id', (chip) => {
    const energy = chipEnergy(chip, nvlink);
    for (const [dtype, flops] of Object.entries(chip.peak)) {
      const joules = chipJoules(energy, {
        seconds: 1,
        flops,
        dtype: dtype as 'fp16',
        bytes: chip.memoryBandwidth,
        linkBytes: nvlink.bandwidth,
      });
      expect(joules).toBeCloseTo(chip.boardWatts, 6);
    }
  });

  it('is idle below busy below the board', () => {
    expect(idleWatts(h100)).toBe(75);
    expect(busyWatts(h100)).toBeCloseTo(417.5, 0);
    expect(idleWatts({ ...h100, idleWatts: 900 })).toBe(700);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ColdStartInput, coldStart } from '../../../src/physics/cold-start.ts';

const base: ColdStartInput = {
  provisionSeconds: 100,
  imageBytes: 10e9,
  imageBandwidth: 50e6,
  weightBytes: 140e9,
  weightBytesPerChip: 35e9,
  storageBandwidth: 2e9,
  hostToDeviceBandwidth: 25e9,
  initSeconds: 60,
  warmUpSeconds: 2,
};

describe('coldStart', () => {
  it('adds what stands one after the other', () => {
    const start = coldStart(base);
    expect(start.imageSeconds).toBe(200);
    expect(start.storageSeconds).toBe(70);
    expect(start.hostToDeviceSeconds).toBeCloseTo(1.4, 12);
    expect(start.totalSeconds).toBeCloseTo(100 + 200 + 70 + 1.4 + 60 + 2, 9);
  });

  it('takes nothing for an image that is cached, and for a copy that reading hides', () => {
    expect(coldStart({ ...base, imageBytes: 0 }).imageSeconds).toBe(0);
    const hidden = coldStart({ ...base, hostToDeviceBandwidth: Number.POSITIVE_INFINITY });
    expect(hidden.hostToDeviceSeconds).toBe(0);
  });

  it('is no slower with faster storage, registry or bus', () => {
    const rate = fc.double({ min: 1e6, max: 1e12, noNaN: true });
    const key = fc.constantFrom(
      'imageBandwidth' as const,
      'storageBandwidth' as const,
      'hostToDeviceBandwidth' as const,
    );
    fc.assert(
      fc.property(rate, rate, key, (a, b, bandwidth) => {
        const slow = coldStart({ ...base, [bandwidth]: Math.min(a, b) }).totalSeconds;
        expect(
          coldStart({ ...base, [bandwidth]: Math.max(a, b) }).totalSeconds,
        ).toBeLessThanOrEqual(slow);
      }),
    );
  });
});

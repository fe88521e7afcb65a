import { describe, expect, it } from 'vitest';
import { LatencyPartsByE2e } from '../../../src/record/latency-parts.ts';
import { requestRow } from './rows.ts';

const zero = {
  hostSeconds: 0,
  queueSeconds: 0,
  prefillSeconds: 0,
  decodeSeconds: 0,
  preemptedSeconds: 0,
  transferSeconds: 0,
};

describe('LatencyPartsByE2e', () => {
  it('finds where the slowest share spent its time', () => {
    const parts = new LatencyPartsByE2e();
    for (let i = 0; i < 990; i += 1) {
      parts.accept(requestRow({ ...zero, e2eSeconds: 1 + i / 1000, decodeSeconds: 1 + i / 1000 }));
    }
    for (let i = 0; i < 10; i += 1) {
      const queueSeconds = 9 + i / 10;
      parts.accept(
        requestRow({ ...zero, e2eSeconds: queueSeconds + 1, queueSeconds, prefillSeconds: 1 }),
      );
    }
    const slowest = parts.slowest(0.01)!;
    expect(slowest.count).toBeCloseTo(10, 9);
    expect(slowest.seconds.queue).toBeCloseTo(94.5, 9);
    expect(slowest.seconds.prefill).toBeCloseTo(10, 9);
    expect(slowest.seconds.decode).toBe(0);
    expect(slowest.e2eSeconds).toBeGreaterThan(9.8);
    expect(slowest.e2eSeconds).toBeLessThanOrEqual(10);
  });

  it('counts the bin on the edge in proportion', () => {
    const parts = new LatencyPartsByE2e();
    for (let i = 0; i < 100; i += 1) {
      parts.accept(requestRow({ ...zero, e2eSeconds: 2, decodeSeconds: 2 }));
    }
    const slowest = parts.slowest(0.015)!;
    expect(slowest.count).toBeCloseTo(1.5, 9);
    expect(slowest.seconds.decode).toBeCloseTo(3, 9);
  });

  it('takes any duration, zero and a century too', () => {
    const parts = new LatencyPartsByE2e();
    for (const e2eSeconds of [0, 1e-12, 3e9, 1e12]) {
      parts.accept(requestRow({ ...zero, e2eSeconds, hostSeconds: e2eSeconds }));
    }
    expect(parts.slowest(1)!.count).toBe(4);
    expect(parts.slowest(1)!.seconds.host).toBeCloseTo(1e12 + 3e9, 0);
    expect(new LatencyPartsByE2e().slowest(0.01)).toBeNull();
  });
});

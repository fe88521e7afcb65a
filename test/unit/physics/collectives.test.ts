import { describe, expect, it } from 'vitest';
import { allReduceLines, allReduceSeconds, quickest } from '../../../src/physics/collectives.ts';
import { nvlink } from './data-sheets-for-tests.ts';

describe('allReduceSeconds', () => {
  it('is free on one chip', () => {
    expect(allReduceSeconds(nvlink, 1, 1e6)).toBe(0);
  });

  it('sends a small message at once, a large one in two exchanges', () => {
    expect(quickest(allReduceLines(nvlink, 8), 16e3).name).toBe('one-shot');
    expect(quickest(allReduceLines(nvlink, 8), 16e6).name).toBe('two-shot');
    expect(allReduceSeconds(nvlink, 4, 16384)).toBeCloseTo(4.5e-6 + (3 * 16384) / 360e9, 12);
    expect(allReduceSeconds(nvlink, 4, 16e6)).toBeCloseTo(9e-6 + (1.5 * 16e6) / 360e9, 12);
  });

  // aiconfigurator, H100 SXM, vLLM custom all-reduce in a CUDA graph (16 MiB on four: NCCL), microseconds.
  it.each([
    [2, 256, 4.3],
    [4, 1024, 4.5],
    [4, 1_048_576, 12.6],
    [8, 262_144, 10.7],
    [8, 4_194_304, 30.6],
    [8, 16_777_216, 92.4],
    [4, 16_777_216, 80.6],
  ])('comes within 20 %% of %i chips with %i bytes as measured', (chips, bytes, microseconds) => {
    const ratio = allReduceSeconds(nvlink, chips, bytes) / (microseconds * 1e-6);
    expect(ratio).toBeGreaterThan(0.8);
    expect(ratio).toBeLessThan(1.2);
  });
});

import { shiftChance } from './logit.ts';

/** Parameters from which on a model counts as large: rounding hurts it less. */
export const LARGE_PARAMETERS = 70e9;

/**
 * Logit that a compression of the weights takes from a model's scores. From Kurtic et al. 2024 (arXiv 2411.02355) in words: 8
 * bits of floating point are close to lossless, int8 costs about a point where it is tuned well, 4-bit weights a little more,
 * and less at 70 billion parameters and above; the figures, and those of 3 bits and of pruning, are assumed.
 */
export const compressionShifts = {
  bf16: { small: 0, large: 0 },
  fp8: { small: -0.005, large: -0.005 },
  int8: { small: -0.03, large: -0.03 },
  fp4: { small: -0.06, large: -0.03 },
  int4: { small: -0.06, large: -0.03 },
  int3: { small: -0.3, large: -0.3 },
  'sparse-2-4': { small: -0.25, large: -0.25 },
} as const;

export type Compression = keyof typeof compressionShifts;

/** Score in [0, 1] of a model after a compression, from that before it. */
export function compressedScore(score: number, format: Compression, parameters: number): number {
  const { small, large } = compressionShifts[format];
  return shiftChance(score, parameters >= LARGE_PARAMETERS ? large : small);
}

import type { Bytes } from '../base/units.ts';
import type { Accelerator, Dtype, ModelShape, WeightFormat } from './data-sheets.ts';
import { bytesPerElement } from './dtype.ts';

/** Bytes of one bit. */
const bit = 1 / 8;

/**
 * Bytes that one weight of a product takes, zeros and index included.
 * 2:4 keeps two of four weights and two bits to place each (NVIDIA Ampere whitepaper, 2020; Mishra et al., arXiv
 * 2104.08378): half of the values and one bit a weight. Unstructured: what is left, and a bitmap of one bit a weight
 * (SpInfer, EuroSys 2025), or the whole matrix where that is smaller.
 */
export function storedBytesPerWeight({ sparsity }: ModelShape, weights: WeightFormat): Bytes {
  const whole = bytesPerElement(weights);
  if (sparsity === undefined) return whole;
  const kept = sparsity.kind === '2:4' ? 1 / 2 : 1 - sparsity.share;
  return Math.min(whole, kept * whole + bit);
}

/**
 * Share of the FLOPs of a dense product that are computed: where the chip has units for 2:4 weights in the format, 1 ÷
 * their speed-up, at the dense peak. Unstructured zeros are computed (Flash-LLM, arXiv 2309.10285: load as sparse,
 * compute as dense), and so is 2:4 on a chip without such units. That sparse products reach the same share of their
 * peak as dense ones is assumed.
 */
export function computedShare(
  { sparsity }: ModelShape,
  { sparseUnits }: Accelerator,
  dtype: Dtype,
): number {
  if (sparsity?.kind !== '2:4' || sparseUnits === undefined) return 1;
  return sparseUnits.formats.includes(dtype) ? 1 / sparseUnits.speedup : 1;
}

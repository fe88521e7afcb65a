import type { Accelerator, Dtype, WeightFormat } from './data-sheets.ts';

/**
 * Bytes that one element takes, block scales included.
 * fp4 is MXFP4: 4 bits and one 8-bit scale per 32 elements (OCP Microscaling Formats v1.0, section 5.2). int4 is
 * grouped by 128 with a 16-bit scale and a 4-bit zero point (GPTQ and AWQ checkpoints; the group size is assumed).
 * Scales of 8-bit formats (per tensor, per channel or per 128×128 block) are below 0.1 % and left out.
 */
const bytes: Readonly<Record<WeightFormat, number>> = {
  fp32: 4,
  tf32: 4,
  bf16: 2,
  fp16: 2,
  fp8: 1,
  'fp8-block': 1,
  int8: 1,
  fp4: 0.5 + 1 / 32,
  int4: 0.5 + 2.5 / 128,
};

/** Bytes of one element of `dtype`, with its share of the block's scale. */
export function bytesPerElement(dtype: WeightFormat): number {
  return bytes[dtype];
}

/**
 * Bytes of one weight that checkpoints do not quantise below 16 bits: embeddings, LM head, norms and the router
 * (assumed; so in the published FP8, GPTQ, AWQ and MXFP4 checkpoints of Llama, Qwen, DeepSeek and gpt-oss).
 */
export function unquantisedBytesPerElement(weights: WeightFormat): number {
  return Math.max(2, bytes[weights]);
}

/** Bytes of one element that flows between operators: engines keep residuals and norms in at least 16 bits. */
export function activationBytesPerElement(activations: Dtype): number {
  return Math.max(2, bytes[activations]);
}

/** Number formats that can stand in for one that a chip has no units for, nearest first. */
const substitutes: Readonly<Record<Dtype, readonly Dtype[]>> = {
  fp32: ['tf32', 'bf16', 'fp16'],
  tf32: ['bf16', 'fp16', 'fp32'],
  bf16: ['fp16', 'tf32', 'fp32'],
  fp16: ['bf16', 'tf32', 'fp32'],
  fp8: ['bf16', 'fp16', 'tf32', 'fp32'],
  int8: ['bf16', 'fp16', 'tf32', 'fp32'],
  fp4: ['fp8', 'bf16', 'fp16', 'tf32', 'fp32'],
  int4: ['int8', 'bf16', 'fp16', 'tf32', 'fp32'],
};

/** The format in which a chip multiplies, and why it is not the one asked for. */
export interface ComputeDtype {
  readonly dtype: Dtype;
  /** Null when the chip multiplies in the format that weights and activations call for. */
  readonly fallback: string | null;
}

/**
 * The format that a product of these weights and activations calls for: the wider of the two, and 16 bits where an
 * integer format meets a floating one of equal width. Weight-only quantisation (int4 weights, bf16 activations)
 * therefore multiplies in 16 bits after dequantising.
 */
export function productDtype(format: WeightFormat, activations: Dtype): Dtype {
  const weights = format === 'fp8-block' ? 'fp8' : format;
  if (weights === activations) return weights;
  const weightBits = Math.floor(bytes[weights] * 2);
  const activationBits = Math.floor(bytes[activations] * 2);
  const wider = activationBits >= weightBits ? activations : weights;
  const narrower = wider === activations ? weights : activations;
  if (bytes[wider] >= 2) return wider;
  // int4 with int8 and fp4 with fp8 have common units; an integer with a float has none below 16 bits.
  return isInteger(wider) === isInteger(narrower) ? wider : 'bf16';
}

/**
 * The format that `accelerator` multiplies in. A chip without units for the format falls back to the nearest that it
 * has, and the result says so. Null when its sheet has no format that could stand in.
 */
export function computeDtype(
  accelerator: Accelerator,
  weights: WeightFormat,
  activations: Dtype,
): ComputeDtype | null {
  const wanted = productDtype(weights, activations);
  if (accelerator.peak[wanted] !== undefined) return { dtype: wanted, fallback: null };
  for (const dtype of substitutes[wanted]) {
    if (accelerator.peak[dtype] === undefined) continue;
    const fallback = `${accelerator.name} has no ${wanted} units: products are computed in ${dtype}`;
    return { dtype, fallback };
  }
  return null;
}

function isInteger(dtype: Dtype): boolean {
  return dtype === 'int8' || dtype === 'int4';
}

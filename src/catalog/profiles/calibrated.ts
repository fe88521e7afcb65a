import type { CalibratedRange } from '../../physics/engine-profile.ts';

/**
 * What each profile was fitted on. Of profiles with measured kernels, contexts and prompts reach as far as the kernels
 * (attention of up to 16,384 tokens of prompt and 131,072 of context, on A100 and H100); chips, formats, degrees and
 * batches are those of the served runs.
 */
const kernels = { contextTokens: 131_072, promptTokens: 16_384 } as const;

/** From operator-fits.ts: one chip's kernels predicted from another's. */
const otherChip =
  'kernels of one chip predicted from another’s were off by 14 % (products), 18 % (prompts) and 32 % (decoding) at the median';

/** 261 rows of ML.ENERGY v3 and InferenceX. */
export const vllmV1Range: CalibratedRange = {
  ...kernels,
  chips: ['h100-sxm', 'h200', 'b200'],
  weights: ['bf16', 'fp8', 'fp8-block', 'fp4'],
  tensor: [1, 2, 4, 8],
  models: ['dense', 'experts'],
  sequences: 4096,
  errors: { chip: otherChip },
};

/** 205 rows of InferenceX. */
export const tensorrtLlmRange: CalibratedRange = {
  ...vllmV1Range,
  sequences: 64,
};

/** 43 rows of InferenceX. */
export const sglangRange: CalibratedRange = {
  ...vllmV1Range,
  chips: ['h100-sxm', 'h200'],
  weights: ['bf16', 'fp8', 'fp8-block'],
  sequences: 64,
};

/** 148 prefills and decode steps of splitwise-sim: its prompts of 8,192 tokens and answers of 512. */
export const vllm2023Range: CalibratedRange = {
  chips: ['a100-80gb', 'h100-sxm'],
  weights: ['fp16'],
  tensor: [2, 8],
  models: ['dense'],
  sequences: 64,
  contextTokens: 8704,
  promptTokens: 8192,
  errors: {},
};

/** 16 rows of APEX: Llama-3.1-70B in 16 bits on H100, few sequences at once. */
export const vllm06Range: CalibratedRange = {
  ...kernels,
  chips: ['h100-sxm'],
  weights: ['bf16'],
  tensor: [2, 4, 8],
  models: ['dense'],
  sequences: null,
  errors: { chip: otherChip },
};

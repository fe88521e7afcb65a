import { type Cited, fitted } from '../sources.ts';

/** Kernels are much the same in all current engines, so that they share what was fitted on kernels alone. */
export const gemm: Cited<number> = [
  0.7,
  fitted(
    "vLLM's GEMMs with 2048 rows and more, from aiconfigurator: medians are 0.90 of peak on A100 bf16 (240 rows), " +
      '0.78 on H100 bf16 and 0.55 on H100 fp8 (1840 rows each); one value for all, so an A100 prefill is overcharged',
  ),
];

export const attention: Cited<number> = [
  0.57,
  fitted(
    "vLLM's causal attention of 2k to 8k tokens, from aiconfigurator: median of 1246 rows on H100 (deciles 0.45 and " +
      '0.66); A100 0.51; shorter prompts reach less',
  ),
];

/** An upper bound for what a whole step may reach. */
export const stream: Cited<number> = [
  0.8,
  fitted(
    "vLLM's GEMMs with 16 rows and fewer, weights above 60 MB, from aiconfigurator: median of 1632 rows on H100 bf16 " +
      'is 0.81 of the bandwidth (deciles 0.73 and 0.86); A100 0.70',
  ),
];

import type { KernelLibrary } from '../../physics/data-sheets.ts';
import { assumed, type Cited, fitted } from '../sources.ts';
import { kernels } from './kernels.ts';

const asMeasured = assumed('the measured kernels themselves, see kernels');

/** Shares of what measured kernels reach: all of it. */
export const gemm: Cited<number> = [1, asMeasured];
export const stream: Cited<number> = [1, asMeasured];

/** Of what measured kernels reach. */
export const attentionKernels: Cited<number> = [1, asMeasured];

/** Of the chip's peak, where a profile has no measured kernels. */
export const attention: Cited<number> = [
  0.57,
  fitted(
    "vLLM's causal attention of 2k to 8k tokens, from aiconfigurator: median of 1246 rows on H100 (deciles 0.45 and " +
      '0.66); A100 0.51; shorter prompts reach less',
  ),
];

const forms =
  "vLLM's kernels from aiconfigurator on A100 and H100; absolute errors in %, median and 90th. " +
  'GEMM, launch + max(padded FLOPs ÷ peak·η, bytes ÷ bandwidth·η), 37,856 rows, fitted · shapes left out: A100 bf16 ' +
  '6.8 and 20 · 6.8 and 20, H100 bf16 5.2 and 15 · 5.3 and 15, H100 fp8 9.7 and 29 · 9.8 and 29; A100 from the ' +
  "H100's figures 14 and 27. " +
  'Decode attention, launch + heads × sequences + cache bytes ÷ bandwidth·η, 8,543 rows: A100 12 and 35 · 12 and 36, ' +
  "H100 5.4 and 23 · 5.6 and 23, fp8 cache 5.4 and 18 · 5.6 and 18; A100 from the H100's 32 and 47 (caches of 2 to " +
  '60 MB were read from L2 in the measurement and are not fitted). ' +
  'Prefill attention, launch + (pairs + padding × tokens) ÷ peak·η, 7,116 rows of 16 tokens and more: A100 7 and 28 · 7 and 29, H100 5 and 15 · ' +
  "5 and 15, fp8 cache (charged as 16 bits) 14 and 29; A100 from the H100's 18 and 40. " +
  'Experts, launch + weights touched ÷ bandwidth·η + FLOPs ÷ peak·η, 5,994 rows, figures rounded between two fits: ' +
  'A100 20 and 65, H100 bf16 11 and 40, fp8 15 and 56; with int4 weights in 16-bit products, 2,025 rows, 13 and 45, ' +
  'shapes left out 14 and 49. Passes: launch and bandwidth chosen by the norms, rotary ' +
  'embedding and activation in Vidur, whose layers (nothing else was fitted to them) come out at 2 and 4 on H100 and 8 ' +
  'and 13 on A100 below 65 tokens, 7 and 13 and 13 and 18 above 1,024; pass launches and the figures of experts were set ' +
  'by hand. Int8 and 8-bit caches on the A100, and 4-bit products: assumed. Other chips: assumed; cards from Ada on are ' +
  'with the H100, chosen after the replayed run on the RTX PRO 6000 was seen (mean TPOT 4 % against 15 %, so that run ' +
  'is no evidence)';

/** Measured kernels, for the profiles of today's engines. */
export const measured: Cited<KernelLibrary> = [kernels, fitted(forms)];

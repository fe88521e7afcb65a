import type { KernelLibrary } from '../../physics/data-sheets.ts';
import { assumed, type Cited, fitted } from '../sources.ts';
import { kernels, sglangKernels, tensorrtKernels } from './kernels.ts';

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
  'is no evidence). fp8 by blocks on H100: products, with a tile’s walk along the shared dimension as the least time, ' +
  '16,572 rows: 10.6 and 28, shapes left out 10.3 and 29 (15 and 39 without the walk; charged as plain fp8 30 and 60); ' +
  'experts, 2,025 rows: 10 and 31, shapes left out 11 and 32. Of experts, tiles of rows (weights read again by every ' +
  'tile, part-filled ones padded) were tried in three forms: with the shape left out they lose to the sum of reading and ' +
  'multiplying, or win by less than 1 %. Served by vLLM, each of them is filled up to 128 rows on every chip that holds it, ' +
  'at the pace of plain products (127 rows by the layout’s alignment, nothing fitted): Qwen3-235B in ML.ENERGY, H100 and ' +
  'B200, gaps −24 and −35 % without, 5 and 7 % with, joules per token 44 and 48 %, 15 and 25 %; kernels timed alone do ' +
  'not have it. MXFP4 widened to 16 bits, before Blackwell: .3 of peak from mean TTFT of ' +
  'gpt-oss-120b with vLLM in InferenceX, rounded by hand between its TTFT, which wants .2, and ML.ENERGY’s throughput of ' +
  'gpt-oss-20b, which wants .35 and more; H200 32 and 47 before, 22 and 32 after, H100 19 and 41, 13 and 29. ' +
  'On Blackwell, 4 bits by 8: the experts of a layer start in 11 µs instead of 36, chosen on 24 rows of gpt-oss-120b with ' +
  'vLLM on B200 (decode steps 38 and 62 before, 7 and 27 after); the 28 with TensorRT-LLM, not chosen on, 49 and 70 ' +
  'before, 31 and 42 after; gpt-oss-20b in ML.ENERGY, an older release, 10 and 36, 20 and 38';

/** Measured kernels, for the profiles of today's engines. */
export const measured: Cited<KernelLibrary> = [kernels, fitted(forms)];

/** TensorRT-LLM's, of which only whole runs were measured. */
export const tensorrtMeasured: Cited<KernelLibrary> = [
  tensorrtKernels,
  fitted(
    `${forms}. What differs in TensorRT-LLM: products in fp8 at .66 of peak, chosen by hand from its published throughput ` +
      '(2,048 tokens in and 128 out: −4 to +4 % for Llama 8B and 70B on H100 and H200; −7 % and more at the .53 of vLLM’s ' +
      'kernels, which reach .63 to .71 at 8,192 rows and more); the rows of MLPerf v4.1, of which none was fitted, then ' +
      'come out at −15 to 0 % offline. An 8-bit cache read as quickly as a 16-bit one, inputs written in 8 bits by the ' +
      'pass before, block-scaled products as quick to start as others: assumed',
  ),
];

/** SGLang's, of which only whole runs were measured. */
export const sglangMeasured: Cited<KernelLibrary> = [
  sglangKernels,
  fitted(
    `${forms}. SGLang’s block-scaled products start as quickly as others and have no least time (assumed: with those of ` +
      'vLLM, DeepSeek-V3 decodes 46 % too slowly, without 2 %)',
  ),
];

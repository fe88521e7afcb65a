import type { GraphCapture } from '../../physics/cuda-graphs.ts';
import { type Cited, paper } from '../sources.ts';

/** `from`, and on by `step` up to `to`. */
function every(step: number, from: number, to: number): number[] {
  return Array.from({ length: (to - from) / step + 1 }, (_, i) => from + i * step);
}

/** vLLM's V1 engine: decode steps whole, steps with prompts in pieces between their attention. */
export const vllmGraphs: Cited<GraphCapture> = [
  {
    steps: 'all',
    sizes: [1, 2, 4, ...every(8, 8, 248), ...every(16, 256, 512)],
    mostPerSequence: 2,
  },
  paper(
    'vLLM’s documentation (CompilationConfig): 1, 2, 4, multiples of 8 below 256 and of 16 from there, up to twice ' +
      'max_num_seqs and 512; cudagraph_mode FULL_AND_PIECEWISE from v0.11 on. 1024 on B200 in later versions: not followed',
  ),
];

/** vLLM before V1. */
export const vllmOldGraphs: Cited<GraphCapture> = [
  { steps: 'decode', sizes: [1, 2, 4, ...every(8, 8, 256)], mostPerSequence: 1 },
  paper(
    'vLLM’s source of 0.6 (model_runner): 1, 2, 4 and multiples of 8 up to 256, and to max_num_seqs',
  ),
];

export const sglangGraphs: Cited<GraphCapture> = [
  {
    steps: 'decode',
    sizes: [1, 2, 4, 8, 12, ...every(8, 16, 256), ...every(16, 272, 496), ...every(32, 512, 512)],
    mostPerSequence: 1,
  },
  paper(
    'SGLang’s source (server_args): these sizes up to cuda_graph_max_bs, 512 on chips of more than 60 GB from tensor 4 on ' +
      '(256 below, not followed), and to the most requests that run; decode steps only',
  ),
];

export const tensorrtGraphs: Cited<GraphCapture> = [
  {
    steps: 'decode',
    sizes: [1, 2, 4, ...every(8, 8, 128), ...every(64, 192, 2048)],
    mostPerSequence: 1,
  },
  paper(
    'TensorRT-LLM’s source (llm_args): these sizes up to max_batch_size with enable_padding, decode steps only. Padding is ' +
      'off by default, on in NVIDIA’s own benchmarks and in those of InferenceX, whose limit is the batch',
  ),
];

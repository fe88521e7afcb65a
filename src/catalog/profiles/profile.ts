import type { KernelLibrary, Source } from '../../physics/data-sheets.ts';
import type { CalibratedRange, EngineProfile } from '../../physics/engine-profile.ts';
import { assumed, type Cited, fitted, paper } from '../sources.ts';

type Figures = Omit<
  EngineProfile,
  'id' | 'name' | 'sources' | 'kernels' | 'collectives' | 'calibrated' | keyof Ways
>;

/** What an engine does by default, beside its figures. */
type Ways = Pick<EngineProfile, 'graphs' | 'batching' | 'asyncScheduling' | 'prefixSharing'>;
type CitedWays = { readonly [Key in keyof Ways]: Cited<NonNullable<Ways[Key]>> };

/** A profile whose every figure brings its source. */
export function engineProfile(
  id: string,
  name: string,
  collectives: Cited<EngineProfile['collectives']>,
  figures: { readonly [Key in keyof Figures]: Cited<number> },
  fittedOn: { readonly kernels?: Cited<KernelLibrary>; readonly range?: CalibratedRange } = {},
  { graphs, batching, asyncScheduling, prefixSharing }: CitedWays = {},
): EngineProfile {
  const values: Partial<Record<keyof Figures, number>> = {};
  const sources: Record<string, Source> = {};
  for (const [key, [value, source]] of Object.entries(figures)) {
    values[key as keyof Figures] = value;
    sources[key] = source;
  }
  sources['collectives'] = collectives[1];
  const { kernels, range } = fittedOn;
  if (kernels !== undefined) sources['kernels'] = kernels[1];
  if (graphs !== undefined) sources['graphs'] = graphs[1];
  if (batching !== undefined) sources['batching'] = batching[1];
  if (asyncScheduling !== undefined) sources['asyncScheduling'] = asyncScheduling[1];
  if (prefixSharing !== undefined) sources['prefixSharing'] = prefixSharing[1];
  return {
    id,
    name,
    collectives: collectives[0],
    ...(values as Figures),
    ...(kernels === undefined ? {} : { kernels: kernels[0] }),
    ...(range === undefined ? {} : { calibrated: range }),
    ...(graphs === undefined ? {} : { graphs: graphs[0] }),
    ...(batching === undefined ? {} : { batching: batching[0] }),
    ...(asyncScheduling === undefined ? {} : { asyncScheduling: asyncScheduling[0] }),
    ...(prefixSharing === undefined ? {} : { prefixSharing: prefixSharing[0] }),
    sources,
  };
}

/** Memory that serving engines keep beside weights, activations and KV cache. */
export const reserve: Cited<number> = [
  3.9e9,
  assumed('3.5 GB of context, graphs and fragmentation and 0.4 GB of NCCL buffers'),
];

/** All-reduces of up to 8 MiB by the engine's own kernels in CUDA graphs. */
export const ownCollectives: Cited<EngineProfile['collectives']> = [
  'custom',
  paper("the engine's documentation: custom all-reduce is on by default where the link allows it"),
];

/** Launching kernel by kernel, with today's engines. */
export const eager: Cited<number> = [
  200e-6,
  assumed(
    'between the work with graphs and the 467 µs of the engine that had none (vllm-2023): no rows of these engines ran ' +
      'without; steps beyond the captured sizes are taken to be alike, though some engines compile them',
  ),
];

/** Beside that, for sorting tokens to experts and back, with experts that are launched in pieces. */
export const eagerRouting: Cited<number> = [
  2.2e-3,
  fitted(
    'mean TTFT with 4 and 16 clients of InferenceX, TensorRT-LLM with gpt-oss-120b on H200 (36 layers, 80 to 125 ms whatever ' +
      'the tensor degree: 1.8 to 2.2 ms) and SGLang and TensorRT-LLM with DeepSeek (61 layers, 243 ms and more: 3.7 ms), ' +
      'rounded by hand nearer to the first. NVIDIA’s MXFP4 experts on B200, whose kernels route inside, show none',
  ),
];

/** One figure for today's engines: their rows do not tell them apart. */
export const api: Cited<number> = [
  0.02,
  fitted(
    'mean TTFT, rounded by hand to what vLLM has beyond prefill and queue: 13 to 23 ms in APEX (0.25 and 0.5 requests/s, ' +
      '16 rows: error 33 and 50 % at the median and 90th without, 9 and 12 % with), 16 to 30 ms with 4 clients of ' +
      'InferenceX, Llama-3.1-70B on H100 and H200. InferenceX, all models: vLLM 52 and 68 % without, 20 and 52 % with, ' +
      '43 and 63 % where the figure is chosen from 0 to 40 ms without the model; TensorRT-LLM 53 and 81, 38 and 69, 47 ' +
      'and 76; SGLang 69 and 79, 45 and 64, assumed to be the same. A part per prompt token, per client or one more ' +
      'step (asynchronous scheduling) does no better on the model left out. What ' +
      'is left: DeepSeek’s prompts are read too quickly here, SGLang runs prompts before decoding, and some TensorRT-LLM ' +
      'rows stream their tokens twenty at a time',
  ),
];

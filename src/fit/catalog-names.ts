import { accelerators, type engineProfiles, models, oneShotModels } from '../catalog/index.ts';
import { Skip } from './skip.ts';

/**
 * What the data calls models, chips and engines → ids of the catalog.
 *
 * A model: its publisher goes, words go that name a tuning or a number format, then words that name a release, and what is
 * left is compared with the ids without punctuation: the id with the most words in common wins. A chip: the longest run of
 * words that is an id, or an alias, without punctuation. So names that the tables below do not have find their sheet as
 * soon as the catalog has it.
 */
const tuning =
  /^(instruct|chat|it|hf|base|thinking|reasoning|diffusers|dynamic|quantized|kv|meta|interactive|99|99\.9)$/;
const format = /^(awq|gptq|fp4|nvfp4|mxfp4|fp8|bf16|fp16|int4|int8|w4a16|w8a8|block)$/;
/** Versions such as v0.1, and years and months such as 2507 or 0528. */
const release = /^(v[0-2]\.\d|2[3-9](0[1-9]|1[0-2])|0[1-9]\d\d|1[0-2]\d\d)$/;

/** Names of one shape under another id, squeezed. Where the catalog has none of the ids, the model is outside it. */
const modelAliases: Readonly<Record<string, readonly string[]>> = {
  // the same shape with a shorter context
  llama38b: ['llama-3-8b', 'llama-3.1-8b'],
  llama370b: ['llama-3-70b', 'llama-3.1-70b'],
  bloom: ['bloom-176b'],
  llama4maverick17b128e: ['llama-4-maverick'],
  llama4scout17b16e: ['llama-4-scout'],
  mistralnemo: ['mistral-nemo-12b'],
  mistrallarge: ['mistral-large-2'],
  gptj: ['gpt-j-6b'],
  bert: ['bert-large'],
  resnet50: ['resnet-50'],
  whisper: ['whisper-large-v3'],
  dlrm: ['dlrm-v2'],
  stablediffusionxlbase10: ['stable-diffusion-xl'],
  stablediffusionxl: ['sdxl', 'stable-diffusion-xl'],
  pixartsigmaxl21024ms: ['pixart-sigma-xl-2', 'pixart-sigma'],
  mistralsmall3124b: ['mistral-small-24b'],
};

const acceleratorAliases: Readonly<Record<string, string>> = {
  h100: 'h100-sxm',
  h100dgx: 'h100-sxm',
  h100sxm: 'h100-sxm',
  h100sxm5: 'h100-sxm',
  a100: 'a100-80gb',
  a100dgx: 'a100-80gb',
  a100sxm: 'a100-80gb',
  a100sxm80gb: 'a100-80gb',
  a100pcie: 'a100-pcie-80gb',
  a100pcie40gb: 'a100-40gb',
  a100sxm440gb: 'a100-40gb',
  a100sxm40gb: 'a100-40gb',
  v100: 'v100-32gb',
  v100sxm: 'v100-32gb',
  rtx6000adageneration: 'rtx-6000-ada',
  rtxpro6000blackwell: 'rtx-pro-6000',
  orin: 'jetson-agx-orin',
  thor: 'jetson-agx-thor',
  tpuv6: 'tpu-v6e',
  trillium: 'tpu-v6e',
};

const squeeze = (text: string): string => text.toLowerCase().replace(/[^a-z0-9]/g, '');

const idsBySqueezed = (registry: object): ReadonlyMap<string, string> =>
  new Map(Object.keys(registry).map((id) => [squeeze(id), id]));

const allModels = { ...models, ...oneShotModels };
const modelIds = idsBySqueezed(allModels);
const acceleratorIds = idsBySqueezed(accelerators);

/** The catalog's id of a model; {@link Skip} where the catalog does not have it. */
export function modelId(name: string): string {
  const own = name.slice(name.lastIndexOf('/') + 1).toLowerCase();
  const words = own.split(/[-_\s:]+/);
  const plain = words.filter((word) => !tuning.test(word) && !format.test(word));
  const shortest = plain.filter((word) => !release.test(word));
  for (const kept of [words, plain, shortest]) {
    const squeezed = squeeze(kept.join(''));
    const id = modelIds.get(squeezed) ?? modelAliases[squeezed]?.find((each) => each in allModels);
    if (id !== undefined) return id;
  }
  throw new Skip(`model ${name || '(no name)'} is not in the catalog`);
}

/** The catalog's id of a chip; {@link Skip} where the catalog does not have it. */
export function acceleratorId(name: string): string {
  const words = name.toLowerCase().split(/[^a-z0-9]+/);
  for (let length = words.length; length > 0; length -= 1) {
    for (let start = 0; start + length <= words.length; start += 1) {
      const run = words.slice(start, start + length).join('');
      const id = acceleratorIds.get(run) ?? acceleratorAliases[run];
      if (id !== undefined && id in accelerators) return id;
    }
  }
  throw new Skip(`accelerator ${name || '(no name)'} is not in the catalog`);
}

/** Releases of vLLM before its V1 engine's time that the profile of late 2023 stands for: below 0.6. */
const oldVllm = /(late 2023|^\D*0\.[0-5](\.|$|\D))/;

/** Releases of the engine before V1. */
const middleVllm = /^\D*0\.[67](\.|$|\D)/;

/** Releases that schedule asynchronously by default. */
const laterVllm = /^\D*(0\.(1[4-9]|[2-9]\d)|[1-9]\d*\.)/;

/** The profile of a serving engine; an engine without a name is vLLM's, as in the files that name none. */
export function profileId(engine: string, version = ''): keyof typeof engineProfiles {
  const name = squeeze(engine);
  if (name.includes('trtllm') || name.includes('tensorrt')) return 'tensorrt-llm';
  if (name.includes('sglang')) return 'sglang';
  if (name === '' || name.includes('vllm')) {
    const release = version === '' ? engine.toLowerCase() : version;
    if (oldVllm.test(release)) return 'vllm-2023';
    if (laterVllm.test(release)) return 'vllm-0.14';
    return middleVllm.test(release) ? 'vllm-0.6' : 'vllm-v1';
  }
  throw new Skip(`engine ${engine} has no profile`);
}

import { accelerators, models } from '../catalog/index.ts';
import type { Accelerator, Dtype, ModelShape, WeightFormat } from '../physics/data-sheets.ts';
import { modelId } from './catalog-names.ts';
import { Skip } from './skip.ts';

export interface Precision {
  readonly weights: WeightFormat;
  readonly activations: Dtype;
  readonly kvCache: Dtype;
}

const wide: Readonly<Record<string, Dtype>> = {
  '': 'bf16',
  bf16: 'bf16',
  bfloat16: 'bf16',
  fp16: 'fp16',
  half: 'fp16',
  float16: 'fp16',
  fp32: 'fp32',
  float: 'fp32',
  float32: 'fp32',
};

/**
 * The number formats behind a precision as the data names it; blank is bf16 (so inferred by the data's readme).
 * Four-bit floating weights are multiplied with 8-bit activations where the chip has 4-bit units, else with 16-bit ones
 * (assumed: the engines' default kernels for MXFP4 and NVFP4). The cache is 8 bits wide beside 8-bit weights in
 * TensorRT-LLM, whose published FP8 checkpoints ask for it, and 16 bits elsewhere. `model` is the row's name for it.
 */
export function precisionOf(
  name: string,
  accelerator: string,
  profile: string,
  model?: string,
): Precision {
  const native = model === undefined ? undefined : nativeOf(model);
  // A model that was published in 4 bits alone has no other checkpoint, whatever a table's column says.
  const called = native === 'fp4' && wide[name.toLowerCase()] === undefined ? 'fp4' : name;
  const key = called.toLowerCase().replace(/[^a-z0-9]/g, '');
  const narrowCache = profile === 'tensorrt-llm';
  const sixteen = wide[key];
  if (sixteen !== undefined) {
    return {
      weights: sixteen,
      activations: sixteen,
      kvCache: sixteen === 'fp16' ? 'fp16' : 'bf16',
    };
  }
  if (/^(w8a8)?fp8/.test(key)) {
    const blocks =
      key.includes('block') || native === 'fp8-block' || /qwen3.*fp8$/i.test(model ?? '');
    const weights = blocks ? 'fp8-block' : 'fp8';
    return { weights, activations: 'fp8', kvCache: narrowCache ? 'fp8' : 'bf16' };
  }
  if (/^(mx|nv)?fp4/.test(key)) {
    const chip: Accelerator | undefined = accelerators[accelerator as keyof typeof accelerators];
    const activations = chip?.peak.fp4 === undefined ? 'bf16' : 'fp8';
    return { weights: 'fp4', activations, kvCache: narrowCache ? 'fp8' : 'bf16' };
  }
  if (/^(int4|w4a16|awq|gptq)/.test(key)) {
    return { weights: 'int4', activations: 'bf16', kvCache: 'bf16' };
  }
  if (/^(int8|w8a8)/.test(key)) return { weights: 'int8', activations: 'int8', kvCache: 'bf16' };
  throw new Skip(`precision ${name} is not known`);
}

/** The format of a model's own checkpoint; Qwen3's beside theirs in 16 bits are told by their name. */
function nativeOf(model: string): WeightFormat | undefined {
  const shape: ModelShape | undefined = models[modelId(model) as keyof typeof models];
  return shape?.nativeDtype;
}

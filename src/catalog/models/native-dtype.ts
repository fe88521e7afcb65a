import type { WeightFormat } from '../../physics/data-sheets.ts';
import { type ConfigFields, printed } from './config-fields.ts';

const floats: Readonly<Record<string, WeightFormat>> = {
  float32: 'fp32',
  float16: 'fp16',
  bfloat16: 'bf16',
};

/** Quantised formats that say all in `quant_method`. */
const methods: Readonly<Record<string, WeightFormat>> = {
  fp8: 'fp8',
  fbgemm_fp8: 'fp8',
  mxfp4: 'fp4',
};

/**
 * The format of the checkpoint's weights: `quantization_config` when present, else `torch_dtype` (`dtype` since
 * transformers 4.56). transformers takes fp32 when neither is given; engines then serve 16 bits, and so bf16 here.
 */
export function nativeDtype(outer: ConfigFields, inner: ConfigFields): WeightFormat {
  const quantised = outer.object('quantization_config') ?? inner.object('quantization_config');
  if (quantised !== undefined) return quantisedDtype(quantised);
  const given =
    inner.raw('torch_dtype') ??
    inner.raw('dtype') ??
    outer.raw('torch_dtype') ??
    outer.raw('dtype');
  if (given === undefined) return 'bf16';
  const dtype = typeof given === 'string' ? own(floats, given.replace('torch.', '')) : undefined;
  if (dtype === undefined) {
    throw outer.error(
      `torch_dtype = ${printed(given)}: known are ${Object.keys(floats).join(', ')}`,
    );
  }
  return dtype;
}

function quantisedDtype(config: ConfigFields): WeightFormat {
  const method = config.raw('quant_method');
  const named = typeof method === 'string' ? own(methods, method) : undefined;
  if (named === 'fp8' && config.raw('weight_block_size') !== undefined) return 'fp8-block';
  if (named !== undefined) return named;
  if (method === 'gptq' || method === 'awq') {
    return config.count('bits', 4, 8) === 8
      ? 'int8'
      : wholeBits(config, config.count('bits', 4, 8));
  }
  if (method === 'compressed-tensors') return compressedTensors(config);
  const known = [...Object.keys(methods), 'gptq', 'awq', 'compressed-tensors'].join(', ');
  throw config.error(`quant_method = ${printed(method)}: known are ${known}`);
}

function wholeBits(config: ConfigFields, bits: number): WeightFormat {
  if (bits === 4) return 'int4';
  throw config.error(`bits = ${bits}: expected 4 or 8`);
}

/** The first group's weights decide: published checkpoints have one. */
function compressedTensors(config: ConfigFields): WeightFormat {
  const weights = config.object('config_groups')?.object('group_0')?.object('weights');
  if (weights === undefined) throw config.error('has no config_groups.group_0.weights');
  const bits = weights.count('num_bits', 4, 8);
  const type = weights.raw('type');
  if ((bits !== 4 && bits !== 8) || (type !== 'float' && type !== 'int')) {
    throw weights.error(
      `num_bits = ${bits}, type = ${printed(type)}: expected 4 or 8, float or int`,
    );
  }
  if (type === 'float') return bits === 8 ? 'fp8' : 'fp4';
  return bits === 8 ? 'int8' : 'int4';
}

function own<T>(record: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}

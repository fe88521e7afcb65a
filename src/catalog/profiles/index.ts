import type { EngineProfile } from '../../physics/engine-profile.ts';
import { ideal } from './ideal.ts';
import { sglang } from './sglang.ts';
import { tensorrtLlm } from './tensorrt-llm.ts';
import { vllm06 } from './vllm-0-6.ts';
import { vllm014 } from './vllm-0-14.ts';
import { vllm2023 } from './vllm-2023.ts';
import { vllmV1 } from './vllm-v1.ts';

/** Every known serving engine, by id. */
export const engineProfiles = {
  'vllm-v1': vllmV1,
  'vllm-0.14': vllm014,
  'vllm-0.6': vllm06,
  'vllm-2023': vllm2023,
  sglang,
  'tensorrt-llm': tensorrtLlm,
  ideal,
} as const satisfies Readonly<Record<string, EngineProfile>>;

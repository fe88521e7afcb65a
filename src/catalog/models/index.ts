import type { ModelShape } from '../../physics/data-sheets.ts';
import { bloom } from './bloom.ts';
import { deepseek } from './deepseek.ts';
import { gemma } from './gemma.ts';
import { glm } from './glm.ts';
import { gptJ } from './gpt-j.ts';
import { gptOss } from './gpt-oss.ts';
import { internLm } from './intern-lm.ts';
import { kimi } from './kimi.ts';
import { llama } from './llama.ts';
import { llama4 } from './llama-4.ts';
import { mamba } from './mamba.ts';
import { minimax } from './minimax.ts';
import { mistral } from './mistral.ts';
import { phi } from './phi.ts';
import { qwen } from './qwen.ts';
import { qwenMoe } from './qwen-moe.ts';
import { vision } from './vision.ts';

/** Every known model, by id. */
export const models = {
  ...bloom,
  ...deepseek,
  ...gemma,
  ...glm,
  ...gptJ,
  ...gptOss,
  ...internLm,
  ...kimi,
  ...llama,
  ...llama4,
  ...mamba,
  ...minimax,
  ...mistral,
  ...phi,
  ...qwen,
  ...qwenMoe,
  ...vision,
} as const satisfies Readonly<Record<string, ModelShape>>;

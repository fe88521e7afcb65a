import type { ModelShape } from '../../physics/data-sheets.ts';
import { bloom } from './bloom.ts';
import { deepseek } from './deepseek.ts';
import { gemma } from './gemma.ts';
import { gptOss } from './gpt-oss.ts';
import { llama } from './llama.ts';
import { mistral } from './mistral.ts';
import { qwen } from './qwen.ts';

/** Every known model, by id. */
export const models = {
  ...bloom,
  ...deepseek,
  ...gemma,
  ...gptOss,
  ...llama,
  ...mistral,
  ...qwen,
} as const satisfies Readonly<Record<string, ModelShape>>;

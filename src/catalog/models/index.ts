import type { ModelShape } from '../../physics/data-sheets.ts';
import { llama } from './llama.ts';

/** Every known model, by id. */
export const models = {
  ...llama,
} as const satisfies Readonly<Record<string, ModelShape>>;

import { azureLlm } from './azure-llm.ts';
import { burstgpt } from './burstgpt.ts';
import { mooncake } from './mooncake.ts';
import type { TraceFormat } from './port.ts';
import { tailwatt } from './tailwatt.ts';

/** Every trace format by its id. A new one is a file here and a line there, and one in detect.ts. */
export const traceFormats = {
  'azure-llm': azureLlm,
  burstgpt,
  mooncake,
  tailwatt,
} as const satisfies Record<string, TraceFormat>;

export type TraceFormatId = keyof typeof traceFormats;

import type { TraceLayout } from './layout.ts';
import type { TraceFormat } from './port.ts';
import { createTimestampParser } from './timestamp.ts';
import { createTraceReader } from './trace-reader.ts';

/**
 * Columns as AzurePublicDataset documents them (AzureLLMInferenceDataset2023.md and …2024.md): timestamps have 100 ns in
 * 2023, microseconds and `+00:00` in 2024.
 */
export const azureLlmLayout = {
  id: 'azure-llm',
  syntaxes: ['csv'],
  fields: [
    { name: 'TIMESTAMP', role: 'arrival' },
    { name: 'ContextTokens', role: 'prompt' },
    { name: 'GeneratedTokens', role: 'output' },
  ],
  unitsPerSecond: 1e9,
  createArrivalParser: createTimestampParser,
  arrivalExample: '2023-11-16 18:17:03.9799600',
  emptyOutputReason: 'no generated tokens',
} as const satisfies TraceLayout;

export const azureLlm = {
  id: 'azure-llm',
  description: "Azure's LLM inference traces of 2023 and 2024 (CSV)",
  createReader: () => createTraceReader(azureLlmLayout),
  canWrite: false,
} as const satisfies TraceFormat;

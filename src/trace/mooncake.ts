import type { TraceLayout } from './layout.ts';
import { parseDecimal } from './numbers.ts';
import type { TraceFormat } from './port.ts';
import { createTraceReader } from './trace-reader.ts';

/** Keys as the FAST'25 release of kvcache-ai/Mooncake has them: timestamps are milliseconds since the trace's start. */
export const mooncakeLayout = {
  id: 'mooncake',
  syntaxes: ['jsonl'],
  fields: [
    { name: 'timestamp', role: 'arrival' },
    { name: 'input_length', role: 'prompt' },
    { name: 'output_length', role: 'output' },
    { name: 'hash_ids', role: 'content' },
  ],
  // each id stands for so many tokens and all before them, the last of a prompt for the rest; what none stands for is
  // the prompt's own
  blockTokens: 512,
  unitsPerSecond: 1e3,
  createArrivalParser: () => parseDecimal,
  arrivalExample: '3000 (milliseconds)',
  emptyOutputReason: 'no output tokens',
} as const satisfies TraceLayout;

export const mooncake = {
  id: 'mooncake',
  description: "Mooncake's traces (JSON lines)",
  createReader: () => createTraceReader(mooncakeLayout),
  canWrite: false,
} as const satisfies TraceFormat;

import type { TraceLayout } from './layout.ts';
import { parseDecimal } from './numbers.ts';
import type { TraceFormat } from './port.ts';
import { createTraceReader } from './trace-reader.ts';

/** Columns as the README of HPMLL/BurstGPT has them; sessions and elapsed times came with its second release. */
export const burstgptLayout = {
  id: 'burstgpt',
  syntaxes: ['csv'],
  fields: [
    { name: 'Timestamp', role: 'arrival' },
    { name: 'Request tokens', role: 'prompt' },
    { name: 'Response tokens', role: 'output' },
    { name: 'Session ID', role: 'unused', note: 'sessions are not used in this version' },
    { name: 'Elapsed time', role: 'unused', note: 'measured latencies are not used' },
    { name: 'Model', role: 'unused', note: 'requests of all models are taken as one workload' },
    { name: 'Total tokens', role: 'unused', note: 'not used: it is the sum of the other two' },
    { name: 'Log Type', role: 'unused', note: 'requests of all log types are taken' },
  ],
  unitsPerSecond: 1,
  createArrivalParser: () => parseDecimal,
  arrivalExample: '5 (seconds)',
  emptyOutputReason: 'no response tokens: a failed request',
} as const satisfies TraceLayout;

export const burstgpt = {
  id: 'burstgpt',
  description: 'BurstGPT (CSV, releases 1 and 2)',
  createReader: () => createTraceReader(burstgptLayout),
  canWrite: false,
} as const satisfies TraceFormat;
